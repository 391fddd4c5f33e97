// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.JMSException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SendTrackerTest {

  private static final int HALF = (int) (SendTracker.MAX_OCTETS / 2);
  private static final long FOREVER = -1;

  private final SendTracker tracker = new SendTracker();

  @Test
  void aMessageBeyondTheBoundIsNotEnteredInTime() throws InterruptedException {
    assertThat(tracker.begin(HALF, 0)).isTrue();
    assertThat(tracker.begin(HALF, 0)).isTrue();

    assertThat(tracker.begin(1, TimeUnit.MILLISECONDS.toNanos(1))).isFalse();

    assertThat(tracker.isIdle()).isFalse();
  }

  @Test
  void aMessageLargerThanTheBoundGoesAlone() throws InterruptedException {
    assertThat(tracker.begin(3 * HALF, 0)).isTrue();
    assertThat(tracker.begin(1, 0)).isFalse();

    tracker.finished(3 * HALF, null);

    assertThat(tracker.begin(3 * HALF, 0)).isTrue();
  }

  @Test
  void whoWaitsForRoomGoesOnWhenHalfIsFree() throws Exception {
    tracker.begin(HALF, 0);
    tracker.begin(HALF, 0);
    CompletableFuture<Boolean> entered = begin(HALF);

    tracker.finished(HALF, null);

    assertThat(entered.get(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void whoWaitsForRoomTakesWhatASlowBrokerLeaves() throws Exception {
    tracker.begin(1000, 0);
    tracker.begin(2 * HALF - 1000, 0);
    CompletableFuture<Boolean> entered = begin(1000);

    tracker.finished(1000, null);

    assertThat(entered.get(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void allAreAwaitedUntilTheLastIsFinished() throws Exception {
    tracker.begin(1, 0);
    tracker.begin(2, 0);
    CompletableFuture<Boolean> idle =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return tracker.awaitAll(FOREVER);
              } catch (InterruptedException e) {
                return false;
              }
            });

    tracker.finished(1, null);
    assertThat(tracker.awaitAll(1)).isFalse();
    tracker.finished(2, null);

    assertThat(idle.get(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void theFirstFailureIsKeptUntilItIsTaken() throws InterruptedException {
    JMSException first = new JMSException("first");
    tracker.begin(1, 0);
    tracker.begin(1, 0);

    tracker.finished(1, first);
    tracker.finished(1, new JMSException("second"));

    assertThat(tracker.takeFailure()).isSameAs(first);
    assertThat(tracker.takeFailure()).isNull();
  }

  private CompletableFuture<Boolean> begin(int octets) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return tracker.begin(octets, FOREVER);
          } catch (InterruptedException e) {
            return false;
          }
        });
  }
}
