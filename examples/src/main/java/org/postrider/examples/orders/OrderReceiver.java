// SPDX-License-Identifier: Apache-2.0
package org.postrider.examples.orders;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Receives orders until all are there or none come any more. Confined to the receiver's thread. */
final class OrderReceiver implements Callable<Receipts> {
  private static final long RECEIVE_TIMEOUT_MS = 500;
  private static final long SILENCE_LIMIT_NS = TimeUnit.SECONDS.toNanos(20);

  private final Connection connection;
  private final Queue queue;
  private final Receipts receipts;
  private final BooleanSupplier senderGaveUp;

  OrderReceiver(
      Connection connection, Queue queue, Receipts receipts, BooleanSupplier senderGaveUp) {
    this.connection = connection;
    this.queue = queue;
    this.receipts = receipts;
    this.senderGaveUp = senderGaveUp;
  }

  @Override
  public Receipts call() throws JMSException {
    try (Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
        MessageConsumer consumer = session.createConsumer(queue)) {
      connection.start();
      receiveAll(consumer);
    }
    return receipts;
  }

  private void receiveAll(MessageConsumer consumer) throws JMSException {
    long lastArrivalNs = System.nanoTime();
    while (true) {
      Message message = consumer.receive(RECEIVE_TIMEOUT_MS);
      if (message != null) {
        receipts.add(message);
        lastArrivalNs = System.nanoTime();
      } else if (receipts.isComplete()) {
        // One silent wait after the last order, in which a doubled one would have shown itself.
        return;
      } else if (senderGaveUp.getAsBoolean()
          || System.nanoTime() - lastArrivalNs > SILENCE_LIMIT_NS) {
        return;
      }
    }
  }
}
