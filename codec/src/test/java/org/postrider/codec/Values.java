// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.messaging.FilterType;
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

/**
 * Arbitrary values of every AMQP type.
 *
 * <p>Stateless.
 */
public final class Values {

  private static final int DEPTH = 3;
  private static final int MAX_ITEMS = 5;

  private Values() {}

  /** Any value, null and described ones among them, nested up to three levels. */
  public static Arbitrary<Object> any() {
    return nested(DEPTH);
  }

  private static Arbitrary<Object> nested(int depth) {
    if (depth == 0) {
      return simple().injectNull(0.05);
    }
    Arbitrary<Object> inner = Arbitraries.lazy(() -> nested(depth - 1));
    return Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(6, simple()),
            net.jqwik.api.Tuple.of(1, lists(inner)),
            net.jqwik.api.Tuple.of(1, maps(simple(), inner)),
            net.jqwik.api.Tuple.of(1, arrays(depth - 1)),
            net.jqwik.api.Tuple.of(1, described(inner)),
            net.jqwik.api.Tuple.of(1, Arbitraries.of(Accepted.INSTANCE, List.of(), Map.of())))
        .injectNull(0.05);
  }

  /** A value of a type that is neither compound nor null. */
  public static Arbitrary<Object> simple() {
    List<Arbitrary<Object>> all = new ArrayList<>();
    for (AmqpType type : AmqpType.values()) {
      if (type != AmqpType.NULL && type.compareTo(AmqpType.LIST) < 0) {
        all.add(of(type));
      }
    }
    return Arbitraries.oneOf(all);
  }

  /** A value of a type that is not compound. */
  public static Arbitrary<Object> of(AmqpType type) {
    return switch (type) {
      case NULL -> Arbitraries.just(null);
      case BOOLEAN -> Arbitraries.of(true, false).map(Values::object);
      case UBYTE -> Arbitraries.integers().between(0, 255).map(UByte::of);
      case USHORT -> Arbitraries.integers().between(0, 65_535).map(UShort::of);
      case UINT -> Arbitraries.longs().between(0, UInt.MAX).map(UInt::of);
      case ULONG -> Arbitraries.longs().map(ULong::ofBits);
      case BYTE -> Arbitraries.bytes().map(Values::object);
      case SHORT -> Arbitraries.shorts().map(Values::object);
      case INT -> Arbitraries.integers().map(Values::object);
      case LONG -> Arbitraries.longs().map(Values::object);
      case FLOAT -> Arbitraries.integers().map(Float::intBitsToFloat);
      case DOUBLE -> Arbitraries.longs().map(Double::longBitsToDouble);
      default -> wide(type);
    };
  }

  private static Arbitrary<Object> wide(AmqpType type) {
    return switch (type) {
      case DECIMAL32 -> Arbitraries.integers().map(Decimal32::new);
      case DECIMAL64 -> Arbitraries.longs().map(Decimal64::new);
      case DECIMAL128 ->
          Combinators.combine(Arbitraries.longs(), Arbitraries.longs()).as(Decimal128::new);
      case CHAR ->
          Arbitraries.integers()
              .between(0, Character.MAX_CODE_POINT)
              .filter(AmqpChar::isScalar)
              .map(AmqpChar::new);
      case TIMESTAMP -> Arbitraries.longs().map(Timestamp::new);
      case UUID -> Combinators.combine(Arbitraries.longs(), Arbitraries.longs()).as(UUID::new);
      case BINARY -> binaries().map(Values::object);
      case STRING -> strings().map(Values::object);
      case SYMBOL -> symbols().map(Values::object);
      default -> throw new IllegalArgumentException(type + " is compound");
    };
  }

  /** Any text that has a UTF-8 form; sometimes beyond 255 octets. */
  public static Arbitrary<String> strings() {
    return Arbitraries.frequencyOf(
        net.jqwik.api.Tuple.of(8, Arbitraries.strings().ascii().ofMaxLength(12)),
        net.jqwik.api.Tuple.of(
            4,
            Arbitraries.integers()
                .between(0, Character.MAX_CODE_POINT)
                .filter(AmqpChar::isScalar)
                .map(Character::toString)
                .list()
                .ofMaxSize(8)
                .map(characters -> String.join("", characters))),
        net.jqwik.api.Tuple.of(
            1, Arbitraries.integers().between(250, 400).map(length -> "é".repeat(length))));
  }

  /** Any symbol; sometimes beyond 255 octets. */
  public static Arbitrary<Symbol> symbols() {
    return Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(12, Arbitraries.strings().ascii().ofMaxLength(12)),
            net.jqwik.api.Tuple.of(
                1, Arbitraries.integers().between(250, 300).map(length -> "s".repeat(length))))
        .map(Symbol::of);
  }

  /** Any octets; sometimes more than 255. */
  public static Arbitrary<Binary> binaries() {
    return Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(12, Arbitraries.integers().between(0, 32)),
            net.jqwik.api.Tuple.of(1, Arbitraries.integers().between(250, 300)))
        .flatMap(length -> Arbitraries.bytes().array(byte[].class).ofSize(length))
        .map(Binary::wrap);
  }

  /** Lists. */
  public static Arbitrary<Object> lists(Arbitrary<Object> items) {
    return items.list().ofMaxSize(MAX_ITEMS).map(Values::object);
  }

  /** Maps in an order of their own. */
  public static Arbitrary<Object> maps(Arbitrary<Object> keys, Arbitrary<Object> values) {
    return Combinators.combine(keys, values)
        .as(Collections::singletonMap)
        .list()
        .ofMaxSize(MAX_ITEMS)
        .map(
            entries -> {
              Map<Object, Object> map = new LinkedHashMap<>();
              entries.forEach(map::putAll);
              return map;
            });
  }

  /** Maps with symbols as keys. */
  public static Arbitrary<Map<Symbol, Object>> fields() {
    return fields(nested(1));
  }

  /** Maps with symbols as keys and values that every codec understands. */
  public static Arbitrary<Map<Symbol, Object>> simpleFields() {
    return fields(plain());
  }

  /** Simple values but for timestamps, which protonj2 reads as longs. */
  public static Arbitrary<Object> plain() {
    return understood().filter(value -> !(value instanceof Timestamp));
  }

  /** Simple values but for characters that have no Java char. */
  public static Arbitrary<Object> understood() {
    return simple()
        .filter(value -> !(value instanceof AmqpChar c) || Character.isBmpCodePoint(c.codePoint()));
  }

  /** Lists and maps of simple values, in each other. */
  public static Arbitrary<Object> understoodCompounds() {
    Arbitrary<Object> inner =
        Arbitraries.oneOf(lists(understood()), maps(understood(), understood()));
    Arbitrary<Object> any = Arbitraries.oneOf(understood(), inner, described(understood()));
    return Arbitraries.oneOf(lists(any), maps(understood(), any), described(any));
  }

  private static Arbitrary<Map<Symbol, Object>> fields(Arbitrary<Object> values) {
    return Combinators.combine(symbols(), values)
        .as(Collections::singletonMap)
        .list()
        .ofMaxSize(3)
        .map(
            entries -> {
              Map<Symbol, Object> map = new LinkedHashMap<>();
              entries.forEach(map::putAll);
              return map;
            });
  }

  private static Arbitrary<Object> described(Arbitrary<Object> inner) {
    Arbitrary<Object> descriptors =
        Arbitraries.oneOf(
            symbols().map(name -> Symbol.of("x-" + name)),
            Arbitraries.longs()
                .greaterOrEqual(0x100)
                .filter(Values::isUnknownDescriptor)
                .map(ULong::ofBits));
    return Combinators.combine(descriptors, inner).as(DescribedValue::new);
  }

  /** Filters are described types of this codec with descriptors above the standard's. */
  private static boolean isUnknownDescriptor(long code) {
    return Arrays.stream(FilterType.values()).noneMatch(type -> type.code() == code);
  }

  /** Arrays of every element type, arrays of arrays among them, sometimes of a described type. */
  public static Arbitrary<Object> arrays(int depth) {
    return Arbitraries.of(AmqpType.class)
        .flatMap(
            type ->
                Combinators.combine(
                        elements(type, depth).list().ofMaxSize(MAX_ITEMS),
                        symbols().injectNull(0.8))
                    .as((elements, descriptor) -> new AmqpArray(type, descriptor, elements)));
  }

  private static Arbitrary<Object> elements(AmqpType type, int depth) {
    Supplier<Arbitrary<Object>> inner = () -> depth > 0 ? nested(depth - 1) : simple();
    return switch (type) {
      case LIST -> lists(inner.get());
      case MAP -> maps(simple(), inner.get());
      case ARRAY ->
          depth > 0 ? arrays(depth - 1) : Arbitraries.just(AmqpArray.of(AmqpType.INT, List.of(1)));
      default -> of(type);
    };
  }

  private static Object object(Object value) {
    return value;
  }
}
