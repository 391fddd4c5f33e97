// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.postrider.transport.recovery.GrowingDelays.Growth;
import org.postrider.transport.recovery.GrowingDelays.Sequence;

/** How delays grow, and when they end. */
class GrowingDelaysTest {

  private static final Sequence FOR_EVER = new Sequence(List.of(0L), 100, GrowingDelays.FOR_EVER);

  @Test
  void theyDoubleToTheLongestAndStayThere() {
    GrowingDelays delays = delays(FOR_EVER, FOR_EVER, new Growth(2, 1000, 0));

    delays.reset();

    assertThat(take(delays, 8)).containsExactly(0L, 100L, 200L, 400L, 800L, 1000L, 1000L, 1000L);
  }

  @Test
  void theyEndWhereTheirNumberIsGiven() {
    Sequence three = new Sequence(List.of(5L), 10, 3);
    GrowingDelays delays = delays(three, three, new Growth(1, 1000, 0));

    delays.reset();

    assertThat(take(delays, 3)).containsExactly(5L, 10L, 10L);
    assertThat(delays.next()).isNull();
  }

  @Test
  void eachResetAfterTheFirstBeginsTheSequenceOfLosses() {
    Sequence startUp = new Sequence(List.of(0L, 50L), 10, 3);
    Sequence later = new Sequence(List.of(50L), 10, GrowingDelays.FOR_EVER);
    GrowingDelays delays = delays(startUp, later, new Growth(2, 1000, 0));

    delays.reset();
    List<Long> first = take(delays, 3);
    delays.reset();
    List<Long> second = take(delays, 3);
    delays.reset();

    assertThat(first).containsExactly(0L, 50L, 10L);
    assertThat(second).containsExactly(50L, 10L, 20L);
    assertThat(take(delays, 3)).isEqualTo(second);
  }

  @Test
  void jitterMakesThemShorterByItsPartAtMost() {
    GrowingDelays delays = delays(FOR_EVER, FOR_EVER, new Growth(1, 1000, 0.5));
    delays.reset();
    delays.next();

    List<Long> some = take(delays, 100);

    assertThat(some).allSatisfy(ms -> assertThat(ms).isBetween(50L, 100L));
    assertThat(some.stream().distinct().count()).isGreaterThan(1);
  }

  @Test
  void whatDoesNotGrowIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Growth(0.5, 1, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new Growth(1, -1, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new Growth(1, 1, 1.5));
  }

  private static GrowingDelays delays(Sequence startUp, Sequence later, Growth growth) {
    return new GrowingDelays(startUp, later, growth, new Random(7));
  }

  private static List<Long> take(GrowingDelays delays, int count) {
    List<Long> taken = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      taken.add(delays.next().toMillis());
    }
    return taken;
  }
}
