// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.jms.BytesMessage;
import jakarta.jms.CompletionListener;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.postrider.jms.Latches;
import org.postrider.jms.amqp.SendTracker;
import org.postrider.jms.error.SendTimedOutException;

/** How far completion listeners may be behind the outcomes. */
class CompletionRoomTest {

  private static final int LARGE = (int) (SendTracker.MAX_OCTETS / 4);

  /** One is in the listener, and this many are more than may wait behind it. */
  private static final int FULL = 5;

  /** Writes down which messages were sent; the first stays until it is let go. */
  private static final class Slow implements CompletionListener {
    final List<Integer> heard = new CopyOnWriteArrayList<>();
    final CountDownLatch entered = new CountDownLatch(1);
    final CountDownLatch go = new CountDownLatch(1);

    @Override
    public void onCompletion(Message message) {
      entered.countDown();
      Latches.await(go);
      heard.add(Unchecked.get(() -> message.getIntProperty("number")));
    }

    @Override
    public void onException(Message message, Exception exception) {
      heard.add(-1);
    }
  }

  private final Slow listener = new Slow();

  private static Broker accepting(int count) {
    Broker broker = new Broker();
    broker.opens().begins().sends(count);
    for (int i = 0; i < count; i++) {
      broker.accepts();
    }
    return broker;
  }

  private static Message numbered(Session session, int number) throws JMSException {
    BytesMessage message = session.createBytesMessage();
    message.writeBytes(new byte[LARGE]);
    message.setIntProperty("number", number);
    return message;
  }

  /** Sends one that the listener has, and as many behind it as have an outcome and no room. */
  private void fill(Broker broker, Session session, MessageProducer producer) throws JMSException {
    for (int i = 0; i < FULL; i++) {
      producer.send(numbered(session, i), listener);
      if (i == 0) {
        Latches.await(listener.entered);
      }
    }
    await().until(() -> ((PostriderSession) session).core().sends().isIdle());
    assertThat(broker.reported).isEmpty();
  }

  private Future<String> sending(
      Broker broker, Session session, MessageProducer producer, int number) {
    return broker.async(
        () -> {
          producer.send(numbered(session, number), listener);
          return "sent";
        });
  }

  @Test
  void whoSendsFasterThanTheListenersReturnWaits() throws Exception {
    try (Broker broker = accepting(FULL + 1)) {
      Session session = broker.connect().createSession();
      MessageProducer producer = Broker.producer(session);
      fill(broker, session, producer);
      Future<String> next = sending(broker, session, producer, FULL);
      Broker.awaitWaiting(broker.awaitWaiting(1), next);
      listener.go.countDown();

      assertThat(Broker.result(next)).isEqualTo("sent");
      await().until(() -> listener.heard.size() == FULL + 1);
      assertThat(listener.heard).containsExactly(0, 1, 2, 3, 4, FULL);
      broker.verify();
    }
  }

  @Test
  void whoWaitsForTheListenersHasTheTimeOfASend() throws Exception {
    try (Broker broker = accepting(FULL)) {
      Session session = broker.connect("jms.sendTimeout=2000").createSession();
      MessageProducer producer = Broker.producer(session);
      fill(broker, session, producer);
      Message one = numbered(session, FULL);

      assertThatThrownBy(() -> producer.send(one, listener))
          .isInstanceOf(SendTimedOutException.class)
          .hasMessageContaining("wait for the completion listeners");
      listener.go.countDown();
      await().until(() -> listener.heard.size() == FULL);
      broker.verify();
    }
  }

  /** Nobody else could make room for it. */
  @Test
  void aListenerThatSendsDoesNotWaitForTheListeners() throws Exception {
    try (Broker broker = accepting(FULL + 2)) {
      Session session = broker.connect("jms.sendTimeout=-1").createSession();
      MessageProducer producer = Broker.producer(session);
      List<Object> failures = new ArrayList<>();
      CompletionListener answering =
          new CompletionListener() {
            @Override
            public void onCompletion(Message message) {
              listener.onCompletion(message);
              try {
                producer.send(numbered(session, FULL + 1), listener);
              } catch (JMSException refused) {
                failures.add(refused);
              }
            }

            @Override
            public void onException(Message message, Exception exception) {
              failures.add(exception);
            }
          };
      producer.send(numbered(session, 0), answering);
      Latches.await(listener.entered);
      fill(broker, session, producer);
      listener.go.countDown();
      await().until(() -> listener.heard.size() == FULL + 2);

      assertThat(failures).isEmpty();
      assertThat(listener.heard).containsExactly(0, 0, 1, 2, 3, 4, FULL + 1);
      broker.verify();
    }
  }

  @Test
  void theCloseOfTheSessionEndsTheWaitForAListenerThatDoesNotReturn() throws Exception {
    try (Broker broker = accepting(FULL)) {
      broker.peer.expectEnd().respond();

      Session session =
          broker.connect("jms.sendTimeout=-1", "jms.closeTimeout=500").createSession();
      MessageProducer producer = Broker.producer(session);
      fill(broker, session, producer);
      Future<String> next = sending(broker, session, producer, FULL);
      Broker.awaitWaiting(broker.awaitWaiting(1), next);
      session.close();

      assertThatThrownBy(() -> Broker.result(next)).hasCauseInstanceOf(IllegalStateException.class);
      listener.go.countDown();
      broker.verify();
    }
  }
}
