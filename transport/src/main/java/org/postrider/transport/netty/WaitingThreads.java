// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A few threads for what may wait, which an event loop must not.
 *
 * <p>Thread-safe. The threads end when idle.
 */
final class WaitingThreads {

  private static final int MAX_THREADS = 4;
  private static final int MAX_WAITING = 1_000;
  private static final long IDLE_MS = 2_000;
  private static final AtomicInteger THREAD_NUMBERS = new AtomicInteger();

  private final ThreadPoolExecutor threads;

  /** Threads named {@code postrider-NAME-N}. */
  WaitingThreads(String name) {
    threads =
        new ThreadPoolExecutor(
            MAX_THREADS,
            MAX_THREADS,
            IDLE_MS,
            TimeUnit.MILLISECONDS,
            new LinkedBlockingQueue<>(MAX_WAITING),
            task -> {
              String number = "-" + THREAD_NUMBERS.incrementAndGet();
              Thread thread = new Thread(task, "postrider-" + name + number);
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
  }

  /**
   * Runs a task and then, however it ended, what is to follow.
   *
   * @return interrupts the task; what follows comes when the task has really ended, and not at all
   *     if it had not begun
   * @throws RejectedExecutionException if too many wait, or the threads are ended
   */
  Cancellable run(Runnable task, Runnable then) {
    FutureTask<Void> run =
        new FutureTask<>(
            () -> {
              try {
                task.run();
              } finally {
                then.run();
              }
            },
            null);
    threads.execute(run);
    return () -> run.cancel(true);
  }

  /** Takes no more tasks; those given are done. */
  void close() {
    threads.shutdown();
  }
}
