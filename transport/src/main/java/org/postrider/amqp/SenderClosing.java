// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What a sender waits for before it is closed: its messages must go out, and for a while it waits
 * for their outcomes, which would not come behind the detach (AMQP 2.6.5).
 *
 * <p>Confined to the container's loop.
 */
final class SenderClosing {

  /** How long the outcomes of messages that have gone out are waited for. */
  static final long OUTCOMES_TIMEOUT_MS = 5_000;

  /** Runs something after a delay, and gives what cancels it. */
  @FunctionalInterface
  interface Timer {
    Runnable later(Runnable command, long delayMs);
  }

  /** What is waited for, and by a timer. */
  private enum Wait {
    NOTHING,
    ROOM,
    OUTCOMES
  }

  private final BooleanSupplier unsent;
  private final LongSupplier transfers;
  private final Timer timer;
  private @Nullable Runnable close;
  private Duration timeout = Duration.ZERO;
  private Wait wait = Wait.NOTHING;
  private Runnable cancellation = () -> {};
  private long transfersBefore;
  private int unanswered;

  /**
   * A close that is not asked for yet.
   *
   * @param unsent whether messages have yet to go out
   * @param transfers how many frames of messages have gone out, ever
   */
  SenderClosing(BooleanSupplier unsent, LongSupplier transfers, Timer timer) {
    this.unsent = unsent;
    this.transfers = transfers;
    this.timer = timer;
  }

  /** Whether a close waits. */
  boolean isWaiting() {
    return close != null;
  }

  /** A message is to go out. */
  void sending() {
    unanswered++;
  }

  /** The outcome of a message is known, or will never be. */
  void answered() {
    unanswered--;
  }

  /** Whether there are outcomes to wait for. */
  boolean isUnanswered() {
    return unanswered > 0;
  }

  /**
   * Closes when what was sent has gone out and is answered.
   *
   * @param newTimeout how long nothing of a message may go out before those that wait are given up;
   *     zero for ever
   */
  void begin(Runnable newClose, Duration newTimeout) {
    close = newClose;
    timeout = newTimeout;
    proceed();
  }

  /** Closes if nothing is left to wait for. */
  void proceed() {
    if (close == null) {
      return;
    }
    if (unsent.getAsBoolean()) {
      if (wait == Wait.NOTHING && !timeout.isZero()) {
        transfersBefore = transfers.getAsLong();
        await(Wait.ROOM, this::noneWentOut, timeout.toMillis());
      }
    } else if (unanswered <= 0) {
      closeNow();
    } else if (wait != Wait.OUTCOMES) {
      await(Wait.OUTCOMES, this::closeNow, OUTCOMES_TIMEOUT_MS);
    }
  }

  private void await(Wait what, Runnable end, long delayMs) {
    cancellation.run();
    wait = what;
    cancellation = timer.later(end, delayMs);
  }

  private void noneWentOut() {
    if (transfers.getAsLong() != transfersBefore) {
      wait = Wait.NOTHING;
      proceed();
    } else {
      closeNow();
    }
  }

  private void closeNow() {
    Runnable due = close;
    cancel();
    if (due != null) {
      due.run();
    }
  }

  /** A close that waits is made no more. */
  void cancel() {
    close = null;
    wait = Wait.NOTHING;
    cancellation.run();
  }
}
