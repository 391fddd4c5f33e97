// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.guard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/**
 * A program of this module in a JVM of its own. What it prints goes to a file, so that nobody has
 * to read along; it ends with this object. Confined to one thread.
 */
final class Program implements AutoCloseable {

  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final Process process;
  private final Path output;

  private Program(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  static Program start(Path folder, List<String> jvm, List<String> program) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(jvm);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(program);
    Path output = Files.createTempFile(folder, "program", ".out");
    return new Program(
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start(),
        output);
  }

  /** What follows the prefix in the first line that begins so; waits for it. */
  String awaitLine(String prefix) {
    return Awaitility.await()
        .atMost(LIMIT)
        .until(() -> line(prefix).or(this::ended), Optional::isPresent)
        .orElseThrow();
  }

  /** The same, of a program that ends by itself. */
  String lineAtItsEnd(String prefix) throws InterruptedException {
    if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException("no end within " + LIMIT + " of what printed:\n" + output());
    }
    return line(prefix).or(this::ended).orElseThrow();
  }

  private Optional<String> line(String prefix) {
    String printed = output();
    return printed
        .substring(0, printed.lastIndexOf('\n') + 1)
        .lines()
        .filter(line -> line.startsWith(prefix))
        .findFirst()
        .map(line -> line.substring(prefix.length()).strip());
  }

  private Optional<String> ended() {
    if (process.isAlive()) {
      return Optional.empty();
    }
    throw new IllegalStateException("a program ended; it printed:\n" + output());
  }

  private String output() {
    try {
      return Files.readString(output, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
