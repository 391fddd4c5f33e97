// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import java.util.concurrent.TimeUnit;

/**
 * Whether it pays to lend a loop: only to who takes it again at once, since nobody looks at the
 * sockets between two loans, and only for short, since its own thread looks after long ones.
 *
 * <p>Confined to who holds the loop, but for {@link #isUnfit}.
 */
final class LoanRecord {

  private static final long GAP_NANOS = TimeUnit.MICROSECONDS.toNanos(50);
  private static final long LONG_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /** A misfit weighs as much as this many good loans. */
  private static final int WEIGHT = 2;

  private static final int TOO_MANY = 8;

  private long takenNanos;
  private long givenNanos;
  private int misfits;
  private int loans;
  private volatile boolean unfit;

  /** The loop's own thread is about to stand by. */
  void begin(long nowNanos) {
    misfits = 0;
    loans = 0;
    givenNanos = nowNanos;
    unfit = false;
  }

  void taken(long nowNanos) {
    loans++;
    takenNanos = nowNanos;
    count(nowNanos - givenNanos > GAP_NANOS);
  }

  void given(long nowNanos) {
    givenNanos = nowNanos;
    if (nowNanos - takenNanos > LONG_NANOS) {
      count(true);
    }
  }

  private void count(boolean misfit) {
    if (misfit) {
      misfits += WEIGHT;
    } else if (misfits > 0) {
      misfits--;
    }
    if (misfits >= TOO_MANY) {
      unfit = true;
    }
  }

  /** Whether its own thread is to have it back. */
  boolean isUnfit() {
    return unfit;
  }

  /** How often it was lent since the beginning. */
  int loans() {
    return loans;
  }
}
