// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.value;

import org.jspecify.annotations.Nullable;

/**
 * An AMQP ushort: an unsigned integer of 16 bits, 0 to 65535 (AMQP 1.6.4).
 *
 * <p>Immutable.
 */
public final class UShort extends Number implements Comparable<UShort> {

  /** The largest value. */
  public static final int MAX = 0xFFFF;

  private static final long serialVersionUID = 1L;

  private static final UShort[] SMALL = small();

  private final int value;

  private UShort(int value) {
    this.value = value;
  }

  /**
   * The ushort of a value.
   *
   * @param value 0 to 65535
   * @throws IllegalArgumentException if the value is out of range
   */
  public static UShort of(long value) {
    if (value < 0 || value > MAX) {
      throw new IllegalArgumentException("ushort " + value + " must be between 0 and " + MAX);
    }
    return value < SMALL.length ? SMALL[(int) value] : new UShort((int) value);
  }

  private static UShort[] small() {
    UShort[] small = new UShort[256];
    for (int i = 0; i < small.length; i++) {
      small[i] = new UShort(i);
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
  public int compareTo(UShort other) {
    return Integer.compare(value, other.value);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof UShort number && value == number.value;
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
