// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.netty.buffer.Unpooled;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.codec.Octets;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.messaging.ApplicationProperties;
import org.postrider.codec.value.AmqpArray;
import org.postrider.codec.value.AmqpType;
import org.postrider.codec.value.DescribedValue;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.value.Timestamp;
import org.postrider.codec.value.UByte;
import org.postrider.codec.value.UInt;
import org.postrider.codec.value.ULong;
import org.postrider.codec.value.UShort;

/** What is written is what can be read: anything else is refused, with value and rule. */
class EncodingLimitsTest {

  static Stream<Arguments> nestings() {
    return Stream.of(
        Arguments.of("list", (UnaryOperator<Object>) List::of),
        Arguments.of("map", (UnaryOperator<Object>) inner -> Map.of("k", inner)),
        Arguments.of("described", (UnaryOperator<Object>) inner -> new DescribedValue("d", inner)),
        Arguments.of(
            "array",
            (UnaryOperator<Object>)
                inner ->
                    AmqpArray.of(
                        inner instanceof AmqpArray ? AmqpType.ARRAY : AmqpType.STRING,
                        List.of(inner))),
        Arguments.of(
            "array of lists",
            (UnaryOperator<Object>)
                inner -> List.of(AmqpArray.of(AmqpType.LIST, List.of(List.of(inner))))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("nestings")
  void valuesLieAsDeepInEachOtherAsAreRead(String name, UnaryOperator<Object> nest) {
    Object value = "x";
    int levels = 0;
    byte[] deepest = encoded(value);
    for (; levels <= ValueReader.MAX_DEPTH; levels++) {
      Object deeper = nest.apply(value);
      try {
        deepest = encoded(deeper);
      } catch (IllegalArgumentException tooDeep) {
        assertThat(tooDeep).hasMessageContaining("32 levels");
        break;
      }
      value = deeper;
    }

    byte[] readable = deepest;
    assertThat(levels).isBetween(ValueReader.MAX_DEPTH / 3, ValueReader.MAX_DEPTH);
    assertThatCode(() -> Octets.decoded(readable)).doesNotThrowAnyException();
  }

  @Test
  void describedTypesOfTheCodecCountAsTheyAreRead() {
    Object value = Accepted.INSTANCE;
    for (int i = 0; i < ValueReader.MAX_DEPTH - 2; i++) {
      value = List.of(value);
    }
    Object tooDeep = List.of(value);

    assertThat(Octets.decoded(encoded(value))).isEqualTo(value);
    assertThatIllegalArgumentException().isThrownBy(() -> encoded(tooDeep));
  }

  @Test
  void aListThatHoldsItselfIsRefused() {
    List<Object> self = new ArrayList<>();
    self.add(self);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> encoded(self))
        .withMessageContaining("one that holds itself never ends");
  }

  @Test
  void aWriterGoesOnAfterARefusal() {
    List<Object> self = new ArrayList<>();
    self.add(self);
    ValueWriter out = new ValueWriter().reset(Unpooled.buffer());
    assertThatIllegalArgumentException().isThrownBy(() -> out.writeObject(self));
    Object value = "x";
    for (int i = 0; i < ValueReader.MAX_DEPTH; i++) {
      value = List.of(value);
    }
    Object deepest = value;

    assertThatCode(() -> out.reset(Unpooled.buffer()).writeObject(deepest))
        .doesNotThrowAnyException();
  }

  @Test
  void aMapHasAsManyCompoundKeysAsAreRead() {
    Map<Object, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < AnyValueReader.MAX_COMPOUND_KEYS; i++) {
      map.put(List.of(i), i);
      map.put("simple" + i, i);
    }
    assertThat(Octets.decoded(encoded(map))).isEqualTo(map);
    map.put(new DescribedValue("d", 1), 1);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> encoded(map))
        .withMessageContaining("more than 64 compound keys");
  }

