// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import io.netty.channel.EventLoop;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Wakes an engine at its next deadline.
 *
 * <p>Confined to the event loop. Deadlines mostly move away with every frame; the timer is left
 * where it is then, fires early and is armed anew, which costs less than to move it each time.
 */
final class TickTimer {

  /** Behind a deadline by so much, the loop was away: loops that are only busy are not. */
  private static final long LATE_MS = 250;

  private final EventLoop loop;
  private final Runnable batch;
  private @Nullable Future<?> armed;
  private long armedForMs = Long.MAX_VALUE;

  TickTimer(EventLoop loop, Runnable batch) {
    this.loop = loop;
    this.batch = batch;
  }

  /** Makes sure that a batch runs at the deadline, or before. */
  void arm(long deadlineMs) {
    if (deadlineMs == Long.MAX_VALUE || armed != null && armedForMs <= deadlineMs) {
      return;
    }
    cancel();
    armedForMs = deadlineMs;
    long delayMs = Math.max(1, deadlineMs - MonotonicClock.nowMs());
    armed = loop.schedule(this::fire, delayMs, TimeUnit.MILLISECONDS);
  }

  /**
   * Whether the time of a deadline is long over: something has held up the loop, or the whole
   * process, and what the peer sent meanwhile is not read yet.
   */
  boolean isLate(long nowMs) {
    return nowMs - armedForMs > LATE_MS;
  }

  private void fire() {
    armed = null;
    // The batch may ask whether this is late, and arms anew.
    batch.run();
  }

  void cancel() {
    if (armed != null) {
      armed.cancel(false);
      armed = null;
    }
    armedForMs = Long.MAX_VALUE;
  }
}
