// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import java.net.SocketTimeoutException;
import org.postrider.transport.netty.ConnectionDriver;

/**
 * Gives up the peer of an accepted connection that does not open it in time.
 *
 * <p>Confined to the container's loop.
 */
final class OpenDeadline {

  private OpenDeadline() {}

  /** AMQP 2.4.5 begins with the opens: until then nothing else would notice a silent peer. */
  static void set(Connection connection, ConnectionDriver driver, long remainingMs) {
    OptionValues options = connection.options().values();
    long timeoutMs = options.get(ConnectionOptions.CONNECT_TIMEOUT).toMillis();
    if (timeoutMs > 0) {
      connection.later(() -> requireOpen(connection, driver, timeoutMs), remainingMs);
    }
  }

  private static void requireOpen(Connection connection, ConnectionDriver driver, long timeoutMs) {
    if (!connection.core().hasBeenOpen() && !connection.isClosed() && !driver.isTerminated()) {
      driver.disconnect(
          new SocketTimeoutException("no open from the peer within " + timeoutMs + " ms"));
    }
  }
}
