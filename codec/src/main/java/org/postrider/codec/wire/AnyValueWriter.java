// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.wire;

import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.value.AmqpArray;
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
 * Writes a value whose AMQP type its Java class tells.
 *
 * <p>Stateless: the state is the writer's.
 */
final class AnyValueWriter {

  private AnyValueWriter() {}

  static void write(ValueWriter out, @Nullable Object value) {
    if (value == null) {
      out.writeNull();
    } else if (value instanceof String text) {
      out.writeString(text);
    } else if (value instanceof Number number) {
      number(out, number);
    } else if (value instanceof Boolean bool) {
      out.writeBoolean(bool);
    } else if (value instanceof Symbol symbol) {
      out.writeSymbol(symbol);
    } else if (value instanceof Encodable described) {
      out.descend();
      described.encode(out);
      out.ascend();
    } else if (!compound(out, value) && !rare(out, value)) {
      throw new IllegalArgumentException("AMQP has no type for " + value.getClass().getName());
    }
  }

  private static void number(ValueWriter out, Number value) {
    if (value instanceof Integer number) {
      out.writeInt(number);
    } else if (value instanceof Long number) {
      out.writeLong(number);
    } else if (value instanceof UInt number) {
      out.writeUint(number.longValue());
    } else if (value instanceof ULong number) {
      out.writeUlong(number.longValue());
    } else if (value instanceof Byte number) {
      out.writeByte(number);
    } else if (value instanceof Short number) {
      out.writeShort(number);
    } else if (value instanceof Double number) {
      out.writeDouble(number);
    } else if (value instanceof Float number) {
      out.writeFloat(number);
    } else if (value instanceof UByte number) {
      out.writeUbyte(number.intValue());
    } else if (value instanceof UShort number) {
      out.writeUshort(number.intValue());
    } else {
      throw new IllegalArgumentException("AMQP has no type for " + value.getClass().getName());
    }
  }

  private static boolean compound(ValueWriter out, Object value) {
    if (value instanceof Map<?, ?> map) {
      map(out, map);
    } else if (value instanceof List<?> list) {
      list(out, list);
    } else if (value instanceof AmqpArray array) {
      ArrayWriter.write(out, array);
    } else if (value instanceof DescribedValue described) {
      out.descend();
      out.writeCode(FormatCode.DESCRIBED);
      write(out, described.descriptor());
      write(out, described.value());
      out.ascend();
    } else {
      return false;
    }
    return true;
  }

  private static boolean rare(ValueWriter out, Object value) {
    if (value instanceof Binary binary) {
      out.writeBinary(binary);
    } else if (value instanceof byte[] octets) {
      out.writeBinary(octets, 0, octets.length);
    } else if (value instanceof Timestamp timestamp) {
      out.writeTimestamp(timestamp.epochMs());
    } else if (value instanceof Instant instant) {
      out.writeTimestamp(Timestamp.epochMs(instant));
    } else if (value instanceof UUID uuid) {
      out.writeUuid(uuid);
    } else if (value instanceof AmqpChar character) {
      out.writeChar(character.codePoint());
    } else if (value instanceof Character character) {
      out.writeChar(character);
    } else if (value instanceof Decimal32 decimal) {
      out.writeWide(FormatCode.DECIMAL32, decimal.bits());
    } else if (value instanceof Decimal64 decimal) {
      out.writeWide(FormatCode.DECIMAL64, decimal.bits());
    } else if (value instanceof Decimal128 decimal) {
      out.writeWide(FormatCode.DECIMAL128, decimal.highBits());
      out.rawLong(decimal.lowBits());
    } else {
      return false;
    }
    return true;
  }

  static void map(ValueWriter out, Map<?, ?> map) {
    int mark = out.beginCompound();
    out.endMap(mark, entries(out, map));
  }

  /** Writes keys and values; gives the number of both. */
  static int entries(ValueWriter out, Map<?, ?> map) {
    int count = 0;
    int compoundKeys = 0;
    Set<Binary> alike = null;
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      Object key = entry.getKey();
      boolean compound = isCompound(key);
      if (compound && ++compoundKeys > AnyValueReader.MAX_COMPOUND_KEYS) {
        throw new IllegalArgumentException(
            "a map must not have more than "
                + AnyValueReader.MAX_COMPOUND_KEYS
                + " compound keys: no more are read");
      }
      if (compound || hasTwins(key)) {
        alike = alike == null ? new HashSet<>() : alike;
        writeOnce(out, key, compound, alike);
      } else {
        write(out, key);
      }
      write(out, entry.getValue());
      count += 2;
    }
    return count;
  }

  /** Writes a key that may be the same as another on the wire though it is not here. */
  private static void writeOnce(
      ValueWriter out, @Nullable Object key, boolean compound, Set<Binary> written) {
    int start = out.index();
    if (compound) {
      writeCompoundKey(out, key);
    } else {
      write(out, key);
    }
    int end = out.reserve(0);
    byte[] octets = Arrays.copyOfRange(out.array(), end - (out.index() - start), end);
    if (!written.add(Binary.wrap(octets))) {
      throw new IllegalArgumentException(
          "a map must not have a key twice (AMQP 1.6.23): two are the same as "
              + AnyValueReader.shown(key)
              + " when they are encoded");
    }
  }

  /** Whether there are unequal keys with the same encoding: of another class, or an array. */
  private static boolean hasTwins(@Nullable Object key) {
    return !(key instanceof String || key instanceof Symbol || key instanceof Number)
        && (key instanceof byte[]
            || key instanceof Binary
            || key instanceof Character
            || key instanceof AmqpChar
            || key instanceof Instant
            || key instanceof Timestamp);
  }

  private static void writeCompoundKey(ValueWriter out, @Nullable Object key) {
    if (out.withinKey(true)) {
      throw new IllegalArgumentException(
          "a map must not have a compound key within another: none is read");
    }
    write(out, key);
    out.withinKey(false);
  }

  private static boolean isCompound(@Nullable Object key) {
    return !(key instanceof String || key instanceof Symbol)
        && (key instanceof List
            || key instanceof Map
            || key instanceof AmqpArray
            || key instanceof DescribedValue
            || key instanceof Encodable);
  }

  static IllegalArgumentException tooDeep() {
    return new IllegalArgumentException(
        "values must not lie deeper in each other than "
            + ValueReader.MAX_DEPTH
            + " levels; one that holds itself never ends");
  }

  static void list(ValueWriter out, List<?> list) {
    int mark = out.beginCompound();
    int count = 0;
    for (Object item : list) {
      write(out, item);
      count++;
    }
    out.endList(mark, count);
  }
}
