// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.codec.Octets;
import org.postrider.codec.value.AmqpArray;
import org.postrider.codec.value.AmqpChar;
import org.postrider.codec.value.AmqpType;
import org.postrider.codec.value.Binary;
import org.postrider.codec.value.Decimal128;
import org.postrider.codec.value.Decimal32;
import org.postrider.codec.value.Decimal64;
import org.postrider.codec.value.DescribedValue;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.value.Timestamp;
import org.postrider.codec.value.UByte;
import org.postrider.codec.value.UInt;
import org.postrider.codec.value.ULong;
import org.postrider.codec.value.UShort;

/** Every encoding of a type is as good as every other (AMQP 1.6). */
class PrimitiveEncodingsTest {

  static List<Arguments> encodings() {
    return List.of(
        Arguments.of("5600", false),
        Arguments.of("5601", true),
        Arguments.of("5000", UByte.of(0)),
        Arguments.of("50ff", UByte.of(255)),
        Arguments.of("600000", UShort.of(0)),
        Arguments.of("60ffff", UShort.of(65_535)),
        Arguments.of("5200", UInt.of(0)),
        Arguments.of("7000000000", UInt.of(0)),
        Arguments.of("7000000007", UInt.of(7)),
        Arguments.of("7080000000", UInt.of(0x8000_0000L)),
        Arguments.of("5300", ULong.of(0)),
        Arguments.of("800000000000000000", ULong.of(0)),
        Arguments.of("800000000000000007", ULong.of(7)),
        Arguments.of("80ffffffffffffffff", ULong.ofBits(-1)),
        Arguments.of("5180", Byte.MIN_VALUE),
        Arguments.of("617fff", Short.MAX_VALUE),
        Arguments.of("5400", 0),
        Arguments.of("7100000000", 0),
        Arguments.of("71ffffffff", -1),
        Arguments.of("5500", 0L),
        Arguments.of("81ffffffffffffffff", -1L),
        Arguments.of("727fc00000", Float.NaN),
        Arguments.of("7280000000", -0.0f),
        Arguments.of("82fff0000000000000", Double.NEGATIVE_INFINITY),
        Arguments.of("7400000001", new Decimal32(1)),
        Arguments.of("848000000000000001", new Decimal64(Long.MIN_VALUE + 1)),
        Arguments.of("9400000000000000018000000000000000", new Decimal128(1, Long.MIN_VALUE)),
        Arguments.of("730010ffff", new AmqpChar(0x10FFFF)),
        Arguments.of("83ffffffffffffffff", new Timestamp(-1)),
        Arguments.of("9800000000000000000000000000000000", new UUID(0, 0)),
        Arguments.of("a000", Binary.EMPTY),
        Arguments.of("b000000000", Binary.EMPTY),
        Arguments.of("b00000000107", Binary.wrap(new byte[] {7})),
        Arguments.of("a100", ""),
        Arguments.of("b100000000", ""),
        Arguments.of("b100000003e282ac", "€"),
        Arguments.of("a104f09f90bb", "\uD83D\uDC3B"),
        Arguments.of("a300", Symbol.of("")),
        Arguments.of("b30000000178", Symbol.of("x")),
        Arguments.of("c0020140", Arrays.asList((Object) null)),
        Arguments.of("d0000000050000000140", Arrays.asList((Object) null)),
        Arguments.of("c10100", Map.of()),
        Arguments.of("d10000000400000000", Map.of()),
        Arguments.of("c10502530153f0", Map.of(ULong.of(1), ULong.of(0xF0))));
  }

  @ParameterizedTest
  @MethodSource("encodings")
  void eachWidthGivesTheSameValue(String hex, Object value) {
    byte[] octets = Octets.hex(hex);

    Object decoded = Octets.decoded(octets);

    assertThat(decoded).isEqualTo(value);
  }

  @ParameterizedTest
  @MethodSource("encodings")
  void eachWidthIsPassedOverWhole(String hex, Object value) {
    byte[] octets = Octets.hex(hex + "41");
    ValueReader in = new ValueReader(DescriptorTable.EMPTY).reset(octets);

    in.skip();

    assertThat(in.remaining()).isEqualTo(1);
    assertThat(in.readObject()).isEqualTo(true);
  }

  static List<Arguments> arrays() {
    return List.of(
        Arguments.of("e0050356010001", AmqpType.BOOLEAN, List.of(true, false, true)),
        Arguments.of("e0020341", AmqpType.BOOLEAN, List.of(true, true, true)),
        Arguments.of("e0020242", AmqpType.BOOLEAN, List.of(false, false)),
        Arguments.of("e0020240", AmqpType.NULL, Arrays.asList(null, null)),
        Arguments.of("e0020143", AmqpType.UINT, List.of(UInt.of(0))),
        Arguments.of("e004025201ff", AmqpType.UINT, List.of(UInt.of(1), UInt.of(255))),
        Arguments.of("e0020244", AmqpType.ULONG, List.of(ULong.of(0), ULong.of(0))),
        Arguments.of("e0030153ff", AmqpType.ULONG, List.of(ULong.of(255))),
        Arguments.of("e0030154ff", AmqpType.INT, List.of(-1)),
        Arguments.of("e0030155ff", AmqpType.LONG, List.of(-1L)),
        Arguments.of("e0020245", AmqpType.LIST, List.of(List.of(), List.of())),
        Arguments.of("e00602c001000100", AmqpType.LIST, List.of(List.of(), List.of())),
        Arguments.of("e00401c10100", AmqpType.MAP, List.of(Map.of())),
        Arguments.of("e00702a00201020103", AmqpType.BINARY, List.of(octets(1, 2), octets(3))),
        Arguments.of("e00501a1026869", AmqpType.STRING, List.of("hi")),
        Arguments.of(
            "e00b02e003015401040254fffe",
            AmqpType.ARRAY,
            List.of(
                AmqpArray.of(AmqpType.INT, List.of(1)),
                AmqpArray.of(AmqpType.INT, List.of(-1, -2)))));
  }

