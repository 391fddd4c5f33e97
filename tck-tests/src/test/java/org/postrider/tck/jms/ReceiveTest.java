// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.postrider.tck.JmsExtension.COMES_MS;
import static org.postrider.tck.JmsExtension.STAYS_AWAY_MS;
import static org.postrider.tck.JmsExtension.send;
import static org.postrider.tck.JmsExtension.text;
import static org.postrider.tck.JmsExtension.textOf;
import static org.postrider.tck.JmsExtension.texts;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.tck.Conformance;
import org.postrider.tck.JmsExtension;
import org.postrider.tck.Rule;

/** The ways to wait for a message. Jakarta Messaging 3.1 chapter 8. */
@Conformance
final class ReceiveTest {
  @RegisterExtension final JmsExtension jms = new JmsExtension();

  @Rule("receive.1")
  @Test
  void receiveNoWaitReturnsNullOnAnEmptyQueue() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);

    assertThat(session.createConsumer(jms.queue(session)).receiveNoWait()).isNull();
  }

  @Rule("receive.2")
  @Test
  void receiveWithATimeoutReturnsNullWhenItIsOver() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    MessageConsumer consumer = session.createConsumer(jms.queue(session));

    long begunAtNs = System.nanoTime();
    Message message = consumer.receive(200);

    assertThat(message).isNull();
    assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begunAtNs))
        .isBetween(190L, COMES_MS);
  }

  // Rule: receive() and receive(0) wait for as long as it takes.
  @Rule("receive.3")
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void receiveWithoutATimeoutWaitsForTheMessage(boolean zeroTimeout) throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    Session sender = jms.session(Session.AUTO_ACKNOWLEDGE);
    Queue queue = jms.queue(session);
    MessageConsumer consumer = session.createConsumer(queue);
    CompletableFuture<Message> received =
        CompletableFuture.supplyAsync(() -> receive(consumer, zeroTimeout));

    send(sender, queue, "at last");

    assertThat(textOf(received.get(COMES_MS, TimeUnit.MILLISECONDS))).isEqualTo("at last");
  }

  // Rule: no message before the connection is started; the timeout runs nevertheless.
  @Rule({"start.1", "start.6"})
  @Test
  void aStoppedConnectionDeliversNothing() throws Exception {
    Queue queue = jms.queueWith("waiting");
    Connection connection = jms.stoppedConnection();
    MessageConsumer consumer =
        connection.createSession(Session.AUTO_ACKNOWLEDGE).createConsumer(queue);

    assertThat(consumer.receiveNoWait()).isNull();
    assertThat(consumer.receive(STAYS_AWAY_MS)).isNull();

    connection.start();
    assertThat(text(consumer)).isEqualTo("waiting");
  }

  // Rule: a consumer of a connection that was never started does not keep messages from others.
  @Rule("start.7")
  @Test
  void aConsumerOfAStoppedConnectionDoesNotStarveAnother() throws Exception {
    Connection stopped = jms.stoppedConnection();
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    Queue queue = jms.queue(session);
    stopped.createSession(Session.AUTO_ACKNOWLEDGE).createConsumer(queue);

    send(session, queue, "a", "b", "c", "d");

    assertThat(texts(session.createConsumer(queue), 4)).containsExactly("a", "b", "c", "d");
  }

  // Rule: stop() pauses delivery until start().
  @Rule("start.5")
  @Test
  void stopPausesAndStartResumes() throws Exception {
    Connection connection = jms.connection();
    Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
    Queue queue = jms.queue(session);
    MessageConsumer consumer = session.createConsumer(queue);
    send(session, queue, "first", "second");
    assertThat(text(consumer)).isEqualTo("first");

    connection.stop();
    assertThat(consumer.receive(STAYS_AWAY_MS)).isNull();

    connection.start();
    assertThat(text(consumer)).isEqualTo("second");
  }

  // Rule: close ends a receive that waits in another thread; it returns null.
  @Rule("close.8")
  @ParameterizedTest
  @ValueSource(strings = {"consumer", "session", "connection"})
  void closeWakesAWaitingReceive(String what) throws Exception {
    Connection connection = jms.connection();
    Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
    MessageConsumer consumer = session.createConsumer(jms.queue(session));
    AtomicReference<Thread> receiver = new AtomicReference<>();
    CompletableFuture<Message> received =
        CompletableFuture.supplyAsync(
            () -> {
              receiver.set(Thread.currentThread());
              return receive(consumer, false);
            });
    await().until(() -> receiver.get() != null && isWaiting(receiver.get()));

    AutoCloseable closed =
        Map.<String, AutoCloseable>of(
                "consumer", consumer, "session", session, "connection", connection)
            .get(what);
    closed.close();

    assertThat(received.get(COMES_MS, TimeUnit.MILLISECONDS)).isNull();
  }

  // Rule: receive is illegal while a listener is set.
  @Rule("receive.4")
  @Test
  void receiveIsRefusedWhileAListenerIsSet() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    MessageConsumer consumer = session.createConsumer(jms.queue(session));
    consumer.setMessageListener(message -> {});

    assertThatThrownBy(() -> consumer.receive(1)).isInstanceOf(JMSException.class);
    assertThatThrownBy(consumer::receiveNoWait).isInstanceOf(JMSException.class);
  }

  private static boolean isWaiting(Thread thread) {
    return thread.getState() == Thread.State.WAITING
        || thread.getState() == Thread.State.TIMED_WAITING;
  }

  private static Message receive(MessageConsumer consumer, boolean zeroTimeout) {
    try {
      return zeroTimeout ? consumer.receive(0) : consumer.receive();
    } catch (JMSException e) {
      throw new AssertionError(e);
    }
  }
}
