// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.tck.JakartaOnly;
import org.postrider.tck.interop.WireExtension.Carried;
import org.postrider.tck.interop.WireExtension.Making;

/** Headers that one client sets, or has set by its application, are the same to the other. */
@JakartaOnly
final class WireHeadersTest {
  @RegisterExtension static final WireExtension wire = new WireExtension();

  private static final String UUID = "5b0e7a86-11aa-4c3f-9d52-0f0e0d0c0b0a";

  static Stream<Arguments> correlationIds() {
    return each(
        "the application's own",
        "",
        "ID:of-some-message:1:2:3-4",
        "ID:",
        "ID:AMQP_UUID:" + UUID,
        "ID:AMQP_ULONG:0",
        "ID:AMQP_ULONG:18446744073709551615",
        "ID:AMQP_BINARY:",
        "ID:AMQP_BINARY:00FFABCD",
        "ID:AMQP_STRING:ID:AMQP_UUID:not-one",
        "ID:AMQP_STRING:ID:AMQP_STRING:twice",
        "größer 你好",
        "x".repeat(300));
  }

  private static Stream<Arguments> each(Object... values) {
    return Stream.of(Client.values())
        .flatMap(sender -> Stream.of(values).map(value -> Arguments.of(sender, value)));
  }

  @ParameterizedTest
  @MethodSource("correlationIds")
  void aCorrelationIdComesBackAsItWent(Client sender, String id) throws Exception {
    Carried carried = wire.carry(sender, correlated(id));

    assertThat(carried.received().getJMSCorrelationID()).isEqualTo(id);
    assertThat(carried.sent().getJMSCorrelationID()).isEqualTo(id);
  }

  static Stream<Arguments> escapedCorrelationIds() {
    return each("ID:AMQP_NO_PREFIX:plain", "ID:AMQP_STRING:plain", "ID:AMQP_STRING:ID:plain");
  }

  // An escape that was not needed is not put back.
  @ParameterizedTest
  @MethodSource("escapedCorrelationIds")
  void aNeedlessEscapeIsDropped(Client sender, String id) throws Exception {
    String expected =
        id.substring(id.startsWith("ID:AMQP_NO") ? "ID:AMQP_NO_PREFIX:".length() : 15);

    Message received = wire.carry(sender, correlated(id)).received();

    assertThat(received.getJMSCorrelationID()).isEqualTo(expected);
  }

  static Stream<Arguments> octets() {
    return each(new byte[0], new byte[] {1, 0, -1}, new byte[300]);
  }

  @ParameterizedTest
  @MethodSource("octets")
  void correlationOctetsComeBack(Client sender, byte[] id) throws Exception {
    Making making =
        session -> {
          Message message = session.createMessage();
          message.setJMSCorrelationIDAsBytes(id);
          return message;
        };

    Carried carried = wire.carry(sender, making);

    assertThat(carried.received().getJMSCorrelationIDAsBytes()).containsExactly(id);
    assertThat(carried.received().getJMSCorrelationID())
        .isEqualTo(carried.sent().getJMSCorrelationID())
        .startsWith("ID:AMQP_BINARY:");
  }

  @ParameterizedTest
  @EnumSource
  void withoutCorrelationIdBothFormsAreNull(Client sender) throws Exception {
    Message received = wire.carry(sender, Session::createMessage).received();

    assertThat(received.getJMSCorrelationID()).isNull();
    assertThat(received.getJMSCorrelationIDAsBytes()).isNull();
  }

  @ParameterizedTest
  @EnumSource
  void aCorrelationTextIsNoOctets(Client sender) throws Exception {
    Message received = wire.carry(sender, correlated("text")).received();

    assertThatThrownBy(received::getJMSCorrelationIDAsBytes).isInstanceOf(JMSException.class);
  }

  static Stream<Arguments> messageIdTypes() {
    return each("DEFAULT", "UUID", "UUID_STRING", "PREFIXED_UUID_STRING");
  }

  @ParameterizedTest
  @MethodSource("messageIdTypes")
  void aMessageIdOfEveryFormIsTheSameToBoth(Client sender, String type) throws Exception {
    String query = "?jms.messageIDPolicy.messageIDType=" + type;

    Carried carried =
        wire.carry(
            wire.session(sender, query),
            wire.session(sender.other()),
            Session::createMessage,
            MessageProducer::send);

    assertThat(carried.received().getJMSMessageID())
        .isEqualTo(carried.sent().getJMSMessageID())
        .startsWith(
            switch (type) {
              case "UUID" -> "ID:AMQP_UUID:";
              case "UUID_STRING" -> "ID:AMQP_NO_PREFIX:";
              default -> "ID:";
            });
  }

