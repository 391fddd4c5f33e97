// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.postrider.tck.JmsExtension.STAYS_AWAY_MS;
import static org.postrider.tck.JmsExtension.text;
import static org.postrider.tck.JmsExtension.texts;

import jakarta.jms.Connection;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.tck.Conformance;
import org.postrider.tck.JmsExtension;
import org.postrider.tck.Rule;
import org.postrider.tck.broker.Capability;
import org.postrider.tck.broker.Needs;

/** What becomes of subscriptions by name. Jakarta Messaging 3.1 section 8.3. */
@Conformance
final class SubscriptionTest {
  @RegisterExtension final JmsExtension jms = new JmsExtension();

  private final String name = "subscription-" + System.nanoTime();

  private Session identified() throws JMSException {
    return jms.identified().createSession(Session.AUTO_ACKNOWLEDGE);
  }

  private static void publish(Session session, Topic topic, String... texts) throws JMSException {
    try (MessageProducer producer = session.createProducer(topic)) {
      for (String text : texts) {
        TextMessage message = session.createTextMessage(text);
        message.setStringProperty("text", text);
        producer.send(message);
      }
    }
  }

  @Rule("subscription.8")
  @Test
  @Needs(Capability.SHARED_SUBSCRIPTIONS)
  void aSharedDurableSubscriptionCollectsMeanwhile() throws Exception {
    Session session = identified();
    Topic topic = jms.topic(session);
    session.createSharedDurableConsumer(topic, name).close();

    publish(session, topic, "meanwhile");

    MessageConsumer one = session.createSharedDurableConsumer(topic, name);
    MessageConsumer other = session.createSharedDurableConsumer(topic, name);
    String first = one.receive(2_000) instanceof TextMessage message ? message.getText() : null;
    assertThat(first == null ? text(other) : first).isEqualTo("meanwhile");
    one.close();
    other.close();
    session.unsubscribe(name);
  }

  @Rule("subscription.9")
  @Test
  void anotherSelectorMakesANewSubscription() throws Exception {
    Session session = identified();
    Topic topic = jms.topic(session);
    session.createDurableConsumer(topic, name, "text = 'old'", false).close();
    publish(session, topic, "old");

    MessageConsumer consumer = session.createDurableConsumer(topic, name, "text = 'new'", false);
    publish(session, topic, "old", "new");

    assertThat(text(consumer)).isEqualTo("new");
    assertThat(consumer.receiveNoWait()).isNull();
    consumer.close();
    session.unsubscribe(name);
  }

  @Rule("subscription.9")
  @Test
  void anotherTopicMakesANewSubscription() throws Exception {
    Session session = identified();
    Topic before = jms.topic(session);
    Topic after = jms.topic(session);
    session.createDurableConsumer(before, name).close();
    publish(session, before, "before");

    MessageConsumer consumer = session.createDurableConsumer(after, name);
    publish(session, before, "before");
    publish(session, after, "after");

    assertThat(text(consumer)).isEqualTo("after");
    assertThat(consumer.receiveNoWait()).isNull();
    consumer.close();
    session.unsubscribe(name);
  }

  @Rule("subscription.11")
  @Test
  void unsubscribeIsRefusedWhileThereIsAConsumer() throws Exception {
    Session session = identified();
    Topic topic = jms.topic(session);
    MessageConsumer consumer = session.createDurableConsumer(topic, name);

    assertThatThrownBy(() -> session.unsubscribe(name)).isInstanceOf(JMSException.class);

    publish(session, topic, "still there");
    assertThat(text(consumer)).isEqualTo("still there");
    consumer.close();
    session.unsubscribe(name);
  }

  @Rule("subscription.10")
  @Test
  void whatIsNotThereCannotBeUnsubscribed() throws Exception {
    Session session = identified();

    assertThatThrownBy(() -> session.unsubscribe(name))
        .isInstanceOf(InvalidDestinationException.class);
  }

  @Rule("subscription.12")
  @Test
  @Needs(Capability.SHARED_SUBSCRIPTIONS)
  void aSharedSubscriptionWithoutConsumersKeepsNothing() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    Topic topic = jms.topic(session);
    session.createSharedConsumer(topic, name).close();
    publish(session, topic, "missed");

