// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.codec.frame.AmqpTypes;
import org.postrider.codec.value.AmqpType;
import org.postrider.codec.value.Binary;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.wire.DecodeException;
import org.postrider.codec.wire.ValueReader;

/** Sections are found by their sizes and decoded when asked for (AMQP 3.2). */
class EncodedMessageTest {

  private static final Symbol TYPE = Symbol.of("x-opt-jms-msg-type");
  private static final String DATA = "005375a0020102";
  private static final String VALUE = "005377a1026869";

  private final ValueReader family = new ValueReader(AmqpTypes.TABLE);

  @Test
  void goldenSectionsAreRead() {
    EncodedMessage message =
        message(
            "005370c0090340500970000003e8"
                + "005372d10000002c00000004a312782d6f70742d6a6d732d6d73672d747970655105"
                + "a30e782d6f70742d6a6d732d646573745100"
                + "005373d0000000360000000aa10449443a3140a10171404040a3186170706c69636174696f6e2f6f63"
                + "7465742d73747265616d4040830000018bcfe56800"
                + "005374d10000000900000002a1016e5401"
                + DATA);

    assertThat(message.hasHeader()).isTrue();
    assertThat(message.header()).isEqualTo(new Header(false, 9, 1000, false, 0));
    assertThat(message.messageAnnotation(TYPE)).isEqualTo((byte) 5);
    assertThat(message.messageAnnotation(Symbol.of("x-opt-jms-dest"))).isEqualTo((byte) 0);
    assertThat(message.properties().messageId()).isEqualTo("ID:1");
    assertThat(message.properties().to()).isEqualTo("q");
    assertThat(message.properties().contentType()).isEqualTo(Symbol.of("application/octet-stream"));
    assertThat(message.properties().creationTimeMs(-1)).isEqualTo(1_700_000_000_000L);
    assertThat(message.applicationProperties()).isEqualTo(Map.of("n", 1));
    assertThat(message.bodyKind()).isEqualTo(BodyKind.DATA);
    assertThat(message.data()).isEqualTo(Binary.copyOf(new byte[] {1, 2}));
  }

  @ParameterizedTest
  @CsvSource({
    "'', -1",
    "00537045, -1",
    "005370c0020141, -1",
    "005370c00402405009, -1",
    "005370c005034040524b, 75",
    "005370c00403404040, -1",
    "005370c0090340500970000003e8, 1000",
  })
  void timeToLiveIsTheHeadersWithoutDecodingIt(String header, long ttlMs) {
    assertThat(message(header + DATA).ttlMs()).isEqualTo(ttlMs);
  }

  @ParameterizedTest
  @CsvSource({
    "'', 7",
    "00537345, 7",
    "005373c009084040404040404040, 7",
    "005373c00a09404040404040404040, 7",
    "005373c01209404040404040404083000000000000002a, 42",
  })
  void expiryIsThePropertiesWithoutLookingAtTheOthers(String properties, long expiryMs) {
    EncodedMessage message = message(properties + DATA);

    assertThat(message.absoluteExpiryTimeMs(7)).isEqualTo(expiryMs);
    assertThat(message.properties().absoluteExpiryTimeMs(7)).isEqualTo(expiryMs);
    assertThat(message.absoluteExpiryTimeMs(7)).isEqualTo(expiryMs);
  }

  @Test
  void aSingleDataSectionTellsWhereItsOctetsAre() {
    EncodedMessage message = message("00537045" + DATA);

    assertThat(message.octets()[message.dataOffset()]).isEqualTo((byte) 1);
    assertThat(message.dataEnd() - message.dataOffset()).isEqualTo(message.data().length());
    assertThat(message(DATA + DATA).dataOffset()).isEqualTo(-1);
    assertThat(message(VALUE).dataOffset()).isEqualTo(-1);
    assertThat(message("").dataOffset()).isEqualTo(-1);
  }

  @Test
  void emptyMessageHasDefaultsAndNoBody() {
    EncodedMessage message = message("");

    assertThat(message.hasHeader()).isFalse();
    assertThat(message.header()).isEqualTo(Header.DEFAULT);
    assertThat(message.properties().toProperties()).isEqualTo(Properties.EMPTY);
    assertThat(message.applicationProperties()).isEmpty();
    assertThat(message.messageAnnotation(TYPE)).isNull();
    assertThat(message.messageAnnotations()).isEmpty();
    assertThat(message.footer()).isEmpty();
    assertThat(message.bodyKind()).isEqualTo(BodyKind.NONE);
    assertThat(message.data()).isEqualTo(Binary.EMPTY);
    assertThat(message.sequence()).isEmpty();
    assertThat(message.value()).isNull();
    assertThat(message.body()).isEmpty();
  }

