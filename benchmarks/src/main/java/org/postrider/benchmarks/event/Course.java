// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.event;

import org.HdrHistogram.Histogram;
import org.postrider.benchmarks.trial.Allocation;
import org.postrider.benchmarks.trial.Latencies;
import org.postrider.benchmarks.trial.Meter;
import org.postrider.benchmarks.trial.Reading;
import org.postrider.benchmarks.trial.Results;

/**
 * Counts a client's messages, and measures from the last one of the warm-up to the last of all.
 *
 * <p>Confined to the thread that runs the client, or its callbacks.
 */
final class Course {

  private final int warmUp;
  private final int all;
  private final Meter meter = new Meter(Allocation.ofLivingThreads());
  private final Histogram latencies = Latencies.histogram();
  private int begun;
  private int ended;
  private long begunNs;
  private Reading reading = new Reading(0, 0, 0, 0);

  Course(int warmUp, int measured) {
    this.warmUp = warmUp;
    this.all = warmUp + measured;
  }

  /** Whether another message is to be begun. */
  boolean hasNext() {
    return begun < all;
  }

  /** A message is begun. */
  void begin() {
    begun++;
  }

  /** A message is begun that no other one follows before it has ended. */
  void beginTimed() {
    begun++;
    begunNs = System.nanoTime();
  }

  /** The message that was begun alone has its outcome. */
  void endTimed() {
    long ns = System.nanoTime() - begunNs;
    if (ended >= warmUp) {
      latencies.recordValue(ns);
    }
    end();
  }

  /** A message has its outcome. */
  void end() {
    ended++;
    if (ended == warmUp) {
      meter.start();
    } else if (ended == all) {
      reading = meter.stop((long) all - warmUp);
    }
  }

  boolean isOver() {
    return ended >= all;
  }

  void tell(Results results) {
    results.reading(reading);
    if (latencies.getTotalCount() > 0) {
      results.latencies(latencies);
    }
  }
}
