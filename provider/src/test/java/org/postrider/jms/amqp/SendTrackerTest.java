// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.amqp;

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
    assertThat(begins(HALF, 0)).isTrue();
    assertThat(begins(HALF, 0)).isTrue();

    assertThat(begins(1, TimeUnit.MILLISECONDS.toNanos(1))).isFalse();

    assertThat(tracker.isIdle()).isFalse();
  }

  @Test
  void aMessageLargerThanTheBoundGoesAlone() throws InterruptedException {
    assertThat(begins(3 * HALF, 0)).isTrue();
    assertThat(begins(1, 0)).isFalse();

    tracker.finished(3 * HALF, null);

    assertThat(begins(3 * HALF, 0)).isTrue();
  }

  @Test
  void whoWaitsForRoomGoesOnWhenHalfIsFree() throws Exception {
    begins(HALF, 0);
    begins(HALF, 0);
    CompletableFuture<Boolean> entered = begin(HALF);

    tracker.finished(HALF, null);

    assertThat(entered.get(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void whoWaitsForRoomTakesWhatASlowBrokerLeaves() throws Exception {
    begins(1000, 0);
    begins(2 * HALF - 1000, 0);
    CompletableFuture<Boolean> entered = begin(1000);

    tracker.finished(1000, null);

    assertThat(entered.get(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void allAreAwaitedUntilTheLastIsFinished() throws Exception {
    begins(1, 0);
    begins(2, 0);
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
    begins(1, 0);
    begins(1, 0);

    tracker.finished(1, first);
    tracker.finished(1, new JMSException("second"));

    assertThat(tracker.takeFailure()).isSameAs(first);
    assertThat(tracker.takeFailure()).isNull();
  }

  private boolean begins(int octets, long nanos) throws InterruptedException {
    return tracker.begin(octets, System.nanoTime(), nanos);
  }

  private CompletableFuture<Boolean> begin(int octets) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return begins(octets, FOREVER);
          } catch (InterruptedException e) {
            return false;
          }
        });
  }
}
