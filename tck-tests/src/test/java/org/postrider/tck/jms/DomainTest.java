// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.postrider.tck.JmsExtension.text;
import static org.postrider.tck.JmsExtension.textOf;

import jakarta.jms.IllegalStateException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Queue;
import jakarta.jms.QueueConnection;
import jakarta.jms.QueueConnectionFactory;
import jakarta.jms.QueueReceiver;
import jakarta.jms.QueueRequestor;
import jakarta.jms.QueueSender;
import jakarta.jms.QueueSession;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import jakarta.jms.TopicConnection;
import jakarta.jms.TopicConnectionFactory;
import jakarta.jms.TopicPublisher;
import jakarta.jms.TopicRequestor;
import jakarta.jms.TopicSession;
import jakarta.jms.TopicSubscriber;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postrider.tck.Conformance;
import org.postrider.tck.JmsExtension;
import org.postrider.tck.Rule;

/** The interfaces of one domain, queues or topics. Jakarta Messaging 3.1 chapter 4. */
@Conformance
final class DomainTest {
  @RegisterExtension final JmsExtension jms = new JmsExtension();

  private QueueConnection queueConnection() throws Exception {
    QueueConnection connection = ((QueueConnectionFactory) jms.factory()).createQueueConnection();
    jms.closeLater(connection);
    connection.start();
    return connection;
  }

  private TopicConnection topicConnection() throws Exception {
    TopicConnection connection = ((TopicConnectionFactory) jms.factory()).createTopicConnection();
    jms.closeLater(connection);
    connection.start();
    return connection;
  }

  @Rule({"domain.1", "domain.7"})
  @Test
  void queueObjectsWorkOnQueues() throws Exception {
    QueueSession session = queueConnection().createQueueSession(false, Session.AUTO_ACKNOWLEDGE);
    Queue queue = jms.queue(session);
    QueueSender sender = session.createSender(queue);
    QueueReceiver receiver = session.createReceiver(queue, "n = 1");
    Message message = session.createTextMessage("selected");
    message.setIntProperty("n", 1);

    sender.send(session.createTextMessage("not selected"));
    sender.send(message, 1, 9, 0);
    session.createSender(null).send(queue, session.createTextMessage("anonymous"));

    assertThat(sender.getQueue()).isEqualTo(queue);
    assertThat(receiver.getQueue()).isEqualTo(queue);
    assertThat(text(receiver)).isEqualTo("selected");
    receiver.close();
    assertThat(jms.rest(queue)).containsExactly("not selected", "anonymous");
  }

  @Rule({"domain.2", "domain.7"})
  @Test
  void topicObjectsWorkOnTopics() throws Exception {
    TopicSession session = topicConnection().createTopicSession(false, Session.AUTO_ACKNOWLEDGE);
    Topic topic = jms.topic(session);
    TopicPublisher publisher = session.createPublisher(topic);
    TopicSubscriber subscriber = session.createSubscriber(topic, "n = 1", true);
    TopicSubscriber all = session.createSubscriber(topic);

    publisher.publish(session.createTextMessage("news"));
    session.createPublisher(null).publish(topic, session.createTextMessage("anonymous"));

    assertThat(publisher.getTopic()).isEqualTo(topic);
    assertThat(subscriber.getTopic()).isEqualTo(topic);
    assertThat(subscriber.getNoLocal()).isTrue();
    assertThat(all.getNoLocal()).isFalse();
    assertThat(text(all)).isEqualTo("news");
    assertThat(text(all)).isEqualTo("anonymous");
  }

  private static void assertRefused(List<ThrowingCallable> calls) {
    for (ThrowingCallable call : calls) {
      assertThatThrownBy(call).isInstanceOf(IllegalStateException.class);
    }
  }

  @Rule("domain.3")
  @Test
  void aQueueSessionRefusesWhatIsATopics() throws Exception {
    QueueSession session = queueConnection().createQueueSession(false, Session.AUTO_ACKNOWLEDGE);
    Topic topic = jms.topic(jms.session(Session.AUTO_ACKNOWLEDGE));

    assertRefused(
        List.of(
            () -> session.createDurableSubscriber(topic, "s"),
            () -> session.createDurableSubscriber(topic, "s", null, false),
            () -> session.createDurableConsumer(topic, "s"),
            () -> session.createDurableConsumer(topic, "s", null, false),
            () -> session.createSharedConsumer(topic, "s"),
            () -> session.createSharedConsumer(topic, "s", null),
            () -> session.createSharedDurableConsumer(topic, "s"),
            () -> session.createSharedDurableConsumer(topic, "s", null),
            session::createTemporaryTopic,
            () -> session.createTopic("t"),
            () -> session.unsubscribe("s")));
  }

  @Rule("domain.4")
  @Test
  void aTopicSessionRefusesWhatIsAQueues() throws Exception {
    TopicSession session = topicConnection().createTopicSession(false, Session.AUTO_ACKNOWLEDGE);
    Queue queue = jms.queue(jms.session(Session.AUTO_ACKNOWLEDGE));

    assertRefused(
        List.of(
            () -> session.createBrowser(queue),
            () -> session.createBrowser(queue, null),
            () -> session.createQueue("q"),
            session::createTemporaryQueue));
  }

  @Rule("domain.5")
  @Test
  void aQueueConnectionRefusesConsumersOfTopics() throws Exception {
    QueueConnection connection = queueConnection();
    Topic topic = jms.topic(jms.session(Session.AUTO_ACKNOWLEDGE));

    assertRefused(
        List.of(
            () -> connection.createDurableConnectionConsumer(topic, "s", null, () -> null, 1),
            () -> connection.createSharedConnectionConsumer(topic, "s", null, () -> null, 1),
            () ->
                connection.createSharedDurableConnectionConsumer(topic, "s", null, () -> null, 1)));
  }

  @Rule("domain.6")
  @Test
  void aQueueRequestorGetsItsAnswer() throws Exception {
    QueueSession session = queueConnection().createQueueSession(false, Session.AUTO_ACKNOWLEDGE);
    Queue queue = jms.queue(session);
    answer(jms.session(Session.AUTO_ACKNOWLEDGE), queue, null);
    QueueRequestor requestor = new QueueRequestor(session, queue);

    assertThat(textOf(requestor.request(session.createTextMessage("ping"))))
        .isEqualTo("answer to ping");
    requestor.close();
  }

  @Rule("domain.6")
  @Test
  void aTopicRequestorGetsItsAnswer() throws Exception {
    TopicSession session = topicConnection().createTopicSession(false, Session.AUTO_ACKNOWLEDGE);
    Topic topic = jms.topic(session);
    answer(jms.session(Session.AUTO_ACKNOWLEDGE), null, topic);
    TopicRequestor requestor = new TopicRequestor(session, topic);

    assertThat(textOf(requestor.request(session.createTextMessage("ping"))))
        .isEqualTo("answer to ping");
    requestor.close();
  }

  /** A server that answers each request. */
  private static void answer(Session server, Queue queue, Topic topic) throws Exception {
    MessageConsumer consumer = server.createConsumer(queue == null ? topic : queue);
    consumer.setMessageListener(
        request -> {
          try {
            server
                .createProducer(request.getJMSReplyTo())
                .send(server.createTextMessage("answer to " + textOf(request)));
          } catch (jakarta.jms.JMSException e) {
            throw new AssertionError(e);
          }
        });
  }
}
