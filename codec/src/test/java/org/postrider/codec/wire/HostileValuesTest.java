// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.postrider.codec.Octets.hex;
import static org.postrider.codec.Octets.joined;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.codec.Allocations;
import org.postrider.codec.GoldenVectors;
import org.postrider.codec.GoldenVectors.Vector;
import org.postrider.codec.Octets;
import org.postrider.codec.value.AmqpArray;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.codec.value.Symbol;

/** Whatever the octets are, a value or a DecodeException comes of them. */
class HostileValuesTest {

  private static final long BYTES_PER_OCTET = 48;
  private static final long BYTES_PER_VALUE = 48;

  static List<Vector> vectors() {
    return GoldenVectors.all();
  }

  @ParameterizedTest
  @MethodSource("vectors")
  void aValueCutAnywhereIsRefused(Vector golden) {
    byte[] octets = golden.octets();

    List<Symbol> refusals =
        IntStream.range(0, octets.length)
            .mapToObj(n -> refusal(java.util.Arrays.copyOf(octets, n)))
            .toList();

    assertThat(refusals).containsOnly(ErrorConditions.DECODE_ERROR);
  }

  @ParameterizedTest
  @ValueSource(strings = {"c0020140", "c103024040", "00a3017840", "e003015407"})
  void moreSmallCompoundsThanHaveOctetsAreRefused(String element) {
    byte[] octets = list(hex(element), ValueLimit.MIN_VALUES / 4);

    assertThatThrownBy(() -> Octets.decoded(octets))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("more than " + ValueLimit.of(octets.length) + " values");
  }

  @ParameterizedTest
  @ValueSource(strings = {"45", "c0020140", "c103024040", "5001"})
  void memoryStaysInProportionToTheOctets(String element) {
    byte[] octets = list(hex(element), 5 * (ValueLimit.MIN_VALUES / 4));

    Allocations.within(
        BYTES_PER_OCTET * octets.length + ValueLimit.MIN_VALUES * BYTES_PER_VALUE,
        () -> decodedOrRefused(octets));
  }

  private static void decodedOrRefused(byte[] octets) {
    try {
      Octets.decoded(octets);
    } catch (DecodeException refused) {
      assertThat(refused.condition()).isEqualTo(ErrorConditions.DECODE_ERROR);
    }
  }

  @Test
  void manyListsCountTogether() {
    byte[] octets = list(row(hex("40"), 1), ValueLimit.MIN_VALUES / 5);

    assertThatThrownBy(() -> Octets.decoded(octets))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("more than ");
  }

  @Test
  void asManyValuesAsThereAreOctetsAreRead() {
    byte[] octets = list(hex("40"), 2 * ValueLimit.MIN_VALUES);

    assertThat((List<?>) Octets.decoded(octets)).hasSize(2 * ValueLimit.MIN_VALUES);
  }

  @Test
  void rowsOfAFewSmallColumnsAreReadHoweverManyThereAre() {
    byte[] octets = list(row(hex("5407" + "a10178" + "41"), 3), 1_000_000);

    assertThat((List<?>) Octets.decoded(octets)).hasSize(1_000_000);
  }

  @Test
  void aMapOfMillionsOfEntriesIsRead() {
    int entries = 2_200_000;
    ByteBuffer octets = ByteBuffer.allocate(9 + entries * 6);
    octets.put((byte) 0xD1).putInt(4 + entries * 6).putInt(2 * entries);
    for (int i = 0; i < entries; i++) {
      octets.put((byte) 0x71).putInt(i).put((byte) 0x41);
    }

    assertThat((Map<?, ?>) Octets.decoded(octets.array())).hasSize(entries);
  }

  @Test
  void aTableOfAHundredThousandRowsIsNotTooMuch() {
    byte[] octets = list(list(hex("a10178"), 20), 100_000);

    assertThat((List<?>) Octets.decoded(octets)).hasSize(100_000);
  }

  @ParameterizedTest
  @ValueSource(strings = {"45", "c00100", "c10100"})
  void emptyCompoundsAreOneObject(String element) {
    List<?> read = (List<?>) Octets.decoded(list(hex(element), 2));

    assertThat(read.get(0)).isSameAs(read.get(1));
  }

  /** A list8. */
  private static byte[] row(byte[] items, int count) {
    byte[] head = {(byte) 0xC0, (byte) (items.length + 1), (byte) count};
    return joined(head, items);
  }

  private static byte[] list(byte[] element, int count) {
    ByteBuffer octets = ByteBuffer.allocate(9 + count * element.length);
    octets.put((byte) 0xD0).putInt(4 + count * element.length).putInt(count);
    for (int i = 0; i < count; i++) {
      octets.put(element);
    }
    return octets.array();
  }