  @Test
  void oneDataSectionIsAViewWithoutACopy() {
    byte[] octets = HexFormat.of().parseHex(DATA);
    EncodedMessage message = new EncodedMessage(octets, family);

    Binary data = message.data();
    octets[6] = 9;

    assertThat(data.get(1)).isEqualTo((byte) 9);
  }

  @Test
  void severalDataSectionsAreJoined() {
    EncodedMessage message = message(DATA + "005375b00000000103" + "005375a000" + DATA);

    assertThat(message.bodySections()).isEqualTo(4);
    assertThat(message.data()).isEqualTo(Binary.copyOf(new byte[] {1, 2, 3, 1, 2}));
    assertThat(message.body()).hasSize(4).contains(new Data(Binary.EMPTY));
  }

  @Test
  void severalSequencesAreJoined() {
    EncodedMessage message = message("005376c003015401" + "00537645" + "005376c003015402");

    assertThat(message.sequence()).isEqualTo(List.of(1, 2));
    assertThat(message.body())
        .isEqualTo(
            List.of(
                new AmqpSequence(List.of(1)),
                new AmqpSequence(List.of()),
                new AmqpSequence(List.of(2))));
  }

  @Test
  void valueTellsItsTypeUndecoded() {
    assertThat(message(VALUE).valueType()).isEqualTo(AmqpType.STRING);
    assertThat(message(VALUE).value()).isEqualTo("hi");
    assertThat(message("00537740").valueType()).isEqualTo(AmqpType.NULL);
    assertThat(message("00537740").value()).isNull();
    assertThat(message("00537700533145").valueType()).isNull();
    assertThat(message("00537700533145").body()).hasSize(1);
    assertThat(message(DATA).valueType()).isNull();
  }

  @Test
  void symbolicDescriptorsAreUnderstood() {
    byte[] name = Data.NAME.getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    EncodedMessage message =
        message(
            "00a310" + HexFormat.of().formatHex(name) + "a0020102" + "00800000000000000075a000");

    assertThat(message.data().length()).isEqualTo(2);
    assertThat(message.bodySections()).isEqualTo(2);
  }

  @Test
  void sectionsOutOfOrderAreReadAllTheSame() {
    EncodedMessage message = message(DATA + "005374c10100" + "005370c0020141");

    assertThat(message.header().durable()).isTrue();
    assertThat(message.data().length()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "0053704500537045, header",
    "005374c10100005374c10100, application-properties",
    "005375a000005374c10100005375a000, follow each other",
    "005375a00000537740, DATA",
    "0053774000537740, VALUE",
    "40, section expected",
    "005370c10100, wrong type",
    "00537345ff, section expected",
    "005375a005, octets wanted",
    "00537cc10100, unknown message section",
    "00a30178c10100, unknown message section",
    "0040c10100, unknown message section",
    "0000537045, descriptor",
    "00, octets wanted"
  })
  void whatIsAmbiguousOrNoSectionIsRefused(String hex, String reason) {
    assertThatThrownBy(() -> message(hex))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void unknownSectionIsNotImplemented() {
    DecodeException refusal = (DecodeException) catchThrowable(() -> message("00537c45"));

    assertThat(refusal.condition()).isEqualTo(ErrorConditions.NOT_IMPLEMENTED);
  }

  @Test
  void faultInASectionShowsWhenItIsAskedFor() {
    EncodedMessage message = message("005370c00201a1" + "005373c0020141" + DATA);

    assertThat(message.data().length()).isEqualTo(2);
    assertThatThrownBy(message::header).isInstanceOf(DecodeException.class);
    assertThatThrownBy(() -> message.properties().messageId()).isInstanceOf(DecodeException.class);
    assertThat(message.data().length()).isEqualTo(2);
  }

  @Test
  void bodyOfAnotherKindIsTheCallersMistake() {
    assertThatThrownBy(() -> message(VALUE).data()).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> message(DATA).value()).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> message(DATA).sequence()).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void stringKeyOfAnAnnotationIsTakenForASymbol() {
    EncodedMessage message = message("005372c10802a1036162635105");

    assertThat(message.messageAnnotation(Symbol.of("abc"))).isEqualTo((byte) 5);
    assertThat(message.messageAnnotations()).isEqualTo(Map.of(Symbol.of("abc"), (byte) 5));
  }

  @Test
  void applicationPropertyKeyTwiceIsRefused() {
    EncodedMessage message = message("005374c10b04a101615401a101615402");

    assertThatThrownBy(message::applicationProperties)
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("twice");
  }

