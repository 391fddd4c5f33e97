// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.postrider.tck.JmsExtension.COMES_MS;
import static org.postrider.tck.JmsExtension.text;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TemporaryTopic;
import jakarta.jms.TextMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postrider.tck.Conformance;
import org.postrider.tck.JmsExtension;
import org.postrider.tck.Rule;

/** Temporary queues and topics. Jakarta Messaging 3.1 chapters 4 and 6.2.2. */
@Conformance
final class TemporaryDestinationTest {
  @RegisterExtension final JmsExtension jms = new JmsExtension();

  @Rule("destination.4")
  @Test
  void aRequestGetsItsReplyThroughATemporaryQueue() throws Exception {
    Session client = jms.session(Session.AUTO_ACKNOWLEDGE);
    Session server = jms.session(Session.AUTO_ACKNOWLEDGE);
    Queue requests = jms.queue(client);
    TemporaryQueue replies = client.createTemporaryQueue();
    TextMessage request = client.createTextMessage("ping");
    request.setJMSReplyTo(replies);
    client.createProducer(requests).send(request);

    Message received = server.createConsumer(requests).receive(COMES_MS);
    server.createProducer(received.getJMSReplyTo()).send(server.createTextMessage("pong"));

    assertThat(text(client.createConsumer(replies))).isEqualTo("pong");
  }

  @Rule("destination.5")
  @Test
  void aTemporaryTopicReachesItsSubscriber() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    TemporaryTopic topic = session.createTemporaryTopic();
    MessageConsumer consumer = session.createConsumer(topic);

    session.createProducer(topic).send(session.createTextMessage("news"));

    assertThat(text(consumer)).isEqualTo("news");
  }

  // Rule: only the connection that made it may consume from it.
  @Rule("destination.6")
  @Test
  void anotherConnectionMayNotConsume() throws Exception {
    TemporaryQueue queue = jms.session(Session.AUTO_ACKNOWLEDGE).createTemporaryQueue();
    Session other = jms.session(Session.AUTO_ACKNOWLEDGE);

    assertThatThrownBy(() -> other.createConsumer(queue)).isInstanceOf(JMSException.class);
  }

  // Rule: it cannot be deleted while it has a receiver, and no one can send to it afterwards.
  @Rule({"destination.7", "destination.8"})
  @Test
  void deleteIsRefusedWhileSomeoneReceives() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    TemporaryQueue queue = session.createTemporaryQueue();
    MessageConsumer consumer = session.createConsumer(queue);

    assertThatThrownBy(queue::delete).isInstanceOf(JMSException.class);
    consumer.close();
    queue.delete();

    Message message = session.createMessage();
    assertThatThrownBy(() -> session.createProducer(queue).send(message))
        .isInstanceOf(JMSException.class);
  }
}
