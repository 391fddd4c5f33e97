// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The arguments of the simulation's command line. */
class SimulateTest {

  @Test
  void seedsAndTheFirstOneHaveDefaults() {
    assertThat(Simulate.task()).isEqualTo(new Simulate.Task.Run(1_000_000, 0));
    assertThat(Simulate.task("5")).isEqualTo(new Simulate.Task.Run(5, 0));
    assertThat(Simulate.task("5", "-7")).isEqualTo(new Simulate.Task.Run(5, -7));
    assertThat(Simulate.task("replay", "-7")).isEqualTo(new Simulate.Task.Replay(-7));
  }

  @ParameterizedTest
  @ValueSource(strings = {"help", "--help", "-h"})
  void helpIsGivenWhereItIsAskedFor(String argument) {
    assertThat(Simulate.task(argument)).isEqualTo(new Simulate.Task.Help());
    assertThat(Simulate.USAGE).contains("SEEDS", "FIRST", "replay SEED", "Exit codes");
  }

  @ParameterizedTest
  @CsvSource({
    "-5, SEEDS '-5' must be a whole number of 1 or more",
    "0, SEEDS '0' must be a whole number of 1 or more",
    "many, SEEDS 'many' must be a whole number of 1 or more",
    "5 x, FIRST 'x' must be a whole number",
    "5 9223372036854775807, FIRST '9223372036854775807' leaves no room",
    "5 6 7, is one argument too many: there are two at most",
    "replay, replay wants a SEED",
    "replay x, SEED 'x' must be a whole number"
  })
  void wrongArgumentsAreRefusedWithValueAndRule(String arguments, String words) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Simulate.task(arguments.split(" ")))
        .withMessageContaining(words);
  }
}
