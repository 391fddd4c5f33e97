// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.value;

/**
 * An AMQP char: one Unicode scalar value, which may lie beyond a Java {@code char} (AMQP 1.6.16).
 *
 * <p>Immutable.
 *
 * @param codePoint 0 to 0x10FFFF, no surrogate
 */
public record AmqpChar(int codePoint) implements Comparable<AmqpChar> {

  /** Refuses what is no Unicode scalar value. */
  public AmqpChar {
    if (!isScalar(codePoint)) {
      throw new IllegalArgumentException(
          "char 0x" + Integer.toHexString(codePoint) + " must be a Unicode scalar value");
    }
  }

  /** Whether a number is a Unicode scalar value: a code point that is no surrogate. */
  public static boolean isScalar(int codePoint) {
    return Character.isValidCodePoint(codePoint)
        && (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE);
  }

  @Override
  public int compareTo(AmqpChar other) {
    return Integer.compare(codePoint, other.codePoint);
  }

  @Override
  public String toString() {
    return Character.toString(codePoint);
  }
}
