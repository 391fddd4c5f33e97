// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import java.util.concurrent.TimeUnit;

/**
 * How long to wait before a failure is repeated: the first repetition is at once, as JMS wants it,
 * each further one takes longer, up to a second; a success begins anew.
 *
 * <p>Confined to the thread that fails and succeeds.
 */
final class Pause {

  private static final long FIRST_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
  private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int MAX_DOUBLINGS = 8;

  private int failures;

  void succeeded() {
    failures = 0;
  }

  /** Counts a failure; gives how long to wait now, in nanoseconds. */
  long failed() {
    int doublings = Math.min(failures - 1, MAX_DOUBLINGS);
    failures++;
    return doublings < 0 ? 0 : Math.min(LONGEST_NANOS, FIRST_NANOS << doublings);
  }
}
