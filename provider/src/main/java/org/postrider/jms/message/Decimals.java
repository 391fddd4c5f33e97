// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.message;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.postrider.codec.value.Decimal128;
import org.postrider.codec.value.Decimal32;
import org.postrider.codec.value.Decimal64;

/**
 * Decimals of AMQP as doubles (IEEE 754-2008 3.5.2, binary integer encoding).
 *
 * <p>Stateless.
 */
final class Decimals {

  private static final int BIAS_32 = 101;
  private static final int BIAS_64 = 398;
  private static final int BIAS_128 = 6176;

  private Decimals() {}

  static double toDouble(Decimal32 decimal) {
    return toDouble(
        BigInteger.valueOf(decimal.bits() & 0xFFFF_FFFFL), new Format(32, 8, BIAS_32, 7));
  }

  static double toDouble(Decimal64 decimal) {
    return toDouble(unsigned(decimal.bits()), new Format(64, 10, BIAS_64, 16));
  }

  static double toDouble(Decimal128 decimal) {
    BigInteger bits = unsigned(decimal.highBits()).shiftLeft(64).or(unsigned(decimal.lowBits()));
    return toDouble(bits, new Format(128, 14, BIAS_128, 34));
  }

  /** Widths in bits, and how many digits a coefficient may have. */
  private record Format(int width, int exponentBits, int bias, int digits) {}

  private static BigInteger unsigned(long bits) {
    return new BigInteger(Long.toUnsignedString(bits));
  }

  private static double toDouble(BigInteger bits, Format format) {
    boolean negative = bits.testBit(format.width - 1);
    int form = bits.shiftRight(format.width - 6).intValue() & 0x1F;
    if (form == 0x1F) {
      return Double.NaN;
    }
    if (form == 0x1E) {
      return negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
    }
    // Two leading ones in the combination field: the exponent lies two bits lower, and the
    // coefficient has an implied 100 in front.
    boolean shifted = form >>> 3 == 3;
    int coefficientBits = format.width - 1 - format.exponentBits - (shifted ? 2 : 0);
    BigInteger coefficient = low(bits, coefficientBits);
    if (shifted) {
      coefficient = coefficient.or(BigInteger.valueOf(4).shiftLeft(coefficientBits));
    }
    if (coefficient.compareTo(BigInteger.TEN.pow(format.digits)) >= 0) {
      coefficient = BigInteger.ZERO;
    }
    int exponent =
        low(bits.shiftRight(coefficientBits), format.exponentBits).intValue() - format.bias;
    double value = new BigDecimal(coefficient, -exponent).doubleValue();
    return negative ? -value : value;
  }

  private static BigInteger low(BigInteger bits, int count) {
    return bits.and(BigInteger.ONE.shiftLeft(count).subtract(BigInteger.ONE));
  }
}
