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
    assertThat(Cases.all())
        .filteredOn(
            one ->
                one.scenario().matches("(event-)?(send|complete|persist|sync|await|floor-sync).*"))
        .hasSizeGreaterThan(30)
        .allSatisfy(one -> assertThat(one.queue("x")).startsWith("ring."));
  }

  @Test
  void everyFloorThatACaseNamesIsThere() {
    assertThat(Cases.all().stream().flatMap(one -> one.floor().stream()))
        .containsAll(
            List.of("floor-batched", "floor-batched-65536", "floor-sync", "floor-transact"))
        .isSubsetOf(of("floors").stream().map(Case::scenario).toList());
  }

  @Test
  void whoeverIsQuickerMeasuresMoreWhereOnlyRatesAreAskedFor() {
    Provider ours = Provider.all().get(0);
    assertThat(ours.pace()).isGreaterThan(1);
    for (Case one : Cases.all()) {
      assertThat(one.measured(ours))
          .isEqualTo(one.isOfRates() ? ours.pace() * one.measured() : one.measured());
    }
    assertThat(of("rates")).filteredOn(Case::isOfRates).hasSizeGreaterThan(5);
  }

  private static List<Case> of(String set) {
    return Cases.all().stream().filter(one -> one.set().equals(set)).toList();
  }
}
