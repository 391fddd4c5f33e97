// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CircumstancesTest {

  private static final Progress DONE = new Progress(2, 2, 0, 0, false);

  private final Scene scene = new Scene();

  @TempDir private Path folder;

  @Test
  void theCommandIsToldAsItWasGiven() throws IOException, InterruptedException {
    assertThat(lines("2", "send-1024", "qpid"))
        .contains("command: `ClientComparison 2 send-1024 qpid`");
    assertThat(lines()).contains("command: `ClientComparison`");
  }

  @Test
  void eachProviderAndPeerHasItsOwnVersions() throws IOException, InterruptedException {
    jar("qpid-jms-client-2.10.0.jar");
    jar("qpid/netty-buffer-4.1.130.Final.jar");
    jar("netty-buffer-4.2.17.Final.jar");
    jar("netty-common-4.2.17.Final.jar");
    jar("artemis-server-2.55.0.jar");
    jar("artemis-journal-2.55.0.jar");

    assertThat(lines("2", "listen-1024", "qpid"))
        .contains(
            "Qpid JMS: netty-buffer 4.1.130.Final, qpid-jms-client 2.10.0",
            "the peer 'Artemis in memory': artemis 2.55.0, netty 4.2.17.Final",
            "the peer 'null peer': netty 4.2.17.Final");
  }

  @Test
  void theMachineIsDescribedAndItsLoadAtBothEnds() throws IOException, InterruptedException {
    assertThat(lines())
        .anyMatch(line -> line.matches("\\d+ processors \\(.*\\), memory [0-9.]+ GiB, Linux .*"))
        .anyMatch(line -> line.matches("load average [0-9.]+ at the start, [0-9.]+ at the end"))
        .anyMatch(line -> line.startsWith("JVM of trials: `-XX:+UseSerialGC "))
        .anyMatch(line -> line.startsWith("JVM of peers: `-XX:+UseSerialGC "));
  }

  @Test
  void noiseIsHowFarTheRoundsLieApart() throws IOException, InterruptedException {
    Circumstances circumstances = new Circumstances(scene.report(2).plan(), 0.5, List.of());
    scene.measured(scene.send, scene.ours, 2, 3);
    scene.measured(scene.send, scene.base, 20, 22);
    scene.measured(scene.floor, scene.netty, 1, 2);

    assertThat(circumstances.lines(DONE, scene.measurements))
        .contains(
            "noise: the largest cpu-us of a scenario's rounds is 1.50 times the smallest (median of"
                + " 3, at most 2.00)");
  }

  @Test
  void whoHasTwoFacesCountsWithEachOnce() throws IOException, InterruptedException {
    Case event = Case.event("some", "event-send-1024", "a send", PeerKind.NULL, 1);
    Plan plan =
        new Plan(
            List.of(),
            2,
            List.of(scene.ours, Scene.provider(Face.EVENT, Report.OURS, "Ours")),
            List.of(scene.send, event),
            false,
            List.of());
    scene.measured(scene.send, scene.ours, 2, 3);
    scene.measured(event, scene.ours, 1, 2);

    assertThat(new Circumstances(plan, 0.5, List.of()).lines(DONE, scene.measurements))
        .anyMatch(line -> line.endsWith("(median of 2, at most 2.00)"));
  }

  @Test
  void oneRoundTellsNoNoise() {
    scene.measured(scene.send, scene.ours, 2);

    assertThat(
            new Circumstances(scene.report(1).plan(), 0.5, List.of())
                .lines(DONE, scene.measurements))
        .noneMatch(line -> line.startsWith("noise"));
  }

  private List<String> lines(String... arguments) throws IOException, InterruptedException {
    Files.createDirectories(folder.resolve("lib"));
    return Circumstances.begin(new Home(folder), Plan.of(List.of(arguments)))
        .lines(DONE, scene.measurements);
  }

  private void jar(String name) throws IOException {
    Path jar = folder.resolve("lib").resolve(name);
    Files.createDirectories(jar.getParent());
    Files.createFile(jar);
  }
}
