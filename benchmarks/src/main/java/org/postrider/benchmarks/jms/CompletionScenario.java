// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.jms;

import jakarta.jms.CompletionListener;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.concurrent.Semaphore;
import org.postrider.benchmarks.trial.Allocation;
import org.postrider.benchmarks.trial.Meter;

/**
 * One thread sends with a completion listener, up to 1000 messages ahead of it.
 *
 * @param payload what is sent
 * @param deliveryMode of {@link jakarta.jms.DeliveryMode}
 */
record CompletionScenario(Payload payload, int deliveryMode) implements Scenario {

  private static final int IN_FLIGHT = 1000;

  @Override
  public void run(Trial trial) throws JMSException, InterruptedException {
    try (Connection connection = trial.factory().createConnection();
        Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
      MessageProducer producer = session.createProducer(session.createQueue(trial.queue()));
      producer.setDeliveryMode(deliveryMode);
      Payload.Maker maker = payload.maker();
      send(session, producer, maker, trial.warmUp());
      Meter meter = new Meter(Allocation.ofLivingThreads());
      meter.start();
      send(session, producer, maker, trial.measured());
      trial.results().reading(meter.stop(trial.measured()));
    }
  }

  /** Returns when all are completed. */
  static void send(Session session, MessageProducer producer, Payload.Maker maker, int count)
      throws JMSException, InterruptedException {
    Window window = new Window();
    for (int i = 0; i < count; i++) {
      window.free.acquire();
      producer.send(maker.make(session), window);
    }
    window.free.acquire(IN_FLIGHT);
  }

  /** Thread-safe. */
  private static final class Window implements CompletionListener {

    private final Semaphore free = new Semaphore(IN_FLIGHT);

    @Override
    public void onCompletion(Message message) {
      free.release();
    }

    @Override
    public void onException(Message message, Exception exception) {
      throw new IllegalStateException("a message was not accepted", exception);
    }
  }
}
