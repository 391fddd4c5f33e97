// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page on recovery says of the event API what its tests prove, row by row. */
class RestorationPageTest {

  private static final Path PAGE = Path.of("..", "docs", "recovery.md");
  private static final String HEAD =
      "| the broker has opened the connection, and | what becomes of it | proved by |";
  private static final Pattern PROOF = Pattern.compile("`RestorationTest\\.(\\w+)`");

  @Test
  void everyRowIsProvedByATestAndEveryTestProvesARow() throws IOException {
    List<String> lines = Files.readAllLines(PAGE);
    List<String> rows =
        lines.subList(lines.indexOf(HEAD) + 2, lines.size()).stream()
            .takeWhile(line -> line.startsWith("|"))
            .toList();
    List<String> named =
        rows.stream()
            .flatMap(row -> PROOF.matcher(row).results())
            .map((MatchResult proof) -> proof.group(1))
            .toList();
    List<String> tests =
        Arrays.stream(RestorationTest.class.getDeclaredMethods())
            .filter(method -> method.isAnnotationPresent(Test.class))
            .map(method -> method.getName())
            .toList();

    assertThat(rows).hasSameSizeAs(named);
    assertThat(named).containsExactlyInAnyOrderElementsOf(tests);
  }
}
