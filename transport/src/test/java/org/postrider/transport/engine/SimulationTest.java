// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/**
 * Two engines on a simulated network: what they write is judged by an observer of the wire, and
 * what they tell by their applications. {@link Simulate} runs more seeds, and replays one.
 */
class SimulationTest {

  private static final int SEEDS = 3000;

  @Test
  void everySeedKeepsTheRules() {
    Simulate.Outcome outcome = new Simulate.Outcome();

    for (long seed = 0; seed < SEEDS; seed++) {
      assertThat(Simulate.run(seed, new SimTrace(false), outcome))
          .as("seed " + seed + "; to see it again, run Simulate replay " + seed)
          .isNull();
    }

    assertThat(outcome.deliveries.get()).isGreaterThan(5 * SEEDS);
  }

  @Test
  void aSeedIsReplayedToTheLastFrame() {
    for (long seed = 0; seed < 20; seed++) {
      SimTrace first = new SimTrace(false);
      SimTrace again = new SimTrace(true);

      Simulate.run(seed, first, new Simulate.Outcome());
      Simulate.run(seed, again, new Simulate.Outcome());

      assertThat(again.hash()).isEqualTo(first.hash());
      assertThat(again.frames()).isEqualTo(first.frames());
      assertThat(again.text()).contains("connects");
    }
  }

  @Test
  void anotherSeedIsAnotherConversation() {
    SimTrace one = new SimTrace(false);
    SimTrace other = new SimTrace(false);

    Simulate.run(1, one, new Simulate.Outcome());
    Simulate.run(2, other, new Simulate.Outcome());

    assertThat(one.hash()).isNotEqualTo(other.hash());
  }
}
