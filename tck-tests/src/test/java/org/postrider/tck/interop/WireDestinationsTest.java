// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.Connection;
import jakarta.jms.Destination;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.tck.JakartaOnly;

/** Destinations, addresses for replies and subscriptions mean the same to both clients. */
@JakartaOnly
final class WireDestinationsTest {
  @RegisterExtension static final WireExtension wire = new WireExtension();

  /** The four kinds of destination. */
  enum Kind {
    QUEUE,
    TOPIC,
    TEMPORARY_QUEUE,
    TEMPORARY_TOPIC;

    Destination create(Session session) throws JMSException {
      return switch (this) {
        case QUEUE -> session.createQueue(wire.queueName());
        case TOPIC -> session.createTopic(wire.topicName());
        case TEMPORARY_QUEUE -> session.createTemporaryQueue();
        case TEMPORARY_TOPIC -> session.createTemporaryTopic();
      };
    }
  }

  static Stream<Arguments> kinds() {
    return Stream.of(Client.values())
        .flatMap(client -> Stream.of(Kind.values()).map(kind -> Arguments.of(client, kind)));
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aReplyToOfEveryKindArrives(Client sender, Kind kind) throws Exception {
    Destination replyTo = kind.create(wire.session(sender));

    Message received =
        wire.carry(
                sender,
                session -> {
                  Message message = session.createMessage();
                  message.setJMSReplyTo(replyTo);
                  return message;
                })
            .received();

    assertThat(Reading.of(received.getJMSReplyTo())).isEqualTo(Reading.of(replyTo)).isNotNull();
  }

  // The way of every request and reply: the server answers to what it read in the request.
  @ParameterizedTest
  @MethodSource("kinds")
  void aReplyReachesWhoAsked(Client asking, Kind kind) throws Exception {
    Session client = wire.session(asking);
    Session server = wire.session(asking.other());
    String name = wire.queueName();
    Destination replyTo = kind.create(client);
    try (MessageConsumer replies = client.createConsumer(replyTo);
        MessageProducer requests = client.createProducer(client.createQueue(name))) {
      Message request = client.createTextMessage("ping");
      request.setJMSReplyTo(replyTo);
      requests.send(request);

      Message received = WireExtension.receive(server, server.createQueue(name));
      try (MessageProducer producer = server.createProducer(received.getJMSReplyTo())) {
        producer.send(server.createTextMessage("pong"));
      }

      Message reply = WireExtension.receive(replies);
      assertThat(((TextMessage) reply).getText()).isEqualTo("pong");
      assertThat(Reading.of(reply.getJMSDestination())).isEqualTo(Reading.of(replyTo));
    }
  }

  @ParameterizedTest
  @CsvSource({"POSTRIDER, QUEUE", "POSTRIDER, TOPIC", "QPID, QUEUE", "QPID, TOPIC"})
  void theDestinationIsTheSameToBoth(Client receiving, Kind kind) throws Exception {
    Session receiver = wire.session(receiving);
    Session sender = wire.session(receiving.other());
    Destination destination = kind.create(receiver);
    String name = Reading.of(destination).split(" ", 2)[1];
    try (MessageConsumer consumer = receiver.createConsumer(destination);
        MessageProducer anonymous = sender.createProducer(null)) {
      Message message = sender.createMessage();
      anonymous.send(
          kind == Kind.QUEUE ? sender.createQueue(name) : sender.createTopic(name), message);

      Message received = WireExtension.receive(consumer);

      assertThat(received.getJMSDestination()).isEqualTo(destination);
      assertThat(Reading.of(message.getJMSDestination())).isEqualTo(Reading.of(destination));
    }
  }

  // A prefix stands before the address on the wire only.
  @ParameterizedTest
  @EnumSource
  void prefixesMeanTheSame(Client sender) throws Exception {
    String query = "?jms.queuePrefix=old.&jms.topicPrefix=news.";
    Session from = wire.session(sender, query);
    Session to = wire.session(sender.other(), query);
    String name = wire.queueName();
    Message message = from.createMessage();
    message.setJMSReplyTo(from.createTopic("answers"));
    from.createProducer(from.createQueue(name)).send(message);

    Message received = WireExtension.receive(to, to.createQueue(name));

    assertThat(Reading.of(received.getJMSDestination())).isEqualTo("queue " + name);
    assertThat(Reading.of(received.getJMSReplyTo())).isEqualTo("topic answers");
  }

  // A subscription outlives the change of clients: its name on the wire is the same.
  @ParameterizedTest
  @EnumSource
  void aDurableSubscriptionIsTakenOver(Client first) throws Exception {
    String clientId = "client-" + System.nanoTime();
    String query = "?jms.clientID=" + clientId;
    String topicName = wire.topicName();
    try (Connection connection = wire.connection(first, query)) {
      Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
      Topic topic = session.createTopic(topicName);
      session.createDurableConsumer(topic, "ours", "n > 1", false).close();
      publish(session, topic, 1, 2);
    }
    wire.awaitFree(clientId);

    try (Connection connection = wire.connection(first.other(), query)) {
      Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
      Topic topic = session.createTopic(topicName);
      try (MessageConsumer consumer =
          session.createDurableConsumer(topic, "ours", "n > 1", false)) {
        assertThat(WireExtension.receive(consumer).getIntProperty("n")).isEqualTo(2);
      }
      session.unsubscribe("ours");
      assertThatThrownBy(() -> session.unsubscribe("ours"))
          .isInstanceOf(InvalidDestinationException.class);
    }
  }

  // Without client identifier a shared subscription is everybody's.
  @ParameterizedTest
  @CsvSource({"POSTRIDER, true", "POSTRIDER, false", "QPID, true", "QPID, false"})
  void consumersOfBothClientsShareASubscription(Client first, boolean durable) throws Exception {
    String name = "shared-" + System.nanoTime();
    String topicName = wire.topicName();
    Session ours = wire.session(first);
    Session theirs = wire.session(first.other());
    Topic topic = ours.createTopic(topicName);
    int[] numbers = {1, 2, 3, 4, 5, 6};
    try (MessageConsumer one = shared(ours, topic, name, durable);
        MessageConsumer other = shared(theirs, theirs.createTopic(topicName), name, durable)) {
      publish(ours, topic, numbers);

      int received = 0;
      for (int turn = 0; received < numbers.length && turn < 100; turn++) {
        received += one.receive(WireExtension.SHORT_MS) == null ? 0 : 1;
        received += other.receive(WireExtension.SHORT_MS) == null ? 0 : 1;
      }

      assertThat(received).isEqualTo(numbers.length);
      assertThat(one.receiveNoWait()).isNull();
      assertThat(other.receiveNoWait()).isNull();
    }
    if (durable) {
      ours.unsubscribe(name);
      assertThatThrownBy(() -> theirs.unsubscribe(name))
          .isInstanceOf(InvalidDestinationException.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aSharedDurableSubscriptionOfAClientIsTakenOver(Client first) throws Exception {
    String clientId = "client-" + System.nanoTime();
    String query = "?jms.clientID=" + clientId;
    String topicName = wire.topicName();
    try (Connection connection = wire.connection(first, query)) {
      Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
      Topic topic = session.createTopic(topicName);
      session.createSharedDurableConsumer(topic, "ours").close();
      publish(session, topic, 7);
    }
    wire.awaitFree(clientId);

    try (Connection connection = wire.connection(first.other(), query)) {
      Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
      Topic topic = session.createTopic(topicName);
      try (MessageConsumer consumer = session.createSharedDurableConsumer(topic, "ours")) {
        assertThat(WireExtension.receive(consumer).getIntProperty("n")).isEqualTo(7);
      }
      session.unsubscribe("ours");
    }
  }

  private static MessageConsumer shared(Session session, Topic topic, String name, boolean durable)
      throws JMSException {
    return durable
        ? session.createSharedDurableConsumer(topic, name)
        : session.createSharedConsumer(topic, name);
  }

  private static void publish(Session session, Topic topic, int... numbers) throws JMSException {
    try (MessageProducer producer = session.createProducer(topic)) {
      for (int number : numbers) {
        Message message = session.createMessage();
        message.setIntProperty("n", number);
        producer.send(message);
      }
    }
  }
}
