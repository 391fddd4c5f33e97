// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.message;

import org.jspecify.annotations.Nullable;
import org.postrider.jms.destination.PostriderDestination;

/**
 * How a message came.
 *
 * <p>Immutable.
 *
 * @param consumer the destination of the consumer that got it
 * @param receivedAtMs when, in milliseconds since the epoch
 * @param localRedeliveries how often it was given to the application before by this session alone
 * @param acknowledger where it acknowledges itself, or null where it does not
 */
public record Arrival(
    PostriderDestination consumer,
    long receivedAtMs,
    int localRedeliveries,
    @Nullable Acknowledger acknowledger) {

  /** The same message, given to the application once more. */
  public Arrival again() {
    return new Arrival(consumer, receivedAtMs, localRedeliveries + 1, acknowledger);
  }
}
