// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.postrider.tck.JmsExtension.COMES_MS;
import static org.postrider.tck.JmsExtension.send;
import static org.postrider.tck.JmsExtension.text;
import static org.postrider.tck.JmsExtension.texts;

import jakarta.jms.Connection;
import jakarta.jms.ExceptionListener;
import jakarta.jms.IllegalStateException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import java.util.Enumeration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postrider.tck.Conformance;
import org.postrider.tck.JmsExtension;
import org.postrider.tck.Rule;

/** Sessions: listeners, acknowledgement, transactions, and how they end. Jakarta Messaging 3.1. */
@Conformance
final class SessionRulesTest {
  @RegisterExtension final JmsExtension jms = new JmsExtension();

  private static String body(Message message) {
    try {
      return message.getBody(String.class);
    } catch (JMSException e) {
      throw new AssertionError(e);
    }
  }

  @Rule("session.8")
  @Test
  void acknowledgeCoversWhatAClosedConsumerConsumed() throws Exception {
    Queue one = jms.queueWith("a1");
    Queue other = jms.queueWith("b1");
    Session session = jms.session(Session.CLIENT_ACKNOWLEDGE);
    MessageConsumer consumer = session.createConsumer(one);
    assertThat(text(consumer)).isEqualTo("a1");
    consumer.close();

    session.createConsumer(other).receive(COMES_MS).acknowledge();
    session.close();

    assertThat(jms.rest(one)).isEmpty();
    assertThat(jms.rest(other)).isEmpty();
  }

  @Rule("session.11")
  @Test
  void acknowledgeDoesNotCoverWhatComesAfter() throws Exception {
    Queue queue = jms.queueWith("a", "b");
    Session session = jms.session(Session.CLIENT_ACKNOWLEDGE);
    MessageConsumer consumer = session.createConsumer(queue);
    consumer.receive(COMES_MS).acknowledge();
    assertThat(text(consumer)).isEqualTo("b");

    session.close();

    assertThat(jms.rest(queue)).containsExactly("b");
  }

  @Rule("session.15")
  @Test
  void recoverInAListenerBringsItsMessageAgain() throws Exception {
    Queue queue = jms.queueWith("a", "b");
    Connection connection = jms.connection();
    Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
    List<String> received = new CopyOnWriteArrayList<>();
    session
        .createConsumer(queue)
        .setMessageListener(
            message -> {
              try {
                received.add(body(message) + message.getIntProperty("JMSXDeliveryCount"));
                if (received.size() == 1) {
                  session.recover();
                }
              } catch (JMSException e) {
                received.add(e.toString());
              }
            });

    await().until(() -> received.size() >= 3);
    assertThat(received).contains("a1", "a2", "b1");
    connection.close();
    assertThat(jms.rest(queue)).isEmpty();
  }

  @Rule("session.14")
  @Test
  void recoverDoesNotBringBackWhatIsAcknowledged() throws Exception {
    Queue queue = jms.queueWith("a", "b");
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    MessageConsumer consumer = session.createConsumer(queue);
    assertThat(text(consumer)).isEqualTo("a");

    session.recover();

    assertThat(text(consumer)).isEqualTo("b");
  }

  @Rule("transaction.10")
  @Test
  void aTransactionSpansDestinations() throws Exception {
    Queue from = jms.queueWith("a");
    Session session = jms.session(Session.SESSION_TRANSACTED);
    Queue one = jms.queue(session);
    Queue other = jms.queue(session);
    MessageConsumer consumer = session.createConsumer(from);

    assertThat(text(consumer)).isEqualTo("a");
    send(session, one, "1");
    send(session, other, "2");
    session.rollback();
    assertThat(jms.rest(one)).isEmpty();
    assertThat(text(consumer)).isEqualTo("a");
    send(session, one, "1");
    send(session, other, "2");
    session.commit();
    session.close();

    assertThat(jms.rest(one)).containsExactly("1");
    assertThat(jms.rest(other)).containsExactly("2");
    assertThat(jms.rest(from)).isEmpty();
  }