  @Test
  void elementsWithoutOctetsAreAsManyAsAreRead() {
    int most = ArrayReader.MAX_ZERO_WIDTH_ELEMENTS;
    assertThat(((AmqpArray) Octets.decoded(encoded(nulls(most)))).size()).isEqualTo(most);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> encoded(nulls(most + 1)))
        .withMessageContaining("more than 65536 elements without octets");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> encoded(List.of(nulls(most), nulls(1))))
        .withMessageContaining("more than 65536 elements without octets");
  }

  private static AmqpArray nulls(int count) {
    return AmqpArray.of(AmqpType.NULL, Collections.nCopies(count, null));
  }

  static Stream<Arguments> wrongElements() {
    return Stream.of(
        Arguments.of(AmqpType.USHORT, 70_000, "element 70000 .* USHORT .* 0 and 65535"),
        Arguments.of(AmqpType.USHORT, -1, "element -1 .* 0 and 65535"),
        Arguments.of(AmqpType.UBYTE, 256, "element 256 .* 0 and 255"),
        Arguments.of(AmqpType.BYTE, 128, "element 128 .* -128 and 127"),
        Arguments.of(AmqpType.SHORT, UShort.of(40_000), "element 40000 .* -32768 and 32767"),
        Arguments.of(AmqpType.UINT, -1, "element -1 .* 0 and 4294967295"),
        Arguments.of(AmqpType.INT, 1L << 31, "element 2147483648 .* 2147483647"),
        Arguments.of(AmqpType.LONG, ULong.ofBits(-1), "element 18446744073709551615 .*"),
        Arguments.of(AmqpType.ULONG, -1L, "element -1 .* 0 and 2\\^64-1"),
        Arguments.of(AmqpType.INT, 1.5, ".* must be an integer, not 1.5 \\(Double\\)"),
        Arguments.of(AmqpType.INT, "x", ".* must be an integer, not x \\(String\\)"),
        Arguments.of(AmqpType.INT, null, ".* must be an integer, not null"),
        Arguments.of(AmqpType.STRING, 5, ".* STRING must be a String, not 5 \\(Integer\\)"),
        Arguments.of(AmqpType.SYMBOL, "x", ".* SYMBOL must be a Symbol, not x \\(String\\)"),
        Arguments.of(AmqpType.SYMBOL, null, ".* SYMBOL must be a Symbol, not null"),
        Arguments.of(AmqpType.BOOLEAN, 1, ".* BOOLEAN must be a Boolean, not 1 .*"),
        Arguments.of(AmqpType.UUID, "x", ".* UUID must be a UUID, not x .*"),
        Arguments.of(AmqpType.LIST, Map.of(), ".* LIST must be a List, not of type .*"),
        Arguments.of(AmqpType.MAP, List.of(), ".* MAP must be a Map, not of type .*"),
        Arguments.of(AmqpType.ARRAY, List.of(), ".* ARRAY must be a AmqpArray, not .*"),
        Arguments.of(AmqpType.NULL, 1, ".* must be null, not 1 .*"));
  }

  @ParameterizedTest
  @MethodSource("wrongElements")
  void anElementOfAnotherTypeIsRefused(AmqpType type, @Nullable Object element, String words) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> encoded(AmqpArray.of(type, Arrays.asList(element))))
        .withMessageMatching(words);
  }

  static Stream<Arguments> fittingElements() {
    return Stream.of(
        Arguments.of(AmqpType.UBYTE, 255, UByte.of(255)),
        Arguments.of(AmqpType.USHORT, 65_535, UShort.of(65_535)),
        Arguments.of(AmqpType.UINT, 4_294_967_295L, UInt.of(4_294_967_295L)),
        Arguments.of(AmqpType.ULONG, ULong.ofBits(-1), ULong.ofBits(-1)),
        Arguments.of(AmqpType.ULONG, 5, ULong.ofBits(5)),
        Arguments.of(AmqpType.LONG, UByte.of(7), 7L),
        Arguments.of(AmqpType.INT, ULong.ofBits(7), 7),
        Arguments.of(AmqpType.SHORT, (byte) -1, (short) -1));
  }

  @ParameterizedTest
  @MethodSource("fittingElements")
  void anIntegerOfAnotherClassIsTakenWhereItFits(AmqpType type, Object element, Object read) {
    AmqpArray array = (AmqpArray) Octets.decoded(encoded(AmqpArray.of(type, List.of(element))));

    assertThat(array.elements()).isEqualTo(List.of(read));
  }

  @Test
  void anArrayOfSeveralDescriptorsIsWrittenAsItIsRead() {
    // AMQP 1.2: what a descriptor stands before may be described itself.
    AmqpArray array =
        new AmqpArray(
            AmqpType.INT,
            new DescribedValue(Symbol.of("a"), new DescribedValue(Symbol.of("b"), UInt.of(5))),
            List.of(1, 2));

    assertThat(Octets.decoded(encoded(array))).isEqualTo(array);
  }

  @Test
  void aDescriptorIsNeitherNullNorDescribed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new DescribedValue(new DescribedValue("a", 1), 2))
        .withMessageContaining("must not be null or described");
    assertThatIllegalArgumentException()
        .isThrownBy(
            () -> encoded(new AmqpArray(AmqpType.INT, new DescribedValue("a", null), List.of())))
        .withMessageContaining("must not be null");
  }

  @Test
  void timesBeyondSixtyFourBitsSaturate() {
    assertThat(Timestamp.of(Instant.MAX).epochMs()).isEqualTo(Long.MAX_VALUE);
    assertThat(Timestamp.of(Instant.MIN).epochMs()).isEqualTo(Long.MIN_VALUE);
    assertThat(Octets.decoded(encoded(Instant.MAX))).isEqualTo(new Timestamp(Long.MAX_VALUE));
    assertThat(Timestamp.of(Instant.ofEpochMilli(Long.MAX_VALUE)).epochMs())
        .isEqualTo(Long.MAX_VALUE);
    assertThat(Timestamp.of(Instant.ofEpochMilli(-5)).epochMs()).isEqualTo(-5);
  }

  @Test
  void anApplicationPropertyHasAName() {
    Map<String, @Nullable Object> map = new HashMap<>();
    map.put(null, 1);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> encoded(new ApplicationProperties(map)))
        .withMessageContaining("name of an application property must not be null");
  }

  private static byte[] encoded(Object value) {
    return Octets.encoded(value);
  }
}
