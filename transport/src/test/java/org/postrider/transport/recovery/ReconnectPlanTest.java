// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.transport.recovery.ReconnectPlan.Attempt;
import org.postrider.transport.recovery.ReconnectPlan.Order;

/** Which server comes next, and when. */
class ReconnectPlanTest {

  private final Delays delays = new Delays(100, 200);
  private final ReconnectPlan<String> plan = plan(Order.FROM_THE_FIRST, true, "a", "b");

  @Test
  void theFirstDelayIsTakenButNotWaitedFor() {
    plan.begin();

    assertThat(plan.next()).isEqualTo(attempt(1, 1, "a", 0));
    assertThat(plan.next()).isEqualTo(attempt(2, 1, "b", 0));
    assertThat(plan.next()).isEqualTo(attempt(3, 2, "a", 200));
    assertThat(plan.next()).isEqualTo(attempt(4, 2, "b", 200));
    assertThat(plan.next()).isNull();
  }

  @Test
  void afterASuccessEverythingBeginsAnewWithTheFirstDelay() {
    plan.begin();
    plan.next();
    plan.lost(true);

    assertThat(plan.next()).isEqualTo(attempt(1, 1, "a", 100));
    assertThat(plan.next()).isEqualTo(attempt(2, 1, "b", 100));
    assertThat(plan.next()).isEqualTo(attempt(3, 2, "a", 200));
  }

  @Test
  void connectionsThatDoNotLastLeadToTheNextServerAndSomeInARowAreTriesThatFailed() {
    plan.begin();
    plan.next();
    for (String server : List.of("b", "a", "b")) {
      plan.lost(false);
      assertThat(plan.next()).isEqualTo(attempt(1, 1, server, 100));
    }

    plan.lost(false);
    assertThat(plan.next()).isEqualTo(attempt(2, 2, "a", 200));
    plan.lost(false);
    assertThat(plan.next()).isEqualTo(attempt(3, 2, "b", 200));
    plan.lost(false);
    assertThat(plan.next()).isNull();
  }

  @Test
  void connectionsThatDoNotLastWaitHoweverShortTheDelaysAre() {
    ReconnectPlan<String> eager =
        new ReconnectPlan<>(
            List.of("a"), new Delays(0, 0, 500), Order.FROM_THE_FIRST, true, new Random(1));
    eager.begin();
    eager.next();
    for (int i = 0; i < ReconnectPlan.MAX_BRIEF; i++) {
      eager.lost(false);
      assertThat(eager.next()).isEqualTo(attempt(1, 1, "a", 0));
    }

    eager.lost(false);
    assertThat(eager.next()).isEqualTo(attempt(2, 2, "a", 100));
    eager.lost(false);
    assertThat(eager.next()).isEqualTo(attempt(3, 3, "a", 500));
  }

  @Test
  void aConnectionThatLastsMakesUpForThoseThatDidNot() {
    plan.begin();
    plan.next();
    for (int i = 0; i < ReconnectPlan.MAX_BRIEF; i++) {
      plan.lost(false);
      plan.next();
    }
    plan.lost(true);
    plan.next();
    plan.lost(false);

    assertThat(plan.next()).isEqualTo(attempt(1, 1, "b", 100));
  }

  @Test
  void redirectsInACircleOfServersThatOpenComeToAnEndToo() {
    plan.begin();
    plan.next();
    for (int i = 0; i < ReconnectPlan.MAX_REDIRECTS; i++) {
      plan.lost(false);
      plan.redirected("elsewhere");
      assertThat(plan.next().server()).isEqualTo("elsewhere");
    }
    plan.lost(false);
    plan.redirected("elsewhere");

    assertThat(plan.next().server()).isEqualTo("b");
  }

  @Test
  void aDelayBelowZeroIsRefusedAndNotTakenForNone() {
    ReconnectPlan<String> negative =
        new ReconnectPlan<>(
            List.of("a"), new Delays(0, -5), Order.FROM_THE_FIRST, true, new Random(1));
    negative.begin();
    negative.next();

    assertThatIllegalStateException()
        .isThrownBy(negative::next)
        .withMessage("a delay must be 0 or more, and not PT-0.005S");
  }

  @Test
  void aDelayThatNoTimerKnowsIsLimited() {
    ReconnectPlan<String> patient =
        new ReconnectPlan<>(
            List.of("a"), new Delays(0, Long.MAX_VALUE), Order.FROM_THE_FIRST, true, new Random(1));
    patient.begin();
    patient.next();

    assertThat(patient.next().delay()).isEqualTo(ReconnectPlan.LONGEST_DELAY);
  }

  @Test
  void aDelayOfAPassStandsBeforeItsFirstServerOnly() {
    ReconnectPlan<String> passes = plan(Order.FROM_THE_FIRST, false, "a", "b");
    passes.lost(true);

    assertThat(passes.next()).isEqualTo(attempt(1, 1, "a", 100));
    assertThat(passes.next()).isEqualTo(attempt(2, 1, "b", 0));
    assertThat(passes.next()).isEqualTo(attempt(3, 2, "a", 200));
  }