  @Rule({"transaction.11", "receive.12"})
  @Test
  void aListenerMaySendAndCommit() throws Exception {
    Queue from = jms.queueWith("a", "b");
    Connection connection = jms.connection();
    Session session = connection.createSession(Session.SESSION_TRANSACTED);
    Queue to = jms.queue(session);
    MessageProducer producer = session.createProducer(to);
    CountDownLatch both = new CountDownLatch(2);
    session
        .createConsumer(from)
        .setMessageListener(
            message -> {
              try {
                producer.send(session.createTextMessage("from " + body(message)));
                session.commit();
                both.countDown();
              } catch (JMSException e) {
                throw new AssertionError(e);
              }
            });

    assertThat(both.await(COMES_MS, TimeUnit.MILLISECONDS)).isTrue();
    connection.close();
    assertThat(jms.rest(to)).containsExactly("from a", "from b");
    assertThat(jms.rest(from)).isEmpty();
  }

  @Rule("transaction.12")
  @Test
  void aClosedProducerLeavesItsMessagesInTheTransaction() throws Exception {
    Session session = jms.session(Session.SESSION_TRANSACTED);
    Queue queue = jms.queue(session);

    send(session, queue, "dropped");
    session.rollback();
    send(session, queue, "kept");
    session.commit();

    assertThat(jms.rest(queue)).containsExactly("kept");
  }

  @Rule("receive.4")
  @Test
  void receiveIsRefusedWhileAnyListenerOfTheSessionIsSet() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    MessageConsumer listened = session.createConsumer(jms.queue(session));
    MessageConsumer other = session.createConsumer(jms.queue(session));
    listened.setMessageListener(message -> {});

    assertThatThrownBy(() -> other.receive(1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(other::receiveNoWait).isInstanceOf(IllegalStateException.class);
  }

  @Rule("receive.9")
  @Test
  void theNextMessageComesThoughAListenerHasThrown() throws Exception {
    Queue queue = jms.queueWith("a", "b");
    Connection connection = jms.connection();
    List<String> received = new CopyOnWriteArrayList<>();
    connection
        .createSession(Session.SESSION_TRANSACTED)
        .createConsumer(queue)
        .setMessageListener(
            message -> {
              received.add(body(message));
              throw new UnsupportedOperationException("the listener stumbles");
            });

    await().until(() -> received.size() == 2);
    assertThat(received).containsExactly("a", "b");
  }

  @Rule("receive.10")
  @Test
  void aListenerGetsWhatWasThereBefore() throws Exception {
    Queue queue = jms.queueWith("a", "b");
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    MessageConsumer consumer = session.createConsumer(queue);
    assertThat(text(consumer)).isEqualTo("a");
    CompletableFuture<String> next = new CompletableFuture<>();

    consumer.setMessageListener(message -> next.complete(body(message)));

    assertThat(next.get(COMES_MS, TimeUnit.MILLISECONDS)).isEqualTo("b");
  }

  @Rule("receive.13")
  @Test
  void noMessageIsLostByItsPriority() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    Queue queue = jms.queue(session);
    MessageProducer producer = session.createProducer(queue);
    for (int priority = 0; priority <= 9; priority++) {
      producer.send(session.createTextMessage("p" + priority), 2, priority, 0);
    }

    assertThat(texts(session.createConsumer(queue), 10))
        .containsExactlyInAnyOrder("p0", "p1", "p2", "p3", "p4", "p5", "p6", "p7", "p8", "p9");
  }

  @Rule("close.12")
  @Test
  void aListenerMayCloseTheOthersOfItsSession() throws Exception {
    Queue queue = jms.queueWith("a");
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    MessageProducer producer = session.createProducer(queue);
    MessageConsumer other = session.createConsumer(jms.queue(session));
    CompletableFuture<String> closed = new CompletableFuture<>();
    session
        .createConsumer(queue)
        .setMessageListener(
            message -> {
              try {
                producer.close();
                other.close();
                closed.complete("closed");
              } catch (JMSException e) {
                closed.completeExceptionally(e);
              }
            });

    assertThat(closed.get(COMES_MS, TimeUnit.MILLISECONDS)).isEqualTo("closed");
  }

