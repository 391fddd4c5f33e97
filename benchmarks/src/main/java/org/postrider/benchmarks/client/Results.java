// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.client;

import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * Prints results as lines that whoever started the process reads.
 *
 * <p>Thread-safe.
 */
final class Results {

  /** Begins each line. */
  static final String PREFIX = "RESULT ";

  private static final double US = 1e3;

  void value(String name, double value) {
    System.out.println(PREFIX + name + " " + String.format(Locale.ROOT, "%.4f", value));
  }

  void reading(Reading reading) {
    value("cpu-us", reading.cpuNsEach() / US);
    value("octets", reading.octetsEach());
    value("rate", reading.perSecond());
  }

  void latencies(Histogram nanoseconds) {
    value("p50-us", nanoseconds.getValueAtPercentile(50) / US);
    value("p99-us", nanoseconds.getValueAtPercentile(99) / US);
    value("p999-us", nanoseconds.getValueAtPercentile(99.9) / US);
  }
}
