// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import jakarta.jms.InvalidSelectorException;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.qpid.jms.selector.SelectorParser;
import org.apache.qpid.jms.selector.filter.FilterException;

/** Selectors made at random: by the grammar, and then broken. */
class SelectorPropertiesTest {

  /** Makes selectors by the grammar of the specification, which all parsers know. */
  private static final class Maker {

    private final Random random;

    Maker(long seed) {
      random = new Random(seed);
    }

    private String one(String... texts) {
      return texts[random.nextInt(texts.length)];
    }

    String condition(int depth) {
      if (depth == 0) {
        return one("flag", "TRUE", "false", "JMSXGroupSeq = 1");
      }
      int below = depth - 1;
      return switch (random.nextInt(9)) {
        case 0 -> condition(below) + one(" AND ", " and ", "\nAND\t") + condition(below);
        case 1 -> condition(below) + one(" OR ", " or ") + condition(below);
        case 2 -> "NOT (" + condition(below) + ")";
        case 3 -> "(" + condition(below) + ")";
        case 4 -> number(below) + one("=", " <> ", "<", " <= ", ">", " >= ") + number(below);
        case 5 ->
            number(below) + one("", " NOT") + " BETWEEN " + number(below) + " AND " + number(below);
        case 6 -> name() + one("", " not") + " IN ('a', " + text() + "," + text() + ")";
        case 7 -> name() + one("", " NOT") + " LIKE " + text() + one("", " ESCAPE '\\'");
        default -> name() + one(" IS NULL", " is not null", " = " + text(), " <> TRUE");
      };
    }

    private String number(int depth) {
      if (depth == 0) {
        return one("7", "-9223372036854775808", ".5", "7.", "1E3", "2.5e-2", "0x1F", "017", name());
      }
      int below = depth - 1;
      return switch (random.nextInt(3)) {
        case 0 -> "(" + number(below) + one("+", " - ") + number(below) + ")";
        case 1 -> number(below) + one(" * ", "/") + number(below);
        default -> one("- ", "+") + "(" + number(below) + ")";
      };
    }

    private String name() {
      return one("JMSPriority", "a", "$b", "_c1", "JMS_x");
    }

    private String text() {
      return one("''", "'x'", "'it''s'", "'a%_'", "'AND ('", "'é\n'");
    }
  }

  @Provide
  Arbitrary<String> selectors() {
    return Arbitraries.longs()
        .flatMap(
            seed -> Arbitraries.integers().between(0, 5).map(d -> new Maker(seed).condition(d)));
  }

  @Property
  void whatTheGrammarMakesIsTakenHereAndByQpidJms(@ForAll @From("selectors") String selector)
      throws FilterException {
    assertThatCode(() -> Selector.check(selector)).doesNotThrowAnyException();
    SelectorParser.parse(selector);
  }

  /** What is put in at random places; not what Qpid JMS and we knowingly differ in. */
  private static final List<String> PIECES =
      List.of(
          "(",
          ")",
          "'",
          "=",
          "<",
          ">",
          "+",
          "*",
          ",",
          " ",
          "AND",
          " NOT ",
          " IN ",
          " NULL ",
          " IS",
          "LIKE 'x'",
          " BETWEEN 1 AND ",
          " 1 ",
          " a ",
          " 'x' ",
          "0",
          ".",
          "e",
          "\"",
          "/*",
          "--",
          "%",
          "\n",
          "!",
          "\\",
          ":",
          "\u0000",
          "é",
          "\uD83D");

  private static String broken(String selector, long seed) {
    Random random = new Random(seed);
    StringBuilder text = new StringBuilder(selector);
    for (int i = 0; i <= random.nextInt(3); i++) {
      int at = random.nextInt(text.length() + 1);
      int end = Math.min(text.length(), at + random.nextInt(4));
      text.replace(at, end, PIECES.get(random.nextInt(PIECES.size())));
    }
    return text.toString();
  }

  @Property(tries = 5000)
  void whateverTheTextThereIsNoOtherException(
      @ForAll @From("selectors") String selector, @ForAll long seed) {
    String text = broken(selector, seed);
    try {
      Selector.check(text);
    } catch (InvalidSelectorException refused) {
      assertThat(refused.getMessage()).contains(" at position ");
    }
  }

  @Property
  void textsOfAnyCharactersDoNoHarmEither(@ForAll String text) {
    try {
      Selector.check(text);
    } catch (InvalidSelectorException refused) {
      assertThat(refused.getMessage()).startsWith("selector must have ");
    }
  }
}
