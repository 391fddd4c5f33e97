// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.postrider.codec.frame.AmqpTypes;
import org.postrider.codec.value.Binary;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.value.Timestamp;
import org.postrider.codec.value.UByte;
import org.postrider.codec.value.ULong;
import org.postrider.codec.wire.ValueReader;
import org.postrider.codec.wire.ValueWriter;

/** Holds the writers and views of the hot path to the records. */
class MessageTwinsTest {

  private static final Symbol KEY = Symbol.of("x-opt-jms-msg-type");

  @Property
  void headerWriterEqualsItsRecord(
      @ForAll boolean durable,
      @ForAll @IntRange(max = 255) int priority,
      @ForAll @LongRange(min = -1, max = 0xFFFF_FFFFL) long ttlMs,
      @ForAll boolean firstAcquirer,
      @ForAll @LongRange(max = 0xFFFF_FFFFL) long deliveryCount) {
    Header header = new Header(durable, priority, ttlMs, firstAcquirer, deliveryCount);

    byte[] twin = written(w -> w.header(durable, priority, ttlMs, firstAcquirer, deliveryCount));

    assertThat(twin).isEqualTo(encoded(header));
    assertThat(message(twin).header()).isEqualTo(header);
    assertThat(generic(twin)).isEqualTo(header);
  }

  @Property
  void headerWithDefaultsLeavesTrailingFieldsOut(
      @ForAll boolean durable, @ForAll boolean normalPriority, @ForAll boolean ttl) {
    int priority = normalPriority ? Header.DEFAULT_PRIORITY : 9;
    Header header = new Header(durable, priority, ttl ? 1000 : -1, false, 0);

    byte[] twin = written(w -> w.header(durable, priority, header.ttlMs()));

    assertThat(twin).isEqualTo(encoded(header));
  }

  @Property
  void propertiesWriterAndViewEqualTheirRecord(@ForAll("properties") Properties properties) {
    byte[] twin = written(w -> write(properties, w.beginProperties()));

    assertThat(twin).isEqualTo(encoded(properties));
    assertThat(message(twin).properties().toProperties()).isEqualTo(properties);
    assertThat(generic(twin)).isEqualTo(properties);
  }

  @Property
  void propertiesAreFoundInAnyOrder(
      @ForAll("properties") Properties properties,
      @ForAll List<@IntRange(max = 12) Integer> fields) {
    PropertiesView view = message(encoded(properties)).properties();

    for (int field : fields) {
      assertThat(field(view, field)).isEqualTo(field(properties, field));
    }
  }

  @Test
  void propertiesOutOfWireOrderAreRefused() {
    assertThatThrownBy(() -> written(w -> w.beginProperties().subject("s").to("t").end()))
        .isInstanceOf(IllegalStateException.class);
  }

  @Property
  void aNumberedMessageIdEqualsItsString(
      @ForAll String prefix, @ForAll @LongRange(max = Long.MAX_VALUE) long number) {
    byte[] twin = written(w -> w.beginProperties().messageId(prefix, number).end());

    assertThat(twin).isEqualTo(written(w -> w.beginProperties().messageId(prefix + number).end()));
  }

