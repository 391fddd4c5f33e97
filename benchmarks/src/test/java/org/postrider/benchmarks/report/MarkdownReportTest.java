// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MarkdownReportTest {

  private final Scene scene = new Scene();

  @Test
  void mediansAreComparedWithTheBaseAndWithTheTarget() {
    scene.measured(scene.send, scene.ours, 2, 1, 3);
    scene.measured(scene.send, scene.base, 20, 10, 40);

    assertThat(lines(3))
        .contains(
            "| a send, null peer | cpu-us | 2.000 | 20.0 | 0.100 | 0.200 | yes | 3.000, 4.000 |");
  }

  @Test
  void aMedianOfLessThanAllRoundsSaysOfHowMany() {
    scene.measured(scene.send, scene.ours, 2, 1, 3);
    scene.measured(scene.send, scene.base, 20);

    assertThat(lines(3))
        .contains(
            "| a send, null peer | cpu-us | 2.000 | 20.0 (1 of 3) | 0.100 | 0.200 | incomplete |"
                + " 3.000,  |");
  }

  @Test
  void whoFailedInEveryRoundIsNotLeftOutOfTheRow() {
    scene.measured(scene.send, scene.ours, 2, 2);
    scene.failed(scene.send, scene.base, "out of memory");

    assertThat(lines(2))
        .contains(
            "| a send, null peer | cpu-us | 2.000 | (0 of 2) |  | 0.200 | incomplete | 1.000,  |");
  }

  @Test
  void whatFailedIsListedWithItsReason() {
    scene.failed(scene.send, scene.base, "refused | or `lost`");

    assertThat(lines(1))
        .containsSequence("### what failed", "")
        .contains("| round 1 | send-1024@null | qpid | refused / or 'lost' |");
  }

  @Test
  void whatIsDoneAsOftenIsToldTogether() {
    Case longer = Case.jms("some", "listen-1024", "", PeerKind.NULL, 60_000).warmUp(1_000);

    assertThat(
            new MarkdownReport(scene.report(1, List.of(scene.send, longer, scene.floor))).lines())
        .contains(
            "* operations to warm up + measured: 1 + 1 of send-1024@null, floor-batched@sink;"
                + " 1,000 + 60,000 of listen-1024@null");
  }

  @Test
  void withoutFailuresNoneAreListed() {
    scene.measured(scene.send, scene.ours, 2);

    assertThat(lines(1)).noneMatch(line -> line.contains("failed"));
  }

  @Test
  void aTargetOfOurOwnValueIsToldApartFromARatio() {
    Case idle =
        Case.jms("idle", "idle-session", "a session", PeerKind.MEMORY, 1)
            .target(Cases.CPU, Target.valueAtMost(72_090));
    scene.measured(idle, scene.ours, 80_000);

    assertThat(new MarkdownReport(scene.report(1, List.of(idle))).lines())
        .contains(
            "| a session, Artemis in memory | cpu-us | 80,000 |  |  | value 72,090 | no | ,  |");
  }

  @Test
  void processorTimeIsToldAsAMultipleOfTheFloor() {
    scene.measured(scene.send, scene.ours, 3);
    scene.measured(scene.send, scene.base, 30);
    scene.measured(scene.floor, scene.netty, 0.5);

    assertThat(lines(1))
        .contains("| a send, null peer | floor-batched | 6.000 | 60.0 |")
        .contains("| the octets, plain socket | cpu-us | 0.500 |  |  |  | ,  |");
  }

  @Test
  void withoutItsFloorAScenarioHasNoMultipleOfIt() {
    scene.measured(scene.send, scene.ours, 3);

    assertThat(lines(1)).noneMatch(line -> line.contains("times the floor"));
  }

  @Test
  void aProfileIsTwoTablesOfShares() {
    Profile profile =
        new Profile(
            scene.send,
            scene.ours,
            40,
            List.of(new Profile.Share("A.run", 0.75)),
            List.of(new Profile.Share("[B in A.<init>", 1)));

    assertThat(new MarkdownReport(scene.report(1, profile)).lines())
        .anyMatch(line -> line.contains("and not processor time"))
        .containsSequence("### profile of send-1024@null, Ours", "")
        .contains("| method | of 40 samples of running Java methods |")
        .contains("| `A.run` | 75.0 % |", "| `[B in A.<init>` | 100.0 % |");
  }

  private List<String> lines(int rounds) {
    return new MarkdownReport(scene.report(rounds)).lines();
  }
}
