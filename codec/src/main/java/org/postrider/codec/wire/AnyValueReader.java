// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.wire;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.value.AmqpChar;
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
 * Reads a value whose type only its constructor tells: what maps, lists and bodies hold.
 *
 * <p>Stateless: the state is the reader's.
 */
final class AnyValueReader {

  /**
   * Keys that are compound have no order, so that many of them in one hash bucket would cost
   * quadratic time: a map may have so many of them, and none within another.
   */
  static final int MAX_COMPOUND_KEYS = 64;

  /**
   * Room for more items than this is made as they come: lists in lists could each claim the count
   * that the whole frame has octets for.
   */
  static final int FIRST_ITEMS = 64;

  private static final int SHOWN_CHARACTERS = 64;

  private AnyValueReader() {}

  static @Nullable Object read(ValueReader in, int code) {
    return switch (code) {
      case FormatCode.DESCRIBED -> described(in);
      case FormatCode.NULL -> null;
      case FormatCode.TRUE, FormatCode.FALSE, FormatCode.BOOLEAN -> in.bool(code);
      case FormatCode.UBYTE -> UByte.of(in.ubyte(code));
      case FormatCode.USHORT -> UShort.of(in.ushort(code));
      case FormatCode.UINT_0, FormatCode.SMALL_UINT, FormatCode.UINT -> UInt.of(in.uint(code));
      case FormatCode.ULONG_0, FormatCode.SMALL_ULONG, FormatCode.ULONG ->
          ULong.ofBits(in.ulong(code));
      case FormatCode.BYTE -> in.rawByte();
      case FormatCode.SHORT -> in.rawShort();
      case FormatCode.SMALL_INT -> (int) in.rawByte();
      case FormatCode.INT -> in.rawInt();
      case FormatCode.SMALL_LONG -> (long) in.rawByte();
      case FormatCode.LONG -> in.rawLong();
      case FormatCode.STRING_8, FormatCode.STRING_32 -> in.string(code);
      case FormatCode.SYMBOL_8, FormatCode.SYMBOL_32 -> in.symbol(code);
      case FormatCode.BINARY_8, FormatCode.BINARY_32 -> in.binary(code);
      default -> readRare(in, code);
    };
  }

  private static Object readRare(ValueReader in, int code) {
    return switch (code) {
      case FormatCode.FLOAT -> Float.intBitsToFloat(in.rawInt());
      case FormatCode.DOUBLE -> Double.longBitsToDouble(in.rawLong());
      case FormatCode.DECIMAL32 -> new Decimal32(in.rawInt());
      case FormatCode.DECIMAL64 -> new Decimal64(in.rawLong());
      case FormatCode.DECIMAL128 -> {
        long high = in.rawLong();
        yield new Decimal128(high, in.rawLong());
      }
      case FormatCode.CHAR -> character(in.rawInt());
      case FormatCode.TIMESTAMP -> new Timestamp(in.timestamp(code));
      case FormatCode.UUID -> in.uuid(code);
      case FormatCode.LIST_0, FormatCode.LIST_8, FormatCode.LIST_32 -> list(in, code);
      case FormatCode.MAP_8, FormatCode.MAP_32 -> map(in, code);
      case FormatCode.ARRAY_8, FormatCode.ARRAY_32 -> ArrayReader.read(in, code);
      default -> throw FormatCode.unknown(code);
    };
  }

  private static AmqpChar character(int codePoint) {
    if (!AmqpChar.isScalar(codePoint)) {
      throw new DecodeException(
          "char 0x" + Integer.toHexString(codePoint) + " is no Unicode scalar value");
    }
    return new AmqpChar(codePoint);
  }

  static List<@Nullable Object> list(ValueReader in, int code) {
    int outerLimit = in.limit();
    int count = in.enterList(code);
    if (count == 0) {
      in.leave(outerLimit);
      return Collections.emptyList();
    }
    in.countValues(count);
    List<@Nullable Object> items = new ArrayList<>(Math.min(count, FIRST_ITEMS));
    for (int i = 0; i < count; i++) {
      items.add(read(in, in.readCode()));
    }
    in.leave(outerLimit);
    return Collections.unmodifiableList(items);
  }

