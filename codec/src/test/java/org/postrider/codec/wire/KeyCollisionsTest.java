// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.codec.Octets;
import org.postrider.codec.value.Binary;
import org.postrider.codec.value.Decimal32;
import org.postrider.codec.value.Decimal64;
import org.postrider.codec.value.DescribedValue;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.value.Timestamp;
import org.postrider.codec.value.UByte;
import org.postrider.codec.value.UInt;
import org.postrider.codec.value.ULong;
import org.postrider.codec.value.UShort;

/** A map whose keys a hash map could not tell apart in time (AMQP 1.6.23). */
@Timeout(60)
class KeyCollisionsTest {

  /** With quadratic time none of these would end within the test's time. */
  private static final int MANY = 50_000;

  /** Distinct for each number, with one hash as a long, an unsigned long, a timestamp or bits. */
  private static long foldedToZero(long i) {
    return i << Integer.SIZE | i;
  }

  private static String sameHash(long i) {
    return LongStream.range(0, 17)
        .mapToObj(bit -> (i >> bit & 1) == 0 ? "Aa" : "BB")
        .collect(Collectors.joining());
  }

  static Stream<Arguments> pairs() {
    return Stream.of(
        pair(i -> foldedToZero(i), i -> ULong.ofBits(foldedToZero(i))),
        pair(i -> foldedToZero(i), i -> Double.longBitsToDouble(foldedToZero(i))),
        pair(i -> new UUID(0, foldedToZero(i)), i -> new Decimal64(foldedToZero(i))),
        pair(i -> new Timestamp(foldedToZero(i)), i -> foldedToZero(i)),
        pair(KeyCollisionsTest::sameHash, i -> Symbol.of(sameHash(i))),
        pair(
            i -> Binary.wrap(sameHash(i).getBytes(java.nio.charset.StandardCharsets.US_ASCII)),
            KeyCollisionsTest::sameHash));
  }

  private static Arguments pair(LongFunction<Object> one, LongFunction<Object> other) {
    return Arguments.of(one, other);
  }

  private static byte[] map(List<Object> keys) {
    return Octets.written(
        out -> {
          int mark = out.beginCompound();
          for (Object key : keys) {
            out.writeObject(key);
            out.writeNull();
          }
          out.endMap(mark, 2 * keys.size());
        });
  }

  private static List<Object> keys(LongFunction<Object> one, LongFunction<Object> other) {
    List<Object> keys = new ArrayList<>();
    LongStream.rangeClosed(1, MANY).mapToObj(one).forEach(keys::add);
    LongStream.rangeClosed(1, MANY).mapToObj(other).forEach(keys::add);
    return keys;
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void keysOfTwoTypesAndOneHashAreRefusedAtOnce(
      LongFunction<Object> one, LongFunction<Object> other) {
    byte[] octets = map(keys(one, other));

    assertThatThrownBy(() -> Octets.decoded(octets))
        .isInstanceOfSatisfying(
            DecodeException.class,
            refused -> assertThat(refused.condition()).isEqualTo(ErrorConditions.DECODE_ERROR))
        .hasMessage("map with more than 16 keys that have one hash and no order is not supported");
  }

  @Test
  void oneKeyOfAnotherTypeIsEnough() {
    List<Object> keys = new ArrayList<>();
    keys.add(ULong.of(0));
    LongStream.rangeClosed(1, MANY).forEach(i -> keys.add(foldedToZero(i)));

    assertThatThrownBy(() -> Octets.decoded(map(keys))).isInstanceOf(DecodeException.class);
  }

  @Test
  void keysOfOneTypeAreReadWhateverTheirHashes() {
    byte[] octets = map(keys(i -> sameHash(i), i -> sameHash(MANY + i)));

    assertThat((Map<?, ?>) Octets.decoded(octets)).hasSize(2 * MANY);
  }

  @Test
  void keysOfTwoTypesWithManyHashesAreReadInTheirOrder() {
    List<Object> keys = keys(i -> "key " + i, i -> Symbol.of("key " + i));

    Map<?, ?> map = (Map<?, ?>) Octets.decoded(map(keys));

    assertThat(new ArrayList<Object>(map.keySet())).isEqualTo(keys);
  }

  @Test
  void eachNumberMayBeThereAsEachType() {
    List<Object> keys = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      keys.addAll(
          Arrays.asList(
              (byte) i,
              (short) i,
              i,
              (long) i,
              UByte.of(i),
              UShort.of(i),
              UInt.of(i),
              ULong.of(i)));
      keys.addAll(Arrays.asList(new Decimal32(i), new Decimal64(i), new Timestamp(i), (long) ~i));
    }
    keys.add(null);

    assertThat(new ArrayList<Object>(((Map<?, ?>) Octets.decoded(map(keys))).keySet()))
        .isEqualTo(keys);
  }

