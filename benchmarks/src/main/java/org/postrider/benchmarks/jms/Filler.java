// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.jms;

import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;

/**
 * Puts into a queue what a scenario is to receive.
 *
 * <p>Stateless.
 */
final class Filler {

  private Filler() {}

  /** Gives the queue that has so many messages: the peer's stream, or one filled before. */
  static Queue queue(Trial trial, Session session, Payload payload, int count)
      throws JMSException, InterruptedException {
    if (trial.streams()) {
      return session.createQueue(Trial.streamOf(payload));
    }
    Queue queue = session.createQueue(trial.queue());
    try (Connection connection = trial.factory().createConnection();
        Session filling = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
      MessageProducer producer = filling.createProducer(queue);
      producer.setDeliveryMode(DeliveryMode.NON_PERSISTENT);
      CompletionScenario.send(filling, producer, payload.maker(), count);
    }
    return queue;
  }
}
