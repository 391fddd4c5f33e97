// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.thread;

import java.util.concurrent.TimeUnit;

/**
 * How long to wait before a failure is repeated: the first repetition is at once, as JMS wants it,
 * each further one takes longer, up to a second; a success begins anew.
 *
 * <p>Confined to the thread that fails and succeeds.
 */
public final class Pause {

  private static final long FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int MAX_DOUBLINGS = 8;

  private int failures;

  /** The next failure is the first again. */
  public void succeeded() {
    failures = 0;
  }

  /** Counts a failure; gives how long to wait now, in nanoseconds. */
  public long failed() {
    int doublings = Math.min(failures - 1, MAX_DOUBLINGS);
    failures++;
    return doublings < 0 ? 0 : Math.min(LONGEST_NANOS, FIRST_NANOS << doublings);
  }
}
