// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postrider.transport.recovery.ReconnectPlan.Attempt;

/** Which server comes next, and when. */
class ReconnectPlanTest {

  private final Delays delays = new Delays(100, 200);
  private final ReconnectPlan plan = new ReconnectPlan(2, delays);

  @Test
  void theFirstDelayIsTakenButNotWaitedFor() {
    plan.begin();

    assertThat(plan.next()).isEqualTo(attempt(1, 0, 0));
    assertThat(plan.next()).isEqualTo(attempt(2, 1, 0));
    assertThat(plan.next()).isEqualTo(attempt(3, 0, 200));
    assertThat(plan.next()).isEqualTo(attempt(4, 1, 200));
    assertThat(plan.next()).isNull();
  }

  @Test
  void afterASuccessEverythingBeginsAnewWithTheFirstDelay() {
    plan.begin();
    plan.next();
    plan.succeeded();

    assertThat(plan.next()).isEqualTo(attempt(1, 0, 100));
    assertThat(plan.next()).isEqualTo(attempt(2, 1, 100));
    assertThat(plan.next()).isEqualTo(attempt(3, 0, 200));
  }

  @Test
  void aNegativeDelayIsNone() {
    ReconnectPlan impatient = new ReconnectPlan(1, new Delays(-1));
    impatient.succeeded();

    assertThat(impatient.next()).isEqualTo(attempt(1, 0, 0));
  }

  @Test
  void aPlanWantsAServer() {
    assertThatIllegalArgumentException().isThrownBy(() -> new ReconnectPlan(0, delays));
  }

  private static Attempt attempt(int number, int server, long delayMs) {
    return new Attempt(number, server, Duration.ofMillis(delayMs));
  }

  /** A list of delays in milliseconds. */
  private static final class Delays implements ReconnectPlan.Delays {

    private final List<Long> all;
    private final Deque<Long> left = new ArrayDeque<>();

    Delays(long... ms) {
      all = Arrays.stream(ms).boxed().toList();
    }

    @Override
    public void reset() {
      left.clear();
      left.addAll(all);
    }

    @Override
    public Duration next() {
      return left.isEmpty() ? null : Duration.ofMillis(left.remove());
    }
  }
}
