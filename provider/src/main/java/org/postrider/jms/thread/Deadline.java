// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.thread;

import java.util.concurrent.TimeUnit;

/**
 * The time that a call has for all that it waits for, one thing after the other.
 *
 * <p>Immutable.
 *
 * @param begunNanos when it began, by {@link System#nanoTime}
 * @param timeoutMs how long it lasts; negative for ever
 */
public record Deadline(long begunNanos, long timeoutMs) {

  /** What {@code jms.closeTimeout} may be exceeded by. */
  public static final long GRACE_MS = 500;

  /** A deadline that begins now. */
  public static Deadline in(long timeoutMs) {
    return new Deadline(System.nanoTime(), timeoutMs);
  }

  /** How long ago it began. */
  public long spentMs() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begunNanos);
  }

  /** What is left, 0 if nothing is; -1 for ever. */
  public long leftMs() {
    if (timeoutMs < 0) {
      return -1;
    }
    return Math.max(0, timeoutMs - spentMs());
  }

  /** What is left, but no more than a time of its own; either may be negative for ever. */
  public long leftOf(long otherMs) {
    return shorter(leftMs(), otherMs);
  }

  /** What is left, but no more than a half of it: something else is to be waited for behind. */
  public long halfMs() {
    return timeoutMs < 0 ? -1 : leftMs() / 2;
  }

  /** The same, but no more than a time of its own; either may be negative for ever. */
  public long halfOf(long otherMs) {
    return shorter(halfMs(), otherMs);
  }

  private static long shorter(long oneMs, long otherMs) {
    return oneMs < 0 || otherMs < 0 ? Math.max(oneMs, otherMs) : Math.min(oneMs, otherMs);
  }

  /** What is left, and where that is less, so much all the same. */
  public long leftMs(long atLeastMs) {
    return timeoutMs < 0 ? -1 : Math.max(atLeastMs, leftMs());
  }

  /**
   * What is left with a little more, which all that is closed together shares: the messages may
   * have used up the time, and the broker answer a close at once.
   */
  public long lastMs() {
    return timeoutMs < 0 ? -1 : Math.max(0, timeoutMs + GRACE_MS - spentMs());
  }

  /** Whether nothing is left. */
  public boolean isOver() {
    return timeoutMs >= 0 && leftMs() == 0;
  }
}
