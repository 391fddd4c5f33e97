// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ProgressTest {

  @Test
  void anEndWithinTheRoundsSaysInWhichOne() {
    assertThat(new Progress(2, 5, 0, 20, true).earlyEnd()).hasValue("ended early, in round 3 of 5");
  }

  @Test
  void anEndAmongTheProfilesSaysHowManyThereAre() {
    assertThat(new Progress(5, 5, 3, 20, true).earlyEnd())
        .hasValue("ended early, during `--profile`: 3 of 20 profiles");
  }

  @Test
  void aRunThatWasThroughDidNotEndEarly() {
    assertThat(new Progress(5, 5, 20, 20, true).earlyEnd()).isEmpty();
    assertThat(new Progress(5, 5, 0, 0, true).earlyEnd()).isEmpty();
  }

  @Test
  void aReportOnTheWayIsNoEarlyEnd() {
    Progress progress = new Progress(2, 5, 0, 0, false);

    assertThat(progress.earlyEnd()).isEmpty();
    assertThat(progress.text()).startsWith("2 of 5 interleaved rounds, ");
  }
}
