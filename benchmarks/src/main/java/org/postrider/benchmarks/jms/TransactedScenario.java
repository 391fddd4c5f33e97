// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.jms;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import org.HdrHistogram.Histogram;
import org.postrider.benchmarks.trial.Allocation;
import org.postrider.benchmarks.trial.Latencies;
import org.postrider.benchmarks.trial.Meter;

/**
 * Transactions that each take messages out of a queue and put as many into it.
 *
 * @param payload of each message
 * @param batch messages received, and as many sent, in a transaction
 */
record TransactedScenario(Payload payload, int batch) implements Scenario {

  private static final long PATIENCE_MS = 30_000;

  @Override
  public void run(Trial trial) throws JMSException, InterruptedException {
    try (Connection connection = trial.factory().createConnection();
        Session session = connection.createSession(true, Session.SESSION_TRANSACTED)) {
      Queue queue = Filler.queue(trial, session, payload, 2 * batch);
      MessageConsumer consumer = session.createConsumer(queue);
      MessageProducer producer = session.createProducer(queue);
      connection.start();
      Payload.Maker maker = payload.maker();
      Histogram latencies = Latencies.histogram();
      for (int i = 0; i < trial.warmUp() / batch; i++) {
        transact(session, consumer, producer, maker);
        latencies.recordValue(i);
      }
      latencies.reset();
      int batches = trial.measured() / batch;
      Meter meter = new Meter(Allocation.ofLivingThreads());
      meter.start();
      for (int i = 0; i < batches; i++) {
        long before = System.nanoTime();
        transact(session, consumer, producer, maker);
        latencies.recordValue(System.nanoTime() - before);
      }
      trial.results().reading(meter.stop((long) batches * batch));
      trial.results().latencies(latencies);
    }
  }

  private void transact(
      Session session, MessageConsumer consumer, MessageProducer producer, Payload.Maker maker)
      throws JMSException {
    for (int i = 0; i < batch; i++) {
      Message message = consumer.receive(PATIENCE_MS);
      if (message == null) {
        throw new IllegalStateException("no message came in " + PATIENCE_MS + " ms");
      }
      maker.read(message);
      producer.send(maker.make(session));
    }
    session.commit();
  }
}
