// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.codec.frame.AmqpTypes;
import org.postrider.codec.messaging.BodyKind;
import org.postrider.codec.value.AmqpArray;
import org.postrider.codec.value.AmqpChar;
import org.postrider.codec.value.AmqpType;
import org.postrider.codec.value.Binary;
import org.postrider.codec.value.DescribedValue;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.value.Timestamp;
import org.postrider.codec.value.UByte;
import org.postrider.codec.value.UInt;
import org.postrider.codec.value.ULong;
import org.postrider.codec.value.UShort;
import org.postrider.codec.wire.DecodeException;
import org.postrider.codec.wire.ValueReader;

/** Messages, before and after the wire. */
class MessageTest {

  static Stream<Object> bodies() {
    return Stream.of(
        "text",
        "",
        true,
        (byte) -1,
        (short) 2,
        3,
        4L,
        5f,
        6d,
        UByte.of(7),
        UShort.of(8),
        UInt.of(9),
        ULong.ofBits(-1),
        new AmqpChar(0x1F600),
        new Timestamp(10),
        UUID.randomUUID(),
        Symbol.of("symbol"),
        Binary.copyOf(new byte[] {1, 2, 3}),
        List.of("a", 1, List.of()),
        Map.of("key", 1),
        AmqpArray.of(AmqpType.INT, List.of(1, 2)),
        new DescribedValue(Symbol.of("my:type"), "value"));
  }

  @ParameterizedTest
  @MethodSource("bodies")
  void aBodyOfAnyTypeComesBack(Object body) {
    assertThat(new Message(body).body()).isSameAs(body);
    assertThat(overTheWire(new Message(body)).body()).isEqualTo(body);
  }

  @Test
  void noBodyIsNull() {
    assertThat(overTheWire(new Message()).body()).isNull();
    assertThat(overTheWire(new Message(null)).content().kind()).isEqualTo(BodyKind.VALUE);
  }

  @Test
  void octetsBecomeADataSection() {
    Message message = overTheWire(new Message(new byte[] {1, 2}));

    assertThat(message.content().kind()).isEqualTo(BodyKind.DATA);
    assertThat(message.body()).isEqualTo(Binary.wrap(new byte[] {1, 2}));
  }

  @Test
  void severalSectionsAreJoined() {
    MessageBody data =
        MessageBody.data(Binary.wrap(new byte[] {1}), Binary.wrap(new byte[] {2, 3}));
    MessageBody sequence = MessageBody.sequence(List.of(1), Arrays.asList(null, "x"));

    Message octets = overTheWire(new Message().content(data));
    Message items = overTheWire(new Message().content(sequence));

    assertThat(octets.body()).isEqualTo(Binary.wrap(new byte[] {1, 2, 3}));
    assertThat(octets.content().sections()).hasSize(2);
    assertThat(items.body()).isEqualTo(Arrays.asList(1, null, "x"));
    assertThat(items.content().sections()).hasSize(2);
  }

  @Test
  void everySectionIsKept() {
    Instant now = Instant.ofEpochMilli(1_700_000_000_123L);
    Message message =
        new Message("body")
            .durable(true)
            .priority(9)
            .timeToLive(Duration.ofSeconds(5))
            .messageId("id")
            .userId(Binary.wrap(new byte[] {1}))
            .to("to")
            .subject("subject")
            .replyTo("reply")
            .correlationId(ULong.of(7))
            .contentType(Symbol.of("text/plain"))
            .contentEncoding(Symbol.of("gzip"))
            .expiryTime(now.plusSeconds(1))
            .creationTime(now)
            .groupId("group")
            .groupSequence(UInt.MAX)
            .replyToGroupId("other")
            .property("number", 1)
            .property("nothing", null)
            .annotation("x-opt-a", List.of(1));
    message.deliveryAnnotations().put(Symbol.of("x-d"), "d");
    message.footer().put(Symbol.of("x-f"), "f");

    Message back = overTheWire(message);

    assertThat(back.isDurable()).isTrue();
    assertThat(back.priority()).isEqualTo(9);
    assertThat(back.timeToLive()).isEqualTo(Duration.ofSeconds(5));
    assertThat(back.deliveryCount()).isZero();
    assertThat(back)
        .returns("id", Message::messageId)
        .returns(Binary.wrap(new byte[] {1}), Message::userId)
        .returns("to", Message::to)
        .returns("subject", Message::subject)
        .returns("reply", Message::replyTo)
        .returns(ULong.of(7), Message::correlationId)
        .returns(Symbol.of("text/plain"), Message::contentType)
        .returns(Symbol.of("gzip"), Message::contentEncoding)
        .returns(now.plusSeconds(1), Message::expiryTime)
        .returns(now, Message::creationTime)
        .returns("group", Message::groupId)
        .returns(UInt.MAX, Message::groupSequence)
        .returns("other", Message::replyToGroupId);
    Map<String, Object> properties = new LinkedHashMap<>();
    properties.put("number", 1);
    properties.put("nothing", null);
    assertThat(back.applicationProperties()).isEqualTo(properties);
    assertThat(back.annotation("x-opt-a")).isEqualTo(List.of(1));
    assertThat(back.deliveryAnnotations()).containsEntry(Symbol.of("x-d"), "d");
    assertThat(back.footer()).containsEntry(Symbol.of("x-f"), "f");
    assertThat(back.body()).isEqualTo("body");
  }

