// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

/**
 * Gives up waiting for a peer's answer to the close of a link, a session or a connection: it is at
 * its end then as if the answer had come.
 *
 * <p>Confined to the container's loop.
 */
final class CloseDeadline {

  private Runnable cancellation = () -> {};

  /** The peer is asked; without an answer something is to be done. */
  void begin(Connection connection, Runnable giveUp) {
    long timeoutMs = connection.options().values().get(ConnectionOptions.CLOSE_TIMEOUT).toMillis();
    if (timeoutMs > 0) {
      cancellation = connection.later(giveUp, timeoutMs);
    }
  }

  /** The answer is there, or is not waited for any more. */
  void cancel() {
    cancellation.run();
  }
}
