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

  /** How long the audit waits for a message that explains another, and for one that need not be. */
  private static final long PATIENCE_MS = 10_000;

  private static final long LOOK_MS = 500;

  private final String name;
  private final ConnectionFactory factory;
  private final LaneConsumer.Kind receiving;
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
    this.receiving = receiving;
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
    if (receiving.isTransacted()) {
      audit();
    }
  }

  private void audit() throws JMSException {
    try (Connection connection = factory.createConnection()) {
      Session session = connection.createSession();
      connection.start();
      read(session, name + LaneConsumer.MARKS, ledger::marked);
      read(session, name, ledger::held);
    }
  }

  private void read(Session session, String queue, IntConsumer numbers) throws JMSException {
    try (MessageConsumer reader = session.createConsumer(session.createQueue(queue))) {
      Message message = next(reader);
      while (message != null) {
        numbers.accept(message.getIntProperty(LaneProducer.NUMBER));
        message = next(reader);
      }
    }
  }

  private Message next(MessageConsumer reader) throws JMSException {
    return reader.receive(ledger.isAccountedFor() ? LOOK_MS : PATIENCE_MS);
  }

  @Override
  public void close() throws JMSException {
    producer.close();
    consumer.close();
  }
}
