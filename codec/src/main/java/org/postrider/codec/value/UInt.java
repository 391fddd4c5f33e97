// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.value;

import org.jspecify.annotations.Nullable;

/**
 * An AMQP uint: an unsigned integer of 32 bits, 0 to 2^32-1 (AMQP 1.6.5).
 *
 * <p>Immutable.
 */
public final class UInt extends Number implements Comparable<UInt> {

  /** The largest value. */
  public static final long MAX = 0xFFFF_FFFFL;

  private static final long serialVersionUID = 1L;

  private static final UInt[] SMALL = small();

  private final long value;

  private UInt(long value) {
    this.value = value;
  }

  /**
   * The uint of a value.
   *
   * @param value 0 to 2^32-1
   * @throws IllegalArgumentException if the value is out of range
   */
  public static UInt of(long value) {
    if (value < 0 || value > MAX) {
      throw new IllegalArgumentException("uint " + value + " must be between 0 and " + MAX);
    }
    return value < SMALL.length ? SMALL[(int) value] : new UInt(value);
  }

  private static UInt[] small() {
    UInt[] small = new UInt[256];
    for (int i = 0; i < small.length; i++) {
      small[i] = new UInt(i);
    }
    return small;
  }

  @Override
  public int intValue() {
    return (int) value;
  }

  @Override
  public long longValue() {
    return value;
  }

  @Override
  public float floatValue() {
    return value;
  }

  @Override
  public double doubleValue() {
    return value;
  }

  @Override
  public int compareTo(UInt other) {
    return Long.compare(value, other.value);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof UInt number && value == number.value;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(value);
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
