// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.message;

import jakarta.jms.MessageFormatException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.wire.Printable;

/**
 * What a value that was written as one type may be read as (JMS 3.5.4, 3.11.3): one table for
 * properties, maps and streams.
 *
 * <p>Stateless. A text is converted by the type's {@code valueOf}, so a malformed one is a {@link
 * NumberFormatException}; null is read as {@code valueOf(null)}: false for a boolean, a {@link
 * NumberFormatException} for integers, a {@link NullPointerException} for float, double and char.
 */
public final class Conversion {

  private Conversion() {}

  /** Reads a boolean: from boolean and String. */
  public static boolean toBoolean(@Nullable Object value) throws MessageFormatException {
    if (value instanceof Boolean bool) {
      return bool;
    }
    if (value == null || value instanceof String) {
      return Boolean.parseBoolean((String) value);
    }
    throw refused(value, "boolean");
  }

  /** Reads a byte: from byte and String. */
  public static byte toByte(@Nullable Object value) throws MessageFormatException {
    if (value instanceof Byte number) {
      return number;
    }
    if (value == null || value instanceof String) {
      return Conversion.<Byte>number(text(value), Byte::valueOf);
    }
    throw refused(value, "byte");
  }

  /** Reads a short: from byte, short and String. */
  public static short toShort(@Nullable Object value) throws MessageFormatException {
    if (value instanceof Short || value instanceof Byte) {
      return ((Number) value).shortValue();
    }
    if (value == null || value instanceof String) {
      return Conversion.<Short>number(text(value), Short::valueOf);
    }
    throw refused(value, "short");
  }

  /** Reads an int: from byte, short, int and String. */
  public static int toInt(@Nullable Object value) throws MessageFormatException {
    if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
      return ((Number) value).intValue();
    }
    if (value == null || value instanceof String) {
      return Conversion.<Integer>number(text(value), Integer::valueOf);
    }
    throw refused(value, "int");
  }

  /** Reads a long: from byte, short, int, long and String. */
  public static long toLong(@Nullable Object value) throws MessageFormatException {
    if (value instanceof Long
        || value instanceof Integer
        || value instanceof Short
        || value instanceof Byte) {
      return ((Number) value).longValue();
    }
    if (value == null || value instanceof String) {
      return Conversion.<Long>number(text(value), Long::valueOf);
    }
    throw refused(value, "long");
  }

  /** Reads a float: from float and String. */
  public static float toFloat(@Nullable Object value) throws MessageFormatException {
    if (value instanceof Float number) {
      return number;
    }
    if (value instanceof String text) {
      return Conversion.<Float>number(text, Float::valueOf);
    }
    if (value == null) {
      throw nothing("float");
    }
    throw refused(value, "float");
  }

  /** Reads a double: from float, double and String. */
  public static double toDouble(@Nullable Object value) throws MessageFormatException {
    if (value instanceof Double || value instanceof Float) {
      return ((Number) value).doubleValue();
    }
    if (value instanceof String text) {
      return Conversion.<Double>number(text, Double::valueOf);
    }
    if (value == null) {
      throw nothing("double");
    }
    throw refused(value, "double");
  }

  /** Reads a char: from char only. */
  public static char toChar(@Nullable Object value) throws MessageFormatException {
    if (value instanceof Character character) {
      return character;
    }
    if (value == null) {
      throw nothing("char");
    }
    throw refused(value, "char");
  }

  /** Reads a String: from everything but octets. */
  public static @Nullable String toText(@Nullable Object value) throws MessageFormatException {
    if (value instanceof byte[]) {
      throw refused(value, "String");
    }
    return value == null ? null : value.toString();
  }

  /** Reads octets: from octets only; the array is not copied. */
  public static byte @Nullable [] toBytes(@Nullable Object value) throws MessageFormatException {
    if (value == null || value instanceof byte[]) {
      return (byte[]) value;
    }
    throw refused(value, "byte[]");
  }

  /**
   * Refuses an object that cannot be a property.
   *
   * @return the object
   */
  public static @Nullable Object checkedProperty(@Nullable Object value)
      throws MessageFormatException {
    if (value == null || value instanceof String || value instanceof Boolean || isNumber(value)) {
      return value;
    }
    throw new MessageFormatException(
        "property value of "
            + value.getClass().getName()
            + " must be a Boolean, Byte, Short, Integer, Long, Float, Double or String");
  }

  /**
   * Refuses an object that cannot be in a map or stream.
   *
   * @return the object, or a copy of its octets
   */
  static @Nullable Object checkedElement(@Nullable Object value) throws MessageFormatException {
    if (value instanceof byte[] octets) {
      return octets.clone();
    }
    return value instanceof Character ? value : checkedProperty(value);
  }

  private static boolean isNumber(Object value) {
    return value instanceof Integer
        || value instanceof Long
        || value instanceof Byte
        || value instanceof Short
        || value instanceof Float
        || value instanceof Double;
  }

  /** Whoever sent the message has written the text, and the JDK's refusal holds it as it is. */
  private static <N> N number(String text, Function<String, N> parse) {
    try {
      return parse.apply(text);
    } catch (NumberFormatException refused) {
      throw new NumberFormatException(Printable.of(String.valueOf(refused.getMessage()), 200));
    }
  }

  private static String text(@Nullable Object value) {
    if (value == null) {
      throw new NumberFormatException("there is no value to make a number of");
    }
    return (String) value;
  }

  private static NullPointerException nothing(String type) {
    return new NullPointerException("there is no value to make a " + type + " of");
  }

  private static MessageFormatException refused(Object value, String type) {
    return new MessageFormatException(
        "a value of " + value.getClass().getSimpleName() + " cannot be read as " + type);
  }
}
