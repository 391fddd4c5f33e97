// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MarkdownReportTest {

  private final Case send =
      Case.jms("some", "send-1024", "a send", PeerKind.NULL, 1).targets(Map.of(Cases.CPU, 0.2));
  private final Case floor =
      Case.floor("floors", Cases.BATCHED_FLOOR, "the octets", PeerKind.SINK, 1);
  private final Provider ours = provider(Face.JMS, Report.OURS, "Ours");
  private final Provider base = provider(Face.JMS, Face.JMS.base(), "Base");
  private final Provider netty = provider(Face.FLOOR, Face.FLOOR.base(), "Netty");
  private final Measurements measurements = new Measurements();

  @Test
  void mediansAreComparedWithTheBaseAndWithTheTarget() {
    measured(send, ours, 2, 1, 3);
    measured(send, base, 20, 10, 40);

    assertThat(lines(List.of()))
        .contains(
            "| a send, null peer | cpu-us | 2.000 | 20.0 | 0.100 | 0.200 | yes | 3.000, 4.000 |");
  }

  @Test
  void processorTimeIsToldAsAMultipleOfTheFloor() {
    measured(send, ours, 3);
    measured(send, base, 30);
    measured(floor, netty, 0.5);

    assertThat(lines(List.of()))
        .contains("| a send, null peer | floor-batched | 6.000 | 60.0 |")
        .contains("| the octets, plain socket | cpu-us | 0.500 |  |  |  | , 1.000 |");
  }

  @Test
  void withoutItsFloorAScenarioHasNoMultipleOfIt() {
    measured(send, ours, 3);

    assertThat(lines(List.of())).noneMatch(line -> line.contains("times the floor"));
  }

  @Test
  void aProfileIsTwoTablesOfShares() {
    Profile profile =
        new Profile(
            send,
            ours,
            List.of(new Profile.Share("A.run", 0.75)),
            List.of(new Profile.Share("[B in A.<init>", 1)));

    assertThat(lines(List.of(profile)))
        .containsSequence("### profile of send-1024@null, Ours", "")
        .contains("| `A.run` | 75.0 % |", "| `[B in A.<init>` | 100.0 % |");
  }

  private void measured(Case one, Provider provider, double... values) {
    for (double value : values) {
      measurements.add(one, provider, Map.of(Cases.CPU, value));
    }
  }

  private List<String> lines(List<Profile> profiles) {
    return new MarkdownReport(
            new Report(
                List.of(send, floor),
                List.of(ours, base, netty),
                measurements,
                profiles,
                List.of()))
        .lines();
  }

  private static Provider provider(Face face, String name, String title) {
    return new Provider(face, name, title, List.of("none"), "amqp://none:%d", List.of());
  }
}
