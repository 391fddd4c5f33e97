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

import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageListener;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.tck.Conformance;
import org.postrider.tck.JmsExtension;
import org.postrider.tck.Rule;

/** Message listeners. Jakarta Messaging 3.1 chapter 8, and 6.2.5 for the session's one thread. */
@Conformance
final class ListenerTest {
  @RegisterExtension final JmsExtension jms = new JmsExtension();

  @Rule("receive.6")
  @Test
  void aListenerGetsTheMessagesInOrder() throws Exception {
    Queue queue = jms.queueWith("a", "b", "c", "d", "e");
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    List<String> received = new CopyOnWriteArrayList<>();

    session.createConsumer(queue).setMessageListener(message -> received.add(body(message)));

    await().until(() -> received.size() == 5);
    assertThat(received).containsExactly("a", "b", "c", "d", "e");
  }

  // Rule: one thread at a time runs the listeners of a session, whatever the consumer.
  @Rule("close.15")
  @Test
  void theListenersOfOneSessionNeverRunTogether() throws Exception {
    Queue one = jms.queueWith("a", "b", "c", "d", "e", "f");
    Queue other = jms.queueWith("g", "h", "i", "j", "k", "l");
    Connection connection = jms.stoppedConnection();
    Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch all = new CountDownLatch(12);
    List<String> bodies = new CopyOnWriteArrayList<>();
    for (Queue queue : List.of(one, other)) {
      session
          .createConsumer(queue)
          .setMessageListener(
              message -> {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                bodies.add(message.toString()); // the longer inside, the likelier a meeting
                running.decrementAndGet();
                all.countDown();
              });
    }

    connection.start();

    assertThat(all.await(COMES_MS, TimeUnit.MILLISECONDS)).isTrue();
    assertThat(most).hasValue(1);
    assertThat(bodies).hasSize(12);
  }

  // Rule: in AUTO mode a message whose listener throws is delivered again, marked.
  @Rule("receive.8")
  @Test
  void aMessageWhoseListenerThrowsComesAgain() throws Exception {
    Queue queue = jms.queueWith("stumbling block", "next");
    Connection connection = jms.connection();
    List<String> received = new CopyOnWriteArrayList<>();

    connection
        .createSession(Session.AUTO_ACKNOWLEDGE)
        .createConsumer(queue)
        .setMessageListener(
            message -> {
              boolean again = isRedelivered(message);
              received.add(body(message) + (again ? " again" : ""));
              if (received.size() == 1) {
                throw new UnsupportedOperationException("the listener stumbles once");
              }
            });

    await().until(() -> received.size() >= 3);
    assertThat(received)
        .containsExactlyInAnyOrder("stumbling block", "stumbling block again", "next");
    connection.close();
    assertThat(jms.rest(queue)).isEmpty();
  }

  // Rule: in AUTO mode the message is acknowledged when its listener returns.
  @Rule("session.5")
  @Test
  void listenedMessagesDoNotComeBack() throws Exception {
    Queue queue = jms.queueWith("a", "b");
    Connection connection = jms.connection();
    CountDownLatch both = new CountDownLatch(2);
    connection
        .createSession(Session.AUTO_ACKNOWLEDGE)
        .createConsumer(queue)
        .setMessageListener(message -> both.countDown());

    assertThat(both.await(COMES_MS, TimeUnit.MILLISECONDS)).isTrue();
    connection.close();

    assertThat(jms.rest(queue)).isEmpty();
  }

