// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.interop;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.amqp.MessageBody;
import org.postrider.codec.value.Binary;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.value.Timestamp;
import org.postrider.codec.value.UByte;
import org.postrider.codec.value.UInt;
import org.postrider.codec.value.ULong;
import org.postrider.codec.value.UShort;
import org.postrider.tck.JakartaOnly;

/**
 * Messages of other AMQP clients, with forms that no JMS client writes: both clients read the same,
 * but where a test says why not.
 */
@JakartaOnly
final class WireRawTest {
  @RegisterExtension static final WireExtension wire = new WireExtension();

  private static final UUID ID = UUID.fromString("5b0e7a86-11aa-4c3f-9d52-0f0e0d0c0b0a");

  private static Message read(Client client, org.postrider.amqp.Message raw) throws Exception {
    Session session = wire.session(client);
    String name = wire.queueName();
    // The consumer first: it makes the address that of a queue.
    try (MessageConsumer consumer = session.createConsumer(session.createQueue(name))) {
      RawSender.send(wire.url(), name, raw);
      return WireExtension.receive(consumer);
    }
  }

  static Stream<Arguments> identifiers() {
    return Stream.of(
        Arguments.of("ID:1", "ID:1", "ID:1"),
        Arguments.of("plain", "ID:AMQP_NO_PREFIX:plain", "plain"),
        Arguments.of("", "ID:AMQP_NO_PREFIX:", ""),
        Arguments.of("ID:AMQP_UUID:x", "ID:AMQP_STRING:ID:AMQP_UUID:x", null),
        Arguments.of("ID:AMQP_NO_PREFIX:x", "ID:AMQP_STRING:ID:AMQP_NO_PREFIX:x", null),
        Arguments.of(ID, "ID:AMQP_UUID:" + ID, null),
        Arguments.of(ULong.of(0), "ID:AMQP_ULONG:0", null),
        Arguments.of(ULong.ofBits(-1), "ID:AMQP_ULONG:18446744073709551615", null),
        Arguments.of(Binary.wrap(new byte[] {0, -85}), "ID:AMQP_BINARY:00AB", null));
  }

  @ParameterizedTest
  @MethodSource("identifiers")
  void identifiersOfEveryFormAreReadAlike(Object id, String messageId, String correlationId)
      throws Exception {
    for (Client client : Client.values()) {
      Message message =
          read(client, new org.postrider.amqp.Message("x").messageId(id).correlationId(id));

      assertThat(message.getJMSMessageID()).as(client.name()).isEqualTo(messageId);
      assertThat(message.getJMSCorrelationID())
          .as(client.name())
          .isEqualTo(correlationId == null ? messageId : correlationId);
    }
  }

  static Stream<Arguments> bodies() {
    Binary octets = Binary.wrap("größe".getBytes(StandardCharsets.UTF_8));
    return Stream.of(
        Arguments.of(MessageBody.value("text"), null, "TextMessage"),
        Arguments.of(MessageBody.value(null), null, "TextMessage"),
        Arguments.of(MessageBody.value(octets), null, "BytesMessage"),
        Arguments.of(MessageBody.value(42), null, "ObjectMessage"),
        Arguments.of(MessageBody.value(ID), null, "ObjectMessage"),
        Arguments.of(MessageBody.data(octets), null, "BytesMessage"),
        Arguments.of(MessageBody.data(octets), "application/octet-stream", "BytesMessage"),
        Arguments.of(MessageBody.data(octets), "text/plain", "TextMessage"),
        Arguments.of(MessageBody.data(octets), "text/plain;charset=utf-8", "TextMessage"),
        Arguments.of(MessageBody.data(octets), "application/json", "TextMessage"),
        Arguments.of(MessageBody.data(octets), "application/soap+xml", "TextMessage"),
        Arguments.of(MessageBody.data(octets), "text/plain;charset=no-such", "BytesMessage"),
        Arguments.of(MessageBody.data(octets), "image/png", "BytesMessage"));
  }

  @ParameterizedTest
  @MethodSource("bodies")
  void aBodyWithoutTypeIsReadAlike(MessageBody body, String contentType, String type)
      throws Exception {
    org.postrider.amqp.Message raw =
        new org.postrider.amqp.Message()
            .content(body)
            .contentType(contentType == null ? null : Symbol.of(contentType));

    Reading ours = Reading.of(read(Client.POSTRIDER, raw));

    assertThat(ours.type()).isEqualTo(type);
    assertThat(ours).isEqualTo(Reading.of(read(Client.QPID, raw)));
  }

  // Not alike: Qpid JMS makes an ObjectMessage of these, where the draft mapping has a type.
  @Test
  void mapsListsAndSequencesAreMapAndStreamMessages() throws Exception {
    assertThat(Reading.of(read(Client.POSTRIDER, raw(MessageBody.value(Map.of("n", 1))))))
        .isEqualTo(new Reading("MapMessage", Map.of("n", 1)));
    assertThat(Reading.of(read(Client.POSTRIDER, raw(MessageBody.value(List.of(1, "two"))))))
        .isEqualTo(new Reading("StreamMessage", List.of(1, "two")));
    assertThat(
            Reading.of(read(Client.POSTRIDER, raw(MessageBody.sequence(List.of(1), List.of(2))))))
        .isEqualTo(new Reading("StreamMessage", List.of(1, 2)));
  }

