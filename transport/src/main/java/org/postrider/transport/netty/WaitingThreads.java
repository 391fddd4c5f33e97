// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A few threads for what may wait, which an event loop must not. One peer gets a part of them only,
 * so that one that takes its time with each task does not hold the others up.
 *
 * <p>Thread-safe. The threads end when idle.
 */
final class WaitingThreads {

  static final int MAX_THREADS = 16;

  /** How many tasks for one peer run at once. */
  static final int MAX_OF_ONE = 4;

  private static final int MAX_WAITING = 1_000;
  private static final long IDLE_MS = 2_000;
  private static final AtomicInteger THREAD_NUMBERS = new AtomicInteger();

  /** The tasks for one peer. */
  private static final class Line {
    final Deque<Runnable> waiting = new ArrayDeque<>();
    int running;
  }

  private final ThreadPoolExecutor threads;

  // Guarded by itself.
  private final Map<Object, Line> lines = new HashMap<>();

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
   * @param peer for whom, or on whose account: tasks of the same peer share a part of the threads
   * @return interrupts the task; what follows comes when the task has really ended, and not at all
   *     if it had not begun
   * @throws RejectedExecutionException if too many wait, or the threads are ended
   */
  Cancellable run(Object peer, Runnable task, Runnable then) {
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
    if (mayBegin(peer, run)) {
      try {
        execute(peer, run);
      } catch (RejectedExecutionException full) {
        end(peer);
        throw full;
      }
    }
    return () -> run.cancel(true);
  }

  /** Counts a task as begun, or puts it into the peer's line. */
  private boolean mayBegin(Object peer, Runnable run) {
    synchronized (lines) {
      Line line = lines.computeIfAbsent(peer, unknown -> new Line());
      if (line.running < MAX_OF_ONE) {
        line.running++;
        return true;
      }
      if (line.waiting.size() == MAX_WAITING) {
        throw new RejectedExecutionException(MAX_WAITING + " tasks for " + peer + " wait already");
      }
      line.waiting.add(run);
      return false;
    }
  }

  private void execute(Object peer, Runnable run) {
    threads.execute(
        () -> {
          try {
            run.run();
          } finally {
            end(peer);
          }
        });
  }

  /** One task is done: the next of the peer's goes behind those of the others. */
  private void end(Object peer) {
    Runnable next;
    synchronized (lines) {
      Line line = java.util.Objects.requireNonNull(lines.get(peer));
      next = line.waiting.poll();
      if (next == null && --line.running == 0) {
        lines.remove(peer);
      }
    }
    if (next != null) {
      try {
        execute(peer, next);
      } catch (RejectedExecutionException closed) {
        // It was given before that, and is done.
        next.run();
        end(peer);
      }
    }
  }

  /** Takes no more tasks; those given are done. */
  void close() {
    threads.shutdown();
  }
}
