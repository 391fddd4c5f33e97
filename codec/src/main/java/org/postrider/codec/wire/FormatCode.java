// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.wire;

import java.util.HexFormat;
import org.postrider.codec.value.AmqpType;

/** The constructors of the primitive encodings, as numbers 0 to 255 (AMQP 1.6). */
public final class FormatCode {
  /** What follows is a descriptor, then the constructor of the described value. */
  public static final int DESCRIBED = 0x00;

  /** Null. */
  public static final int NULL = 0x40;

  /** True, without data. */
  public static final int TRUE = 0x41;

  /** False, without data. */
  public static final int FALSE = 0x42;

  /** A boolean in one octet. */
  public static final int BOOLEAN = 0x56;

  /** An ubyte. */
  public static final int UBYTE = 0x50;

  /** An ushort. */
  public static final int USHORT = 0x60;

  /** An uint in four octets. */
  public static final int UINT = 0x70;

  /** An uint in one octet. */
  public static final int SMALL_UINT = 0x52;

  /** The uint 0. */
  public static final int UINT_0 = 0x43;

  /** An ulong in eight octets. */
  public static final int ULONG = 0x80;

  /** An ulong in one octet. */
  public static final int SMALL_ULONG = 0x53;

  /** The ulong 0. */
  public static final int ULONG_0 = 0x44;

  /** A byte. */
  public static final int BYTE = 0x51;

  /** A short. */
  public static final int SHORT = 0x61;

  /** An int in four octets. */
  public static final int INT = 0x71;

  /** An int in one octet, with sign. */
  public static final int SMALL_INT = 0x54;

  /** A long in eight octets. */
  public static final int LONG = 0x81;

  /** A long in one octet, with sign. */
  public static final int SMALL_LONG = 0x55;

  /** A float. */
  public static final int FLOAT = 0x72;

  /** A double. */
  public static final int DOUBLE = 0x82;

  /** A decimal32. */
  public static final int DECIMAL32 = 0x74;

  /** A decimal64. */
  public static final int DECIMAL64 = 0x84;

  /** A decimal128. */
  public static final int DECIMAL128 = 0x94;

  /** A char in UTF-32BE. */
  public static final int CHAR = 0x73;

  /** A timestamp. */
  public static final int TIMESTAMP = 0x83;

  /** An UUID. */
  public static final int UUID = 0x98;

  /** A binary of up to 255 octets. */
  public static final int BINARY_8 = 0xA0;

  /** A binary of any size. */
  public static final int BINARY_32 = 0xB0;

  /** A string of up to 255 octets. */
  public static final int STRING_8 = 0xA1;

  /** A string of any size. */
  public static final int STRING_32 = 0xB1;

  /** A symbol of up to 255 octets. */
  public static final int SYMBOL_8 = 0xA3;

  /** A symbol of any size. */
  public static final int SYMBOL_32 = 0xB3;

  /** The empty list. */
  public static final int LIST_0 = 0x45;

  /** A list with a size and a count of one octet each. */
  public static final int LIST_8 = 0xC0;

  /** A list with a size and a count of four octets each. */
  public static final int LIST_32 = 0xD0;

  /** A map with a size and a count of one octet each. */
  public static final int MAP_8 = 0xC1;

  /** A map with a size and a count of four octets each. */
  public static final int MAP_32 = 0xD1;

  /** An array with a size and a count of one octet each. */
  public static final int ARRAY_8 = 0xE0;

  /** An array with a size and a count of four octets each. */
  public static final int ARRAY_32 = 0xF0;

  private static final int[] FIXED_WIDTH_BY_CATEGORY = {0, 1, 2, 4, 8, 16};

  private FormatCode() {}

  /** The number of data octets of a code of the categories 0x4_ to 0x9_; -1 for the others. */
  static int fixedWidth(int code) {
    int category = (code >> 4) - 4;
    return category >= 0 && category < FIXED_WIDTH_BY_CATEGORY.length
        ? FIXED_WIDTH_BY_CATEGORY[category]
        : -1;
  }

  /** Whether a code is that of a string or symbol. */
  public static boolean isText(int code) {
    return code == SYMBOL_8 || code == STRING_8 || code == SYMBOL_32 || code == STRING_32;
  }

  /** Whether a code is that of a list, map or array. */
  public static boolean isCompound(int code) {
    return code >= LIST_8 || code == LIST_0;
  }

  /** The type that a code stands for; what is described has none of these. */
  public static AmqpType type(int code) {
    return switch (code) {
      case NULL -> AmqpType.NULL;
      case TRUE, FALSE, BOOLEAN -> AmqpType.BOOLEAN;
      case UBYTE -> AmqpType.UBYTE;
      case USHORT -> AmqpType.USHORT;
      case UINT, SMALL_UINT, UINT_0 -> AmqpType.UINT;
      case ULONG, SMALL_ULONG, ULONG_0 -> AmqpType.ULONG;
      case BYTE -> AmqpType.BYTE;
      case SHORT -> AmqpType.SHORT;
      case INT, SMALL_INT -> AmqpType.INT;
      case LONG, SMALL_LONG -> AmqpType.LONG;
      case FLOAT -> AmqpType.FLOAT;
      case DOUBLE -> AmqpType.DOUBLE;
      case DECIMAL32 -> AmqpType.DECIMAL32;
      case DECIMAL64 -> AmqpType.DECIMAL64;
      case DECIMAL128 -> AmqpType.DECIMAL128;
      case CHAR -> AmqpType.CHAR;
      case TIMESTAMP -> AmqpType.TIMESTAMP;
      case UUID -> AmqpType.UUID;
      case BINARY_8, BINARY_32 -> AmqpType.BINARY;
      case STRING_8, STRING_32 -> AmqpType.STRING;
      case SYMBOL_8, SYMBOL_32 -> AmqpType.SYMBOL;
      case LIST_0, LIST_8, LIST_32 -> AmqpType.LIST;
      case MAP_8, MAP_32 -> AmqpType.MAP;
      case ARRAY_8, ARRAY_32 -> AmqpType.ARRAY;
      default -> throw unknown(code);
    };
  }

  /** A code as text for a message. */
  static String hex(int code) {
    return "0x" + HexFormat.of().toHexDigits((byte) code);
  }

  static DecodeException unknown(int code) {
    return new DecodeException("unknown format code " + hex(code));
  }

  static DecodeException mismatch(String type, int code) {
    return new DecodeException(type + " expected, found format code " + hex(code));
  }
}
