// SPDX-License-Identifier: Apache-2.0
package org.postrider.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command {@code event} runs each of its programs. */
@Timeout(120)
final class EventCommandTest {

  @ParameterizedTest
  @CsvSource({
    "hello, Hello World!",
    "jobs, job 9",
    "transfer, 10 messages moved",
    "echo, 2: BRILLIG",
  })
  void aProgramRunsToItsEnd(String program, String lastLine) {
    StringWriter out = new StringWriter();

    int exitCode = Main.commandLine().setOut(new PrintWriter(out, true)).execute("event", program);

    assertThat(out.toString()).endsWith(String.format("%s%n", lastLine));
    assertThat(exitCode).isZero();
  }
}
