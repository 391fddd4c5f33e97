// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** The page on recovery and the tests that prove it agree row by row. */
class RecoveryPageTest {

  private static final Path PAGE = Path.of("..", "docs", "recovery.md");
  private static final Pattern PROOF = Pattern.compile("`(Recovery\\w+Test\\.\\w+)`");

  /** A receive without time-out waits for messages, and what is presettled for nothing. */
  private static final Pattern ASKS =
      Pattern.compile(
          "create a (?!browser)|delete|send (?!p)|send, (?!presettled)|commit|rollback"
              + "|unsubscribe|receive\\(timeout|receiveNoWait|close a (producer|consumer|session)$");

  private static final List<Class<?>> PROOFS =
      List.of(
          RecoverySendTest.class,
          RecoverySendEndTest.class,
          RecoverySendTimeoutTest.class,
          RecoveryRelayTest.class,
          RecoveryCloseTest.class,
          RecoveryTransactionTest.class,
          RecoveryCommitTest.class,
          RecoveryCommitInDoubtTest.class,
          RecoveryAnswerTest.class,
          RecoveryCoordinatorTest.class,
          RecoveryReceiveTest.class,
          RecoveryAcknowledgeTest.class,
          RecoveryRedeliveryTest.class,
          RecoveryScanTest.class,
          RecoveryScanStopTest.class,
          RecoveryFilterTest.class,
          RecoveryRequestTest.class,
          RecoveryUnsubscribeTest.class,
          RecoveryTemporaryTest.class,
          RecoverySubscriptionTest.class);

  @Test
  void everyRowIsProvedByATestAndEveryTestProvesARow() throws IOException {
    List<String> unproved = new ArrayList<>();
    Set<String> named = new TreeSet<>();
    for (String row : rows()) {
      Matcher proof = PROOF.matcher(row);
      boolean proved = false;
      while (proof.find()) {
        named.add(proof.group(1));
        proved = true;
      }
      if (!proved) {
        unproved.add(row);
      }
    }

    assertThat(unproved).as("rows without a test").isEmpty();
    assertThat(named).as("tests that the rows name").isEqualTo(tests());
  }

  @Test
  void everyOperationThatAsksTheBrokerHasARowForNoAnswerAndOneForNoConnection() throws IOException {
    Map<String, String> phases = new TreeMap<>();
    for (String row : rows()) {
      String[] cells = row.split("\\|", -1);
      String operation = cells[1].strip();
      if (ASKS.matcher(operation).lookingAt()) {
        phases.merge(operation, cells[2], String::concat);
      }
    }

    assertThat(phases).hasSizeGreaterThan(15);
    assertThat(phases).allSatisfy((operation, all) -> assertThat(all).contains("unanswered"));
    phases.keySet().removeIf(operation -> operation.startsWith("close"));
    assertThat(phases).allSatisfy((operation, all) -> assertThat(all).contains("offline"));
  }

  /** The rows of the table of operations. */
  private static List<String> rows() throws IOException {
    List<String> lines = Files.readAllLines(PAGE);
    int begin = lines.indexOf("| operation | phase | what becomes of it | proved by |");
    assertThat(begin).as("the table's head").isPositive();
    return lines.subList(begin + 2, lines.size()).stream()
        .takeWhile(line -> line.startsWith("|"))
        .toList();
  }

  private static Set<String> tests() {
    Set<String> tests = new TreeSet<>();
    for (Class<?> proof : PROOFS) {
      for (Method method : proof.getDeclaredMethods()) {
        if (method.isAnnotationPresent(Test.class)
            || method.isAnnotationPresent(ParameterizedTest.class)) {
          tests.add(proof.getSimpleName() + "." + method.getName());
        }
      }
    }
    return tests;
  }
}
