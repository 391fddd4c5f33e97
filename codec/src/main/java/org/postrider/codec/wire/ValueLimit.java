// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.wire;

/**
 * How many values the lists, maps and arrays of one frame body or section may hold together: an
 * octet or two of a peer are an object each here. It is no less than a number that costs little,
 * and beyond that one for each octet, so that memory stays in proportion to the octets.
 *
 * <p>Stateless: the count is the reader's.
 */
final class ValueLimit {

  /** So many values there may be, however few their octets. */
  static final int MIN_VALUES = 4 * 1024 * 1024;

  /** What one list, array or described value counts, beside what it holds. */
  static final int COMPOUND = 4;

  /** What one map counts, beside its keys and values. */
  static final int MAP = 8;

  private ValueLimit() {}

  /** For an array of so many octets. */
  static int of(int octets) {
    return Math.max(MIN_VALUES, octets);
  }

  /** Adds what a compound is about to hold to those before it, in an array of so many octets. */
  static long add(long before, int count, int octets) {
    long values = before + count;
    int limit = of(octets);
    if (values > limit) {
      throw new DecodeException(
          "more than "
              + limit
              + " values, where a list, array or described value counts "
              + COMPOUND
              + " more and a map "
              + MAP
              + "; so many are allowed for the octets there are");
    }
    return values;
  }
}
