// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.selector;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.InvalidSelectorException;
import org.apache.qpid.jms.selector.SelectorParser;
import org.apache.qpid.jms.selector.filter.FilterException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Qpid JMS takes and refuses beside what is taken and refused here. */
class QpidAgreementTest {

  private static boolean isTakenHere(String selector) {
    try {
      Selector.check(selector);
      return true;
    } catch (InvalidSelectorException refused) {
      return false;
    }
  }

  private static boolean isTakenThere(String selector) {
    try {
      SelectorParser.parse(selector);
      return true;
    } catch (FilterException refused) {
      return false;
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "a.b = 1",
        "a-b = 1",
        "\"a-b\" = 1",
        "1 = 1",
        "'x' = 1",
        "'x' < 1",
        "TRUE < 5",
        "a = b = c",
        "a < b < c",
        "a = b < c",
        "NOT a = 'x'",
        "a = NOT b",
        "1",
        "'x'",
        "a + 1",
        "a % 2 = 1",
        "-- c\n a = 1",
        "/* x */ a = 1",
        "a = -9223372036854775808",
        "a=08",
        "a=010",
        "a=0x1F",
        "a=1L",
        "a=1.",
        "a=.5",
        "a=7E3",
        "'x' LIKE 'a'",
        "a LIKE 'a' ESCAPE 'ab'",
        "a LIKE 'a' ESCAPE ''",
        "a LIKE b",
        "'a' IN ('b')",
        "a IN (1,2)",
        "a IN ()",
        "a BETWEEN 'a' AND 'b'",
        "1 IS NULL",
        "a+b IS NULL",
        "a IS NOT NULL",
        "NULL = a",
        "a = NULL",
        "TRUE",
        "FALSE AND TRUE",
        "NOT TRUE",
        "a AND 1",
        "a OR 'x'",
        "NOT 1",
        "-a = 1",
        "+a=1",
        "- -a=1",
        "a = TRUE",
        "TRUE = a",
        "a <> 'b'",
        "a != 1",
        "a == 1",
        "(a)",
        "((a=1))",
        "(a=1",
        "a=1)",
        "a = 'it''s'",
        "a = 'open",
        "XPATH 'x'",
        "convert_string_expressions:a = 1",
        "a = 1 b = 2",
        "a NOT LIKE 'x'",
        "a NOT IN ('x')",
        "a NOT BETWEEN 1 AND 2",
        "a NOT = 1",
        "(a > 1) = TRUE",
        "a > TRUE",
        "JMSPriority > 'x'",
        "a=1.5.5",
        "$a=1",
        "_a = 1",
        "a IS TRUE",
        "a IN ('x',)",
        "a = -0x10",
        "a = 1e400",
        "a BETWEEN 1 AND 2 AND b",
        "a\t=\n1",
        "a like 'x' escape '\\'",
        "a=1 ;",
        "not a",
        "a is null = true",
        "(a+1)*2 > 3",
        "(a IN ('x')) = TRUE",
        "(a) IN ('x')"
      })
  void bothSayTheSame(String selector) {
    assertThat(isTakenHere(selector)).isEqualTo(isTakenThere(selector));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "é = 1 | true | an identifier of Java has any letters",
        "a = 7d | true | approximate numbers have the syntax of Java, with its suffix",
        "a = 7.5e-2f | true | likewise",
        "a = 0x1FL | true | likewise",
        "true = 1 | true | unlike types may be compared, and are not equal",
        "a = 9223372036854775808 | false | exact numbers have the range of a long",
        "1 LIKE 'a' | false | a number matches no pattern",
        "'a' + 'b' = 'c' | false | there is arithmetic of numbers only",
        "TRUE + 1 = 2 | false | likewise",
        "-'x' = 1 | false | likewise"
      })
  void theyDifferKnowingly(String selector, boolean here, String why) {
    assertThat(isTakenHere(selector)).as(why).isEqualTo(here);
    assertThat(isTakenThere(selector)).as(why).isEqualTo(!here);
  }
}
