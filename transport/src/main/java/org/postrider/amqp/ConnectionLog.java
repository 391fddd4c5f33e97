// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.wire.Printable;
import org.postrider.transport.engine.WaitingMessages;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to the log what goes wrong in a connection.
 *
 * <p>Confined to the container's loop.
 */
final class ConnectionLog {

  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
  private static final int MAX_SHOWN = 300;

  private final Connection connection;
  private boolean wentBack;

  ConnectionLog(Connection connection) {
    this.connection = connection;
  }

  void closed(String what, AmqpError why) {
    LOG.warn("{}: {} was closed with an error: {}", connection, shown(what), why);
  }

  void thrown(String what, Throwable why) {
    LOG.warn("{}: {} has thrown", connection, shown(what), why);
  }

  void withheld(String what, long octets) {
    LOG.warn(
        "{}: {} octets of messages of {} are not settled: it gets no more until half of its share"
            + " is (maxWaitingSize)",
        connection,
        octets,
        shown(what));
  }

  /** Told once: a peer could fill the log. */
  void wentBack(WaitingMessages waiting) {
    if (!wentBack) {
      wentBack = true;
      LOG.warn(
          "{}: {} octets of messages are not settled, which is far more than {}, and the peer goes"
              + " on without credit or on more links: what it sends goes back (maxWaitingSize)",
          connection,
          waiting.octets(),
          waiting.limit());
    }
  }

  /** There may be a link's name in it, and the peer may have given that. */
  private static String shown(String what) {
    return Printable.of(what, MAX_SHOWN);
  }
}
