// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.value;

import org.jspecify.annotations.Nullable;

/**
 * An AMQP symbol: a name from a constrained domain, 7-bit ASCII (AMQP 1.6.21).
 *
 * <p>Immutable; two symbols of the same text are equal.
 */
public final class Symbol implements Comparable<Symbol> {

  private final String text;

  private Symbol(String text) {
    this.text = text;
  }

  /**
   * The symbol of a text.
   *
   * @throws IllegalArgumentException if the text holds a character above 0x7F
   */
  public static Symbol of(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0x7F) {
        throw new IllegalArgumentException(
            "symbol '" + text + "' must be ASCII: character at index " + i + " is not");
      }
    }
    return new Symbol(text);
  }

  /** The number of characters, which is also the number of octets on the wire. */
  public int length() {
    return text.length();
  }

  @Override
  public int compareTo(Symbol other) {
    return text.compareTo(other.text);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other || other instanceof Symbol symbol && text.equals(symbol.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** The symbol's text. */
  @Override
  public String toString() {
    return text;
  }
}
