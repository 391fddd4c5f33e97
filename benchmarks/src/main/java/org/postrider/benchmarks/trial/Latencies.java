// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.trial;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Makes what latencies are recorded in.
 *
 * <p>Stateless.
 */
public final class Latencies {

  private static final int DIGITS = 3;

  private Latencies() {}

  /**
   * A histogram of nanoseconds that has room for any: one that grows with its largest value would
   * count as what the client allocates.
   */
  public static Histogram histogram() {
    return new Histogram(TimeUnit.HOURS.toNanos(1), DIGITS);
  }
}
