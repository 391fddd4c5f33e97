// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.value;

/**
 * An AMQP decimal32: an IEEE 754-2008 decimal in binary integer encoding, as it was sent (AMQP
 * 1.6.13).
 *
 * <p>Immutable; equality is that of the bits.
 *
 * @param bits the 32 bits of the encoding
 */
public record Decimal32(int bits) implements Comparable<Decimal32> {

  /** Orders by bits, not by numeric value. */
  @Override
  public int compareTo(Decimal32 other) {
    return Integer.compare(bits, other.bits);
  }
}