  // Rule: stop and close return when the listeners that run have returned.
  @Rule({"close.9", "start.4"})
  @ParameterizedTest
  @ValueSource(strings = {"stop", "close"})
  void stopAndCloseWaitForTheRunningListener(String what) throws Exception {
    Queue queue = jms.queueWith("a");
    Connection connection = jms.connection();
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch mayLeave = new CountDownLatch(1);
    AtomicInteger finished = new AtomicInteger();
    connection
        .createSession(Session.AUTO_ACKNOWLEDGE)
        .createConsumer(queue)
        .setMessageListener(
            message -> {
              inside.countDown();
              awaitUninterrupted(mayLeave);
              finished.incrementAndGet();
            });
    assertThat(inside.await(COMES_MS, TimeUnit.MILLISECONDS)).isTrue();

    CompletableFuture<Integer> finishedAtReturn =
        CompletableFuture.supplyAsync(
            () -> {
              stopOrClose(connection, what);
              return finished.get();
            });
    assertThatThrownBy(() -> finishedAtReturn.get(STAYS_AWAY_MS, TimeUnit.MILLISECONDS))
        .isInstanceOf(java.util.concurrent.TimeoutException.class);
    mayLeave.countDown();

    assertThat(finishedAtReturn.get(COMES_MS, TimeUnit.MILLISECONDS)).isEqualTo(1);
  }

  // Rule: a listener may close its own consumer; its message is then acknowledged as usual.
  @Rule("close.10")
  @Test
  void aListenerMayCloseItsOwnConsumer() throws Exception {
    Queue queue = jms.queueWith("a", "b");
    Connection connection = jms.connection();
    MessageConsumer consumer =
        connection.createSession(Session.AUTO_ACKNOWLEDGE).createConsumer(queue);
    CompletableFuture<String> closed = new CompletableFuture<>();
    consumer.setMessageListener(
        message -> {
          try {
            consumer.close();
            closed.complete(body(message));
          } catch (JMSException e) {
            closed.completeExceptionally(e);
          }
        });

    assertThat(closed.get(COMES_MS, TimeUnit.MILLISECONDS)).isEqualTo("a");
    connection.close();
    assertThat(jms.rest(queue)).containsExactly("b");
  }

  // Rule: a listener that closes or stops what it runs in would wait for itself: it is refused.
  @Rule("close.11")
  @ParameterizedTest
  @ValueSource(strings = {"stop", "close", "close session"})
  void aListenerMayNotCloseWhatItRunsIn(String what) throws Exception {
    Queue queue = jms.queueWith("a");
    Connection connection = jms.connection();
    Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
    CompletableFuture<Throwable> outcome = new CompletableFuture<>();
    session
        .createConsumer(queue)
        .setMessageListener(
            message -> {
              try {
                switch (what) {
                  case "stop" -> connection.stop();
                  case "close" -> connection.close();
                  default -> session.close();
                }
                outcome.complete(null);
              } catch (JMSException e) {
                outcome.complete(e);
              }
            });

    assertThat(outcome.get(COMES_MS, TimeUnit.MILLISECONDS))
        .isInstanceOf(IllegalStateException.class);
  }

  @Rule({"receive.7", "receive.11"})
  @Test
  void receiveWorksAgainWithoutTheListener() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    Queue queue = jms.queue(session);
    MessageConsumer consumer = session.createConsumer(queue);
    MessageListener listener = message -> {};
    consumer.setMessageListener(listener);
    assertThat(consumer.getMessageListener()).isSameAs(listener);

    consumer.setMessageListener(null);
    Session sender = jms.session(Session.AUTO_ACKNOWLEDGE);
    send(sender, queue, "for receive");

    assertThat(text(consumer)).isEqualTo("for receive");
    assertThat(consumer.getMessageListener()).isNull();
  }

  private static void stopOrClose(Connection connection, String what) {
    try {
      if (what.equals("stop")) {
        connection.stop();
      } else {
        connection.close();
      }
    } catch (JMSException e) {
      throw new AssertionError(e);
    }
  }

  private static void awaitUninterrupted(CountDownLatch latch) {
    try {
      assertThat(latch.await(COMES_MS, TimeUnit.MILLISECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean isRedelivered(Message message) {
    try {
      return message.getJMSRedelivered();
    } catch (JMSException e) {
      throw new AssertionError(e);
    }
  }

  private static String body(Message message) {
    try {
      return textOf(message);
    } catch (JMSException e) {
      throw new AssertionError(e);
    }
  }
}
