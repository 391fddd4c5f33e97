// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.chaos;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A broker in a process of its own, which can be killed without a word.
 *
 * <p>Thread-safe. A thread named {@code broker-PORT} reads the process's output to its end.
 */
final class BrokerProcess implements AutoCloseable {

  private static final long END_SECONDS = 20;

  private final Process process;
  private final int port;
  private final CompletableFuture<Long> accepting = new CompletableFuture<>();

  private BrokerProcess(Process process, int port) {
    this.process = process;
    this.port = port;
    Thread reader = new Thread(this::read, "broker-" + port);
    reader.setDaemon(true);
    reader.start();
  }

  static BrokerProcess start(int port, Path directory, BrokerNode.Role role) throws IOException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            // Artemis' journal frees buffers by Netty, which on JDK 25 cannot do it by default.
            "-Dio.netty.noUnsafe=false",
            "-cp",
            System.getProperty("java.class.path"),
            "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
            BrokerNode.class.getName(),
            Integer.toString(port),
            directory.toString(),
            role.name().toLowerCase(Locale.ROOT));
    Path log = directory.resolve("broker-" + port + ".log");
    Process process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    return new BrokerProcess(process, port);
  }

  private void read() {
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        if (line.equals(BrokerNode.ACCEPTING)) {
          accepting.complete(System.nanoTime());
        }
      }
      accepting.completeExceptionally(
          new IllegalStateException("the broker on port " + port + " ended"));
    } catch (IOException killed) {
      accepting.completeExceptionally(new UncheckedIOException(killed));
    }
  }

  int port() {
    return port;
  }

  /** When it began to take connections, by {@link System#nanoTime}. */
  CompletableFuture<Long> accepting() {
    return accepting;
  }

  /** SIGKILL: it gets no chance to write or say anything. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("the broker on port " + port + " outlives SIGKILL");
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