  @Rule("close.16")
  @Test
  void listenersOfTwoSessionsRunAtTheSameTime() throws Exception {
    Connection connection = jms.connection();
    CountDownLatch meeting = new CountDownLatch(2);
    for (int i = 0; i < 2; i++) {
      connection
          .createSession(Session.AUTO_ACKNOWLEDGE)
          .createConsumer(jms.queueWith("a"))
          .setMessageListener(
              message -> {
                meeting.countDown();
                try {
                  // Each waits until the other has come as well.
                  meeting.await(COMES_MS, TimeUnit.MILLISECONDS);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
    }

    assertThat(meeting.await(COMES_MS, TimeUnit.MILLISECONDS)).isTrue();
  }

  @Rule({"close.17", "close.20", "browser.5"})
  @Test
  void everythingClosesAtTheEndOfATry() throws Exception {
    Queue queue = jms.queueWith("a");
    Session after;
    QueueBrowser browsed;
    try (Connection connection = jms.factory().createConnection();
        Session session = connection.createSession();
        MessageProducer producer = session.createProducer(queue);
        MessageConsumer consumer = session.createConsumer(queue);
        QueueBrowser browser = session.createBrowser(queue, "n = 1")) {
      connection.start();
      assertThat(producer.getDestination()).isEqualTo(queue);
      assertThat(text(consumer)).isEqualTo("a");
      assertThat(browser.getQueue()).isEqualTo(queue);
      assertThat(browser.getMessageSelector()).isEqualTo("n = 1");
      after = session;
      browsed = browser;
    }

    assertThatThrownBy(after::createMessage).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(browsed::getEnumeration).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(browsed::getQueue).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(browsed::getMessageSelector).isInstanceOf(IllegalStateException.class);
    browsed.close();
  }

  @Rule({"browser.3", "browser.4"})
  @Test
  @SuppressWarnings("JdkObsolete") // the API's own type
  void eachEnumerationBeginsAnewAndEnds() throws Exception {
    Queue queue = jms.queueWith("a", "b");
    QueueBrowser browser = jms.session(Session.AUTO_ACKNOWLEDGE).createBrowser(queue);

    for (int i = 0; i < 2; i++) {
      Enumeration<?> messages = browser.getEnumeration();
      assertThat(body((Message) messages.nextElement())).isEqualTo("a");
      assertThat(body((Message) messages.nextElement())).isEqualTo("b");
      assertThat(messages.hasMoreElements()).isFalse();
      assertThatThrownBy(messages::nextElement)
          .isInstanceOf(java.util.NoSuchElementException.class);
    }
    assertThat(jms.rest(queue)).containsExactly("a", "b");
  }

  @Rule("client.5")
  @Test
  void aClientIdIsFreeAfterClose() throws Exception {
    String clientId = "client-" + System.nanoTime();
    for (int i = 0; i < 3; i++) {
      try (Connection connection = jms.factory().createConnection()) {
        connection.setClientID(clientId);
        connection.start();
        assertThat(connection.getClientID()).isEqualTo(clientId);
      }
      jms.awaitFree(clientId);
    }
  }

  @Rule({"client.9", "exception.2"})
  @Test
  void aFailureWithACallerIsNotToldToTheListener() throws Exception {
    Connection connection = jms.connection();
    List<JMSException> told = new CopyOnWriteArrayList<>();
    ExceptionListener listener = told::add;
    connection.setExceptionListener(listener);
    Session session = connection.createSession();

    assertThat(connection.getExceptionListener()).isSameAs(listener);
    assertThatThrownBy(() -> session.createConsumer(null))
        .isInstanceOf(InvalidDestinationException.class);
    connection.setExceptionListener(null);
    assertThat(connection.getExceptionListener()).isNull();
    connection.close();
    assertThat(told).isEmpty();
  }
}