  @ParameterizedTest
  @ValueSource(strings = {"45", "c00100", "c10100", "e00200a3"})
  void applicationPropertyThatIsNotSimpleIsRefused(String value) {
    // AMQP 3.2.5
    String size = "%02x".formatted(4 + value.length() / 2);
    EncodedMessage message = message("005374c1" + size + "02a10161" + value);

    assertThatThrownBy(message::applicationProperties)
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("a map, list or array");
  }

  @Test
  void annotationKeyAsSymbolAndAsStringIsRefused() {
    EncodedMessage message = message("005372c10904a1016140a3016141");

    assertThatThrownBy(message::messageAnnotations)
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("one key as symbol and as string");
    assertThatThrownBy(() -> message.messageAnnotation(Symbol.of("a")))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("the key a twice");
  }

  @Test
  void annotationKeyTwiceIsRefusedWhenItIsAskedFor() {
    EncodedMessage message = message("005372c10d06a3016140a3016241a3016142");

    assertThatThrownBy(() -> message.messageAnnotation(Symbol.of("a")))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("the key a twice");
    assertThat(message.messageAnnotation(Symbol.of("b"))).isEqualTo(true);
  }

  @ParameterizedTest
  @CsvSource({
    "005373c00f0e4040404040404040404040404041, has no field 13",
    "005373c00601a101614040, 2 octets behind its last field"
  })
  void propertiesAreRefusedAsTheirRecordRefusesThem(String hex, String reason) {
    assertThatThrownBy(() -> message(hex).properties().toProperties())
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining(reason);
  }

  @Test
  void fieldsBeyondThoseOfPropertiesMayBeNull() {
    EncodedMessage message = message("005373c0110ea1016d40404040404040404040404040");

    assertThat(message.properties().messageId()).isEqualTo("m");
    assertThat(message.properties().replyToGroupId()).isNull();
  }

  @Property
  void randomOctetsGiveDecodeExceptionOnly(@ForAll @Size(max = 60) byte[] tail) {
    for (int section = Header.CODE; section <= Footer.CODE; section++) {
      ByteArrayOutputStream octets = new ByteArrayOutputStream();
      octets.writeBytes(new byte[] {0, 0x53, (byte) section});
      octets.writeBytes(tail);
      readAll(octets.toByteArray());
    }
  }

  @Property
  void damagedOctetsGiveDecodeExceptionOnly(
      @ForAll @IntRange(max = 400) int at,
      @ForAll byte octet,
      @ForAll @IntRange(max = 400) int cut) {
    byte[] octets = fullMessage();
    octets[at % octets.length] = octet;

    readAll(octets);
    readAll(Arrays.copyOf(octets, cut % octets.length));
  }

  private static byte[] fullMessage() {
    return MessageTwinsTest.written(
        w -> {
          w.header(true, 7, 1000);
          w.deliveryAnnotations(Map.of(TYPE, "x"));
          w.beginMessageAnnotations().entry(TYPE, (byte) 5).end();
          w.beginProperties().messageId("ID:1").to("q").replyTo("r").groupSequence(7).end();
          w.applicationProperties(Map.of("a", 1, "b", "text", "c", 2.5));
          w.data(new byte[] {1, 2, 3}, 0, 3);
          w.data(new byte[] {1, 2, 3}, 0, 3);
          w.footer(Map.of(TYPE, List.of(1, 2)));
        });
  }

  /** Asks for everything; fails with any exception but the permitted one. */
  private void readAll(byte[] octets) {
    EncodedMessage message;
    try {
      message = new EncodedMessage(octets, family);
    } catch (DecodeException permitted) {
      return;
    }
    ask(message::header);
    ask(() -> message.properties().toProperties());
    ask(() -> message.properties().replyToGroupId());
    ask(message::applicationProperties);
    ask(message::messageAnnotations);
    ask(() -> message.messageAnnotation(TYPE));
    ask(message::deliveryAnnotations);
    ask(message::footer);
    ask(message::body);
    ask(message::valueType);
    switch (message.bodyKind()) {
      case DATA -> ask(message::data);
      case SEQUENCE -> ask(message::sequence);
      default -> ask(message::value);
    }
  }

  private static void ask(Runnable question) {
    try {
      question.run();
    } catch (DecodeException permitted) {
      assertThat(permitted.condition()).isNotNull();
    }
  }

  private EncodedMessage message(String hex) {
    return new EncodedMessage(HexFormat.of().parseHex(hex), family);
  }
}
