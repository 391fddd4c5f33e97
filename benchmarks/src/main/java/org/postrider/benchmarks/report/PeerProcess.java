// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.report;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.postrider.benchmarks.peer.PeerProcessLine;

/**
 * A peer in a process of its own, which ends with this object; what it stored is deleted then.
 *
 * <p>Confined to one thread.
 */
final class PeerProcess implements AutoCloseable {

  /**
   * A heap of which collections take no part worth mentioning, and a log as brokers are shipped
   * with: Artemis' audit of each message is off there, and on by slf4j-simple's default, which had
   * it format and write some four kilobytes for each message.
   */
  private static final List<String> JVM =
      List.of(
          "-XX:+UseSerialGC",
          "-Xms2g",
          "-Xmx2g",
          "-Xmn1g",
          "-XX:+AlwaysPreTouch",
          "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");

  private static final int START_PATIENCE_S = 120;
  private static final int END_PATIENCE_S = 20;

  private final Process process;
  private final int port;
  private final Optional<Path> folder;

  private PeerProcess(Process process, int port, Optional<Path> folder) {
    this.process = process;
    this.port = port;
    this.folder = folder;
  }

  static PeerProcess start(Home home, PeerKind kind) throws IOException {
    List<String> command = new ArrayList<>(List.of(Home.java()));
    command.addAll(JVM);
    command.addAll(List.of("-cp", home.classPath(), kind.program()));
    Optional<Path> folder = Optional.empty();
    if (kind == PeerKind.JOURNAL) {
      folder = Optional.of(home.folder().resolve("artemis-" + ProcessHandle.current().pid()));
      command.add(folder.get().toString());
    }
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try {
      return new PeerProcess(process, port(kind, process), folder);
    } catch (IOException | NumberFormatException failed) {
      end(process, folder);
      throw failed;
    }
  }

  private static int port(PeerKind kind, Process process) throws IOException {
    BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
    try (Watchdog watchdog = Watchdog.of(process, START_PATIENCE_S)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith(PeerProcessLine.PORT)) {
          return Integer.parseInt(line.substring(PeerProcessLine.PORT.length()));
        }
      }
      throw new IOException(
          "the peer '"
              + kind.title()
              + (watchdog.struck()
                  ? "' told no port within " + START_PATIENCE_S + " s"
                  : "' ended before it told its port"));
    }
  }

  /** For readers: the arguments that all have. */
  static String jvm() {
    return String.join(" ", JVM);
  }

  int port() {
    return port;
  }

  /** How it ended, if it has. */
  Optional<String> end() {
    return process.isAlive()
        ? Optional.empty()
        : Optional.of("it had ended with exit value " + process.exitValue());
  }

  @Override
  public void close() {
    end(process, folder);
  }

  /** Nothing is deleted that it still writes. */
  private static void end(Process process, Optional<Path> folder) {
    try {
      process.destroy();
      if (!process.waitFor(END_PATIENCE_S, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor(END_PATIENCE_S, TimeUnit.SECONDS);
      }
      if (folder.isPresent() && Files.exists(folder.get())) {
        delete(folder.get());
      }
    } catch (InterruptedException impatient) {
      Thread.currentThread().interrupt();
    } catch (IOException left) {
      System.err.println("a peer's folder could not be deleted: " + left);
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
