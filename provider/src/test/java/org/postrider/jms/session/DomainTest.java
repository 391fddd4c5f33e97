// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.Destination;
import jakarta.jms.IllegalStateException;
import jakarta.jms.Message;
import jakarta.jms.QueueConnection;
import jakarta.jms.QueueReceiver;
import jakarta.jms.QueueSender;
import jakarta.jms.QueueSession;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import jakarta.jms.TopicConnection;
import jakarta.jms.TopicPublisher;
import jakarta.jms.TopicSession;
import jakarta.jms.TopicSubscriber;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.postrider.jms.destination.PostriderQueue;
import org.postrider.jms.destination.PostriderTopic;

/** What the interfaces of one domain refuse of the other (Jakarta Messaging 6.2). */
class DomainTest {

  private static final Topic TOPIC = new PostriderTopic("t");
  private static final PostriderQueue QUEUE = new PostriderQueue("q");

  private static void refused(List<ThrowingCallable> calls) {
    calls.forEach(call -> assertThatThrownBy(call).isInstanceOf(IllegalStateException.class));
  }

  @Test
  void aQueueSessionHasNoTopics() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().peer.expectEnd().respond();

      QueueConnection connection = broker.factory().createQueueConnection();
      QueueSession session = connection.createQueueSession(false, Session.AUTO_ACKNOWLEDGE);
      refused(
          List.of(
              () -> session.createTopic("t"),
              () -> session.createTemporaryTopic(),
              () -> session.createDurableSubscriber(TOPIC, "s"),
              () -> session.createDurableSubscriber(TOPIC, "s", null, false),
              () -> session.createDurableConsumer(TOPIC, "s"),
              () -> session.createDurableConsumer(TOPIC, "s", null, false),
              () -> session.createSharedConsumer(TOPIC, "s"),
              () -> session.createSharedConsumer(TOPIC, "s", null),
              () -> session.createSharedDurableConsumer(TOPIC, "s"),
              () -> session.createSharedDurableConsumer(TOPIC, "s", null),
              () -> session.createConsumer(TOPIC),
              () -> session.createProducer(TOPIC),
              () -> session.unsubscribe("s")));
      session.close();

      broker.verify();
    }
  }

  @Test
  void aQueueSessionSendsToNoTopic() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(0);

      QueueConnection connection = broker.factory().createQueueConnection();
      QueueSession session = connection.createQueueSession(false, Session.AUTO_ACKNOWLEDGE);
      QueueSender sender = session.createSender(null);
      Message message = session.createMessage();
      refused(List.of(() -> sender.send((Destination) TOPIC, message)));

      broker.verify();
    }
  }

  // Rule: only the methods that are named after a domain make sessions of it.
  @Test
  void theOtherSessionsOfEitherConnectionAreUnified() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins();

      QueueConnection connection = broker.factory().createQueueConnection();
      Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
      assertThat(session.createTopic("t")).isEqualTo(TOPIC);

      broker.verify();
    }
    try (Broker broker = new Broker()) {
      broker.opens().begins();

      TopicConnection connection = broker.factory().createTopicConnection();
      Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
      assertThat(session.createQueue("q")).isEqualTo(QUEUE);

      broker.verify();
    }
  }

  @Test
  void aTopicSessionHasNoQueues() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().peer.expectEnd().respond();

      TopicConnection connection = broker.factory().createTopicConnection();
      TopicSession session = connection.createTopicSession(false, Session.AUTO_ACKNOWLEDGE);
      refused(
          List.of(
              () -> session.createQueue("q"),
              () -> session.createTemporaryQueue(),
              () -> session.createBrowser(QUEUE),
              () -> session.createBrowser(QUEUE, null),
              () -> session.createConsumer(QUEUE),
              () -> session.createProducer(QUEUE)));
      session.close();

      broker.verify();
    }
  }

  @Test
  void whatAnUnifiedSessionMakesHasTheDestinationOfItsOwnDomainOnly() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(0).sends(0).receives().receives();

      Session session = broker.connect().createSession();
      var toTopic = session.createProducer(TOPIC);
      var toQueue = session.createProducer(QUEUE);
      var ofTopic = session.createConsumer(TOPIC);
      var ofQueue = session.createConsumer(QUEUE);

      assertThat(((TopicPublisher) toTopic).getTopic()).isEqualTo(TOPIC);
      assertThat(((QueueSender) toQueue).getQueue()).isEqualTo(QUEUE);
      assertThat(((TopicSubscriber) ofTopic).getTopic()).isEqualTo(TOPIC);
      assertThat(((QueueReceiver) ofQueue).getQueue()).isEqualTo(QUEUE);
      refused(
          List.of(
              () -> ((QueueSender) toTopic).getQueue(),
              () -> ((TopicPublisher) toQueue).getTopic(),
              () -> ((QueueReceiver) ofTopic).getQueue(),
              () -> ((TopicSubscriber) ofQueue).getTopic()));
      broker.verify();
    }
  }

  @Test
  void aProducerToAnyDestinationHasNeitherQueueNorTopic() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(0);

      var producer = broker.connect().createSession().createProducer(null);

      assertThat(((QueueSender) producer).getQueue()).isNull();
      assertThat(((TopicPublisher) producer).getTopic()).isNull();
      broker.verify();
    }
  }
}
