// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.floor;

import org.HdrHistogram.Histogram;
import org.postrider.benchmarks.trial.Allocation;
import org.postrider.benchmarks.trial.Meter;
import org.postrider.benchmarks.trial.Reading;
import org.postrider.benchmarks.trial.Results;

/** Something that every client does at least for each message. Confined to the trial's thread. */
interface Floor extends AutoCloseable {

  /** Does it so many times; returns when the last one has come to its end. */
  void pass(int messages) throws InterruptedException;

  @Override
  void close();

  /** Warms up, measures, and tells what came out. */
  default void measure(int warmUp, int measured, Results results) throws InterruptedException {
    pass(warmUp);
    results.reading(reading(measured));
  }

  /** Measures so many. */
  default Reading reading(int measured) throws InterruptedException {
    Meter meter = new Meter(Allocation.ofLivingThreads());
    meter.start();
    pass(measured);
    return meter.stop(measured);
  }

  /** The same, and how long each pass' steps took: the passes record that. */
  default void measure(int warmUp, int measured, Results results, Histogram latencies)
      throws InterruptedException {
    pass(warmUp);
    latencies.reset();
    results.reading(reading(measured));
    results.latencies(latencies);
  }
}