  // Not alike: Qpid JMS keeps the last of the data sections only.
  @Test
  void severalDataSectionsAreOneBody() throws Exception {
    MessageBody body =
        MessageBody.data(Binary.wrap(new byte[] {1}), Binary.wrap(new byte[] {2, 3}));

    assertThat(Reading.of(read(Client.POSTRIDER, raw(body))).body()).isEqualTo("3 octets 010203");
  }

  static Stream<Object> typeCodes() {
    return Stream.of(
        (byte) 3, (short) 3, 3, 3L, UByte.of(3), UShort.of(3), UInt.of(3), ULong.of(3));
  }

  // Not alike: Qpid JMS casts the annotation to a byte, and rejects the message.
  @ParameterizedTest
  @MethodSource("typeCodes")
  void theTypeMayBeAnyInteger(Object code) throws Exception {
    org.postrider.amqp.Message raw =
        raw(MessageBody.value(null)).annotation("x-opt-jms-msg-type", code);

    assertThat(Reading.of(read(Client.POSTRIDER, raw)).type()).isEqualTo("BytesMessage");
  }

  // Not alike: Qpid JMS gives out its library's own classes for these.
  @Test
  void unsignedAndOtherTypesAreThoseOfJms() throws Exception {
    org.postrider.amqp.Message raw =
        raw(MessageBody.value(null))
            .property("ubyte", UByte.of(255))
            .property("ushort", UShort.of(65_535))
            .property("uint", UInt.of(4_294_967_295L))
            .property("ulong", ULong.of(5))
            .property("huge", ULong.ofBits(-1))
            .property("symbol", Symbol.of("a symbol"))
            .property("uuid", ID)
            .property("time", Timestamp.of(Instant.ofEpochMilli(1_000)));

    Map<String, Object> properties = Reading.properties(read(Client.POSTRIDER, raw));

    assertThat(properties)
        .containsEntry("ubyte", (short) 255)
        .containsEntry("ushort", 65_535)
        .containsEntry("uint", 4_294_967_295L)
        .containsEntry("ulong", 5L)
        .containsEntry("huge", "18446744073709551615")
        .containsEntry("symbol", "a symbol")
        .containsEntry("uuid", ID.toString())
        .containsEntry("time", 1_000L);
  }

  @ParameterizedTest
  @EnumSource
  void anOldAnnotationOfTheReplyAddressIsUnderstood(Client client) throws Exception {
    for (String kind : List.of("queue", "topic", "temporary,queue", "temporary,topic")) {
      org.postrider.amqp.Message raw =
          raw(MessageBody.value("x"))
              .replyTo("there")
              .annotation("x-opt-reply-type", kind)
              .annotation("x-opt-to-type", "queue");

      Message message = read(client, raw);

      assertThat(Reading.of(message.getJMSReplyTo()))
          .isEqualTo(kind.replace("temporary,", "temporary ") + " there");
    }
  }

  @ParameterizedTest
  @EnumSource
  void withoutAnnotationsTheConsumersKindIsMeant(Client client) throws Exception {
    Message message = read(client, raw(MessageBody.value("x")).replyTo("there").to("here"));

    assertThat(Reading.of(message.getJMSReplyTo())).isEqualTo("queue there");
    assertThat(Reading.of(message.getJMSDestination())).isEqualTo("queue here");
  }

  // What the header leaves out has the defaults of AMQP, not those of JMS.
  @ParameterizedTest
  @EnumSource
  void anAbsentHeaderHasItsDefaults(Client client) throws Exception {
    Message message = read(client, raw(MessageBody.value("x")));

    assertThat(message.getJMSDeliveryMode()).isEqualTo(1);
    assertThat(message.getJMSPriority()).isEqualTo(4);
    assertThat(message.getJMSTimestamp()).isZero();
    assertThat(message.getJMSExpiration()).isZero();
    assertThat(message.getJMSMessageID()).isNull();
  }

  @ParameterizedTest
  @EnumSource
  void aPriorityAboveNineIsNine(Client client) throws Exception {
    Message message = read(client, raw(MessageBody.value("x")).priority(200));

    assertThat(message.getJMSPriority()).isEqualTo(9);
  }

  // A name that is no identifier cannot be asked for in a selector: it is hidden, yet not lost.
  @ParameterizedTest
  @EnumSource
  void namesThatAreNoIdentifiersAreHidden(Client client) throws Exception {
    Message message =
        read(client, raw(MessageBody.value("x")).property("not-a-name", 1).property("name", 2));

    assertThat(Reading.properties(message).keySet()).contains("name").doesNotContain("not-a-name");
  }

  @Test
  void nestedListsAndMapsOfAMapAreLists() throws Exception {
    org.postrider.amqp.Message raw =
        raw(MessageBody.value(Map.of("list", Arrays.asList(1, null, "two"))))
            .annotation("x-opt-jms-msg-type", (byte) 2);

    assertThat(Reading.of(read(Client.POSTRIDER, raw)))
        .isEqualTo(new Reading("MapMessage", Map.of("list", Arrays.asList(1, null, "two"))));
  }

  private static org.postrider.amqp.Message raw(MessageBody body) {
    return new org.postrider.amqp.Message().content(body);
  }
}
