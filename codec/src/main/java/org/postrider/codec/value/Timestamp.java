// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.value;

import java.time.Instant;

/**
 * An AMQP timestamp: a point in time with the precision of a millisecond (AMQP 1.6.17).
 *
 * <p>Immutable.
 *
 * @param epochMs milliseconds since 1970-01-01T00:00Z, may be negative
 */
public record Timestamp(long epochMs) implements Comparable<Timestamp> {

  /** The timestamp of an instant; what is finer than a millisecond is cut off. */
  public static Timestamp of(Instant instant) {
    return new Timestamp(instant.toEpochMilli());
  }

  /** The same point in time. */
  public Instant toInstant() {
    return Instant.ofEpochMilli(epochMs);
  }

  @Override
  public int compareTo(Timestamp other) {
    return Long.compare(epochMs, other.epochMs);
  }

  @Override
  public String toString() {
    return toInstant().toString();
  }
}
