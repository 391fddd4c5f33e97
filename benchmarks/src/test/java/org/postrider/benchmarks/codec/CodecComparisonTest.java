// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CodecComparisonTest {

  private static final int PATIENCE_S = 60;

  @Test
  void withoutArgumentsEveryBenchmarkIsRunFiveTimes() {
    assertThat(CodecPlan.of(List.of()))
        .isEqualTo(
            new CodecPlan(5, List.of("encode", "readAll", "readBody", "transfer", "disposition")));
  }

  @Test
  void benchmarksAreRunAsNamedAndOnceEach() {
    assertThat(CodecPlan.of(List.of("2", "transfer", "encode", "transfer")))
        .isEqualTo(new CodecPlan(2, List.of("transfer", "encode")));
    assertThat(CodecPlan.of(List.of("encode"))).isEqualTo(new CodecPlan(5, List.of("encode")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1000"})
  void aNumberOfRoundsThatCannotBeIsRefused(String number) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CodecPlan.of(List.of(number)))
        .withMessage("the number of rounds is '" + number + "', and is to be from 1 to 999");
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "-1, -1", "foo, foo", "1 foo, foo", "1 2, 2"})
  void whatIsRefusedIsNamedAndNothingIsRun(String arguments, String named, @TempDir Path folder)
      throws IOException, InterruptedException {
    File out = folder.resolve("out").toFile();
    File err = folder.resolve("err").toFile();
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                CodecComparison.class.getName()));
    command.addAll(List.of(arguments.split(" ", -1)));
    Process process = new ProcessBuilder(command).redirectOutput(out).redirectError(err).start();
    try {
      assertThat(process.waitFor(PATIENCE_S, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }

    assertThat(process.exitValue()).isEqualTo(2);
    assertThat(Files.readString(out.toPath())).isEmpty();
    assertThat(Files.readAllLines(err.toPath()))
        .singleElement()
        .asString()
        .contains("'" + named + "'")
        .containsAnyOf("is to be from 1 to 999", "is no benchmark");
  }
}