    assertThat(firstCaught(session, topic)).isEqualTo("caught");
  }

  /**
   * The first text that a new shared consumer brings. A broker may take a subscription away some
   * time after it answered the last detach, and a consumer that came in between with it.
   */
  private String firstCaught(Session session, Topic topic) {
    return await()
        .atMost(Duration.ofMillis(2 * JmsExtension.COMES_MS))
        .ignoreExceptionsInstanceOf(JMSException.class)
        .until(
            () -> {
              try (MessageConsumer consumer = session.createSharedConsumer(topic, name)) {
                publish(session, topic, "caught");
                return text(consumer);
              }
            },
            Objects::nonNull);
  }

  @Rule("subscription.13")
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aSelectorNarrowsASubscription(boolean durable) throws Exception {
    Session session = identified();
    Topic topic = jms.topic(session);
    String selector = "text <> 'b'";
    MessageConsumer consumer =
        durable
            ? session.createDurableConsumer(topic, name, selector, false)
            : session.createConsumer(topic, selector);

    publish(session, topic, "a", "b", "c");

    assertThat(texts(consumer, 2)).containsExactly("a", "c");
    assertThat(consumer.receiveNoWait()).isNull();
    consumer.close();
  }

  @Rule("subscription.13")
  @Test
  @Needs(Capability.SHARED_SUBSCRIPTIONS)
  void aSelectorNarrowsASharedSubscription() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    Topic topic = jms.topic(session);
    MessageConsumer consumer = session.createSharedConsumer(topic, name, "text <> 'b'");

    publish(session, topic, "a", "b", "c");

    assertThat(texts(consumer, 2)).containsExactly("a", "c");
  }

  @Rule("subscription.14")
  @Test
  @Needs(Capability.SHARED_SUBSCRIPTIONS)
  void sharedAndUnsharedDurableExcludeEachOther() throws Exception {
    Session session = identified();
    Topic topic = jms.topic(session);
    MessageConsumer unshared = session.createDurableConsumer(topic, name);

    assertThatThrownBy(() -> session.createSharedDurableConsumer(topic, name))
        .isInstanceOf(JMSException.class);

    unshared.close();
    session.unsubscribe(name);
    MessageConsumer shared = session.createSharedDurableConsumer(topic, name);
    assertThatThrownBy(() -> session.createDurableConsumer(topic, name))
        .isInstanceOf(JMSException.class);
    shared.close();
    session.unsubscribe(name);
  }

  @Rule({"subscription.9", "subscription.14"})
  @Test
  @Needs(Capability.SHARED_SUBSCRIPTIONS)
  void aSharedSubscriptionWithConsumersKeepsItsTopicAndSelector() throws Exception {
    Session session = identified();
    Topic topic = jms.topic(session);
    Topic another = jms.topic(session);
    MessageConsumer consumer = session.createSharedConsumer(topic, name);

    assertThatThrownBy(() -> session.createSharedConsumer(another, name))
        .isInstanceOf(JMSException.class);
    assertThatThrownBy(() -> session.createSharedConsumer(topic, name, "n = 1"))
        .isInstanceOf(JMSException.class);
    consumer.close();
  }

  @Rule("subscription.15")
  @Test
  @Needs(Capability.SHARED_SUBSCRIPTIONS)
  void durableAndSharedOfOneNameLiveSideBySide() throws Exception {
    Session session = identified();
    Topic topic = jms.topic(session);
    MessageConsumer durable = session.createSharedDurableConsumer(topic, name);
    MessageConsumer shared = session.createSharedConsumer(topic, name);

    publish(session, topic, "to both");

    assertThat(text(durable)).isEqualTo("to both");
    assertThat(text(shared)).isEqualTo("to both");
    durable.close();
    shared.close();
    session.unsubscribe(name);
  }

  @Rule("subscription.16")
  @ParameterizedTest
  @ValueSource(strings = {"", "null"})
  void aSubscriptionNeedsAName(String given) throws Exception {
    Session session = identified();
    Topic topic = jms.topic(session);
    String wrong = given.equals("null") ? null : given;

    assertThatThrownBy(() -> session.createDurableConsumer(topic, wrong))
        .isInstanceOf(JMSException.class);
    assertThatThrownBy(() -> session.createSharedConsumer(topic, wrong))
        .isInstanceOf(JMSException.class);
  }

  @Rule("destination.10")
  @Test
  void aTemporaryTopicHasNoDurableSubscription() throws Exception {
    Session session = identified();
    Topic topic = session.createTemporaryTopic();

    assertThatThrownBy(() -> session.createDurableConsumer(topic, name))
        .isInstanceOf(JMSException.class);
  }

  @Rule("subscription.3")
  @Test
  @Needs(Capability.NO_LOCAL)
  void noLocalOfADurableSubscriptionHoldsForItsConnection() throws Exception {
    Connection connection = jms.identified();
    Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
    Topic topic = jms.topic(session);
    MessageConsumer consumer = session.createDurableConsumer(topic, name, null, true);

    publish(connection.createSession(Session.AUTO_ACKNOWLEDGE), topic, "own");
    publish(jms.session(Session.AUTO_ACKNOWLEDGE), topic, "of another");

    assertThat(text(consumer)).isEqualTo("of another");
    assertThat(consumer.receive(STAYS_AWAY_MS)).isNull();
    consumer.close();
    session.unsubscribe(name);
  }
}