  @Test
  void aRotatingPlanBeginsAnOutageWithAnotherServer() {
    ReconnectPlan<String> rotating = plan(Order.ROTATING, false, "a", "b", "c");
    rotating.begin();
    rotating.next();
    rotating.lost(true);

    assertThat(rotating.next().server()).isEqualTo("b");
    assertThat(rotating.next().server()).isEqualTo("c");
    assertThat(rotating.next().server()).isEqualTo("a");
    assertThat(rotating.next()).isEqualTo(attempt(4, 2, "b", 200));
  }

  @Test
  void aRandomPlanTriesEachServerOnceInEachPass() {
    ReconnectPlan<String> random = plan(Order.RANDOM, false, "a", "b", "c", "d");
    random.begin();

    List<String> pass = List.of(next(random), next(random), next(random), next(random));

    assertThat(pass).containsExactlyInAnyOrder("a", "b", "c", "d");
  }

  @Test
  void aRedirectIsFollowedAtOnceAndTheListComesAfterIt() {
    plan.begin();
    plan.next();
    plan.redirected("elsewhere");

    assertThat(plan.next()).isEqualTo(attempt(2, 1, "elsewhere", 0));
    assertThat(plan.next()).isEqualTo(attempt(3, 1, "b", 0));
  }

  @Test
  void redirectsInACircleComeToAnEnd() {
    plan.begin();
    for (int i = 0; i < ReconnectPlan.MAX_REDIRECTS; i++) {
      plan.redirected("elsewhere");
      assertThat(plan.next().server()).isEqualTo("elsewhere");
    }
    plan.redirected("elsewhere");

    assertThat(plan.next().server()).isEqualTo("a");
  }

  @Test
  void aListOfThePeerTakesThePlaceOfTheServers() {
    plan.begin();
    plan.next();
    plan.servers(List.of("c", "d"));

    assertThat(plan.next()).isEqualTo(attempt(2, 2, "c", 200));
    assertThat(plan.servers()).containsExactly("c", "d");
  }

  @ParameterizedTest
  @EnumSource
  void serversThatAreNewAreTriedInTheSamePassAndThoseThatWereNotAgain(Order order) {
    ReconnectPlan<String> passes = plan(order, false, "a", "b", "c");
    passes.begin();
    String first = next(passes);
    String second = next(passes);
    List<String> others = new ArrayList<>(List.of("d", "e"));
    others.add(1, second);
    passes.update(others);

    assertThat(passes.next()).isEqualTo(attempt(3, 1, "d", 0));
    assertThat(passes.next()).isEqualTo(attempt(4, 1, "e", 0));
    assertThat(passes.servers()).containsExactlyInAnyOrderElementsOf(others).doesNotContain(first);
    assertThat(passes.next())
        .extracting(Attempt::pass, Attempt::delay)
        .containsExactly(2, Duration.ofMillis(200));
  }

  @ParameterizedTest
  @EnumSource
  void aTryWhoseServerIsGoneGoesToANewOneAndHasWaitedForIt(Order order) {
    ReconnectPlan<String> passes = plan(order, true, "a");
    passes.begin();
    passes.next();
    Attempt<String> planned = passes.next();
    passes.update(List.of("b"));

    Duration left = Duration.ofMillis(150);
    assertThat(planned).isEqualTo(attempt(2, 2, "a", 200));
    assertThat(passes.instead(planned, left)).isEqualTo(attempt(2, 2, "b", 150));
    assertThat(passes.next()).isNull();
  }

  @Test
  void aTryWhoseServerIsGoneIsThatOfTheNextPassWhereNoOtherIsLeft() {
    ReconnectPlan<String> passes = plan(Order.ROTATING, true, "a", "b");
    passes.begin();
    passes.next();
    Attempt<String> planned = passes.next();
    passes.update(List.of("a"));

    assertThat(passes.instead(planned, Duration.ZERO)).isEqualTo(attempt(2, 2, "a", 200));
  }

  @Test
  void anEmptyListOfThePeerChangesNothing() {
    plan.update(List.of());
    plan.servers(List.of());

    assertThat(plan.servers()).containsExactly("a", "b");
  }

  @Test
  void aPlanWantsAServer() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> plan(Order.ROTATING, false))
        .withMessageContaining("at least 1");
  }

  private ReconnectPlan<String> plan(Order order, boolean delayEachServer, String... servers) {
    return new ReconnectPlan<>(List.of(servers), delays, order, delayEachServer, new Random(1));
  }

  private static String next(ReconnectPlan<String> plan) {
    return plan.next().server();
  }

  private static Attempt<String> attempt(int number, int pass, String server, long delayMs) {
    return new Attempt<>(number, pass, server, Duration.ofMillis(delayMs));
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
