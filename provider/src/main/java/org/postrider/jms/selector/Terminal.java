// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.selector;

import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The terminals of the grammar; the first ones are keywords, in any case. */
enum Terminal {
  AND("AND"),
  OR("OR"),
  NOT("NOT"),
  BETWEEN("BETWEEN"),
  LIKE("LIKE"),
  IN("IN"),
  IS("IS"),
  NULL("NULL"),
  TRUE("TRUE"),
  FALSE("FALSE"),
  ESCAPE("ESCAPE"),
  EQUAL("="),
  NOT_EQUAL("<>"),
  LESS("<"),
  LESS_OR_EQUAL("<="),
  GREATER(">"),
  GREATER_OR_EQUAL(">="),
  PLUS("+"),
  MINUS("-"),
  TIMES("*"),
  DIVIDE("/"),
  MODULO("%"),
  OPEN("("),
  CLOSE(")"),
  COMMA(","),
  IDENTIFIER("an identifier"),
  TEXT("a text in single quotes"),
  INTEGER("a number"),
  DECIMAL("a number"),
  END("the end");

  private static final Map<String, Terminal> KEYWORDS =
      Stream.of(values())
          .filter(terminal -> terminal.compareTo(ESCAPE) <= 0)
          .collect(Collectors.toMap(Terminal::toString, Function.identity()));

  private final String text;

  Terminal(String text) {
    this.text = text;
  }

  /** The keyword that a word is, or null where it is an identifier. */
  static @Nullable Terminal keyword(String word) {
    return KEYWORDS.get(word.toUpperCase(Locale.ROOT));
  }

  @Override
  public String toString() {
    return text;
  }
}
