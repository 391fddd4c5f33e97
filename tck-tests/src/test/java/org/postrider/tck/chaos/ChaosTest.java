// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.tck.JakartaOnly;

/**
 * The short form of {@link Chaos}, in a process of its own, so that it finds the leaks of nothing
 * but itself.
 */
@JakartaOnly
class ChaosTest {

  /** Twice the two minutes that it may take: other tests may run beside it on a slow machine. */
  private static final long LIMIT_SECONDS = 240;

  @Test
  @Timeout(2 * LIMIT_SECONDS)
  void noAcknowledgedMessageIsLostWhenBrokersAreKilled(@TempDir Path directory) throws Exception {
    Process chaos =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                Chaos.class.getName(),
                "--kills=3",
                "--directory=" + directory)
            .redirectErrorStream(true)
            .start();
    CompletableFuture<String> output = CompletableFuture.supplyAsync(() -> read(chaos));

    boolean ended = chaos.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
    chaos.destroyForcibly();

    String told = output.get(10, TimeUnit.SECONDS);
    assertThat(ended).as(told).isTrue();
    assertThat(chaos.exitValue()).as(told).isZero();
    assertThat(told.lines().toList()).containsAll(List.of("GOOD: nothing was lost"));
  }

  private static String read(Process process) {
    try {
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (java.io.IOException killed) {
      return killed.toString();
    }
  }
}
