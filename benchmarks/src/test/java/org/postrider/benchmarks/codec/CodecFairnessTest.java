// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.codec.frame.AmqpTypes;
import org.postrider.codec.messaging.EncodedMessage;
import org.postrider.codec.value.Binary;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.wire.ValueReader;

/** The codecs that are compared do the same work: all read the same values. */
class CodecFairnessTest {

  private static final List<Sample> SAMPLES = Sample.all();

  @ParameterizedTest
  @ValueSource(strings = {"postrider", "proton-j", "protonj2"})
  void everyValueOfAMessageIsRead(String name) {
    Codec codec = Codec.of(name, SAMPLES);

    for (int i = 0; i < Sample.COUNT; i++) {
      int index = i;
      assertThat(read(sink -> codec.readAll(index, sink))).isEqualTo(values(SAMPLES.get(i)));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"postrider", "proton-j", "protonj2"})
  void bodyAloneIsRead(String name) {
    Codec codec = Codec.of(name, SAMPLES);

    assertThat(read(sink -> codec.readBody(5, sink)))
        .isEqualTo(List.of(hex(SAMPLES.get(5).body()), 1024L));
  }

  @ParameterizedTest
  @ValueSource(strings = {"postrider", "proton-j", "protonj2"})
  void whatIsEncodedIsAWholeMessage(String name) {
    Codec codec = Codec.of(name, SAMPLES);

    int octets = codec.encode(9);

    assertThat(codec.encoded()).hasSize(octets);
    EncodedMessage message = new EncodedMessage(codec.encoded(), new ValueReader(AmqpTypes.TABLE));
    assertThat(message.properties().messageId()).isEqualTo(SAMPLES.get(9).messageId());
    assertThat(message.applicationProperties()).isEqualTo(SAMPLES.get(9).applicationProperties());
    assertThat(message.data()).isEqualTo(Binary.wrap(SAMPLES.get(9).body()));
  }

  @Test
  void messagesAreOfLikeSize() {
    int ours = Codec.of("postrider", SAMPLES).encode(3);

    for (String peer : List.of("proton-j", "protonj2")) {
      assertThat(Codec.of(peer, SAMPLES).encode(3)).isBetween(ours, ours + 60);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"postrider", "proton-j", "protonj2"})
  void everyFieldOfAPerformativeIsRead(String name) {
    Codec codec = Codec.of(name, SAMPLES);

    assertThat(read(sink -> codec.transfer(1000, sink)))
        .isEqualTo(List.of(0L, 1000L, "000003e8", 0L, 0L, 0L));
    assertThat(read(sink -> codec.disposition(1000, sink)))
        .isEqualTo(List.of(1L, 1000L, 1009L, 1L, 1L));
  }

  private static List<Object> values(Sample sample) {
    List<Object> values = new ArrayList<>();
    values.add(1L);
    values.add((long) sample.priority());
    values.add(sample.ttlMs());
    values.add(sample.messageType());
    values.add(sample.destinationType());
    values.addAll(
        List.of(
            sample.messageId(),
            sample.to(),
            sample.subject(),
            sample.replyTo(),
            sample.correlationId(),
            sample.contentType(),
            sample.creationTimeMs()));
    sample
        .applicationProperties()
        .forEach(
            (key, value) -> {
              values.add(key);
              values.add(value);
            });
    values.add(hex(sample.body()));
    values.add((long) sample.body().length);
    return values;
  }

  private static List<Object> read(Consumer<ValueSink> reading) {
    Collected collected = new Collected();
    reading.accept(collected);
    return collected.values;
  }

  private static String hex(byte[] octets) {
    return HexFormat.of().formatHex(octets);
  }

  private static final class Collected extends ValueSink {

    private final List<Object> values = new ArrayList<>();

    @Override
    void value(@Nullable Object value) {
      values.add(plain(java.util.Objects.requireNonNull(value)));
    }

    @Override
    void value(long value) {
      values.add(value);
    }

    /** The codecs' own classes of octets and symbols, as text. */
    private static Object plain(Object value) {
      if (value instanceof byte[] octets) {
        return hex(octets);
      }
      if (value instanceof Binary octets) {
        return hex(octets.toByteArray());
      }
      if (value instanceof org.apache.qpid.proton.amqp.Binary octets) {
        int from = octets.getArrayOffset();
        return hex(Arrays.copyOfRange(octets.getArray(), from, from + octets.getLength()));
      }
      boolean symbol =
          value instanceof Symbol || value instanceof org.apache.qpid.proton.amqp.Symbol;
      return symbol ? value.toString() : value;
    }
  }
}
