// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

/**
 * The session of a connection that links use unless they are given one. After its end, which may be
 * the peer's doing, another one takes its place.
 *
 * <p>Thread-safe.
 */
final class DefaultSession {

  private final Connection connection;
  private Session current;

  DefaultSession(Connection connection) {
    this.connection = connection;
    this.current = new Session(connection, null);
  }

  synchronized Session get() {
    if (current.isOver() && !connection.isClosed()) {
      current = new Session(connection, null);
    }
    return current;
  }
}
