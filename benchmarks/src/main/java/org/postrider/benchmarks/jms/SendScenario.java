// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.jms;

import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import org.postrider.benchmarks.trial.Allocation;
import org.postrider.benchmarks.trial.Meter;

/**
 * One thread sends messages, and does not wait for each but where JMS wants it.
 *
 * @param payload what is sent
 * @param deliveryMode of {@link DeliveryMode}
 */
record SendScenario(Payload payload, int deliveryMode) implements Scenario {

  @Override
  public void run(Trial trial) throws JMSException {
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

  /** The last one is persistent, so that all are at the peer when it returns. */
  private void send(Session session, MessageProducer producer, Payload.Maker maker, int count)
      throws JMSException {
    for (int i = 1; i < count; i++) {
      producer.send(maker.make(session));
    }
    producer.setDeliveryMode(DeliveryMode.PERSISTENT);
    producer.send(maker.make(session));
    producer.setDeliveryMode(deliveryMode);
  }
}
