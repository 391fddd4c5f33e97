// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.message;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
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
 * What values of AMQP's types are to an application that knows those of JMS.
 *
 * <p>Stateless.
 */
final class JmsValues {

  /**
   * Keys of several types have no order among them, so that many of one hash would cost quadratic
   * time: a peer chooses what they become here.
   */
  private static final int MAX_MIXED_KEYS = 32;

  private JmsValues() {}

  /** A property: one of the eight types of JMS, or null. */
  static @Nullable Object property(@Nullable Object value) {
    Object element = element(value);
    if (element instanceof byte[] || element instanceof List || element instanceof Map) {
      return String.valueOf(value);
    }
    return element instanceof Character ? element.toString() : element;
  }

  /**
   * A map's or stream's element: also a Character, octets in an array of their own, or a List or
   * Map where one lies in the other. The keys of such a Map stay what they are to AMQP where two
   * would become one, or more than 32 would be of several types.
   */
  static @Nullable Object element(@Nullable Object value) {
    if (value == null || value instanceof String || value instanceof Boolean) {
      return value;
    }
    if (value instanceof Number number) {
      return number(number);
    }
    if (value instanceof Binary octets) {
      return octets.toByteArray();
    }
    if (value instanceof Timestamp time) {
      return time.epochMs();
    }
    return value instanceof Character ? value : rare(value);
  }

  private static Object number(Number value) {
    if (value instanceof UByte) {
      return value.shortValue();
    }
    if (value instanceof UShort) {
      return value.intValue();
    }
    if (value instanceof UInt) {
      return value.longValue();
    }
    if (value instanceof ULong) {
      return value.longValue() >= 0 ? (Object) value.longValue() : value.toString();
    }
    return value;
  }

  private static Object rare(Object value) {
    if (value instanceof Symbol || value instanceof UUID) {
      return value.toString();
    }
    if (value instanceof AmqpChar character) {
      boolean one = Character.isBmpCodePoint(character.codePoint());
      return one ? (Object) (char) character.codePoint() : character.toString();
    }
    if (value instanceof Decimal32 decimal) {
      return Decimals.toDouble(decimal);
    }
    if (value instanceof Decimal64 decimal) {
      return Decimals.toDouble(decimal);
    }
    if (value instanceof Decimal128 decimal) {
      return Decimals.toDouble(decimal);
    }
    return compound(value);
  }

  private static Object compound(Object value) {
    if (value instanceof List<?> list) {
      return list(list);
    }
    if (value instanceof AmqpArray array) {
      return array.elementType() == AmqpType.BYTE ? octets(array) : list(array.elements());
    }
    if (value instanceof Map<?, ?> map) {
      return map(map);
    }
    if (value instanceof DescribedValue described) {
      Object inner = element(described.value());
      return inner == null ? described.toString() : inner;
    }
    return value instanceof byte[] octets ? octets.clone() : value.toString();
  }

  private static Map<@Nullable Object, @Nullable Object> map(Map<?, ?> map) {
    Map<@Nullable Object, @Nullable Object> kept = new LinkedHashMap<>();
    map.forEach((key, member) -> kept.put(key, element(member)));
    if (kept.size() > MAX_MIXED_KEYS && !becomeOneType(kept.keySet())) {
      return kept;
    }
    Map<@Nullable Object, @Nullable Object> converted = new LinkedHashMap<>();
    kept.forEach((key, member) -> converted.put(element(key), member));
    return converted.size() < kept.size() ? kept : converted;
  }

  private static boolean becomeOneType(Iterable<? extends @Nullable Object> keys) {
    Class<?> first = null;
    for (Object key : keys) {
      Object element = element(key);
      Class<?> type = element == null ? Void.class : element.getClass();
      if (first != null && type != first) {
        return false;
      }
      first = type;
    }
    return true;
  }

  /** Other clients write octets as an array of bytes, too. */
  private static byte[] octets(AmqpArray array) {
    byte[] octets = new byte[array.size()];
    for (int i = 0; i < octets.length; i++) {
      octets[i] = array.elements().get(i) instanceof Byte octet ? octet : 0;
    }
    return octets;
  }

  private static List<@Nullable Object> list(List<?> list) {
    List<@Nullable Object> converted = new ArrayList<>(list.size());
    for (Object item : list) {
      converted.add(element(item));
    }
    return converted;
  }
}
