// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.postrider.tck.JmsExtension.COMES_MS;
import static org.postrider.tck.JmsExtension.send;
import static org.postrider.tck.JmsExtension.text;
import static org.postrider.tck.JmsExtension.texts;

import jakarta.jms.BytesMessage;
import jakarta.jms.CompletionListener;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.StreamMessage;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.tck.Conformance;
import org.postrider.tck.JmsExtension;
import org.postrider.tck.Rule;
import org.postrider.tck.broker.Capability;
import org.postrider.tck.broker.Needs;

/** Sending, with and without completion listener. Jakarta Messaging 3.1 chapter 7. */
@Conformance
final class SendRulesTest {
  @RegisterExtension final JmsExtension jms = new JmsExtension();

  private final List<String> completed = new CopyOnWriteArrayList<>();
  private final CompletionListener listener =
      new CompletionListener() {
        @Override
        public void onCompletion(Message message) {
          completed.add(body(message));
        }

        @Override
        public void onException(Message message, Exception failure) {
          completed.add("failed");
        }
      };

  private static String body(Message message) {
    try {
      return message.getBody(String.class);
    } catch (JMSException e) {
      return "no text";
    }
  }

  @Rule({"send.4", "send.5"})
  @Test
  void argumentsOfSendAreChecked() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    Queue queue = jms.queue(session);
    MessageProducer producer = session.createProducer(queue);
    Message message = session.createTextMessage("good");

    assertThatThrownBy(() -> producer.send(message, 0, 4, 0)).isInstanceOf(JMSException.class);
    assertThatThrownBy(() -> producer.send(message, 3, 4, 0)).isInstanceOf(JMSException.class);
    assertThatThrownBy(() -> producer.send(message, 2, -1, 0)).isInstanceOf(JMSException.class);
    assertThatThrownBy(() -> producer.send(message, 2, 10, 0)).isInstanceOf(JMSException.class);
    producer.send(message, 2, 9, 0);

