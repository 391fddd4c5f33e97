// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.chaos;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TransactionRolledBackException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Receives, acknowledges in its mode, and writes down what it got.
 *
 * <p>One that receives runs on a thread of its own, named {@code chaos-receive LANE}; one that
 * listens, on its session's.
 */
final class LaneConsumer implements AutoCloseable {

  private static final int INDIVIDUAL_ACKNOWLEDGE = 101;

  /** How it receives and acknowledges. */
  enum Kind {
    AUTO_RECEIVE("auto receive", Session.AUTO_ACKNOWLEDGE, false),
    AUTO_LISTENER("auto listener", Session.AUTO_ACKNOWLEDGE, true),
    DUPS_OK_RECEIVE("dups-ok receive", Session.DUPS_OK_ACKNOWLEDGE, false),
    DUPS_OK_LISTENER("dups-ok listener", Session.DUPS_OK_ACKNOWLEDGE, true),
    CLIENT_RECEIVE("client receive", Session.CLIENT_ACKNOWLEDGE, false),
    CLIENT_LISTENER("client listener", Session.CLIENT_ACKNOWLEDGE, true),
    INDIVIDUAL_RECEIVE("individual receive", INDIVIDUAL_ACKNOWLEDGE, false),
    INDIVIDUAL_LISTENER("individual listener", INDIVIDUAL_ACKNOWLEDGE, true),
    TRANSACTED_RECEIVE("transacted receive", Session.SESSION_TRANSACTED, false),
    TRANSACTED_LISTENER("transacted listener", Session.SESSION_TRANSACTED, true);

    private final String label;
    private final int mode;
    private final boolean listening;

    Kind(String label, int mode, boolean listening) {
      this.label = label;
      this.mode = mode;
      this.listening = listening;
    }

    String label() {
      return label;
    }

    boolean isTransacted() {
      return mode == Session.SESSION_TRANSACTED;
    }
  }

  /** What a queue's name ends with where each transaction leaves the numbers that it consumed. */
  static final String MARKS = " marks";

  private static final long RECEIVE_MS = 300;
  private static final long END_SECONDS = 60;

  private final Kind kind;
  private final Ledger ledger;
  private final RecoveryTimes.Client recovery;
  private final Connection connection;
  private final Session session;
  private final MessageConsumer consumer;
  private final MessageProducer marks;
  private final Thread thread;

  /** Received in the current transaction. The consuming thread's. */
  private final List<Integer> batch = new ArrayList<>();

  private int unacknowledged;
  private volatile boolean finishing;

  LaneConsumer(
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
    session = connection.createSession(kind.mode);
    consumer = session.createConsumer(session.createQueue(queue));
    marks = session.createProducer(session.createQueue(queue + MARKS));
    thread = new Thread(this::run, "chaos-receive " + queue);
    if (kind.listening) {
      consumer.setMessageListener(this::listen);
    }
    connection.start();
  }

  void start() {
    if (!kind.listening) {
      thread.start();
    }
  }

  private void run() {
    while (!finishing) {
      try {
        Message message = consumer.receive(RECEIVE_MS);
        if (message != null) {
          consume(message);
        } else {
          // What is left of a batch must not wait for messages that do not come.
          acknowledgeRest();
        }
      } catch (JMSException failed) {
        batch.clear();
      }
    }
  }

  private void listen(Message message) {
    try {
      consume(message);
    } catch (JMSException failed) {
      batch.clear();
      throw new JMSRuntimeException(failed.getMessage(), failed.getErrorCode(), failed);
    }
  }

  private void consume(Message message) throws JMSException {
    int number = message.getIntProperty(LaneProducer.NUMBER);
    switch (kind.mode) {
      case Session.SESSION_TRANSACTED -> consumeInTransaction(number);
      case Session.CLIENT_ACKNOWLEDGE -> {
        got(number, message.getJMSRedelivered());
        unacknowledged++;
        if (unacknowledged == Lane.BATCH || kind.listening) {
          unacknowledged = 0;
          message.acknowledge();
        }
      }
      case INDIVIDUAL_ACKNOWLEDGE -> {
        got(number, message.getJMSRedelivered());
        message.acknowledge();
      }
      default -> got(number, message.getJMSRedelivered());
    }
  }

  private void got(int number, boolean redelivered) {
    ledger.received(number, redelivered);
    recovery.progress();
  }

  private void consumeInTransaction(int number) throws JMSException {
    batch.add(number);
    if (batch.size() == Lane.BATCH || kind.listening) {
      commit();
    }
  }

  private void acknowledgeRest() throws JMSException {
    if (!batch.isEmpty()) {
      commit();
    }
  }

  /** What is committed was received once; a second time would be a loss of the broker's or ours. */
  private void commit() throws JMSException {
    List<Integer> numbers = List.copyOf(batch);
    batch.clear();
    if (!mark(numbers)) {
      session.rollback();
      return;
    }
    try {
      session.commit();
      numbers.forEach(ledger::committed);
      recovery.progress();
    } catch (TransactionRolledBackException again) {
      // They come again.
    } catch (JMSException unknown) {
      numbers.forEach(ledger::perhapsReceived);
    }
  }

  /** In the same transaction, so that one whose commit is in doubt is seen to be committed. */
  private boolean mark(List<Integer> numbers) {
    try {
      for (int number : numbers) {
        Message mark = session.createMessage();
        mark.setIntProperty(LaneProducer.NUMBER, number);
        marks.send(mark);
      }
      return true;
    } catch (JMSException notInTransaction) {
      return false;
    }
  }

  void finish() throws InterruptedException {
    finishing = true;
    if (!kind.listening) {
      thread.join(TimeUnit.SECONDS.toMillis(END_SECONDS));
      if (thread.isAlive()) {
        throw new IllegalStateException(thread.getName() + " does not come to its end");
      }
    }
  }

  @Override
  public void close() throws JMSException {
    connection.close();
  }
}
