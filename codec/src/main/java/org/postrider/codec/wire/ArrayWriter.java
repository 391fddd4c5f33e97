// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.wire;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.value.AmqpArray;
import org.postrider.codec.value.AmqpChar;
import org.postrider.codec.value.AmqpType;
import org.postrider.codec.value.Binary;
import org.postrider.codec.value.Decimal128;
import org.postrider.codec.value.Decimal32;
import org.postrider.codec.value.Decimal64;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.value.Timestamp;

/**
 * Writes arrays: one constructor, in the widest form of its type, then the data of each element
 * (AMQP 1.6.24).
 *
 * <p>Stateless: the state is the writer's.
 */
final class ArrayWriter {

  /** Constructor, size and count. */
  private static final int HEADER = 9;

  private ArrayWriter() {}

  static void write(ValueWriter out, AmqpArray array) {
    int start = out.index();
    out.writeWide(FormatCode.ARRAY_32, 0);
    out.rawInt(array.size());
    if (array.descriptor() != null) {
      out.writeCode(FormatCode.DESCRIBED);
      out.writeObject(array.descriptor());
    }
    boolean shortSymbols = areShortSymbols(array);
    out.writeCode(shortSymbols ? FormatCode.SYMBOL_8 : code(array.elementType()));
    for (Object element : array.elements()) {
      if (shortSymbols) {
        shortSymbol(out, String.valueOf(element));
      } else {
        data(out, array.elementType(), element);
      }
    }
    out.rawIntAt(start + 1, out.index() - start - HEADER + 4);
  }

  /** Capabilities and outcomes are such arrays, and an open has only 512 octets for them. */
  private static boolean areShortSymbols(AmqpArray array) {
    if (array.elementType() != AmqpType.SYMBOL) {
      return false;
    }
    for (Object element : array.elements()) {
      if (!(element instanceof Symbol symbol) || symbol.length() > 0xFF) {
        return false;
      }
    }
    return true;
  }

  private static void shortSymbol(ValueWriter out, String text) {
    out.writeRawByte(text.length());
    out.rawText(text, text.length());
  }

  private static int code(AmqpType type) {
    return switch (type) {
      case NULL -> FormatCode.NULL;
      case BOOLEAN -> FormatCode.BOOLEAN;
      case UBYTE -> FormatCode.UBYTE;
      case USHORT -> FormatCode.USHORT;
      case UINT -> FormatCode.UINT;
      case ULONG -> FormatCode.ULONG;
      case BYTE -> FormatCode.BYTE;
      case SHORT -> FormatCode.SHORT;
      case INT -> FormatCode.INT;
      case LONG -> FormatCode.LONG;
      case FLOAT -> FormatCode.FLOAT;
      case DOUBLE -> FormatCode.DOUBLE;
      case DECIMAL32 -> FormatCode.DECIMAL32;
      case DECIMAL64 -> FormatCode.DECIMAL64;
      case DECIMAL128 -> FormatCode.DECIMAL128;
      case CHAR -> FormatCode.CHAR;
      case TIMESTAMP -> FormatCode.TIMESTAMP;
      case UUID -> FormatCode.UUID;
      case BINARY -> FormatCode.BINARY_32;
      case STRING -> FormatCode.STRING_32;
      case SYMBOL -> FormatCode.SYMBOL_32;
      case LIST -> FormatCode.LIST_32;
      case MAP -> FormatCode.MAP_32;
      case ARRAY -> FormatCode.ARRAY_32;
    };
  }

  private static void data(ValueWriter out, AmqpType type, @Nullable Object element) {
    if (type == AmqpType.NULL) {
      return;
    }
    Object value = Objects.requireNonNull(element, "null in an array of " + type);
    switch (type) {
      case BOOLEAN -> out.writeRawByte((Boolean) value ? 1 : 0);
      case UBYTE, BYTE -> out.writeRawByte(((Number) value).intValue());
      case USHORT, SHORT -> out.rawShort(((Number) value).shortValue());
      case UINT, INT -> out.rawInt(((Number) value).intValue());
      case ULONG, LONG -> out.rawLong(((Number) value).longValue());
      case FLOAT -> out.rawInt(Float.floatToRawIntBits((Float) value));
      case DOUBLE -> out.rawLong(Double.doubleToRawLongBits((Double) value));
      default -> wideData(out, type, value);
    }
  }

  private static void wideData(ValueWriter out, AmqpType type, Object value) {
    switch (type) {
      case DECIMAL32 -> out.rawInt(((Decimal32) value).bits());
      case DECIMAL64 -> out.rawLong(((Decimal64) value).bits());
      case DECIMAL128 -> {
        out.rawLong(((Decimal128) value).highBits());
        out.rawLong(((Decimal128) value).lowBits());
      }
      case CHAR -> out.rawInt(((AmqpChar) value).codePoint());
      case TIMESTAMP -> out.rawLong(((Timestamp) value).epochMs());
      case UUID -> {
        out.rawLong(((UUID) value).getMostSignificantBits());
        out.rawLong(((UUID) value).getLeastSignificantBits());
      }
      case BINARY -> binary(out, ((Binary) value).toByteArray());
      case STRING -> text(out, (String) value);
      case SYMBOL -> text(out, ((Symbol) value).toString());
      default -> compoundData(out, type, value);
    }
  }

  private static void binary(ValueWriter out, byte[] octets) {
    out.rawInt(octets.length);
    out.rawBytes(octets, 0, octets.length);
  }

  private static void text(ValueWriter out, String text) {
    int octets = Utf8.length(text);
    out.rawInt(octets);
    out.rawText(text, octets);
  }

  /** Lists and maps write their own short form, so size and count are set by hand here. */
  private static void compoundData(ValueWriter out, AmqpType type, Object value) {
    int start = out.index();
    if (type == AmqpType.ARRAY) {
      write(out, (AmqpArray) value);
      out.cut(start, 1);
      return;
    }
    out.rawInt(0);
    out.rawInt(0);
    int count = 0;
    if (type == AmqpType.MAP) {
      for (Map.Entry<?, ?> entry : ((Map<?, ?>) value).entrySet()) {
        out.writeObject(entry.getKey());
        out.writeObject(entry.getValue());
        count += 2;
      }
    } else {
      for (Object item : (List<?>) value) {
        out.writeObject(item);
        count++;
      }
    }
    out.rawIntAt(start, out.index() - start - 4);
    out.rawIntAt(start + 4, count);
  }
}
