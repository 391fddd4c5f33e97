// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TargetTest {

  private final Scene scene = new Scene();
  private final Target ratio = Target.ratio(Cases.CPU, 0.5);

  @Test
  void ratesAreToBeLargeAndAllElseSmall() {
    assertThat(Target.ratio(Cases.RATE, 4).isMet(5)).isTrue();
    assertThat(Target.ratio(Cases.RATE, 4).isMet(3)).isFalse();
    assertThat(Target.ratio(Cases.OCTETS, 4).isMet(5)).isFalse();
    assertThat(Target.ratio(Cases.OCTETS, 4).isMet(3)).isTrue();
  }

  @Test
  void aRatioIsMetByTheMediansOfAllRoundsOfBoth() {
    scene.measured(scene.send, scene.ours, 1, 1, 3);
    scene.measured(scene.send, scene.base, 2, 2, 2);

    assertThat(met(3, ratio)).isEqualTo("yes");
    assertThat(met(4, ratio)).isEqualTo("incomplete");
  }

  @Test
  void aMissIsAMissHoweverManyRoundsThereAre() {
    scene.measured(scene.send, scene.ours, 2);
    scene.measured(scene.send, scene.base, 2, 2);

    assertThat(met(2, ratio)).isEqualTo("no");
  }

  @Test
  void aRatioToWhatFailedIsIncompleteAndToWhatWasNotAskedForNotMeasured() {
    scene.measured(scene.send, scene.ours, 1);
    assertThat(met(1, ratio)).isEqualTo("not measured");

    scene.failed(scene.send, scene.base, "out of memory");
    assertThat(met(1, ratio)).isEqualTo("incomplete");
  }

  @Test
  void ourOwnValueIsJudgedWithoutTheBase() {
    scene.measured(scene.send, scene.ours, 0);

    assertThat(met(1, Target.valueAtMost(0))).isEqualTo("yes");
    assertThat(met(2, Target.valueAtMost(0))).isEqualTo("incomplete");
    assertThat(met(1, Target.valueAtMost(-1))).isEqualTo("no");
  }

  private String met(int rounds, Target target) {
    return scene.report(rounds).met(scene.send, Cases.CPU, target);
  }
}
