// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.wire;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.value.AmqpArray;
import org.postrider.codec.value.AmqpType;

/**
 * Reads arrays: one constructor, then the data of each element (AMQP 1.6.24).
 *
 * <p>Stateless: the state is the reader's.
 */
final class ArrayReader {

  /**
   * How many elements without octets all arrays of a frame or section may claim together: nothing
   * else bounds their number.
   */
  static final int MAX_ZERO_WIDTH_ELEMENTS = 65_536;

  private ArrayReader() {}

  static AmqpArray read(ValueReader in, int arrayCode) {
    int outerLimit = in.limit();
    int count = in.enterArray(arrayCode);
    if (count == 0 && in.remaining() == 0) {
      // Some peers leave the constructor of an empty array out.
      in.leave(outerLimit);
      return AmqpArray.of(AmqpType.NULL, List.of());
    }
    int code = in.readCode();
    Object descriptor = null;
    if (code == FormatCode.DESCRIBED) {
      descriptor = in.readObject();
      if (descriptor == null) {
        throw new DecodeException("a descriptor must not be null");
      }
      code = in.readCode();
    }
    AmqpType type = type(code);
    List<@Nullable Object> elements = elements(in, code, count);
    in.leave(outerLimit);
    return new AmqpArray(type, descriptor, elements);
  }

  private static List<@Nullable Object> elements(ValueReader in, int code, int count) {
    if (FormatCode.fixedWidth(code) == 0) {
      if (count > MAX_ZERO_WIDTH_ELEMENTS
          || in.countElementsWithoutOctets(count) > MAX_ZERO_WIDTH_ELEMENTS) {
        throw new DecodeException("too many array elements without octets, with these " + count);
      }
      return Collections.nCopies(count, AnyValueReader.read(in, code));
    }
    if (count > in.remaining()) {
      throw new DecodeException("array count " + count + " exceeds its octets");
    }
    List<@Nullable Object> elements = new ArrayList<>(Math.min(count, AnyValueReader.FIRST_ITEMS));
    for (int i = 0; i < count; i++) {
      elements.add(AnyValueReader.read(in, code));
    }
    return Collections.unmodifiableList(elements);
  }

  private static AmqpType type(int code) {
    return switch (code) {
      case FormatCode.NULL -> AmqpType.NULL;
      case FormatCode.TRUE, FormatCode.FALSE, FormatCode.BOOLEAN -> AmqpType.BOOLEAN;
      case FormatCode.UBYTE -> AmqpType.UBYTE;
      case FormatCode.USHORT -> AmqpType.USHORT;
      case FormatCode.UINT, FormatCode.SMALL_UINT, FormatCode.UINT_0 -> AmqpType.UINT;
      case FormatCode.ULONG, FormatCode.SMALL_ULONG, FormatCode.ULONG_0 -> AmqpType.ULONG;
      case FormatCode.BYTE -> AmqpType.BYTE;
      case FormatCode.SHORT -> AmqpType.SHORT;
      case FormatCode.INT, FormatCode.SMALL_INT -> AmqpType.INT;
      case FormatCode.LONG, FormatCode.SMALL_LONG -> AmqpType.LONG;
      case FormatCode.FLOAT -> AmqpType.FLOAT;
      case FormatCode.DOUBLE -> AmqpType.DOUBLE;
      case FormatCode.DECIMAL32 -> AmqpType.DECIMAL32;
      case FormatCode.DECIMAL64 -> AmqpType.DECIMAL64;
      case FormatCode.DECIMAL128 -> AmqpType.DECIMAL128;
      case FormatCode.CHAR -> AmqpType.CHAR;
      case FormatCode.TIMESTAMP -> AmqpType.TIMESTAMP;
      case FormatCode.UUID -> AmqpType.UUID;
      case FormatCode.BINARY_8, FormatCode.BINARY_32 -> AmqpType.BINARY;
      case FormatCode.STRING_8, FormatCode.STRING_32 -> AmqpType.STRING;
      case FormatCode.SYMBOL_8, FormatCode.SYMBOL_32 -> AmqpType.SYMBOL;
      case FormatCode.LIST_0, FormatCode.LIST_8, FormatCode.LIST_32 -> AmqpType.LIST;
      case FormatCode.MAP_8, FormatCode.MAP_32 -> AmqpType.MAP;
      case FormatCode.ARRAY_8, FormatCode.ARRAY_32 -> AmqpType.ARRAY;
      default -> throw ValueReader.unknown(code);
    };
  }
}
