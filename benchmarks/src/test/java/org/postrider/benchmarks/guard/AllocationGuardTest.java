// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postrider.benchmarks.event.EventTrial;
import org.postrider.benchmarks.jms.JmsTrial;
import org.postrider.benchmarks.peer.ArtemisPeer;
import org.postrider.benchmarks.peer.NullPeer;
import org.postrider.benchmarks.peer.PeerProcessLine;
import org.postrider.benchmarks.trial.Results;
import org.postrider.jms.PostriderConnectionFactory;

/**
 * What a message or a connect allocates does not grow unseen: in each scenario of the comparison it
 * may be a tenth above a figure that is written down as it was measured. Whoever makes it less
 * writes the new figure down.
 *
 * <p>It does not depend on the machine or its load, unlike times: each trial is a process of its
 * own, so that no other scenario has a part in how its code is compiled; compilation is in the
 * foreground, so that the code is compiled, and what need not be allocated is not, when the warm-up
 * ends; all threads of the process are counted. A trial that is too high decides nothing by itself,
 * but the median of it and two more. That Surefire runs a failed test once more (of which it can
 * exempt no single class) thus gives a second chance to the median of another three only.
 */
@Timeout(600)
class AllocationGuardTest {

  private static final String FIGURES = "allocated-octets.properties";
  private static final double TOLERANCE = 0.1;

  /** A figure that is too high by more than this is stale, and guards nothing. */
  private static final double STALE = 0.25;

  private static final int TRIALS = 3;

  private static final List<String> PEER_JVM =
      List.of("-XX:+UseSerialGC", "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn");

  /** A young generation that holds all connects, and small allocation buffers, to count them. */
  private static final List<String> TRIAL_JVM =
      List.of(
          "-XX:+UseSerialGC",
          "-Xms600m",
          "-Xmx600m",
          "-Xmn400m",
          "-XX:-BackgroundCompilation",
          "-XX:-ResizeTLAB",
          "-XX:TLABSize=16k");

  /** What is allocated ahead of the reader differs by so many messages at most. */
  private static final String FEW_AHEAD = "?jms.prefetchPolicy.all=10";

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "send-1024, 60000, 20000",
    "send-1024-10, 60000, 20000",
    "send-65536, 4000, 2000",
    "sendtext-100, 60000, 20000",
    "complete-1024, 60000, 20000",
    "persist-1024, 60000, 20000",
    "sync-1024, 20000, 10000",
    "listen-1024, 60000, 60000",
    "listen-1024-10, 60000, 60000",
    "receive-1024, 60000, 60000",
    "acknowledge-1024, 60000, 60000",
    "request-1024, 20000, 10000",
    "connect, 1000, 600",
    "event-await-1024, 20000, 10000",
    "event-receive-1024, 60000, 60000"
  })
  void allocatesNoMoreThanIsWrittenDown(String scenario, int warmUp, int measured)
      throws IOException, InterruptedException {
    try (NullPeer peer = NullPeer.start()) {
      assertAllocated(new Guarded(uri(peer.port()), scenario, true, warmUp, measured));
    }
  }

  @ParameterizedTest
  @CsvSource({"listen-65536, 4000, 2000", "receive-1048576, 100, 300"})
  void aLargeMessageAllocatesNoMoreThanIsWrittenDown(String scenario, int warmUp, int measured)
      throws IOException, InterruptedException {
    try (NullPeer peer = NullPeer.start()) {
      assertAllocated(new Guarded(uri(peer.port()) + FEW_AHEAD, scenario, true, warmUp, measured));
    }
  }

  @Test
  void aTransactionAllocatesNoMoreThanIsWrittenDown() throws IOException, InterruptedException {
    try (Program broker = Program.start(folder, PEER_JVM, List.of(ArtemisPeer.class.getName()))) {
      int port = Integer.parseInt(broker.awaitLine(PeerProcessLine.PORT));
      assertAllocated(new Guarded(uri(port), "transact-1024", false, 20_000, 10_000));
    }
  }

  private static String uri(int port) {
    return "amqp://127.0.0.1:" + port;
  }

  private void assertAllocated(Guarded guarded) throws IOException, InterruptedException {
    double figure = figure(guarded.scenario);
    double octets = measure(guarded);
    if (octets > (1 + TOLERANCE) * figure) {
      double second = measure(guarded);
      double third = measure(guarded);
      octets = Stream.of(octets, second, third).sorted().skip(TRIALS / 2).findFirst().orElseThrow();
    }

    assertThat(octets)
        .as("octets allocated for one of %s, in %s", guarded.scenario, FIGURES)
        .isBetween((1 - STALE) * figure, (1 + TOLERANCE) * figure);
  }

  private double measure(Guarded guarded) throws IOException, InterruptedException {
    try (Program trial = Program.start(folder, TRIAL_JVM, guarded.program())) {
      return Double.parseDouble(trial.lineAtItsEnd(Results.PREFIX + "octets "));
    }
  }

  private static double figure(String scenario) throws IOException {
    Properties figures = new Properties();
    try (InputStream in = AllocationGuardTest.class.getResourceAsStream(FIGURES)) {
      figures.load(in);
    }
    return Double.parseDouble(figures.getProperty(scenario));
  }

  private record Guarded(String uri, String scenario, boolean streams, int warmUp, int measured) {

    List<String> program() {
      boolean events = scenario.startsWith("event-");
      return List.of(
          events ? EventTrial.class.getName() : JmsTrial.class.getName(),
          events ? "postrider" : PostriderConnectionFactory.class.getName(),
          uri,
          scenario,
          "queue." + scenario,
          String.valueOf(streams),
          String.valueOf(warmUp),
          String.valueOf(measured));
    }
  }
}
