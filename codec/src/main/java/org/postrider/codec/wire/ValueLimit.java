// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.wire;

/**
 * How many values the lists, maps and arrays of one frame body or section may hold together: an
 * octet or two of a peer are an object each here.
 *
 * <p>Stateless: the count is the reader's.
 */
final class ValueLimit {

  static final int MAX_VALUES = 4 * 1024 * 1024;

  /** What one list, map, array or described value counts, beside what it holds. */
  static final int COMPOUND = 8;

  private ValueLimit() {}

  /** Adds what a compound is about to hold to those before it. */
  static int add(int before, int count) {
    int values = before + Math.min(count, MAX_VALUES) + COMPOUND;
    if (values > MAX_VALUES) {
      throw new DecodeException(
          "more than "
              + MAX_VALUES
              + " values in one section, where a compound counts as "
              + COMPOUND);
    }
    return values;
  }
}
