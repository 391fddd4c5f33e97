// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** For how long the close of a sender waits, by a clock of the test's. */
class SenderClosingRulesTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  /** A timer that the test lets go off. */
  private record Timer(Runnable command, long delayMs) {}

  private final List<Timer> timers = new ArrayList<>();
  private boolean unsent = true;
  private long transfers;
  private boolean closed;
  private final SenderClosing closing =
      new SenderClosing(
          () -> unsent,
          () -> transfers,
          (command, delayMs) -> {
            Timer timer = new Timer(command, delayMs);
            timers.add(timer);
            return () -> timers.remove(timer);
          });

  private void begin(Duration timeout) {
    closing.begin(() -> closed = true, timeout);
  }

  private void goOff(long delayMs) {
    assertThat(timers).extracting(Timer::delayMs).containsExactly(delayMs);
    timers.remove(0).command().run();
  }

  @Test
  void whatDoesNotGoOutIsGivenUp() {
    begin(TIMEOUT);
    closing.proceed();

    goOff(60_000);

    assertThat(closed).isTrue();
    assertThat(timers).isEmpty();
    assertThat(closing.isWaiting()).isFalse();
  }

  @Test
  void aTransferThatGoesOutHasTheOthersWaitOn() {
    begin(TIMEOUT);
    transfers++;

    goOff(60_000);
    assertThat(closed).isFalse();
    goOff(60_000);

    assertThat(closed).isTrue();
  }

  @Test
  void aMessageThatIsOnlyHandedOverHasNoneWaitOn() {
    begin(TIMEOUT);
    closing.sending();

    goOff(60_000);

    assertThat(closed).isTrue();
  }

  @Test
  void outcomesAreWaitedForWhenAllHasGoneOut() {
    begin(TIMEOUT);
    closing.sending();
    unsent = false;
    closing.proceed();
    closing.proceed();

    goOff(SenderClosing.OUTCOMES_TIMEOUT_MS);

    assertThat(closed).isTrue();
  }

  @Test
  void theLastOutcomeCloses() {
    closing.sending();
    unsent = false;
    begin(TIMEOUT);
    assertThat(closed).isFalse();

    closing.answered();
    closing.proceed();

    assertThat(closed).isTrue();
    assertThat(timers).isEmpty();
  }

  @Test
  void withoutATimeoutItWaitsForCreditAsLongAsItTakes() {
    begin(Duration.ZERO);

    assertThat(timers).isEmpty();
    assertThat(closing.isWaiting()).isTrue();
  }

  @Test
  void aCloseThatIsCancelledIsNotMade() {
    begin(TIMEOUT);

    closing.cancel();
    closing.proceed();

    assertThat(closed).isFalse();
    assertThat(timers).isEmpty();
  }
}
