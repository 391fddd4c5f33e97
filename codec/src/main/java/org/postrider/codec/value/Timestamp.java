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

  private static final Instant LEAST = Instant.ofEpochMilli(Long.MIN_VALUE);
  private static final Instant MOST = Instant.ofEpochMilli(Long.MAX_VALUE);

  /** The timestamp of an instant: see {@link #epochMs(Instant)}. */
  public static Timestamp of(Instant instant) {
    return new Timestamp(epochMs(instant));
  }

  /**
   * The milliseconds since the epoch of an instant. What is finer is cut off; an instant beyond 64
   * bits, 292 million years away, becomes the last or first that there is.
   */
  public static long epochMs(Instant instant) {
    if (instant.isAfter(MOST)) {
      return Long.MAX_VALUE;
    }
    return instant.isBefore(LEAST) ? Long.MIN_VALUE : instant.toEpochMilli();
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
