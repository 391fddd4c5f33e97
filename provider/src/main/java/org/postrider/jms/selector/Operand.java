// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.selector;

/**
 * A part of a selector that has a value.
 *
 * <p>Immutable.
 *
 * @param start index of its first character
 * @param end index behind its last character
 */
record Operand(Kind kind, int start, int end) {

  /** What the value is, as far as the text alone tells. */
  enum Kind {
    BOOLEAN("a condition"),
    NUMBER("a number"),
    TEXT("a text"),
    /** A property, whose type only a message tells. */
    PROPERTY("an identifier");

    final String wanted;

    Kind(String wanted) {
      this.wanted = wanted;
    }
  }

  /** Whether the value can be of a kind, for all that the text tells. */
  boolean canBe(Kind wanted) {
    return kind == wanted || kind == Kind.PROPERTY;
  }

  Operand as(Kind other, int newEnd) {
    return new Operand(other, start, newEnd);
  }
}
