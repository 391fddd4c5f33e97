// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class PlanTest {

  @Test
  void withoutNamesTheTargetsAreComparedWithEveryJmsClient() throws InterruptedException {
    Plan plan = Plan.of(List.of());

    assertThat(plan.rounds()).isEqualTo(5);
    assertThat(plan.profile()).isFalse();
    assertThat(plan.cases()).extracting(Case::set).containsOnly("targets");
    assertThat(names(plan)).containsExactly("postrider", "qpid", "artemis");
  }

  @Test
  void namesOfProvidersLeaveTheOthersOutAndTheFloorIn() throws InterruptedException {
    Plan plan = Plan.of(List.of("2", "rates", "floors", "postrider", "--profile"));

    assertThat(plan.rounds()).isEqualTo(2);
    assertThat(plan.profile()).isTrue();
    assertThat(plan.cases()).extracting(Case::set).containsOnly("rates", "floors");
    assertThat(names(plan)).containsExactly("postrider", "netty");
  }

  @Test
  void aScenarioIsTriedOnceWithEachPeerHoweverManySetsHaveIt() throws InterruptedException {
    Plan plan = Plan.of(List.of("1", "send-1024"));

    assertThat(plan.cases())
        .extracting(Case::key)
        .containsExactly("send-1024@memory", "send-1024@null");
  }

  @Test
  void setsThatHaveACaseInCommonBothShowItAndItIsTriedOnce() throws InterruptedException {
    Plan plan = Plan.of(List.of("1", "rates", "growth-send-octets"));

    assertThat(plan.cases()).filteredOn(one -> one.key().equals("send-1024@null")).hasSize(2);
    assertThat(plan.trials()).filteredOn(one -> one.key().equals("send-1024@null")).hasSize(1);
  }

  @Test
  void aNameThatNothingHasIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Plan.of(List.of("1", "tragets")))
        .withMessageContaining("'tragets'");
  }

  private static List<String> names(Plan plan) {
    return plan.providers().stream().map(Provider::name).toList();
  }
}
