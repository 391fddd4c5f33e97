// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.jms;

import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.postrider.benchmarks.trial.Allocation;
import org.postrider.benchmarks.trial.Meter;

/**
 * Threads that each send non-persistent messages in a session of their own, over one connection.
 *
 * @param payload what is sent
 * @param producers how many threads
 */
record ProducersScenario(Payload payload, int producers) implements Scenario {

  @Override
  public void run(Trial trial) throws JMSException, InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(producers);
    try (Connection connection = trial.factory().createConnection()) {
      List<Lane> lanes = new ArrayList<>();
      for (int i = 0; i < producers; i++) {
        Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
        lanes.add(
            new Lane(session, session.createProducer(session.createQueue(trial.queue())), payload));
      }
      send(threads, lanes, trial.warmUp());
      Meter meter = new Meter(Allocation.ofLivingThreads());
      meter.start();
      send(threads, lanes, trial.measured());
      trial.results().reading(meter.stop(trial.measured()));
    } finally {
      threads.shutdownNow();
    }
  }

  private static void send(ExecutorService threads, List<Lane> lanes, int count)
      throws InterruptedException {
    List<Future<?>> sending = new ArrayList<>();
    for (Lane lane : lanes) {
      sending.add(
          threads.submit(
              () -> {
                lane.send(count / lanes.size());
                return null;
              }));
    }
    for (Future<?> one : sending) {
      try {
        one.get();
      } catch (ExecutionException failed) {
        throw new IllegalStateException(failed.getCause());
      }
    }
  }

  private record Lane(Session session, MessageProducer producer, Payload.Maker maker) {

    Lane(Session session, MessageProducer producer, Payload payload) {
      this(session, producer, payload.maker());
    }

    /** The last one is persistent, so that all are at the peer when it returns. */
    void send(int count) throws JMSException {
      producer.setDeliveryMode(DeliveryMode.NON_PERSISTENT);
      for (int i = 1; i < count; i++) {
        producer.send(maker.make(session));
      }
      producer.setDeliveryMode(DeliveryMode.PERSISTENT);
      producer.send(maker.make(session));
    }
  }
}
