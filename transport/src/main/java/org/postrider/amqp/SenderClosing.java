// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

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

  private final Sender sender;
  private @Nullable Runnable close;
  private Runnable cancellation = () -> {};
  private boolean timed;
  private int unanswered;

  SenderClosing(Sender sender) {
    this.sender = sender;
  }

  /** Whether a close waits. */
  boolean isWaiting() {
    return close != null;
  }

  /** A message is to go out that gets an outcome. */
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

  /** Closes when what was sent has gone out and is answered. */
  void begin(Runnable newClose) {
    close = newClose;
    sender.connection().closing().add(sender);
    proceed();
  }

  /** Closes if nothing is left to wait for. */
  void proceed() {
    if (close == null || sender.hasUnsent()) {
      return;
    }
    if (unanswered <= 0) {
      closeNow();
    } else if (!timed) {
      timed = true;
      cancellation = sender.connection().later(this::closeNow, OUTCOMES_TIMEOUT_MS);
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
    cancellation.run();
    sender.connection().closing().remove(sender);
  }
}
