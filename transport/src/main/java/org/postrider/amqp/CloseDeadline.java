// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

/**
 * Gives up waiting for a peer's answer to the close of a link, a session or a connection: it is at
 * its end then as if the answer had come.
 *
 * <p>Confined to the container's loop.
 */
final class CloseDeadline {

  /** How long the peer may take to answer a close. */
  static final long TIMEOUT_MS = 10_000;

  private Runnable cancellation = () -> {};

  /** The peer is asked; without an answer something is to be done. */
  void begin(Connection connection, Runnable giveUp) {
    cancellation = connection.later(giveUp, TIMEOUT_MS);
  }

  /** The answer is there, or is not waited for any more. */
  void cancel() {
    cancellation.run();
  }
}
