// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.event;

import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import org.jspecify.annotations.Nullable;

/**
 * A connection that tells what becomes of it: each connection of our factory is one.
 *
 * <p>Thread-safe, as connections are.
 */
public interface ListenableConnection extends Connection {

  /**
   * Sets the listener; null is none. What happened before is not told again.
   *
   * @throws IllegalStateException if the connection is closed
   */
  void setConnectionListener(@Nullable ConnectionListener listener) throws JMSException;

  /**
   * The listener, or null.
   *
   * @throws IllegalStateException if the connection is closed
   */
  @Nullable ConnectionListener getConnectionListener() throws JMSException;
}
