// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.wire;

import org.jspecify.annotations.Nullable;
import org.postrider.codec.value.AmqpType;
import org.postrider.codec.value.UByte;
import org.postrider.codec.value.UInt;
import org.postrider.codec.value.ULong;
import org.postrider.codec.value.UShort;

/**
 * Sees to it that the elements of an array are of its type before they are written (AMQP 1.6.24).
 *
 * <p>Stateless.
 */
final class ArrayElements {

  private ArrayElements() {}

  /** An element of the class that stands for the array's type. */
  static <T> T as(Class<T> wanted, AmqpType type, @Nullable Object element) {
    if (!wanted.isInstance(element)) {
      throw new IllegalArgumentException(
          "an element of an array of "
              + type
              + " must be a "
              + wanted.getSimpleName()
              + ", not "
              + shown(element));
    }
    return wanted.cast(element);
  }

  static Object given(@Nullable Object value, String what) {
    if (value == null) {
      throw new IllegalArgumentException("a " + what + " must not be null");
    }
    return value;
  }

  static void checkNull(@Nullable Object element) {
    if (element != null) {
      throw new IllegalArgumentException(
          "an element of an array of NULL must be null, not " + shown(element));
    }
  }

  /** The bits of an integer of any class, which must be in the range of the array's type. */
  static long integer(AmqpType type, @Nullable Object element) {
    if (element instanceof ULong number) {
      return unsigned(type, number);
    }
    if (!(element instanceof Number integer) || !isInteger(integer)) {
      throw new IllegalArgumentException(
          "an element of an array of " + type + " must be an integer, not " + shown(element));
    }
    long value = integer.longValue();
    if (value < least(type) || value > most(type)) {
      throw outOfRange(type, integer);
    }
    return value;
  }

  private static long unsigned(AmqpType type, ULong number) {
    long bits = number.longValue();
    if (type != AmqpType.ULONG && (bits < 0 || bits > most(type))) {
      throw outOfRange(type, number);
    }
    return bits;
  }

  private static boolean isInteger(Number element) {
    return element instanceof Integer
        || element instanceof Long
        || element instanceof UInt
        || element instanceof Short
        || element instanceof Byte
        || element instanceof UShort
        || element instanceof UByte;
  }

  private static long least(AmqpType type) {
    return switch (type) {
      case BYTE -> Byte.MIN_VALUE;
      case SHORT -> Short.MIN_VALUE;
      case INT -> Integer.MIN_VALUE;
      case LONG -> Long.MIN_VALUE;
      default -> 0;
    };
  }

  private static long most(AmqpType type) {
    return switch (type) {
      case BYTE -> Byte.MAX_VALUE;
      case UBYTE -> 0xFF;
      case SHORT -> Short.MAX_VALUE;
      case USHORT -> 0xFFFF;
      case INT -> Integer.MAX_VALUE;
      case UINT -> UInt.MAX;
      default -> Long.MAX_VALUE;
    };
  }

  private static IllegalArgumentException outOfRange(AmqpType type, Object element) {
    String most = type == AmqpType.ULONG ? "2^64-1" : String.valueOf(most(type));
    return new IllegalArgumentException(
        "element "
            + element
            + " of an array of "
            + type
            + " must be between "
            + least(type)
            + " and "
            + most);
  }

  private static String shown(@Nullable Object element) {
    return element == null
        ? "null"
        : AnyValueReader.shown(element) + " (" + element.getClass().getSimpleName() + ")";
  }
}
