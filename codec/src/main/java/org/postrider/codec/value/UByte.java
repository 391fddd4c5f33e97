// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.value;

import org.jspecify.annotations.Nullable;

/**
 * An AMQP ubyte: an unsigned integer of 8 bits, 0 to 255 (AMQP 1.6.3).
 *
 * <p>Immutable.
 */
public final class UByte extends Number implements Comparable<UByte> {

  /** The largest value. */
  public static final int MAX = 0xFF;

  private static final long serialVersionUID = 1L;

  private static final UByte[] SMALL = small();

  private final int value;

  private UByte(int value) {
    this.value = value;
  }

  /**
   * The ubyte of a value.
   *
   * @param value 0 to 255
   * @throws IllegalArgumentException if the value is out of range
   */
  public static UByte of(long value) {
    if (value < 0 || value > MAX) {
      throw new IllegalArgumentException("ubyte " + value + " must be between 0 and " + MAX);
    }
    return value < SMALL.length ? SMALL[(int) value] : new UByte((int) value);
  }

  private static UByte[] small() {
    UByte[] small = new UByte[256];
    for (int i = 0; i < small.length; i++) {
      small[i] = new UByte(i);
    }
    return small;
  }

  @Override
  public int intValue() {
    return value;
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
  public int compareTo(UByte other) {
    return Integer.compare(value, other.value);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof UByte number && value == number.value;
  }

  @Override
  public int hashCode() {
    return Integer.hashCode(value);
  }

  @Override
  public String toString() {
    return Integer.toString(value);
  }
}
