// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import io.netty.channel.IoHandlerContext;

/**
 * How long a thread that has taken a loop waits for sockets: until the next timer, and until the
 * lease ends.
 *
 * <p>Confined to who holds the loop.
 */
final class LoopLease implements IoHandlerContext {

  private static final long NO_DEADLINE = -1;

  private final LentLoop loop;
  private long endNanos;

  LoopLease(LentLoop loop) {
    this.loop = loop;
  }

  /** Ends at a time of {@link System#nanoTime}. */
  void ends(long atNanos) {
    endNanos = atNanos;
  }

  @Override
  public boolean canBlock() {
    return loop.isIdle();
  }

  @Override
  public long delayNanos(long currentTimeNanos) {
    return Math.max(0, Math.min(loop.taskDelayNanos(currentTimeNanos), leftNanos()));
  }

  @Override
  public long deadlineNanos() {
    long task = loop.taskDeadlineNanos();
    long end = loop.ticker().nanoTime() + leftNanos();
    return task == NO_DEADLINE ? end : Math.min(task, end);
  }

  private long leftNanos() {
    return endNanos - System.nanoTime();
  }
}
