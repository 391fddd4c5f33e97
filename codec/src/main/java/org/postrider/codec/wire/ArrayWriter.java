// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.wire;

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

  /**
   * Writes an array.
   *
   * @throws IllegalArgumentException if an element is not of the array's type
   */
  static void write(ValueWriter out, AmqpArray array) {
    out.descend();
    int start = out.index();
    out.writeWide(FormatCode.ARRAY_32, 0);
    out.rawInt(array.size());
    if (array.descriptor() != null) {
      descriptors(out, array.descriptor());
    }
    if (array.elementType() == AmqpType.NULL) {
      checkNumber(out, array.size());
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
    out.ascend();
  }

  private static void descriptors(ValueWriter out, Object descriptor) {
    out.descend();
    out.writeCode(FormatCode.DESCRIBED);
    if (descriptor instanceof DescribedValue several) {
      out.writeObject(several.descriptor());
      descriptors(out, ArrayElements.given(several.value(), "descriptor"));
    } else {
      out.writeObject(descriptor);
    }
    out.ascend();
  }

  private static void checkNumber(ValueWriter out, int count) {
    int most = ArrayReader.MAX_ZERO_WIDTH_ELEMENTS;
    if (count > most || out.countElementsWithoutOctets(count) > most) {
      throw new IllegalArgumentException(
          "arrays must not have more than " + most + " elements without octets: no more are read");
    }
  }

  /** Capabilities and outcomes are such arrays, and an open has only 512 octets for them. */
  private static boolean areShortSymbols(AmqpArray array) {
    if (array.elementType() != AmqpType.SYMBOL) {
      return false;
    }
    List<?> elements = array.elements();
    for (int i = 0; i < elements.size(); i++) {
      if (!(elements.get(i) instanceof Symbol symbol) || symbol.length() > 0xFF) {
        return false;
      }
    }
    return true;
  }

  private static void shortSymbol(ValueWriter out, String text) {
    out.writeCode(text.length());
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

  private static void data(ValueWriter out, AmqpType type, @Nullable Object value) {
    switch (type) {
      case NULL -> ArrayElements.checkNull(value);
      case BOOLEAN -> out.writeCode(ArrayElements.as(Boolean.class, type, value) ? 1 : 0);
      case UBYTE, BYTE -> out.writeCode((int) ArrayElements.integer(type, value));
      case USHORT, SHORT -> out.rawShort((short) ArrayElements.integer(type, value));
      case UINT, INT -> out.rawInt((int) ArrayElements.integer(type, value));
      case ULONG, LONG -> out.rawLong(ArrayElements.integer(type, value));
      case FLOAT -> out.rawInt(Float.floatToRawIntBits(ArrayElements.as(Float.class, type, value)));
      case DOUBLE ->
          out.rawLong(Double.doubleToRawLongBits(ArrayElements.as(Double.class, type, value)));
      default -> wideData(out, type, value);
    }
  }

  private static void wideData(ValueWriter out, AmqpType type, @Nullable Object value) {
    switch (type) {
      case DECIMAL32 -> out.rawInt(ArrayElements.as(Decimal32.class, type, value).bits());
      case DECIMAL64 -> out.rawLong(ArrayElements.as(Decimal64.class, type, value).bits());
      case DECIMAL128 -> {
        Decimal128 decimal = ArrayElements.as(Decimal128.class, type, value);
        out.rawLong(decimal.highBits());
        out.rawLong(decimal.lowBits());
      }
      case CHAR -> out.rawInt(ArrayElements.as(AmqpChar.class, type, value).codePoint());
      case TIMESTAMP -> out.rawLong(ArrayElements.as(Timestamp.class, type, value).epochMs());
      case UUID -> {
        UUID uuid = ArrayElements.as(UUID.class, type, value);
        out.rawLong(uuid.getMostSignificantBits());
        out.rawLong(uuid.getLeastSignificantBits());
      }
      case BINARY -> binary(out, ArrayElements.as(Binary.class, type, value).toByteArray());
      case STRING -> text(out, ArrayElements.as(String.class, type, value));
      case SYMBOL -> text(out, ArrayElements.as(Symbol.class, type, value).toString());
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
  private static void compoundData(ValueWriter out, AmqpType type, @Nullable Object value) {
    int start = out.index();
    if (type == AmqpType.ARRAY) {
      write(out, ArrayElements.as(AmqpArray.class, type, value));
      out.cut(start, 1);
      return;
    }
    out.descend();
    out.rawInt(0);
    out.rawInt(0);
    int count = 0;
    if (type == AmqpType.MAP) {
      count = AnyValueWriter.entries(out, ArrayElements.as(Map.class, type, value));
    } else {
      for (Object item : ArrayElements.as(List.class, type, value)) {
        out.writeObject(item);
        count++;
      }
    }
    out.rawIntAt(start, out.index() - start - 4);
    out.rawIntAt(start + 4, count);
    out.ascend();
  }
}
