// SPDX-License-Identifier: Apache-2.0
package org.postrider.examples.orders;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Sends every order once, in a session of its own. Confined to the sender's thread, but for sent().
 */
final class OrderSender implements Callable<Integer> {
  private final Connection connection;
  private final Queue queue;
  private final OrdersPlan plan;
  private final AtomicInteger sent = new AtomicInteger();

  OrderSender(Connection connection, Queue queue, OrdersPlan plan) {
    this.connection = connection;
    this.queue = queue;
    this.plan = plan;
  }

  @Override
  public Integer call() throws JMSException {
    try (Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
        MessageProducer producer = session.createProducer(queue)) {
      producer.setDeliveryMode(plan.deliveryMode());
      for (int id = 0; id < plan.orders(); id++) {
        TextMessage message = Order.numbered(id).toMessage(session, plan.bodySize());
        message.setStringProperty(OrdersPlan.RUN, plan.run());
        producer.send(message);
        sent.set(id + 1);
      }
    }
    return sent.get();
  }

  /** How many orders were handed to the provider so far. */
  int sent() {
    return sent.get();
  }
}
