// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import jakarta.jms.JMSException;
import java.util.Collection;
import org.postrider.jms.options.JmsOptions;
import org.postrider.jms.thread.Deadline;
import org.postrider.jms.thread.Waits;

/**
 * The close of a connection: the steps of {@link SessionClose}, each for all sessions before the
 * next (Jakarta Messaging 6.1.8).
 *
 * <p>Thread-safe.
 */
final class ConnectionClose {

  private final PostriderConnection connection;
  private final Collection<SessionCore> sessions;
  private final Closing closing = new Closing();

  /**
   * A close that nobody has called.
   *
   * @param sessions those that the connection has at any time, thread-safe
   */
  ConnectionClose(PostriderConnection connection, Collection<SessionCore> sessions) {
    this.connection = connection;
    this.sessions = sessions;
  }

  /** Whether it was called. */
  boolean isBegun() {
    return closing.isBegun();
  }

  /** Whether nobody may use the connection any more. */
  boolean isOver() {
    return closing.isOver();
  }

  /** The connection could not be opened: there is nothing to close. */
  void never() {
    closing.never();
  }

  /** Closes; none of the connection's listeners calls. */
  void run() throws JMSException {
    closing.run(connection.options().get(JmsOptions.CLOSE_TIMEOUT), this::close);
  }

  private void close(Deadline deadline) {
    connection.shutListeners();
    // All of it is theirs until the last of them has returned, whatever session they are of.
    sessions.forEach(session -> session.closing().awaitListeners(deadline));
    connection.connectionConsumers().close(deadline);
    sessions.forEach(session -> session.closing().finishSends(deadline));
    closing.over();
    try {
      end(deadline);
    } finally {
      // Whoever closes one of them, too, waits for this.
      sessions.forEach(session -> session.closing().done());
    }
    sessions.clear();
    connection.reports().close(deadline);
  }

  private void end(Deadline deadline) {
    sessions.forEach(session -> session.closing().runWithConnection(deadline));
    Waits.awaitInClose(connection.amqp().close(), deadline.lastMs());
    Waits.awaitInClose(connection.amqp().terminate(), deadline.lastMs());
    // What those that took too long waited for has ended by now.
    sessions.forEach(session -> session.closing().awaitReturned());
  }
}
