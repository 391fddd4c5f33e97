// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.floor;

import org.postrider.benchmarks.trial.Allocation;
import org.postrider.benchmarks.trial.Meter;
import org.postrider.benchmarks.trial.Reading;

/** Something that every client does at least for each message. Confined to the trial's thread. */
interface Floor extends AutoCloseable {

  /** Does it so many times; returns when the last one has come to its end. */
  void pass(int messages) throws InterruptedException;

  @Override
  void close();

  /** Warms up, and measures. */
  default Reading measure(int warmUp, int measured) throws InterruptedException {
    pass(warmUp);
    Meter meter = new Meter(Allocation.ofLivingThreads());
    meter.start();
    pass(measured);
    return meter.stop(measured);
  }
}
