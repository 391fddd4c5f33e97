// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.amqp;

import jakarta.jms.JMSException;

/**
 * What comes back with the connection after a loss: a session or a link.
 *
 * <p>Confined to the event loop. The engine opens it again by itself; this is for what is JMS about
 * it.
 */
interface Recovering {

  /** The connection was lost, and a way back is looked for. */
  void connectionLost(JMSException cause);

  /** Whether the application waits for it to be as it was: it had been open, and is not closed. */
  boolean isAwaited();
}