  @Test
  void aFormatCodeThatAmqpDoesNotDefineIsRefused() {
    List<Integer> codes =
        IntStream.rangeClosed(1, 255).filter(code -> !isDefined(code)).boxed().toList();

    List<Symbol> refusals =
        codes.stream().map(code -> refusal(padded(new byte[] {code.byteValue()}))).toList();

    assertThat(codes).hasSize(255 - 39);
    assertThat(refusals).containsOnly(ErrorConditions.DECODE_ERROR);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "5602",
        "56ff", // booleans
        "73 0000d800",
        "73 0000dfff",
        "73 00110000",
        "73 ffffffff", // chars
        "a1 01 80",
        "a1 01 c3",
        "a1 02 c080",
        "a1 03 eda080",
        "a1 04 f4908080",
        "a1 02 c328",
        "a1 09 61616161616161 61 ff", // behind eight that are ASCII
        "b1 00000002 c3c3",
        "a3 01 80",
        "a3 09 6161616161616161ff",
        "b3 00000001 ff",
      })
  void dataThatTheTypeForbidsIsRefused(String octets) {
    byte[] value = hex(octets);

    Symbol condition = refusal(value);

    assertThat(condition).isEqualTo(ErrorConditions.DECODE_ERROR);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a0 ff",
        "b0 ffffffff",
        "b0 7fffffff",
        "b0 80000000",
        "b1 7fffffff",
        "b3 ffffffff",
        "c0 00",
        "c0 02 00",
        "c0 01 01",
        "c0 ff ff",
        "c0 03 01 4040",
        "c0 03 03 4040",
        "d0 00000000",
        "d0 00000003 000000",
        "d0 ffffffff 00000001",
        "d0 80000000 00000000",
        "d0 7fffffff 7fffffff",
        "d0 00000005 ffffffff 40",
        "d0 00000005 7fffffff 40",
        "d0 00000005 00000002 40",
        "d0 00000006 00000001 4040",
        "c1 00",
        "c1 02 01 40",
        "c1 04 03 41 42 40",
        "d1 ffffffff 00000002",
        "d1 00000006 00000001 4040",
        "d1 00000007 00000003 404142",
        "e0 00",
        "e0 01 01",
        "e0 01 ff",
        "e0 03 02 54 01",
        "e0 04 01 54 01 02",
        "e0 02 01 a1",
        "e0 03 01 a1 05",
        "e0 03 01 c0 00",
        "e0 05 01 c0 01 00 40",
        "f0 00000000",
        "f0 00000005 7fffffff 54",
        "f0 00000005 ffffffff 54",
        "f0 00000005 ffffffff 40",
        "f0 80000000 00000001 40",
        "f0 00000006 40000000 71 01",
        "e0 02 01 4f",
        "e0 02 01 00",
        "e0 04 01 00 40 54",
      })
  void aSizeOrCountThatLiesIsRefused(String octets) {
    byte[] value = hex(octets);

    Symbol exact = refusal(value);
    Symbol followed = refusal(padded(joined(hex("c0 ff 01"), value)));

    assertThat(exact).isEqualTo(ErrorConditions.DECODE_ERROR);
    assertThat(followed).isEqualTo(ErrorConditions.DECODE_ERROR);
  }

  @ParameterizedTest
  @ValueSource(strings = {"40", "41", "42", "43", "44", "45"})
  void elementsWithoutOctetsAreLimited(String code) {
    byte[] most = hex("f0 00000005 00010000" + code);
    byte[] oneMore = hex("f0 00000005 00010001" + code);

    Object value = Octets.decoded(most);
    Symbol condition = refusal(oneMore);

    assertThat(((AmqpArray) value).size()).isEqualTo(65_536);
    assertThat(condition).isEqualTo(ErrorConditions.DECODE_ERROR);
  }

  @Test
  void elementsWithoutOctetsAreLimitedOverAllArraysTogether() {
    byte[] array = hex("f0 00000005 00008001 41");

    Object one = Octets.decoded(Octets.joined(hex("c0 0b 01"), array));
    Symbol two = refusal(joined(hex("c0 15 02"), array, array));

    assertThat(one).isNotNull();
    assertThat(two).isEqualTo(ErrorConditions.DECODE_ERROR);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "c1 07 04 5401 41 5401 42", // ints
        "c1 0a 04 5401 41 7100000001 42", // in two widths
        "c1 0b 04 a10161 41 b100000001 61 42", // strings, in two widths
        "c1 09 04 a30161 41 a30161 42",
        "c1 05 04 40 41 40 42", // nulls
        "c1 05 04 45 41 45 42", // lists
      })
  void aMapWithAKeyTwiceIsRefused(String octets) {
    byte[] value = hex(octets);

    Symbol condition = refusal(value);

    assertThat(condition).isEqualTo(ErrorConditions.DECODE_ERROR);
  }

  @Test
  void theMessageAboutADoubledKeyDoesNotGrowWithTheKey() {
    byte[] array = hex("f0 00000005 0000ffff 40");
    byte[] key = joined(hex("c0 0b 01"), array);
    byte[] map = joined(hex("c1 1d 04"), key, hex("41"), key, hex("41"));

    String message = messageOf(map);

    assertThat(message).hasSizeLessThan(200);
  }

  /** It may come to a log. */
  @Test
  void theMessageAboutADoubledKeyStaysOnItsLine() {
    String message = messageOf(hex("c1 0b 04 a1020a1b 41 a1020a1b 42"));

    assertThat(message).isEqualTo("map with the key ?? twice");
  }

  private static final List<UnaryOperator<byte[]>> COMPOUNDS =
      List.of(
          inner -> wrapped("d0", hex("00000001"), inner),
          inner -> wrapped("d1", hex("00000002 5401"), inner));

  /** A map's key; a described value; a descriptor within a descriptor. */
  private static final List<UnaryOperator<byte[]>> OTHERS =
      List.of(
          inner -> wrapped("d1", hex("00000002"), joined(inner, hex("40"))),
          inner -> joined(hex("00 a30178"), inner),
          inner -> joined(hex("00"), wrapped("d0", hex("00000001"), inner), hex("40")));

  @Test
  void valuesLieNoDeeperInEachOtherThanTheLimit() {
    for (UnaryOperator<byte[]> wrapping : COMPOUNDS) {
      byte[] deepest = nested(wrapping, ValueReader.MAX_DEPTH);
      byte[] deeper = nested(wrapping, ValueReader.MAX_DEPTH + 1);

      Object value = Octets.decoded(deepest);
      Symbol condition = refusal(deeper);

      assertThat(value).isNotNull();
      assertThat(condition).isEqualTo(ErrorConditions.DECODE_ERROR);
    }
  }

  @Test
  void noWayOfNestingOverflowsTheStack() {
    for (UnaryOperator<byte[]> wrapping :
        Stream.concat(COMPOUNDS.stream(), OTHERS.stream()).toList()) {
      byte[] value = nested(wrapping, 3_000);

      Symbol condition = refusal(value);

      assertThat(condition).isEqualTo(ErrorConditions.DECODE_ERROR);
    }
  }

  @Test
  void arraysInArraysAreLimitedToo() {
    byte[] data = hex("00000005 00000001 40");
    for (int i = 0; i < 40; i++) {
      data = joined(size(data.length + 5), hex("00000001 f0"), data);
    }

    Symbol condition = refusal(joined(hex("f0"), data));

    assertThat(condition).isEqualTo(ErrorConditions.DECODE_ERROR);
  }

  @Test
  void aDescriptorIsNeverDescribed() {
    byte[] value = hex("00 00 5301 5302 45");
    byte[] zeros = new byte[10_000];

    Symbol condition = refusal(value);
    Symbol deep = refusal(zeros);

    assertThat(condition).isEqualTo(ErrorConditions.DECODE_ERROR);
    assertThat(deep).isEqualTo(ErrorConditions.DECODE_ERROR);
  }

  @Test
  void passingOverIsBoundedToo() {
    byte[] descriptors = joined(hex("0044".repeat(40)), hex("40"));
    ValueReader in = new ValueReader(DescriptorTable.EMPTY).reset(descriptors);

    Symbol condition = Octets.refusal(in::skip);

    assertThat(condition).isEqualTo(ErrorConditions.DECODE_ERROR);
  }

  @Test
  void aMapHasFewCompoundKeys() {
    byte[] entries = new byte[0];
    for (int i = 0; i < 65; i++) {
      entries = joined(entries, hex("c0 03 01 50"), new byte[] {(byte) i}, hex("40"));
    }
    byte[] map = joined(hex("d1"), size(entries.length + 4), size(130), entries);

    Symbol condition = refusal(map);

    assertThat(condition).isEqualTo(ErrorConditions.DECODE_ERROR);
  }

  private static byte[] nested(UnaryOperator<byte[]> wrapping, int levels) {
    byte[] value = hex("40");
    for (int i = 0; i < levels; i++) {
      value = wrapping.apply(value);
    }
    return value;
  }

  private static byte[] wrapped(String code, byte[] head, byte[] inner) {
    return joined(hex(code), size(head.length + inner.length), head, inner);
  }

  private static byte[] size(int size) {
    return Octets.written(out -> out.rawInt(size));
  }

  private static byte[] padded(byte[] value) {
    return joined(value, new byte[64]);
  }

  private static boolean isDefined(int code) {
    String defined =
        "404142434445505152535455566061707172737480818283849498a0a1a3b0b1b3c0c1d0d1e0f0";
    return IntStream.range(0, defined.length() / 2)
        .anyMatch(i -> Integer.parseInt(defined.substring(2 * i, 2 * i + 2), 16) == code);
  }

  private static Symbol refusal(byte[] octets) {
    return Octets.refusal(() -> Octets.decoded(octets));
  }

  private static String messageOf(byte[] octets) {
    try {
      return "was decoded: " + Octets.decoded(octets);
    } catch (DecodeException refused) {
      return String.valueOf(refused.getMessage());
    }
  }
}