  // A reply names the message that it answers, whatever form the identifier has.
  @ParameterizedTest
  @MethodSource("messageIdTypes")
  void aMessageIdComesBackAsCorrelationId(Client sender, String type) throws Exception {
    Session from = wire.session(sender, "?jms.messageIDPolicy.messageIDType=" + type);
    Session to = wire.session(sender.other());
    Carried request = wire.carry(from, to, Session::createMessage, MessageProducer::send);

    Carried reply =
        wire.carry(
            to,
            from,
            correlated(request.received().getJMSMessageID()),
            (producer, message) -> producer.send(message));

    String id = request.sent().getJMSMessageID();
    assertThat(reply.received().getJMSCorrelationID())
        .isEqualTo(type.equals("UUID_STRING") ? id.substring("ID:AMQP_NO_PREFIX:".length()) : id);
  }

  @ParameterizedTest
  @EnumSource
  void disabledIdAndTimestampAreAbsent(Client sender) throws Exception {
    Carried carried =
        wire.carry(
            sender,
            Session::createMessage,
            (producer, message) -> {
              producer.setDisableMessageID(true);
              producer.setDisableMessageTimestamp(true);
              producer.send(message);
            });

    assertThat(carried.received().getJMSMessageID()).isNull();
    assertThat(carried.received().getJMSTimestamp()).isZero();
  }

  static Stream<Arguments> priorities() {
    return each(IntStream.rangeClosed(0, 9).boxed().toArray());
  }

  @ParameterizedTest
  @MethodSource("priorities")
  void priorityAndDeliveryModeArrive(Client sender, int priority) throws Exception {
    int mode = 1 + priority % 2;

    Message received =
        wire.carry(
                sender,
                Session::createMessage,
                (producer, message) -> producer.send(message, mode, priority, 0))
            .received();

    assertThat(received.getJMSPriority()).isEqualTo(priority);
    assertThat(received.getJMSDeliveryMode()).isEqualTo(mode);
  }

  @ParameterizedTest
  @EnumSource
  void timesAndTypeAreTheSameToBoth(Client sender) throws Exception {
    Making making =
        session -> {
          Message message = session.createMessage();
          message.setJMSType("order");
          return message;
        };

    Carried carried =
        wire.carry(sender, making, (producer, message) -> producer.send(message, 2, 4, 60_000));

    Message received = carried.received();
    assertThat(received.getJMSType()).isEqualTo("order");
    assertThat(received.getJMSTimestamp()).isEqualTo(carried.sent().getJMSTimestamp()).isPositive();
    assertThat(received.getJMSExpiration())
        .isEqualTo(carried.sent().getJMSExpiration())
        .isEqualTo(received.getJMSTimestamp() + 60_000);
    assertThat(received.getJMSDeliveryTime())
        .isEqualTo(carried.sent().getJMSDeliveryTime())
        .isEqualTo(received.getJMSTimestamp());
    assertThat(received.getJMSRedelivered()).isFalse();
  }

  // More than AMQP's header can say: only the absolute time tells.
  @ParameterizedTest
  @EnumSource
  void aVeryLongTimeToLiveArrives(Client sender) throws Exception {
    Carried carried =
        wire.carry(
            sender,
            Session::createMessage,
            (producer, message) -> producer.send(message, 2, 4, 1L << 40));

    assertThat(carried.received().getJMSExpiration())
        .isEqualTo(carried.sent().getJMSExpiration())
        .isEqualTo(carried.sent().getJMSTimestamp() + (1L << 40));
  }

  @ParameterizedTest
  @EnumSource
  void anAbsentTypeIsNull(Client sender) throws Exception {
    assertThat(wire.carry(sender, Session::createMessage).received().getJMSType()).isNull();
  }

  @ParameterizedTest
  @EnumSource
  void aDeliveryTimeIsKeptByTheBrokerAndToldToTheReceiver(Client sender) throws Exception {
    Carried carried =
        wire.carry(
            sender,
            Session::createMessage,
            (producer, message) -> {
              producer.setDeliveryDelay(200);
              producer.send(message);
            });

    assertThat(System.currentTimeMillis()).isGreaterThanOrEqualTo(deliveryTime(carried.sent()));
    assertThat(carried.received().getJMSDeliveryTime())
        .isEqualTo(carried.sent().getJMSDeliveryTime())
        .isEqualTo(carried.sent().getJMSTimestamp() + 200);
  }

  private static long deliveryTime(Message message) throws JMSException {
    return message.getJMSDeliveryTime();
  }

  // What one client rolled back comes to the other as delivered once before.
  @ParameterizedTest
  @EnumSource
  void aRolledBackMessageIsRedeliveredToTheOther(Client first) throws Exception {
    String name = wire.queueName();
    Session own = wire.session(first);
    own.createProducer(own.createQueue(name)).send(own.createMessage());
    try (Connection connection = wire.connection(first, "")) {
      Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
      MessageConsumer consumer = transacted.createConsumer(transacted.createQueue(name));
      WireExtension.receive(consumer);
      consumer.close();
      transacted.rollback();
    }
    Session other = wire.session(first.other());

    Message again = WireExtension.receive(other, other.createQueue(name));

    assertThat(again.getJMSRedelivered()).isTrue();
    assertThat(again.getIntProperty("JMSXDeliveryCount")).isEqualTo(2);
  }

  private static Making correlated(String id) {
    return session -> {
      Message message = session.createMessage();
      message.setJMSCorrelationID(id);
      return message;
    };
  }
}
