// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.value;

/**
 * An AMQP decimal128: an IEEE 754-2008 decimal in binary integer encoding, as it was sent (AMQP
 * 1.6.15).
 *
 * <p>Immutable; equality is that of the bits.
 *
 * @param highBits the first 64 bits of the encoding
 * @param lowBits the last 64 bits of the encoding
 */
public record Decimal128(long highBits, long lowBits) implements Comparable<Decimal128> {

  /** Orders by bits, not by numeric value. */
  @Override
  public int compareTo(Decimal128 other) {
    int high = Long.compare(highBits, other.highBits);
    return high != 0 ? high : Long.compare(lowBits, other.lowBits);
  }
}