  @ParameterizedTest
  @MethodSource("arrays")
  void arraysAreReadInEachElementEncoding(String hex, AmqpType type, List<Object> elements) {
    byte[] octets = Octets.hex(hex);

    Object decoded = Octets.decoded(octets);

    assertThat(decoded).isEqualTo(AmqpArray.of(type, elements));
  }

  @Test
  void aDescriptorStandsOnceInAnArray() {
    String hex = "e0 08 02 00 a3 01 78 54 01 02";

    Object decoded = Octets.decoded(hex);

    assertThat(decoded)
        .isEqualTo(new AmqpArray(AmqpType.INT, Symbol.of("x"), List.of(1, 2)))
        .satisfies(array -> assertThat(Octets.decoded(Octets.encoded(array))).isEqualTo(array));
  }

  @ParameterizedTest
  @ValueSource(strings = {"e00100", "f00000000400000000"})
  void anEmptyArrayMayLackItsConstructor(String hex) {
    byte[] octets = Octets.hex(hex);

    Object decoded = Octets.decoded(octets);

    assertThat(decoded).isEqualTo(AmqpArray.of(AmqpType.NULL, List.of()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00 a30678 3a6c697374 a10161",
        "00 b300000006 783a6c697374 a10161",
      })
  void anUnknownSymbolicDescriptorIsKept(String hex) {
    byte[] octets = Octets.hex(hex);

    Object decoded = Octets.decoded(octets);

    assertThat(decoded).isEqualTo(new DescribedValue(Symbol.of("x:list"), "a"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"00 53ee 45", "00 8000000000000000ee 45", "00 53ee c00100"})
  void anUnknownNumericDescriptorIsKept(String hex) {
    byte[] octets = Octets.hex(hex);

    Object decoded = Octets.decoded(octets);

    assertThat(decoded).isEqualTo(new DescribedValue(ULong.of(0xEE), List.of()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"00 a10161 45", "00 5407 45", "00 44 45", "00 c0020140 45"})
  void anUnusualDescriptorIsKept(String hex) {
    byte[] octets = Octets.hex(hex);

    Object decoded = Octets.decoded(octets);

    assertThat(decoded).isInstanceOf(DescribedValue.class);
  }

  @Test
  void describedValuesLieInEachOther() {
    String hex = "00 a30178 00 a30179 5401";

    Object decoded = Octets.decoded(hex);

    assertThat(decoded)
        .isEqualTo(new DescribedValue(Symbol.of("x"), new DescribedValue(Symbol.of("y"), 1)));
  }

  @Test
  void whatHasNoTypeIsRefusedByName() {
    Object value = Thread.State.NEW;

    assertThatThrownBy(() -> Octets.encoded(value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("java.lang.Thread$State");
  }

  @Test
  void aLoneSurrogateIsNotWritten() {
    String text = "a\uD800b";

    assertThatThrownBy(() -> Octets.encoded(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("surrogate");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 253, 254, 255, 256, 257, 65_536})
  void variableWidthsMeetAt255(int length) {
    String text = "x".repeat(length);

    byte[] octets = Octets.encoded(List.of(text, Symbol.of(text), text.getBytes(US_ASCII)));

    assertThat(Octets.decoded(octets))
        .isEqualTo(List.of(text, Symbol.of(text), Binary.wrap(text.getBytes(US_ASCII))));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 127, 128, 252, 253, 254, 255, 256, 257})
  void compoundWidthsMeetAt255(int items) {
    List<Object> ones = java.util.Collections.nCopies(items, (Object) true);
    Map<Object, Object> map = new java.util.LinkedHashMap<>();
    ones.forEach(one -> map.put(map.size(), one));

    byte[] list = Octets.encoded(ones);
    byte[] entries = Octets.encoded(map);

    assertThat(Octets.decoded(list)).isEqualTo(ones);
    assertThat(Octets.decoded(entries)).isEqualTo(map);
    assertThat(list).hasSize(items == 0 ? 1 : items <= 254 ? 3 + items : 9 + items);
  }

  private static final java.nio.charset.Charset US_ASCII =
      java.nio.charset.StandardCharsets.US_ASCII;

  private static Binary octets(int... octets) {
    byte[] bytes = new byte[octets.length];
    for (int i = 0; i < octets.length; i++) {
      bytes[i] = (byte) octets[i];
    }
    return Binary.wrap(bytes);
  }
}