  @Test
  void aReceivedMessageCanBeChangedAndSentOn() {
    Message received = overTheWire(new Message("body").subject("old").property("a", 1));

    Message back = overTheWire(received.subject("new").property("b", 2));

    assertThat(back.subject()).isEqualTo("new");
    assertThat(back.applicationProperties()).isEqualTo(Map.of("a", 1, "b", 2));
    assertThat(back.body()).isEqualTo("body");
  }

  @Test
  void defaultsTakeNoOctets() {
    ByteBuf encoded = new Message("x").encode();

    assertThat(ByteBufUtil.getBytes(encoded)).containsExactly(0, 0x53, 0x77, 0xa1, 1, 'x');
    encoded.release();
  }

  @Test
  void whatIsMalformedShowsWhenItIsLookedAt() {
    ValueReader reader = new ValueReader(AmqpTypes.TABLE);
    Message malformed = Message.decode(new byte[] {1, 2, 3}, 0, reader);
    Message foreign = Message.decode(new byte[0], 1234, reader);

    assertThatExceptionOfType(DecodeException.class).isThrownBy(malformed::body);
    assertThatExceptionOfType(DecodeException.class)
        .isThrownBy(foreign::subject)
        .withMessageContaining("message-format 1234");
  }

  @Test
  void aValueOutOfRangeIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Message().priority(256))
        .withMessage("priority 256 must be between 0 and 255");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Message().messageId(17))
        .withMessage("message-id '17' must be a ULong, UUID, Binary or String");
  }

  private static Message overTheWire(Message message) {
    ByteBuf encoded = message.encode();
    byte[] octets = ByteBufUtil.getBytes(encoded);
    encoded.release();
    return Message.decode(octets, 0, new ValueReader(AmqpTypes.TABLE));
  }

  @Test
  void whatAMessageCannotHoldIsRefusedWhereItIsSet() {
    Message message = new Message();

    assertThatIllegalArgumentException()
        .isThrownBy(() -> message.property(null, 1))
        .withMessageContaining("name must not be null");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> message.property("list", List.of()))
        .withMessageContaining("'list' must be of a simple type");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> message.annotation(null, 1))
        .withMessageContaining("name must not be null");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> message.timeToLive(Duration.ofSeconds(Long.MAX_VALUE)))
        .withMessageContaining("timeToLive");
    assertThat(message.applicationProperties()).isEmpty();
  }

  @Test
  void theTextOfAMalformedMessageSaysSo() {
    ValueReader family = new ValueReader(AmqpTypes.TABLE);

    assertThat(Message.decode(new byte[] {1, 2}, 0, family)).asString().contains("malformed");
    assertThat(Message.decode(new byte[0], 17, family))
        .asString()
        .contains("malformed", "message-format 17");
  }

  @Test
  void keysThatWouldBeTheSameForTheReceiverAreRefused() {
    Map<Object, Object> keys = new LinkedHashMap<>();
    keys.put(new AmqpChar('x'), 1);
    keys.put('x', 2);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Message(keys).encode())
        .withMessageContaining("a key twice (AMQP 1.6.23)");
  }

  @Test
  void timesThatAreTooFarAwayAreTheLastOrFirstThatThereIs() {
    Message message = new Message().expiryTime(Instant.MAX).creationTime(Instant.MIN);

    assertThat(message.expiryTime()).isEqualTo(Instant.ofEpochMilli(Long.MAX_VALUE));
    assertThat(message.creationTime()).isEqualTo(Instant.ofEpochMilli(Long.MIN_VALUE));
  }
}
