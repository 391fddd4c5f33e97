// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.jms;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import org.HdrHistogram.Histogram;
import org.postrider.benchmarks.trial.Allocation;
import org.postrider.benchmarks.trial.Latencies;
import org.postrider.benchmarks.trial.Meter;

/**
 * One thread sends persistent messages and waits for each.
 *
 * @param payload what is sent
 */
record SyncSendScenario(Payload payload) implements Scenario {

  @Override
  public void run(Trial trial) throws JMSException {
    try (Connection connection = trial.factory().createConnection();
        Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
      MessageProducer producer = session.createProducer(session.createQueue(trial.queue()));
      Payload.Maker maker = payload.maker();
      Histogram latencies = Latencies.histogram();
      for (int i = 0; i < trial.warmUp(); i++) {
        producer.send(maker.make(session));
        latencies.recordValue(i);
      }
      latencies.reset();
      Meter meter = new Meter(Allocation.ofLivingThreads());
      meter.start();
      for (int i = 0; i < trial.measured(); i++) {
        long before = System.nanoTime();
        producer.send(maker.make(session));
        latencies.recordValue(System.nanoTime() - before);
      }
      trial.results().reading(meter.stop(trial.measured()));
      trial.results().latencies(latencies);
    }
  }
}
