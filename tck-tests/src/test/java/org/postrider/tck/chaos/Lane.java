// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.chaos;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/**
 * A queue with one producer and one consumer, each on a connection and a thread of its own.
 *
 * <p>Thread-safe.
 */
final class Lane implements AutoCloseable {

  /** How many messages a transaction has, and how many are acknowledged together. */
  static final int BATCH = 10;

  private static final long LOOK_MS = 2000;

  private final String name;
  private final ConnectionFactory factory;
  private final Ledger ledger;
  private final LaneProducer producer;
  private final LaneConsumer consumer;

  Lane(
      ConnectionFactory factory,
      LaneProducer.Kind sending,
      LaneConsumer.Kind receiving,
      RecoveryTimes times)
      throws JMSException {
    this.factory = factory;
    name = sending.label() + " to " + receiving.label();
    ledger = new Ledger(sending == LaneProducer.Kind.TRANSACTED ? BATCH : 1);
    consumer = new LaneConsumer(factory, name, receiving, ledger, times.client());
    producer = new LaneProducer(factory, name, sending, ledger, times.client());
  }

  String name() {
    return name;
  }

  Ledger ledger() {
    return ledger;
  }

  void start() {
    consumer.start();
    producer.start();
  }

  /** Sends no more; returns when the producer's last message is decided. */
  void stopSending() throws InterruptedException {
    producer.finish();
  }

  /** Whether all that is to come has come. */
  boolean isDrained() {
    return ledger.isDrained(TimeUnit.SECONDS.toNanos(2));
  }

  /** Whether something is missing and nothing comes. */
  boolean isStalled() {
    return ledger.isStalled(TimeUnit.SECONDS.toNanos(30));
  }

  /** Receives no more, and looks what the queue holds and which transactions are committed. */
  void stopReceiving() throws InterruptedException, JMSException {
    consumer.finish();
    consumer.close();
    try (Connection connection = factory.createConnection()) {
      Session session = connection.createSession();
      connection.start();
      read(session, name, ledger::held);
      read(session, name + LaneConsumer.MARKS, ledger::marked);
    }
  }

  private static void read(Session session, String queue, IntConsumer numbers) throws JMSException {
    try (MessageConsumer reader = session.createConsumer(session.createQueue(queue))) {
      Message message = reader.receive(LOOK_MS);
      while (message != null) {
        numbers.accept(message.getIntProperty(LaneProducer.NUMBER));
        message = reader.receive(LOOK_MS);
      }
    }
  }

  @Override
  public void close() throws JMSException {
    producer.close();
    consumer.close();
  }
}
