// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck;

import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * A running program with all that it printed, to standard output and standard error alike.
 * Thread-safe.
 */
public final class ChildProgram implements AutoCloseable {
  private static final String PORT = "PORT ";
  private static final Duration PORT_LIMIT = Duration.ofSeconds(60);
  private static final long END_LIMIT_S = 5;

  private final Process process;
  private final Path output;

  private ChildProgram(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  /** Starts a program. */
  public static ChildProgram start(List<String> command) throws IOException {
    // A file takes any amount of output without a thread that reads along.
    Path output = Files.createTempFile("program", ".out");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    process.getOutputStream().close();
    return new ChildProgram(process, output);
  }

  /** How a program ended and what it printed. */
  public record Result(int exitCode, String output) {}

  /** Waits until the program ends by itself. */
  public Result awaitEnd(Duration limit) throws IOException, InterruptedException {
    if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
      fail("the program has not ended within %s; it printed:%n%s", limit, output());
    }
    return new Result(process.exitValue(), output());
  }

  /** The port that a listening program printed; waits for it. */
  public int awaitPort() {
    return Awaitility.await().atMost(PORT_LIMIT).until(this::portOrZero, port -> port > 0);
  }

  private int portOrZero() throws IOException {
    if (!process.isAlive()) {
      fail("the program ended before it listened; it printed:%n%s", output());
    }
    return output()
        .lines()
        .filter(line -> line.startsWith(PORT))
        .mapToInt(line -> Integer.parseInt(line.substring(PORT.length()).strip()))
        .findFirst()
        .orElse(0);
  }

  /** What the program printed so far. */
  public String output() throws IOException {
    return Files.readString(output, StandardCharsets.UTF_8);
  }

  /** Ends the program if it still runs. */
  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(END_LIMIT_S, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    Files.deleteIfExists(output);
  }
}
