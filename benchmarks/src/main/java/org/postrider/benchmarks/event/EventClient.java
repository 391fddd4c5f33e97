// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.event;

/**
 * A client of AMQP itself. Implementations use their library as its own documentation does: with
 * callbacks, or with calls that wait.
 *
 * <p>Immutable. Each method connects, does the whole course, and closes.
 */
interface EventClient {

  /**
   * Sends unsettled messages while there is credit, without waiting for any, and counts their
   * outcomes, all of which must be accepted.
   */
  void send(Course course) throws Exception;

  /** Sends each message when the one before it was accepted. */
  void sendAwaited(Course course) throws Exception;

  /** Receives messages, reads their bodies, and has the library accept them. */
  void receive(Course course) throws Exception;
}
