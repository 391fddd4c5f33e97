// SPDX-License-Identifier: Apache-2.0
package org.postrider.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

final class OrdersCommandTest {
  private static final int WELL = 0;
  private static final int FAILED = 1;
  private static final int WRONG_OPTIONS = 2;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void everyOrderComesExactlyOnceThroughTheEmbeddedBroker() {

    int exitCode = run("orders", "--orders", "500", "--size", "64");

    assertThat(err.toString()).isEmpty();
    assertThat(out.toString())
        .startsWith(
            "500 non-persistent orders of 64 characters through queue orders of an embedded")
        .contains("500/500")
        .containsPattern("sent +500\n")
        .containsPattern("received +500\n")
        .containsPattern("duplicates +0\n")
        .containsPattern("missing +0\n")
        .containsPattern("rate +[1-9][0-9]* orders/s\n")
        .endsWith("Each order came exactly once.\n");
    assertThat(exitCode).isEqualTo(WELL);
  }

  @Test
  void persistentOrdersComeExactlyOnce() {

    int exitCode = run("orders", "--orders", "100", "--size", "0", "--persistent");

    assertThat(out.toString())
        .startsWith("100 persistent orders of 0 characters")
        .containsPattern("received +100\n")
        .endsWith("Each order came exactly once.\n");
    assertThat(exitCode).isEqualTo(WELL);
  }

  @Test
  void aBrokerThatIsNotThereIsOneLine() throws Exception {
    int closedPort;
    try (ServerSocket socket = new ServerSocket(0)) {
      closedPort = socket.getLocalPort();
    }

    int exitCode = run("orders", "--orders", "1", "--url", "amqp://127.0.0.1:" + closedPort);

    assertThat(err.toString().lines()).hasSize(1);
    assertThat(err.toString())
        .startsWith("postrider-examples orders: ")
        .contains(String.valueOf(closedPort));
    assertThat(out.toString()).doesNotContain("exactly once");
    assertThat(exitCode).isEqualTo(FAILED);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          orders --orders 0          | --orders must be 1 to 100000000, but is 0
          orders --orders many       | Invalid value for option '--orders': 'many' is not an int
          orders --size -1           | --size must be 0 to 10000000, but is -1
          orders --user ada          | --user needs --url: the embedded broker admits everyone
          orders --password x        | --password needs --user
          orders --hurry             | Unknown option: '--hurry'
          parcels                    | Unmatched argument at index 0: 'parcels'
          """)
  void aWrongOptionIsRefusedWithItsRule(String arguments, String reason) {
    int exitCode = run(arguments.split(" "));

    assertThat(err.toString()).contains(reason).containsPattern("Try: postrider-examples.* --help");
    assertThat(out.toString()).isEmpty();
    assertThat(exitCode).isEqualTo(WRONG_OPTIONS);
  }

  @Test
  void helpListsThePrograms() {
    int exitCode = run("--help");

    assertThat(out.toString())
        .startsWith("Usage: postrider-examples")
        .containsPattern(Pattern.compile("^ +orders +Moves orders", Pattern.MULTILINE));
    assertThat(exitCode).isEqualTo(WELL);
  }

  private int run(String... arguments) {
    CommandLine command = Main.commandLine();
    command.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    return command.execute(arguments);
  }
}
