// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.value;

/**
 * An AMQP decimal64: an IEEE 754-2008 decimal in binary integer encoding, as it was sent (AMQP
 * 1.6.14).
 *
 * <p>Immutable; equality is that of the bits.
 *
 * @param bits the 64 bits of the encoding
 */
public record Decimal64(long bits) implements Comparable<Decimal64> {

  /** Orders by bits, not by numeric value. */
  @Override
  public int compareTo(Decimal64 other) {
    return Long.compare(bits, other.bits);
  }
}
