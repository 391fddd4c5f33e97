// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.chaos;

import jakarta.jms.CompletionListener;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TransactionRolledBackException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends persistent messages with growing numbers, and writes down what it was told of each.
 *
 * <p>Runs on a thread of its own, named {@code chaos-send LANE}.
 */
final class LaneProducer implements AutoCloseable {

  /** How it sends. */
  enum Kind {
    SYNC("sync send"),
    COMPLETION("completion send"),
    TRANSACTED("transacted send");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    String label() {
      return label;
    }
  }

  static final String NUMBER = "number";

  private static final int PER_SECOND = 200;
  private static final int IN_FLIGHT = 100;
  private static final long END_SECONDS = 120;

  private final Kind kind;
  private final Ledger ledger;
  private final RecoveryTimes.Client recovery;
  private final Connection connection;
  private final Session session;
  private final MessageProducer producer;
  private final Thread thread;
  private final Semaphore inFlight = new Semaphore(IN_FLIGHT);
  private volatile boolean finishing;

  LaneProducer(
      ConnectionFactory factory,
      String queue,
      Kind kind,
      Ledger ledger,
      RecoveryTimes.Client recovery)
      throws JMSException {
    this.kind = kind;
    this.ledger = ledger;
    this.recovery = recovery;
    connection = factory.createConnection();
    boolean transacted = kind == Kind.TRANSACTED;
    session = connection.createSession(transacted, Session.AUTO_ACKNOWLEDGE);
    producer = session.createProducer(session.createQueue(queue));
    thread = new Thread(this::run, "chaos-send " + queue);
  }

  void start() {
    thread.start();
  }

  private void run() {
    long next = System.nanoTime();
    while (!finishing) {
      if (ledger.isBehind()) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        continue;
      }
      int count = kind == Kind.TRANSACTED ? Lane.BATCH : 1;
      int first = ledger.next(count);
      switch (kind) {
        case SYNC -> sendAndWait(first);
        case COMPLETION -> sendWithListener(first);
        case TRANSACTED -> sendTransaction(first, count);
      }
      // Paced, so that the machine is busy with recovering and not with load.
      next += TimeUnit.SECONDS.toNanos(count) / PER_SECOND;
      LockSupport.parkNanos(next - System.nanoTime());
    }
  }

  private Message message(int number) throws JMSException {
    Message message = session.createTextMessage("message " + number);
    message.setIntProperty(NUMBER, number);
    return message;
  }

  private void sendAndWait(int number) {
    try {
      producer.send(message(number));
      ledger.acknowledged(number, 1);
      recovery.progress();
    } catch (JMSException unknown) {
      ledger.inDoubt(number, 1);
    }
  }

  private void sendWithListener(int number) {
    inFlight.acquireUninterruptibly();
    try {
      producer.send(message(number), new Told(number));
    } catch (JMSException refused) {
      ledger.inDoubt(number, 1);
      inFlight.release();
    }
  }

  /** Writes down what becomes of one message. */
  private final class Told implements CompletionListener {
    private final int number;

    Told(int number) {
      this.number = number;
    }

    @Override
    public void onCompletion(Message message) {
      ledger.acknowledged(number, 1);
      recovery.progress();
      inFlight.release();
    }

    @Override
    public void onException(Message message, Exception exception) {
      ledger.inDoubt(number, 1);
      inFlight.release();
    }
  }

  private void sendTransaction(int first, int count) {
    try {
      for (int i = 0; i < count; i++) {
        producer.send(message(first + i));
      }
    } catch (JMSException failed) {
      rollback();
      ledger.rolledBack(first, count);
      return;
    }
    try {
      session.commit();
      ledger.acknowledged(first, count);
      recovery.progress();
    } catch (TransactionRolledBackException none) {
      ledger.rolledBack(first, count);
    } catch (JMSException unknown) {
      ledger.inDoubt(first, count);
    }
  }

  private void rollback() {
    try {
      session.rollback();
    } catch (JMSException gone) {
      // It was never committed: there is nothing to undo.
    }
  }

  /** Sends no more; returns when the fate of the last message is known. */
  void finish() throws InterruptedException {
    finishing = true;
    thread.join(TimeUnit.SECONDS.toMillis(END_SECONDS));
    if (thread.isAlive() || !inFlight.tryAcquire(IN_FLIGHT, END_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException(thread.getName() + " does not come to its end");
    }
  }

  @Override
  public void close() throws JMSException {
    connection.close();
  }
}
