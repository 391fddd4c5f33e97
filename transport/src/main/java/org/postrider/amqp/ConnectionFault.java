// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import java.util.function.Consumer;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.codec.wire.Printable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes what a command of a connection, or its engine, has thrown though nothing should: that
 * connection ends with {@code amqp:internal-error}, and the others of its container go on.
 *
 * <p>Confined to the container's loop.
 */
final class ConnectionFault implements Consumer<Throwable> {

  private static final Logger LOG = LoggerFactory.getLogger(ConnectionFault.class);
  private static final int MAX_SHOWN = 300;

  private final Connection connection;

  ConnectionFault(Connection connection) {
    this.connection = connection;
  }

  /** The same command, whose failure is this connection's. */
  Runnable guard(Runnable command) {
    return () -> {
      try {
        command.run();
      } catch (Throwable thrown) {
        accept(thrown);
      }
    };
  }

  @Override
  public void accept(Throwable thrown) {
    LOG.error("{} ends, because a command of it or its engine has thrown", connection, thrown);
    if (connection.isClosed()) {
      return;
    }
    String words = Printable.of(String.valueOf(thrown), MAX_SHOWN);
    AmqpError why = new AmqpError(ErrorConditions.INTERNAL_ERROR, words);
    connection.core().breakingOff(why);
    connection
        .core()
        .fire(connection.core().event(EventType.CONNECTION_ERROR).because(why, thrown));
    try {
      connection.core().engine().close(why);
    } catch (RuntimeException broken) {
      connection.log().thrown("the engine", broken);
    }
    connection.core().ended();
  }
}
