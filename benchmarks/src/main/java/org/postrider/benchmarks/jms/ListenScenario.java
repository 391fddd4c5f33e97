// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.jms;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.jms.Session;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.postrider.benchmarks.trial.Allocation;
import org.postrider.benchmarks.trial.Meter;

/**
 * A listener gets messages that wait for it, acknowledged by the session, and reads them.
 *
 * @param payload what is received
 */
record ListenScenario(Payload payload) implements Scenario {

  @Override
  public void run(Trial trial) throws JMSException, InterruptedException {
    try (Connection connection = trial.factory().createConnection();
        Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
      var consumer = session.createConsumer(Filler.queue(trial, session, payload, trial.all()));
      Counting listener = new Counting(trial, payload.maker());
      consumer.setMessageListener(listener);
      connection.start();
      listener.done.await();
      if (listener.failure != null) {
        throw new IllegalStateException("a message could not be read", listener.failure);
      }
    }
  }

  /** Confined to the session's thread. */
  private static final class Counting implements MessageListener {

    private final Trial trial;
    private final Payload.Maker maker;
    private final Meter meter = new Meter(Allocation.ofLivingThreads());
    private final CountDownLatch done = new CountDownLatch(1);
    private int received;

    /** Why a message could not be read; told by the latch. */
    private @Nullable Exception failure;

    private Counting(Trial trial, Payload.Maker maker) {
      this.trial = trial;
      this.maker = maker;
    }

    @Override
    public void onMessage(Message message) {
      try {
        maker.read(message);
      } catch (JMSException | RuntimeException e) {
        failure = e;
        done.countDown();
        return;
      }
      received++;
      if (received == trial.warmUp()) {
        meter.start();
      } else if (received == trial.all()) {
        trial.results().reading(meter.stop(trial.measured()));
        done.countDown();
      }
    }
  }
}