  @Test
  void aKeyThatComesTwiceIsRefusedAmongKeysOfSeveralTypesToo() {
    List<Object> keys = keys(i -> "key " + i, i -> Symbol.of("key " + i));
    keys.add("key 7");

    assertThatThrownBy(() -> Octets.decoded(map(keys)))
        .isInstanceOf(DecodeException.class)
        .hasMessage("map with the key key 7 twice");
  }

  @Test
  void fewKeysMayHaveOneHashWhateverTheyAre() {
    List<Object> keys = new ArrayList<>();
    for (long i = 1; i <= KeyCollisions.FEW_ENTRIES / 2; i++) {
      keys.add(foldedToZero(i));
      keys.add(ULong.ofBits(foldedToZero(i)));
    }

    assertThat((Map<?, ?>) Octets.decoded(map(keys))).hasSize(KeyCollisions.FEW_ENTRIES);
  }

  @Test
  void compoundKeysOfOneHashAreFew() {
    List<Object> keys =
        IntStream.rangeClosed(1, KeyCollisions.MAX_OF_ONE_HASH + 1)
            .mapToObj(i -> (Object) List.of(foldedToZero(i)))
            .collect(Collectors.toCollection(ArrayList::new));

    assertThatThrownBy(() -> Octets.decoded(map(keys)))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("one hash");
    keys.remove(0);
    assertThat((Map<?, ?>) Octets.decoded(map(keys))).hasSize(KeyCollisions.MAX_OF_ONE_HASH);
  }

  static Stream<Object> keysWithCompoundKeys() {
    Map<Object, Object> inner = Map.of(List.of(1), 1);
    return Stream.of(
        inner, List.of(inner), Map.of("k", inner), new DescribedValue(Symbol.of("d"), inner));
  }

  /** As deep as they lie, so many times more often they would be compared. */
  @ParameterizedTest
  @MethodSource("keysWithCompoundKeys")
  void aCompoundKeyWithinAnotherIsNeitherReadNorWritten(Object key) {
    byte[] inner = Octets.encoded(key);
    byte[] octets =
        Octets.joined(
            Octets.hex("d1"),
            Octets.written(out -> out.rawInt(inner.length + 5)),
            Octets.hex("00000002"),
            inner,
            Octets.hex("40"));

    assertThatThrownBy(() -> Octets.decoded(octets))
        .isInstanceOf(DecodeException.class)
        .hasMessage("map with a compound key within another is not supported");
    Map<Object, Object> map = new LinkedHashMap<>();
    map.put(key, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Octets.encoded(map))
        .withMessage("a map must not have a compound key within another: none is read");
  }

  @Test
  void oneCompoundKeyBehindAnotherIsRead() {
    Map<Object, Object> map = new LinkedHashMap<>();
    map.put(List.of(1), Map.of(List.of(2), 2));
    map.put(Map.of("k", 3), Map.of(new DescribedValue(Symbol.of("d"), 4), List.of()));

    assertThat(Octets.decoded(Octets.encoded(map))).isEqualTo(map);
  }

  @Test
  void aReaderThatRefusedOneReadsTheNext() {
    ValueReader in = new ValueReader(DescriptorTable.EMPTY);
    byte[] refused = Octets.hex("c1 08 02 c1 05 02 c0 01 00 40");
    byte[] fine = Octets.encoded(Map.of(List.of(1), 1));

    assertThatThrownBy(() -> in.reset(refused).readObject()).isInstanceOf(DecodeException.class);

    assertThat(in.reset(fine).readObject()).isEqualTo(Map.of(List.of(1), 1));
  }
}
