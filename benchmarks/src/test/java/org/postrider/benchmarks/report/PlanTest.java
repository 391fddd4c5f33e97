// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
  void whateverElseIsComparedEachJmsClientIsFirstInItsTurn() throws InterruptedException {
    Plan plan = Plan.of(List.of("3", "targets", "events", "floors"));

    assertThat(plan.cases())
        .filteredOn(one -> one.set().equals("targets") && one.peer() == PeerKind.MEMORY)
        .isNotEmpty()
        .allSatisfy(
            one -> {
              assertThat(turn(plan, one, 1)).containsExactly("postrider", "qpid", "artemis");
              assertThat(turn(plan, one, 2)).containsExactly("qpid", "artemis", "postrider");
              assertThat(turn(plan, one, 3)).containsExactly("artemis", "postrider", "qpid");
            });
  }

  private static List<String> turn(Plan plan, Case one, int round) {
    return plan.turn(one, round).stream().map(Provider::name).toList();
  }

  @Test
  void aNameThatNothingHasIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Plan.of(List.of("1", "tragets")))
        .withMessageContaining("'tragets'");
  }

  @Test
  void withoutANumberTheFirstNameIsAName() throws InterruptedException {
    Plan plan = Plan.of(List.of("targets", "postrider"));

    assertThat(plan.rounds()).isEqualTo(5);
    assertThat(plan.cases()).extracting(Case::set).containsOnly("targets");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1000", "99999999999"})
  void aNumberOfRoundsThatCannotBeIsRefused(String number) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Plan.of(List.of(number, "targets")))
        .withMessage("the number of rounds is '" + number + "', and is to be from 1 to 999");
  }

  @Test
  void namesThatTogetherFitNoTrialAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Plan.of(List.of("1", "event-send-1024", "artemis")))
        .withMessageContaining("no trial fits 'event-send-1024'; no trial fits 'artemis'");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Plan.of(List.of("1", "python")))
        .withMessageContaining("no trial fits 'python'");
  }

  @Test
  void aNameThatFitsNothingBesideOthersThatDoIsTold() throws InterruptedException {
    Plan plan = Plan.of(List.of("1", "targets", "events", "artemis"));

    assertThat(plan.cases()).extracting(Case::set).containsOnly("targets");
    assertThat(plan.absent()).containsExactly("no trial fits 'events'");
  }

  private static List<String> names(Plan plan) {
    return plan.providers().stream().map(Provider::name).toList();
  }
}