  static Map<@Nullable Object, @Nullable Object> map(ValueReader in, int code) {
    int outerLimit = in.limit();
    int count = in.enterMap(code);
    if (count == 0) {
      in.leave(outerLimit);
      return Collections.emptyMap();
    }
    in.countEntries(count);
    Map<@Nullable Object, @Nullable Object> entries = new LinkedHashMap<>();
    readEntries(in, count, entries);
    in.leave(outerLimit);
    return Collections.unmodifiableMap(entries);
  }

  private static void readEntries(
      ValueReader in, int count, Map<@Nullable Object, @Nullable Object> entries) {
    List<@Nullable Object> waiting = null;
    Object first = null;
    int compoundKeys = 0;
    for (int i = 0; i < count; i += 2) {
      int keyCode = in.readCode();
      boolean compound = isCompound(keyCode);
      if (compound && ++compoundKeys > MAX_COMPOUND_KEYS) {
        throw new DecodeException(
            "map with more than " + MAX_COMPOUND_KEYS + " compound keys is not supported");
      }
      Object key = compound ? compoundKey(in, keyCode) : key(in, keyCode);
      Object value = read(in, in.readCode());
      first = i == 0 ? key : first;
      if (waiting == null && KeyCollisions.areToBeCounted(count / 2, compoundKeys, key, first)) {
        waiting = new ArrayList<>(FIRST_ITEMS);
      }
      if (waiting == null) {
        put(entries, key, value);
      } else {
        waiting.add(key);
        waiting.add(value);
      }
    }
    if (waiting != null) {
      putAll(entries, waiting);
    }
  }

  private static void putAll(
      Map<@Nullable Object, @Nullable Object> entries, List<@Nullable Object> waiting) {
    KeyCollisions.check(entries.keySet(), waiting);
    for (int i = 0; i < waiting.size(); i += 2) {
      put(entries, waiting.get(i), waiting.get(i + 1));
    }
  }

  private static void put(
      Map<@Nullable Object, @Nullable Object> entries,
      @Nullable Object key,
      @Nullable Object value) {
    int before = entries.size();
    entries.put(key, value);
    if (entries.size() == before) {
      throw new DecodeException("map with the key " + shown(key) + " twice");
    }
  }

  private static boolean isCompound(int code) {
    return code == FormatCode.DESCRIBED || FormatCode.isCompound(code);
  }

  /** To compare keys within keys costs as often more as there are levels. */
  private static @Nullable Object compoundKey(ValueReader in, int code) {
    if (in.withinKey(true)) {
      throw new DecodeException("map with a compound key within another is not supported");
    }
    Object key = read(in, code);
    in.withinKey(false);
    return key;
  }

  /** Keys are the texts that come again with every message. */
  private static @Nullable Object key(ValueReader in, int code) {
    return code == FormatCode.STRING_8 ? in.repeatedString(code) : read(in, code);
  }

  /** A key as text for a message, which must not grow with the key and stays on one line. */
  static String shown(@Nullable Object key) {
    if (key instanceof String || key instanceof Symbol) {
      return Printable.of(key.toString(), SHOWN_CHARACTERS);
    }
    if (key == null || key instanceof Number || key instanceof Boolean || key instanceof Binary) {
      return String.valueOf(key);
    }
    return "of type " + key.getClass().getSimpleName();
  }

  private static @Nullable Object described(ValueReader in) {
    in.descend();
    in.countValues(1);
    int start = in.position();
    long descriptor = in.readDescriptor();
    DescriptorTable.Decoder decoder = in.decoder(descriptor);
    Object value;
    if (decoder != null) {
      value = decoder.decode(in);
    } else {
      in.rewind(start);
      Object name = read(in, in.readCode());
      if (name == null) {
        throw new DecodeException("a descriptor must not be null");
      }
      value = new DescribedValue(name, read(in, in.readCode()));
    }
    in.ascend();
    return value;
  }
}
