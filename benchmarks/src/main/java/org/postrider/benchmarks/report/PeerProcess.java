// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.report;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.postrider.benchmarks.peer.PeerProcessLine;

/**
 * A peer in a process of its own, which ends with this object.
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

  private final Process process;
  private final int port;

  private PeerProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  static PeerProcess start(Home home, PeerKind kind) {
    List<String> command = new ArrayList<>(List.of(Home.java()));
    command.addAll(JVM);
    command.addAll(List.of("-cp", home.classPath(), kind.program()));
    if (kind == PeerKind.JOURNAL) {
      Path folder = home.folder().resolve("artemis-" + ProcessHandle.current().pid());
      command.add(folder.toString());
    }
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      return new PeerProcess(process, port(kind, process));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int port(PeerKind kind, Process process) throws IOException {
    BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith(PeerProcessLine.PORT)) {
        return Integer.parseInt(line.substring(PeerProcessLine.PORT.length()));
      }
    }
    throw new IOException("the peer '" + kind.title() + "' ended before it told its port");
  }

  int port() {
    return port;
  }

  @Override
  public void close() {
    process.destroy();
  }
}
