// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.fault;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.CompletionListener;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.Topic;
import jakarta.jms.TransactionRolledBackException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Enumeration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.tck.broker.BrokerExtension;

/**
 * Conversations with a real broker, each cut behind each of its frames of either side; what the
 * application was told is held against what the broker has in the end.
 */
@Timeout(120)
class CutAtEveryFrameTest {

  private static final long SETTLES_MS = 300;

  @RegisterExtension static final BrokerExtension BROKER = BrokerExtension.shared();

  private DirectSession direct;

  @BeforeEach
  void connectDirectly() throws Exception {
    direct = new DirectSession(BROKER);
  }

  @AfterEach
  void leave() throws Exception {
    direct.close();
  }

  // Transactions

  /** What was done in one transaction, and what the application was told of it. */
  private record Attempt(List<String> sent, String received, Fate fate) {}

  private enum Fate {
    COMMITTED,
    ROLLED_BACK,
    IN_DOUBT
  }

  @ParameterizedTest
  @EnumSource
  void aTransactionIsWhatTheApplicationWasToldAndNeverHalf(CutWire.Side side) {
    Set<Fate> fates = EnumSet.noneOf(Fate.class);
    new CutWire(BROKER.url(), side)
        .cutEverywhere(
            10,
            connection -> {
              Queue in = direct.filled(3);
              Queue out = direct.queue();
              List<Attempt> attempts = transact(connection, in, out);
              verify(attempts, in, out);
              attempts.forEach(attempt -> fates.add(attempt.fate));
            });
    assertThat(fates).contains(Fate.COMMITTED, Fate.ROLLED_BACK);
    if (side == CutWire.Side.CLIENT) {
      // Where a frame of the broker's is the last one, it may be that no discharge is on its way.
      assertThat(fates).contains(Fate.IN_DOUBT);
    }
  }

  private static List<Attempt> transact(Connection connection, Queue in, Queue out)
      throws JMSException {
    Session transacted = connection.createSession(true, Session.SESSION_TRANSACTED);
    MessageProducer producer = transacted.createProducer(out);
    MessageConsumer consumer = transacted.createConsumer(in);
    List<Attempt> attempts = new ArrayList<>();
    for (boolean commits : new boolean[] {true, false, true}) {
      Fate fate = null;
      while (fate == null || (commits && fate == Fate.ROLLED_BACK)) {
        List<String> sent = List.of("a of " + attempts.size(), "b of " + attempts.size());
        for (String each : sent) {
          producer.send(transacted.createTextMessage(each));
        }
        Message received = consumer.receive(DirectSession.COMES_MS);
        assertThat(received).isNotNull();
        fate = end(transacted, commits);
        attempts.add(new Attempt(sent, DirectSession.body(received), fate));
      }
    }
    connection.close();
    return attempts;
  }

  private static Fate end(Session transacted, boolean commits) throws JMSException {
    try {
      if (commits) {
        transacted.commit();
        return Fate.COMMITTED;
      }
      transacted.rollback();
      return Fate.ROLLED_BACK;
    } catch (TransactionRolledBackException nothingCommitted) {
      return Fate.ROLLED_BACK;
    } catch (JMSException inDoubt) {
      assertThat(inDoubt).hasMessageContaining("in doubt");
      return Fate.IN_DOUBT;
    }
  }

  private void verify(List<Attempt> attempts, Queue in, Queue out) throws Exception {
    int certain = 2 * (int) attempts.stream().filter(a -> a.fate == Fate.COMMITTED).count();
    boolean doubtful = attempts.stream().anyMatch(attempt -> attempt.fate == Fate.IN_DOUBT);
    // The broker may be at it yet.
    List<String> stored = direct.drained(out, certain, doubtful ? SETTLES_MS : 0);
    List<String> consumed = new ArrayList<>();
    for (Attempt attempt : attempts) {
      List<String> found = attempt.sent.stream().filter(stored::contains).toList();
      assertThat(found).as("of %s", attempt).isIn(List.of(), attempt.sent);
      boolean committed = !found.isEmpty();
      assertThat(attempt.fate).isNotEqualTo(committed ? Fate.ROLLED_BACK : Fate.COMMITTED);
      if (committed) {
        consumed.add(attempt.received);
      }
    }
    assertThat(stored).doesNotHaveDuplicates();
    assertThat(consumed).doesNotHaveDuplicates();
    assertThat(direct.drained(in, 3 - consumed.size(), 0))
        .hasSize(3 - consumed.size())
        .doesNotContainAnyElementsOf(consumed);
  }

  // Sends

  @ParameterizedTest
  @EnumSource
  void whatIsSentOutsideTransactionsIsThereOnce(CutWire.Side side) {
    new CutWire(BROKER.url(), side)
        .cutEverywhere(
            5,
            connection -> {
              Queue out = direct.queue();
              Completions completions = new Completions();
              send(connection, out, completions);

              assertThat(direct.drained(out, 6, 0))
                  .containsExactlyInAnyOrder("s 0", "s 1", "s 2", "s 3", "s 4", "s 5");
              assertThat(completions.told).containsExactly("s 2", "s 3");
            });
  }

  /** Two that are waited for, two with a listener, two that are not waited for. */
  private static void send(Connection connection, Queue out, CompletionListener listener)
      throws JMSException {
    Session sending = connection.createSession();
    MessageProducer producer = sending.createProducer(out);
    for (int i = 0; i < 6; i++) {
      Message message = sending.createTextMessage("s " + i);
      producer.setDeliveryMode(i < 4 ? DeliveryMode.PERSISTENT : DeliveryMode.NON_PERSISTENT);
      if (i == 2 || i == 3) {
        producer.send(message, listener);
      } else {
        producer.send(message);
      }
    }
    connection.close();
  }

  /** Which messages were completed, and what failed. */
  private static final class Completions implements CompletionListener {
    final List<String> told = new CopyOnWriteArrayList<>();

    @Override
    public void onCompletion(Message message) {
      try {
        told.add(DirectSession.body(message));
      } catch (JMSException unreadable) {
        told.add(unreadable.getMessage());
      }
    }

    @Override
    public void onException(Message message, Exception failure) {
      told.add(failure.toString());
    }
  }

  // Requests

  @ParameterizedTest
  @EnumSource
  void everyRequestIsDone(CutWire.Side side) {
    new CutWire(BROKER.url(), side)
        .cutEverywhere(
            10,
            connection -> {
              Queue in = direct.filled(2);
              Topic topic = direct.topic();
              String name = BROKER.queueName();

              Session asking = connection.createSession();
              browse(asking, in);
              TemporaryQueue temporary = asking.createTemporaryQueue();
              MessageConsumer consumer = asking.createConsumer(temporary);
              asking.createProducer(temporary).send(asking.createMessage());
              consumer.close();
              temporary.delete();
              asking.createSharedDurableConsumer(topic, name).close();
              asking.unsubscribe(name);
              asking.close();
            });
  }

  private static void browse(Session asking, Queue queue) throws JMSException {
    try (QueueBrowser browser = asking.createBrowser(queue)) {
      int seen = 0;
      for (Enumeration<?> scan = browser.getEnumeration(); scan.hasMoreElements(); seen++) {
        scan.nextElement();
      }
      assertThat(seen).isGreaterThanOrEqualTo(2);
    }
  }
}