    assertThat(jms.rest(queue)).containsExactly("good");
  }

  @Rule("send.7")
  @Test
  void argumentsOfSendHoldForOneMessage() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    Queue queue = jms.queue(session);
    MessageProducer producer = session.createProducer(queue);
    producer.setPriority(2);
    producer.setTimeToLive(60_000);

    MessageConsumer consumer = session.createConsumer(queue);
    producer.send(session.createMessage(), DeliveryMode.NON_PERSISTENT, 8, 0);
    Message given = consumer.receive(COMES_MS);
    producer.send(session.createMessage());
    Message set = consumer.receive(COMES_MS);

    assertThat(given.getJMSPriority()).isEqualTo(8);
    assertThat(given.getJMSDeliveryMode()).isEqualTo(DeliveryMode.NON_PERSISTENT);
    assertThat(given.getJMSExpiration()).isZero();
    assertThat(set.getJMSPriority()).isEqualTo(2);
    assertThat(set.getJMSDeliveryMode()).isEqualTo(DeliveryMode.PERSISTENT);
    assertThat(set.getJMSExpiration()).isPositive();
  }

  @Rule("send.10")
  @Test
  void aProducerWithoutDestinationSendsToQueuesAndTopics() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    Queue queue = jms.queue(session);
    Topic topic = jms.topic(session);
    MessageConsumer subscriber = session.createConsumer(topic);
    MessageProducer producer = session.createProducer(null);

    producer.send(topic, session.createTextMessage("to the topic"));
    producer.send(queue, session.createTextMessage("to the queue"), 1, 5, 0);

    assertThat(text(subscriber)).isEqualTo("to the topic");
    assertThat(text(session.createConsumer(queue))).isEqualTo("to the queue");
  }

  @Rule({"send.17", "header.8"})
  @Test
  @Needs(Capability.DELAYED_DELIVERY)
  void expirationCountsFromTheSend() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    MessageProducer producer = session.createProducer(jms.queue(session));
    producer.setDeliveryDelay(20_000);
    producer.setTimeToLive(60_000);
    Message message = session.createMessage();

    producer.send(message);

    assertThat(message.getJMSExpiration()).isEqualTo(message.getJMSTimestamp() + 60_000);
    assertThat(message.getJMSDeliveryTime()).isEqualTo(message.getJMSTimestamp() + 20_000);
  }

  @Rule("header.12")
  @Test
  @Needs(Capability.NO_MESSAGE_ID)
  void identifiersAndTimestampsCanBeDoneWithout() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    Queue queue = jms.queue(session);
    MessageProducer producer = session.createProducer(queue);
    producer.setDisableMessageID(true);
    producer.setDisableMessageTimestamp(true);
    Message sent = session.createTextMessage("bare");

    producer.send(sent);

    // It is a hint: a provider may do it all the same, but must not say one thing and mean another.
    Message received = session.createConsumer(queue).receive(COMES_MS);
    assertThat(received.getJMSMessageID()).isEqualTo(sent.getJMSMessageID());
    assertThat(received.getJMSTimestamp()).isEqualTo(sent.getJMSTimestamp());
    assertThat(body(received)).isEqualTo("bare");
  }

  @Rule("start.2")
  @Test
  void messagesAreSentWhileTheConnectionIsStopped() throws Exception {
    Session session = jms.stoppedConnection().createSession(Session.AUTO_ACKNOWLEDGE);
    Queue queue = jms.queue(session);

    send(session, queue, "sent");

    assertThat(jms.rest(queue)).containsExactly("sent");
  }

  @Rule("send.15")
  @Test
  void aMessageOfAnotherProviderIsTakenAndGetsTheHeaders() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    Queue queue = jms.queue(session);
    TextMessage inner = session.createTextMessage("foreign");
    inner.setStringProperty("color", "red");
    inner.setJMSType("order");
    Message foreign = ForeignMessage.around(inner);

    session.createProducer(queue).send(foreign, DeliveryMode.NON_PERSISTENT, 7, 60_000);

    TextMessage received = (TextMessage) session.createConsumer(queue).receive(COMES_MS);
    assertThat(received.getText()).isEqualTo("foreign");
    assertThat(received.getStringProperty("color")).isEqualTo("red");
    assertThat(received.getJMSType()).isEqualTo("order");
    assertThat(received.getJMSMessageID()).isNotNull().isEqualTo(inner.getJMSMessageID());
    assertThat(inner.getJMSPriority()).isEqualTo(7);
    assertThat(inner.getJMSDeliveryMode()).isEqualTo(DeliveryMode.NON_PERSISTENT);
    assertThat(inner.getJMSTimestamp()).isEqualTo(received.getJMSTimestamp());
    assertThat(inner.getJMSExpiration()).isEqualTo(received.getJMSExpiration());
    assertThat(inner.getJMSDestination()).isEqualTo(queue);
  }

  @Rule("async.7")
  @Test
  void aSendThatThrowsCallsNobodyBack() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    MessageProducer producer = session.createProducer(jms.queue(session));
    Message message = session.createTextMessage("x");

    assertThatThrownBy(() -> producer.send(null, listener))
        .isInstanceOf(MessageFormatException.class);
    assertThatThrownBy(() -> producer.send(message, 9, 4, 0, listener))
        .isInstanceOf(JMSException.class);
    session.close();

    assertThat(completed).isEmpty();
  }

  @Rule("async.8")
  @Test
  void aPlainSendDoesNotOvertake() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    Queue queue = jms.queue(session);
    MessageProducer producer = session.createProducer(queue);

    for (int i = 0; i < 20; i += 2) {
      producer.send(session.createTextMessage("m" + i), listener);
      producer.send(session.createTextMessage("m" + (i + 1)));
    }

    assertThat(texts(session.createConsumer(queue), 20)).element(19).isEqualTo("m19");
    await().until(() -> completed.size() == 10);
  }

  @Rule("async.9")
  @Test
  void whatAListenerThrowsIsNobodyElses() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    MessageProducer producer = session.createProducer(jms.queue(session));
    CompletionListener throwing =
        new CompletionListener() {
          @Override
          public void onCompletion(Message message) {
            throw new UnsupportedOperationException("the listener stumbles");
          }

          @Override
          public void onException(Message message, Exception failure) {
            completed.add("failed");
          }
        };

    producer.send(session.createTextMessage("a"), throwing);
    producer.send(session.createTextMessage("b"), listener);

    await().until(() -> !completed.isEmpty());
    assertThat(completed).containsExactly("b");
  }

  @Rule("async.10")
  @Test
  void bytesAndStreamsAreReadableAfterTheCallback() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    MessageProducer producer = session.createProducer(jms.queue(session));
    BytesMessage bytes = session.createBytesMessage();
    bytes.writeInt(1);
    StreamMessage stream = session.createStreamMessage();
    stream.writeInt(2);

    producer.send(bytes, listener);
    producer.send(stream, listener);
    await().until(() -> completed.size() == 2);

    assertThat(bytes.readInt()).isEqualTo(1);
    assertThat(stream.readInt()).isEqualTo(2);
  }

  @Rule("async.5")
  @Test
  void rollbackWaitsForTheCallbacks() throws Exception {
    Session session = jms.session(Session.SESSION_TRANSACTED);
    Queue queue = jms.queue(session);
    MessageProducer producer = session.createProducer(queue);
    for (int i = 0; i < 10; i++) {
      producer.send(session.createTextMessage("m" + i), listener);
    }

    session.rollback();

    assertThat(completed).hasSize(10);
    assertThat(jms.rest(queue)).isEmpty();
  }

  @Rule({"async.11", "close.19"})
  @ParameterizedTest
  @ValueSource(strings = {"commit", "rollback", "producer", "session", "connection"})
  void aCompletionListenerMayNotEndWhatItBelongsTo(String what) throws Exception {
    Connection connection = jms.connection();
    Session session = connection.createSession(Session.SESSION_TRANSACTED);
    MessageProducer producer = session.createProducer(jms.queue(session));
    CompletableFuture<Object> outcome = new CompletableFuture<>();
    producer.send(
        session.createMessage(),
        new CompletionListener() {
          @Override
          public void onCompletion(Message message) {
            try {
              switch (what) {
                case "commit" -> session.commit();
                case "rollback" -> session.rollback();
                case "producer" -> producer.close();
                case "session" -> session.close();
                default -> connection.close();
              }
              outcome.complete("no exception");
            } catch (JMSException e) {
              outcome.complete(e);
            }
          }

          @Override
          public void onException(Message message, Exception failure) {
            outcome.complete(failure);
          }
        });

    assertThat(outcome.get(COMES_MS, TimeUnit.MILLISECONDS))
        .isInstanceOf(IllegalStateException.class);
  }
}
