// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.message;

import jakarta.jms.JMSException;

/**
 * Where received messages acknowledge themselves: their session.
 *
 * <p>What an implementation must hold: thread-safe against the session's closing.
 */
public interface Acknowledger {

  /**
   * Acknowledges by the session's mode.
   *
   * @throws jakarta.jms.IllegalStateException if the session is closed
   */
  void acknowledge(PostriderMessage message) throws JMSException;
}
