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

  private final EventLoop loop;
  private final Runnable batch;
  private @Nullable Future<?> armed;
  private long armedForMs;

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

  private void fire() {
    armed = null;
    batch.run();
  }

  void cancel() {
    if (armed != null) {
      armed.cancel(false);
      armed = null;
    }
  }
}
