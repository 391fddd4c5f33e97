// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.jms;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import jdk.jfr.FlightRecorder;
import org.HdrHistogram.Histogram;
import org.postrider.benchmarks.trial.Allocation;
import org.postrider.benchmarks.trial.Latencies;
import org.postrider.benchmarks.trial.Meter;
import org.postrider.benchmarks.trial.Reading;

/** Connects, makes a session and a consumer, and closes, one after the other. */
record ConnectScenario() implements Scenario {

  @Override
  public void run(Trial trial) throws JMSException {
    Histogram latencies = Latencies.histogram();
    for (int i = 0; i < trial.warmUp(); i++) {
      once(trial);
      latencies.recordValue(i);
    }
    latencies.reset();
    System.gc();
    long collections = Allocation.collections();
    Meter meter = new Meter(Allocation.ofHeap());
    meter.start();
    for (int i = 0; i < trial.measured(); i++) {
      long before = System.nanoTime();
      once(trial);
      latencies.recordValue(System.nanoTime() - before);
    }
    Reading reading = meter.stop(trial.measured());
    // A recorder is told nothing of octets, and wants more connects than the heap has room for.
    if (Allocation.collections() != collections && !FlightRecorder.isInitialized()) {
      throw new IllegalStateException("the young generation is too small to count what it takes");
    }
    trial.results().reading(reading);
    trial.results().latencies(latencies);
  }

  private static void once(Trial trial) throws JMSException {
    try (Connection connection = trial.factory().createConnection()) {
      Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
      session.createConsumer(session.createQueue(trial.queue()));
      connection.start();
    }
  }
}
