// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CasesTest {

  @Test
  void largeMessagesAreToTakeLittleMoreThanTheirPayload() {
    assertThat(of("sizes"))
        .hasSize(3)
        .allSatisfy(
            one -> {
              assertThat(one.targets()).containsEntry(Cases.RATE, Target.ratio(Cases.RATE, 4));
              assertThat(one.targets().get(Cases.OCTETS).text()).isEqualTo("value 72,090");
            });
  }

  @ParameterizedTest
  @ValueSource(strings = {"idle-connection", "idle-session", "idle-listener"})
  void whatIsIdleIsToHaveNoThread(String scenario) {
    assertThat(of("idle"))
        .filteredOn(one -> one.scenario().equals(scenario))
        .singleElement()
        .satisfies(
            one -> assertThat(one.targets()).containsEntry(Cases.THREADS, Target.valueAtMost(0)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"growth-consumers", "growth-connections", "growth-producers"})
  void curvesOfHowManyBeginWithOne(String set) {
    assertThat(of(set)).extracting(Growth::varied).startsWith(1.0).isSorted();
  }

  @Test
  void whateverIsSentAndNeverReadGoesIntoARing() {
    assertThat(of("rates"))
        .filteredOn(one -> one.scenario().matches("(send|complete|persist|sync).*"))
        .hasSizeGreaterThan(5)
        .allSatisfy(one -> assertThat(one.queue("x")).startsWith("ring."));
  }

  private static List<Case> of(String set) {
    return Cases.all().stream().filter(one -> one.set().equals(set)).toList();
  }
}
