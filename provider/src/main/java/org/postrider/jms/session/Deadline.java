// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import java.util.concurrent.TimeUnit;

/**
 * The time that a call has for all that it waits for, one thing after the other.
 *
 * <p>Immutable.
 *
 * @param begunNanos when it began, by {@link System#nanoTime}
 * @param timeoutMs how long it lasts; negative for ever
 */
record Deadline(long begunNanos, long timeoutMs) {

  /** A deadline that begins now. */
  static Deadline in(long timeoutMs) {
    return new Deadline(System.nanoTime(), timeoutMs);
  }

  /** What is left, 0 if nothing is; -1 for ever. */
  long leftMs() {
    if (timeoutMs < 0) {
      return -1;
    }
    return Math.max(0, timeoutMs - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begunNanos));
  }

  /** What is left, but no more than a half of it: something else is to be waited for behind. */
  long halfMs() {
    return timeoutMs < 0 ? -1 : leftMs() / 2;
  }

  /** What is left, and where that is less, so much all the same. */
  long leftMs(long atLeastMs) {
    return timeoutMs < 0 ? -1 : Math.max(atLeastMs, leftMs());
  }

  /** Whether nothing is left. */
  boolean isOver() {
    return timeoutMs >= 0 && leftMs() == 0;
  }
}
