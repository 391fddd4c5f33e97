// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.tck.JmsExtension.COMES_MS;

import jakarta.jms.DeliveryMode;
import jakarta.jms.Destination;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postrider.tck.Conformance;
import org.postrider.tck.JmsExtension;
import org.postrider.tck.Rule;

/** What the provider and the client say about a message. Jakarta Messaging 3.1 section 3.4. */
@Conformance
final class HeadersTest {
  @RegisterExtension final JmsExtension jms = new JmsExtension();

  @Rule("header.1")
  @Test
  void theSenderSeesTheHeadersThatTheProviderSet() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    Queue queue = jms.queue(session);
    TextMessage message = session.createTextMessage("x");

    long before = System.currentTimeMillis();
    session.createProducer(queue).send(message, DeliveryMode.NON_PERSISTENT, 7, 60_000);
    long after = System.currentTimeMillis();

    assertThat(message.getJMSMessageID()).startsWith("ID:");
    assertThat(message.getJMSDestination()).isEqualTo(queue);
    assertThat(message.getJMSDeliveryMode()).isEqualTo(DeliveryMode.NON_PERSISTENT);
    assertThat(message.getJMSPriority()).isEqualTo(7);
    assertThat(message.getJMSTimestamp()).isBetween(before, after);
    assertThat(message.getJMSExpiration()).isBetween(before + 60_000, after + 60_000);
    assertThat(message.getJMSRedelivered()).isFalse();
  }

  @Rule({"header.2", "header.7", "header.10", "header.13"})
  @Test
  void theReceiverSeesTheSameHeaders() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    Queue queue = jms.queue(session);
    TextMessage sent = session.createTextMessage("x");
    sent.setJMSType("order");
    sent.setJMSCorrelationID("ticket 17");
    session.createProducer(queue).send(sent, DeliveryMode.PERSISTENT, 2, 60_000);

    Message received = session.createConsumer(queue).receive(COMES_MS);

    assertThat(received.getJMSMessageID()).isEqualTo(sent.getJMSMessageID());
    assertThat(received.getJMSDestination()).isEqualTo(queue);
    assertThat(received.getJMSDeliveryMode()).isEqualTo(DeliveryMode.PERSISTENT);
    assertThat(received.getJMSPriority()).isEqualTo(2);
    assertThat(received.getJMSTimestamp()).isEqualTo(sent.getJMSTimestamp());
    assertThat(received.getJMSExpiration()).isEqualTo(sent.getJMSExpiration());
    assertThat(received.getJMSType()).isEqualTo("order");
    assertThat(received.getJMSCorrelationID()).isEqualTo("ticket 17");
    assertThat(received.getJMSRedelivered()).isFalse();
  }

  @Rule("header.3")
  @Test
  void messageIdsDiffer() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    MessageProducer producer = session.createProducer(jms.queue(session));
    TextMessage message = session.createTextMessage("x");

    producer.send(message);
    String first = message.getJMSMessageID();
    producer.send(message);

    assertThat(message.getJMSMessageID()).isNotEqualTo(first);
  }

  // Rule: what the client sets with the setters of provider headers is overwritten by send.
  @Rule({"header.4", "header.9"})
  @Test
  void sendOverwritesWhatIsTheProviders() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    Queue queue = jms.queue(session);
    TextMessage message = session.createTextMessage("x");
    message.setJMSPriority(9);
    message.setJMSDeliveryMode(DeliveryMode.NON_PERSISTENT);
    message.setJMSExpiration(1);
    message.setJMSMessageID("ID:mine");
    message.setJMSRedelivered(true);

    session.createProducer(queue).send(message);

    Message received = session.createConsumer(queue).receive(COMES_MS);
    assertThat(received.getJMSPriority()).isEqualTo(Message.DEFAULT_PRIORITY);
    assertThat(received.getJMSDeliveryMode()).isEqualTo(DeliveryMode.PERSISTENT);
    assertThat(received.getJMSExpiration()).isZero();
    assertThat(received.getJMSMessageID()).isNotEqualTo("ID:mine");
    assertThat(received.getJMSRedelivered()).isFalse();
  }

  @Rule("header.5")
  @Test
  void replyToQueueAndTopicComeBackAsTheyWere() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    Queue queue = jms.queue(session);
    Topic topic = jms.topic(session);
    MessageProducer producer = session.createProducer(queue);
    MessageConsumer consumer = session.createConsumer(queue);
    for (Destination replyTo : List.of(queue, topic)) {
      Message message = session.createMessage();
      message.setJMSReplyTo(replyTo);
      producer.send(message);
    }

    assertThat(consumer.receive(COMES_MS).getJMSReplyTo())
        .isInstanceOf(Queue.class)
        .isEqualTo(queue);
    assertThat(consumer.receive(COMES_MS).getJMSReplyTo())
        .isInstanceOf(Topic.class)
        .isEqualTo(topic);
  }

  @Rule("header.6")
  @Test
  void correlationIdBytesComeBack() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    Queue queue = jms.queue(session);
    Message message = session.createMessage();
    message.setJMSCorrelationIDAsBytes(new byte[] {1, 2, -3});
    session.createProducer(queue).send(message);

    Message received = session.createConsumer(queue).receive(COMES_MS);

    assertThat(received.getJMSCorrelationIDAsBytes()).containsExactly(1, 2, -3);
  }

  // Rule: JMSDeliveryTime is the time of sending plus the delivery delay.
  @Rule("header.8")
  @Test
  void deliveryTimeIsTimestampPlusDelay() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    MessageProducer producer = session.createProducer(jms.queue(session));
    TextMessage message = session.createTextMessage("x");

    producer.send(message);
    assertThat(message.getJMSDeliveryTime()).isEqualTo(message.getJMSTimestamp());

    producer.setDeliveryDelay(60_000);
    producer.send(message);
    assertThat(message.getJMSDeliveryTime()).isEqualTo(message.getJMSTimestamp() + 60_000);
  }

  @Rule("header.14")
  @Test
  void aMessageWithTheLongestTimeToLiveIsDelivered() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    Queue queue = jms.queue(session);
    TextMessage sent = session.createTextMessage("x");

    session.createProducer(queue).send(sent, DeliveryMode.PERSISTENT, 4, Long.MAX_VALUE);

    Message received = session.createConsumer(queue).receive(COMES_MS);
    assertThat(received).isNotNull();
    assertThat(received.getJMSExpiration()).isEqualTo(sent.getJMSExpiration()).isPositive();
  }

  @Rule("send.6")
  @Test
  void theDefaultsAreThoseOfTheApi() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    MessageProducer producer = session.createProducer(jms.queue(session));

    assertThat(producer.getDeliveryMode()).isEqualTo(DeliveryMode.PERSISTENT);
    assertThat(producer.getPriority()).isEqualTo(4);
    assertThat(producer.getTimeToLive()).isZero();
    assertThat(producer.getDeliveryDelay()).isZero();
    assertThat(producer.getDisableMessageID()).isFalse();
    assertThat(producer.getDisableMessageTimestamp()).isFalse();
  }
}
