// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

/** Serial number arithmetic of 32 bits, after RFC 1982 (AMQP 2.8.10). */
final class Serial {

  private Serial() {}

  /** Whether {@code a} comes before {@code b}; they must be less than 2^31 apart. */
  static boolean isBefore(int a, int b) {
    return a - b < 0;
  }

  /** Whether {@code number} lies in the range, both ends included. */
  static boolean isWithin(int number, int first, int last) {
    return !isBefore(number, first) && !isBefore(last, number);
  }
}
