// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.trial;

import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * Prints results as lines that whoever started the process reads.
 *
 * <p>Thread-safe.
 */
public final class Results {

  /** Begins each line. */
  public static final String PREFIX = "RESULT ";

  private static final double US = 1e3;

  /** Of fewer, the slowest in a thousand are chance. */
  private static final long MANY = 10_000;

  /** What is told goes to the standard output. */
  public Results() {}

  /** Tells one figure. */
  public void value(String name, double value) {
    System.out.println(PREFIX + name + " " + String.format(Locale.ROOT, "%.4f", value));
  }

  /** Tells what an operation took. */
  public void reading(Reading reading) {
    value("cpu-us", reading.cpuNsEach() / US);
    value("octets", reading.octetsEach());
    value("rate", reading.perSecond());
  }

  /** Tells percentiles; that of 99.9 of ten thousand and more. */
  public void latencies(Histogram nanoseconds) {
    value("p50-us", nanoseconds.getValueAtPercentile(50) / US);
    value("p99-us", nanoseconds.getValueAtPercentile(99) / US);
    if (nanoseconds.getTotalCount() >= MANY) {
      value("p999-us", nanoseconds.getValueAtPercentile(99.9) / US);
    }
  }
}
