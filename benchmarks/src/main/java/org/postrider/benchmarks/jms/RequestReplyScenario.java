// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.jms;

import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import org.HdrHistogram.Histogram;
import org.postrider.benchmarks.trial.Allocation;
import org.postrider.benchmarks.trial.Latencies;
import org.postrider.benchmarks.trial.Meter;

/**
 * A message over a temporary queue and back, one at a time. The requester answers itself, so that
 * only one client is measured.
 *
 * @param payload of each message
 */
record RequestReplyScenario(Payload payload) implements Scenario {

  private static final long PATIENCE_MS = 30_000;

  @Override
  public void run(Trial trial) throws JMSException {
    try (Connection connection = trial.factory().createConnection();
        Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
      TemporaryQueue answers = session.createTemporaryQueue();
      MessageConsumer consumer = session.createConsumer(answers);
      MessageProducer producer = session.createProducer(answers);
      producer.setDeliveryMode(DeliveryMode.NON_PERSISTENT);
      connection.start();
      Payload.Maker maker = payload.maker();
      Histogram latencies = Latencies.histogram();
      for (int i = 0; i < trial.warmUp(); i++) {
        ask(session, producer, consumer, maker, answers);
        latencies.recordValue(i);
      }
      latencies.reset();
      Meter meter = new Meter(Allocation.ofLivingThreads());
      meter.start();
      for (int i = 0; i < trial.measured(); i++) {
        long before = System.nanoTime();
        ask(session, producer, consumer, maker, answers);
        latencies.recordValue(System.nanoTime() - before);
      }
      trial.results().reading(meter.stop(trial.measured()));
      trial.results().latencies(latencies);
    }
  }

  private static void ask(
      Session session,
      MessageProducer producer,
      MessageConsumer consumer,
      Payload.Maker maker,
      TemporaryQueue answers)
      throws JMSException {
    Message request = maker.make(session);
    request.setJMSReplyTo(answers);
    producer.send(request);
    Message answer = consumer.receive(PATIENCE_MS);
    if (answer == null) {
      throw new IllegalStateException("no answer in " + PATIENCE_MS + " ms");
    }
    maker.read(answer);
  }
}
