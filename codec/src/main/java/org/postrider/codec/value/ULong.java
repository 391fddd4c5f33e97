// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.value;

import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * An AMQP ulong: an unsigned integer of 64 bits, 0 to 2^64-1 (AMQP 1.6.6).
 *
 * <p>Immutable. {@link #longValue()} gives the 64 bits, negative from 2^63 on.
 */
public final class ULong extends Number implements Comparable<ULong> {

  private static final long serialVersionUID = 1L;

  private final long bits;

  private ULong(long bits) {
    this.bits = bits;
  }

  /** The ulong with these 64 bits, taken as unsigned. */
  public static ULong ofBits(long bits) {
    return new ULong(bits);
  }

  /**
   * The ulong of a value.
   *
   * @param value 0 or more
   * @throws IllegalArgumentException if the value is negative
   */
  public static ULong of(long value) {
    if (value < 0) {
      throw new IllegalArgumentException("ulong " + value + " must not be negative");
    }
    return new ULong(value);
  }

  /** The exact value. */
  public BigInteger toBigInteger() {
    return new BigInteger(Long.toUnsignedString(bits));
  }

  @Override
  public int intValue() {
    return (int) bits;
  }

  @Override
  public long longValue() {
    return bits;
  }

  @Override
  public float floatValue() {
    return toBigInteger().floatValue();
  }

  @Override
  public double doubleValue() {
    return toBigInteger().doubleValue();
  }

  @Override
  public int compareTo(ULong other) {
    return Long.compareUnsigned(bits, other.bits);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof ULong number && bits == number.bits;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(bits);
  }

  @Override
  public String toString() {
    return Long.toUnsignedString(bits);
  }
}