  @Test
  void idOfAnotherTypeIsRefused() {
    assertThatThrownBy(() -> written(w -> w.beginProperties().messageId(17).end()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("message-id");
  }

  @Test
  void annotationWriterEqualsItsRecord() {
    Map<Object, @Nullable Object> map = new LinkedHashMap<>();
    map.put(KEY, (byte) 5);
    map.put(Symbol.of("x-opt-other"), null);

    byte[] twin =
        written(
            w ->
                w.beginMessageAnnotations()
                    .entry(KEY, (byte) 5)
                    .entry(Symbol.of("x-opt-other"), null)
                    .end());

    assertThat(twin).isEqualTo(encoded(new MessageAnnotations(map)));
    assertThat(twin).isEqualTo(written(w -> w.messageAnnotations(map)));
    assertThat(message(twin).messageAnnotations()).isEqualTo(map);
    assertThat(message(twin).messageAnnotation(KEY)).isEqualTo((byte) 5);
    assertThat(message(twin).messageAnnotation(Symbol.of("x-opt-jms-msg-typf"))).isNull();
    assertThat(generic(twin)).isEqualTo(new MessageAnnotations(map));
  }

  @Test
  void deliveryAnnotationsAndFooterEqualTheirRecords() {
    Map<Object, @Nullable Object> map = Map.of(ULong.of(7), "seven");

    byte[] annotations = written(w -> w.deliveryAnnotations(map));
    byte[] footer = written(w -> w.footer(map));

    assertThat(annotations).isEqualTo(encoded(new DeliveryAnnotations(map)));
    assertThat(footer).isEqualTo(encoded(new Footer(map)));
    assertThat(message(annotations).deliveryAnnotations()).isEqualTo(map);
    assertThat(message(footer).footer()).isEqualTo(map);
  }

  @Property
  void applicationPropertiesEqualTheirRecord(
      @ForAll("applicationProperties") Map<String, Object> map) {
    byte[] twin =
        written(
            w -> {
              MapWriter entries = w.beginApplicationProperties();
              map.forEach(entries::entry);
              entries.end();
            });

    assertThat(twin).isEqualTo(encoded(new ApplicationProperties(map)));
    assertThat(twin).isEqualTo(written(w -> w.applicationProperties(map)));
    Map<String, Object> read = message(twin).applicationProperties();
    assertThat(read).isEqualTo(map).hasSameHashCodeAs(map);
    assertThat(List.copyOf(read.keySet())).isEqualTo(List.copyOf(map.keySet()));
    map.forEach((key, value) -> assertThat(read.get(key)).isEqualTo(value));
    assertThat(read.get("no such key")).isNull();
  }

  @Test
  void typedEntriesEqualBoxedOnes() {
    byte[] typed =
        written(
            w ->
                w.beginApplicationProperties()
                    .entry("i", 1000)
                    .entry("l", 1L << 40)
                    .entry("d", 2.5)
                    .entry("b", true)
                    .end());

    Map<String, Object> map = new LinkedHashMap<>();
    map.put("i", 1000);
    map.put("l", 1L << 40);
    map.put("d", 2.5);
    map.put("b", true);
    assertThat(typed).isEqualTo(encoded(new ApplicationProperties(map)));
  }

  @Test
  void applicationPropertyThatIsNotSimpleIsRefused() {
    for (Object value : List.of(List.of(), Map.of())) {
      assertThatThrownBy(() -> written(w -> w.applicationProperties(Map.of("k", value))))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("'k'");
    }
  }

  @Test
  void keysOfTheWrongSectionAreRefused() {
    assertThatThrownBy(() -> written(w -> w.beginApplicationProperties().entry(KEY, (byte) 1)))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> written(w -> w.beginFooter().entry("k", 1)))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void bodyWritersEqualTheirRecords() {
    byte[] octets = {1, 2, 3};

    assertThat(written(w -> w.data(octets, 0, 3)))
        .isEqualTo(encoded(new Data(Binary.wrap(octets))));
    assertThat(written(w -> w.data(Binary.wrap(octets))))
        .isEqualTo(encoded(new Data(Binary.wrap(octets))));
    assertThat(written(w -> w.sequence(List.of(1, "a"))))
        .isEqualTo(encoded(new AmqpSequence(List.of(1, "a"))));
    assertThat(written(w -> w.value(Map.of("k", 1))))
        .isEqualTo(encoded(new AmqpValue(Map.of("k", 1))));
    assertThat(written(w -> w.text("héllo"))).isEqualTo(encoded(new AmqpValue("héllo")));
    assertThat(written(w -> w.text(null))).isEqualTo(encoded(new AmqpValue(null)));
    assertThat(written(w -> w.beginValue().writeInt(7))).isEqualTo(encoded(new AmqpValue(7)));
  }

  @Provide
  Arbitrary<Map<String, Object>> applicationProperties() {
    Arbitrary<Object> values =
        Arbitraries.oneOf(
            Arbitraries.strings().all().ofMaxLength(300).filter(MessageTwinsTest::isEncodable),
            Arbitraries.integers(),
            Arbitraries.longs(),
            Arbitraries.doubles(),
            Arbitraries.of(true, false),
            Arbitraries.of(UByte.of(3), new Timestamp(5), new UUID(1, 2)));
    return Arbitraries.maps(Arbitraries.strings().alpha().ofMaxLength(70), values).ofMaxSize(40);
  }

  private static boolean isEncodable(String text) {
    return java.nio.charset.StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }

  @Provide
  Arbitrary<Properties> properties() {
    Arbitrary<String> text = Arbitraries.strings().ascii().ofMaxLength(80).injectNull(0.4);
    Arbitrary<Object> id =
        Arbitraries.<Object>oneOf(
                Arbitraries.strings().ascii(),
                Arbitraries.longs().map(ULong::ofBits),
                Arbitraries.longs().map(bits -> new UUID(bits, ~bits)),
                Arbitraries.bytes().array(byte[].class).map(Binary::wrap))
            .injectNull(0.4);
    Arbitrary<Symbol> symbol =
        Arbitraries.strings().alpha().ofMaxLength(80).map(Symbol::of).injectNull(0.4);
    Arbitrary<Timestamp> time = Arbitraries.longs().map(Timestamp::new).injectNull(0.4);
    Arbitrary<List<String>> texts = text.list().ofSize(5);
    return Combinators.combine(
            id.list().ofSize(2),
            Arbitraries.bytes().array(byte[].class).map(Binary::wrap).injectNull(0.5),
            texts,
            symbol.list().ofSize(2),
            time.list().ofSize(2),
            Arbitraries.longs().between(-1, 0xFFFF_FFFFL))
        .as(
            (ids, user, t, symbols, times, sequence) ->
                new Properties(
                    ids.get(0),
                    user,
                    t.get(0),
                    t.get(1),
                    t.get(2),
                    ids.get(1),
                    symbols.get(0),
                    symbols.get(1),
                    times.get(0),
                    times.get(1),
                    t.get(3),
                    sequence,
                    t.get(4)));
  }

  private static void write(Properties from, PropertiesWriter to) {
    to.messageId(from.messageId())
        .userId(from.userId())
        .to(from.to())
        .subject(from.subject())
        .replyTo(from.replyTo())
        .correlationId(from.correlationId())
        .contentType(from.contentType())
        .contentEncoding(from.contentEncoding());
    if (from.absoluteExpiryTime() != null) {
      to.absoluteExpiryTimeMs(from.absoluteExpiryTime().epochMs());
    }
    if (from.creationTime() != null) {
      to.creationTimeMs(from.creationTime().epochMs());
    }
    to.groupId(from.groupId())
        .groupSequence(from.groupSequence())
        .replyToGroupId(from.replyToGroupId())
        .end();
  }

  private static @Nullable Object field(PropertiesView view, int field) {
    return switch (field) {
      case 0 -> view.messageId();
      case 1 -> view.userId();
      case 2 -> view.to();
      case 3 -> view.subject();
      case 4 -> view.replyTo();
      case 5 -> view.correlationId();
      case 6 -> view.contentType();
      case 7 -> view.contentEncoding();
      case 8 -> view.absoluteExpiryTimeMs(-7);
      case 9 -> view.creationTimeMs(-7);
      case 10 -> view.groupId();
      case 11 -> view.groupSequence();
      default -> view.replyToGroupId();
    };
  }

  private static @Nullable Object field(Properties record, int field) {
    return switch (field) {
      case 0 -> record.messageId();
      case 1 -> record.userId();
      case 2 -> record.to();
      case 3 -> record.subject();
      case 4 -> record.replyTo();
      case 5 -> record.correlationId();
      case 6 -> record.contentType();
      case 7 -> record.contentEncoding();
      case 8 -> orAbsent(record.absoluteExpiryTime());
      case 9 -> orAbsent(record.creationTime());
      case 10 -> record.groupId();
      case 11 -> record.groupSequence();
      default -> record.replyToGroupId();
    };
  }

  private static long orAbsent(@Nullable Timestamp time) {
    return time == null ? -7 : time.epochMs();
  }

  private static byte[] encoded(Section section) {
    return written(w -> section.encode(w.values()));
  }

  static byte[] written(Consumer<MessageWriter> writing) {
    ValueWriter values = new ValueWriter().reset(Unpooled.buffer(16));
    writing.accept(new MessageWriter(values));
    return Arrays.copyOf(values.flush().array(), values.index());
  }

  private static EncodedMessage message(byte[] octets) {
    return new EncodedMessage(octets, new ValueReader(AmqpTypes.TABLE));
  }

  private static @Nullable Object generic(byte[] octets) {
    return new ValueReader(AmqpTypes.TABLE).reset(octets).readObject();
  }
}
