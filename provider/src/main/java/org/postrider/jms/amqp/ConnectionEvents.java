// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.amqp;

import jakarta.jms.JMSException;
import org.postrider.jms.connect.Peer;

/** What a connection is told by the event loop. */
public interface ConnectionEvents {

  /** A broker has answered the open, the first time or after a loss. */
  void opened(Peer peer);

  /** The connection was lost; a way back is looked for. */
  void interrupted(String remote, JMSException cause);

  /** The connection is open again. */
  void restored(String remote);

  /** The connection failed, for good; told once, and not where the application closed it. */
  void failed(JMSException cause);

  /** Something failed that has no caller: the exception listener is to hear of it. */
  void asyncFailure(JMSException cause);
}
