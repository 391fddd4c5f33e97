// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.selector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.InvalidSelectorException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which selectors are taken and how wrong ones are refused (Jakarta Messaging 3.8.1). */
class SelectorTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "JMSType = 'car' AND color = 'blue' AND weight > 2500",
        "age BETWEEN 15 AND 19 or age not between 30 and 31",
        "Country IN ('UK', 'US', 'France') AND c NOT IN ('x')",
        "phone LIKE '12%3' AND word LIKE 'l_se' AND underscored LIKE '\\_%' ESCAPE '\\'",
        "phone NOT LIKE '12%3' escape '''",
        "prop_name IS NULL AND other IS NOT NULL",
        "JMSDeliveryMode = 'PERSISTENT'",
        "NOT (a > 1) AND NOT NOT b",
        "flag",
        "(flag)",
        "TRUE or false",
        "a = 'it''s'",
        "a = ''",
        "$a_1 = 'x' AND _b = 'y' AND é𝒳 = 1",
        "a\t=\r\n\f1",
        "a = -9223372036854775808 AND b = +9223372036854775807",
        "a = 0x7fffFFFFffffFFFF AND b = 017 AND c = 0 AND d = 57L",
        "a = 7. AND b = -.5 AND c = 7E3 AND d = 7.5e-2 AND e = 7.5e+2f AND f = 7d",
        "(a + 1) * -2 / b - - 3 >= c",
        "a <> 'x' AND b = TRUE AND c <> 3",
        "(a > 1) = TRUE",
        "a = 'x' = b"
      })
  void selectorsOfTheSpecificationAreTaken(String selector) {
    // The escape character of one of them is a quote, which stands doubled in its text.
    assertThatCode(() -> Selector.check(selector.replace("escape '''", "escape ''''")))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"x-opt name\" = 1 AND \"a\"\"b\" IS NULL",
        "a % 2 = 1",
        "a -- the rest is a remark\n = /* and this */ 1",
        "a + 1 IS NULL",
        "a = NOT b",
        "'abc' LIKE 'a%'"
      })
  void extensionsOfBrokersAreTakenKnowingly(String selector) {
    assertThatCode(() -> Selector.check(selector)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "a = | must have an identifier, a literal or a bracket at position 4, not the end: \"a =\"",
        "a = 'open | must have a text closed by ' at position 5, not \"'open\"",
        "a = 1 b | must have an operator or the end at position 7, not \"b\"",
        "a == 1 | at position 4, not \"=\"",
        "a != 1 | must have an identifier, a literal or an operator at position 3, not \"!\"",
        "a.b = 1 | at position 2, not \".\"",
        "(a = 1 | must have ) at position 7, not the end",
        "a = 1) | must have an operator or the end at position 6, not \")\"",
        "1 | must have a condition at position 1, not \"1\"",
        "'x' | must have a condition at position 1, not \"'x'\"",
        "a + 1 | must have a condition at position 1, not \"a + 1\"",
        "a AND 1 | must have a condition at position 7, not \"1\"",
        "'x' OR a | must have a condition at position 1, not \"'x'\"",
        "NOT 1 | must have a condition at position 5, not \"1\"",
        "a < 'x' | must have a number at position 5, not \"'x'\"",
        "TRUE >= 5 | must have a number at position 1, not \"TRUE\"",
        "a < b < c | must have a number at position 1, not \"a < b\"",
        "a BETWEEN 'x' AND 'y' | must have a number at position 11, not \"'x'\"",
        "a BETWEEN 1 | must have AND at position 12, not the end",
        "a + 'x' = 1 | must have a number at position 5, not \"'x'\"",
        "-'x' = 1 | must have a number at position 2, not \"'x'\"",
        "a IN (1) | must have a text in single quotes at position 7, not \"1\"",
        "a IN () | must have a text in single quotes at position 7, not \")\"",
        "a IN ('x',) | must have a text in single quotes at position 11, not \")\"",
        "'x' IN ('x') | must have an identifier at position 1, not \"'x'\"",
        "a LIKE b | must have a text in single quotes at position 8, not \"b\"",
        "1 LIKE 'x' | must have a text at position 1, not \"1\"",
        "a LIKE 'x' ESCAPE 'ab' | must have a single character to escape with at position 19",
        "a LIKE 'x' ESCAPE '' | must have a single character to escape with at position 19",
        "a NOT = 1 | must have BETWEEN, IN or LIKE at position 7, not \"=\"",
        "a = NULL | must have an identifier, a literal or a bracket at position 5, not \"NULL\"",
        "a IS TRUE | must have NULL at position 6, not \"TRUE\"",
        "a = 9223372036854775808 | must have a number in the range of a long at position 5",
        "a = 0xFFFFFFFFFFFFFFFFF | must have a number in the range of a long at position 5",
        "a = 08 | must have a number in the syntax of Java at position 5, not \"08\"",
        "a = 1.5.5 | must have a number in the syntax of Java at position 5, not \"1.5.5\"",
        "a = 5th | must have a number in the syntax of Java at position 5, not \"5th\"",
        "a = 1 /* x | must have a comment closed by */ at position 7, not \"/* x\"",
        "AND | at position 1, not \"AND\"",
        "hyphenated_props:a = 1 | at position 17, not \":\""
      })
  void theMessageTellsWhatMustStandWhere(String selector, String message) {
    assertThatThrownBy(() -> Selector.check(selector))
        .isInstanceOf(InvalidSelectorException.class)
        .hasMessageContaining(message);
  }

  @Test
  void depthIsLimitedAndLengthIsNot() {
    int most = SelectorParser.MAX_DEPTH;

    for (String part : new String[] {"(", "NOT ", "- "}) {
      String end = part.equals("(") ? ")" : "";
      String tail = part.equals("- ") ? " = 1" : "";
      assertThatCode(() -> Selector.check(part.repeat(most) + "a" + end.repeat(most) + tail))
          .doesNotThrowAnyException();
      assertThatThrownBy(() -> Selector.check(part.repeat(100_000) + "a" + tail))
          .isInstanceOf(InvalidSelectorException.class)
          .hasMessageContaining("at most 200 parts in each other");
    }
    assertThatCode(() -> Selector.check("a = 1" + " OR a = 1".repeat(100_000)))
        .doesNotThrowAnyException();
  }

  @Test
  void aLongSelectorIsCutInTheMessage() {
    assertThatThrownBy(() -> Selector.check("a = '" + "x".repeat(100_000)))
        .satisfies(refused -> assertThat(refused.getMessage().length()).isLessThan(600));
  }
}
