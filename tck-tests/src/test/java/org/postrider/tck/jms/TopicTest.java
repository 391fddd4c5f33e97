// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.postrider.tck.JmsExtension.text;
import static org.postrider.tck.JmsExtension.textOf;
import static org.postrider.tck.JmsExtension.texts;

import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postrider.tck.Conformance;
import org.postrider.tck.JmsExtension;
import org.postrider.tck.Rule;
import org.postrider.tck.broker.Capability;
import org.postrider.tck.broker.Needs;

/** Topics and the four kinds of subscription. Jakarta Messaging 3.1 chapters 4.2 and 8.3. */
@Conformance
final class TopicTest {
  @RegisterExtension final JmsExtension jms = new JmsExtension();

  @Rule("subscription.1")
  @Test
  void eachSubscriberGetsEachMessage() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    Topic topic = jms.topic(session);
    MessageConsumer one = session.createConsumer(topic);
    MessageConsumer other = jms.session(Session.AUTO_ACKNOWLEDGE).createConsumer(topic);

    publish(session, topic, "a", "b");

    assertThat(texts(one, 2)).containsExactly("a", "b");
    assertThat(texts(other, 2)).containsExactly("a", "b");
  }

  @Rule("subscription.2")
  @Test
  void aSubscriberGetsNothingFromBeforeItsTime() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    Topic topic = jms.topic(session);
    publish(session, topic, "early");

    MessageConsumer consumer = session.createConsumer(topic);
    publish(session, topic, "in time");

    assertThat(text(consumer)).isEqualTo("in time");
  }

  // Rule: noLocal keeps away what the subscriber's own connection published.
  @Rule("subscription.3")
  @Test
  void noLocalKeepsOwnMessagesAway() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    Topic topic = jms.topic(session);
    MessageConsumer consumer = session.createConsumer(topic, null, true);

    publish(session, topic, "own");
    publish(jms.session(Session.AUTO_ACKNOWLEDGE), topic, "of another");

    assertThat(text(consumer)).isEqualTo("of another");
  }

  // Rule: a durable subscription collects while no consumer is there.
  @Rule({"subscription.4", "subscription.10"})
  @Test
  void aDurableSubscriptionCollectsMeanwhile() throws Exception {
    Connection connection = jms.stoppedConnection();
    connection.setClientID("client-" + System.nanoTime());
    connection.start();
    Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
    Topic topic = jms.topic(session);
    session.createDurableConsumer(topic, "collector").close();

    publish(session, topic, "meanwhile");

    MessageConsumer consumer = session.createDurableConsumer(topic, "collector");
    assertThat(text(consumer)).isEqualTo("meanwhile");
    consumer.close();
    session.unsubscribe("collector");
    assertThatThrownBy(() -> session.unsubscribe("collector"))
        .isInstanceOf(InvalidDestinationException.class);
  }

  // Rule: an unshared durable subscription needs a client identifier.
  @Rule("subscription.5")
  @Test
  void aDurableSubscriptionNeedsAClientId() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    Topic topic = jms.topic(session);

    assertThatThrownBy(() -> session.createDurableConsumer(topic, "nobody's"))
        .isInstanceOf(IllegalStateException.class);
  }

  // Rule: an unshared durable subscription has one consumer at a time.
  @Rule("subscription.6")
  @Test
  void aDurableSubscriptionHasOneConsumerAtATime() throws Exception {
    Connection connection = jms.stoppedConnection();
    connection.setClientID("client-" + System.nanoTime());
    Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
    Topic topic = jms.topic(session);
    MessageConsumer first = session.createDurableConsumer(topic, "single");

    assertThatThrownBy(() -> session.createDurableConsumer(topic, "single"))
        .isInstanceOf(JMSException.class);

    first.close();
    session.unsubscribe("single");
  }

  // Rule: the consumers of a shared subscription share its messages, each goes to one of them.
  @Rule("subscription.7")
  @Test
  @Needs(Capability.SHARED_SUBSCRIPTIONS)
  void theConsumersOfASharedSubscriptionShareTheMessages() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    Topic topic = jms.topic(session);
    MessageConsumer one = session.createSharedConsumer(topic, "shared");
    MessageConsumer other =
        jms.session(Session.AUTO_ACKNOWLEDGE).createSharedConsumer(topic, "shared");
    List<String> received = new CopyOnWriteArrayList<>();
    one.setMessageListener(message -> received.add(body(message)));
    other.setMessageListener(message -> received.add(body(message)));
    MessageConsumer witness = jms.session(Session.AUTO_ACKNOWLEDGE).createConsumer(topic);

    publish(jms.session(Session.AUTO_ACKNOWLEDGE), topic, "a", "b", "c", "d");

    assertThat(texts(witness, 4)).hasSize(4);
    await().until(() -> received.size() >= 4);
    assertThat(received).containsExactlyInAnyOrder("a", "b", "c", "d");
  }

  @Rule({"destination.10", "destination.13"})
  @Test
  @Needs(Capability.SHARED_SUBSCRIPTIONS)
  void aTemporaryTopicHasSharedSubscriptionsButNoDurableOnes() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    Topic topic = session.createTemporaryTopic();

    MessageConsumer shared = session.createSharedConsumer(topic, "shared on temporary");
    publish(session, topic, "a");

    assertThat(text(shared)).isEqualTo("a");
    assertThatThrownBy(() -> session.createSharedDurableConsumer(topic, "durable on temporary"))
        .isInstanceOf(InvalidDestinationException.class);
  }

  @Rule("subscription.14")
  @Test
  @Needs(Capability.SHARED_SUBSCRIPTIONS)
  void aDurableSubscriptionIsNotTakenForOneOfTheOtherKind() throws Exception {
    Connection connection = jms.stoppedConnection();
    connection.setClientID("client-" + System.nanoTime());
    connection.start();
    Session session = connection.createSession();
    Topic topic = jms.topic(session);
    session.createDurableConsumer(topic, "kind").close();
    publish(session, topic, "kept");

    assertThatThrownBy(() -> session.createSharedDurableConsumer(topic, "kind"))
        .isInstanceOf(JMSException.class)
        .hasMessageContaining("kind");

    MessageConsumer again = session.createDurableConsumer(topic, "kind");
    assertThat(text(again)).isEqualTo("kept");
    again.close();
    session.unsubscribe("kind");
    session.createSharedDurableConsumer(topic, "kind").close();
    session.unsubscribe("kind");
  }

  private static void publish(Session session, Topic topic, String... texts) throws JMSException {
    MessageProducer producer = session.createProducer(topic);
    for (String text : texts) {
      producer.send(session.createTextMessage(text));
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
