// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.amqp;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * How many messages are on their way over one link, from before they are handed over until their
 * fate is known.
 *
 * <p>Thread-safe; one thread at a time may wait.
 */
public final class InFlight {

  private final AtomicInteger count = new AtomicInteger();
  private volatile @Nullable Thread waiter;
  private volatile @Nullable Runnable whenIdle;

  /** A message is about to be handed over. */
  public void begun() {
    count.incrementAndGet();
  }

  /** The fate of one is known, or it is not handed over after all. */
  public void finished() {
    if (count.decrementAndGet() == 0) {
      Thread parked = waiter;
      if (parked != null) {
        LockSupport.unpark(parked);
      }
      Runnable action = whenIdle;
      if (action != null) {
        action.run();
      }
    }
  }

  /** Whether nothing is on its way. */
  public boolean isIdle() {
    return count.get() == 0;
  }

  /** Has something run when nothing is on its way: now, or by whoever ends the last; or twice. */
  public void whenIdle(Runnable action) {
    whenIdle = action;
    if (isIdle()) {
      action.run();
    }
  }

  /**
   * Waits until nothing is on its way; gives false if that is not so in time.
   *
   * @param timeoutMs negative for ever
   */
  boolean awaitIdle(long timeoutMs) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMs);
    waiter = Thread.currentThread();
    try {
      while (!isIdle()) {
        if (timeoutMs < 0) {
          LockSupport.park(this);
        } else {
          long left = end - System.nanoTime();
          if (left <= 0) {
            return false;
          }
          LockSupport.parkNanos(this, left);
        }
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
      return true;
    } finally {
      waiter = null;
    }
  }
}
