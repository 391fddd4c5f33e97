// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A few threads for what may wait, which an event loop must not. One peer gets a part of them only,
 * and the only task of a peer waits for none of another's, as long as there are not too many peers:
 * so whoever takes its time does not hold the others up. A thread that does not heed its
 * interruption is replaced.
 *
 * <p>Thread-safe. The threads end when idle.
 */
final class WaitingThreads {

  /** So many there are for all tasks. */
  static final int MAX_THREADS = 16;

  /** How many tasks for one peer run at once, unless another number is given. */
  static final int MAX_OF_ONE = 4;

  /**
   * So many more there are for peers of which nothing runs, and in the place of threads whose task
   * was given up and does not end.
   */
  static final int MAX_MORE = 32;

  private static final int MAX_WAITING = 1_000;
  private static final long IDLE_MS = 2_000;
  private static final AtomicInteger THREAD_NUMBERS = new AtomicInteger();

  /** The tasks for one peer. */
  private static final class Line {
    final Deque<Task> waiting = new ArrayDeque<>();
    int running;
    long done;
  }

  /** A task that was given. */
  interface Given extends Cancellable {

    /**
     * Whether a task that had to wait in its line has come nearer to its end since it was given or
     * this was asked last: it runs now, or others before it are done, which nobody had given up.
     */
    boolean isNearer();
  }

  private final ThreadPoolExecutor threads;
  private final int maxOfOne;

  // Guarded by itself.
  private final Map<Object, Line> lines = new LinkedHashMap<>();

  // Guarded by the lines.
  private int begun;
  private int lost;

  /** Threads named {@code postrider-NAME-N}. */
  WaitingThreads(String name) {
    this(name, MAX_OF_ONE);
  }

  /**
   * Threads named {@code postrider-NAME-N}.
   *
   * @param maxOfOne how many tasks for one peer run at once
   */
  WaitingThreads(String name, int maxOfOne) {
    this.maxOfOne = maxOfOne;
    threads =
        new ThreadPoolExecutor(
            MAX_THREADS,
            MAX_THREADS + MAX_MORE,
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
  Given run(Object peer, Runnable task, Runnable then) {
    Task given = new Task(peer, task, then);
    if (mayBegin(given)) {
      try {
        threads.execute(given);
      } catch (RejectedExecutionException full) {
        end(given);
        throw full;
      }
    }
    return given;
  }

  /** Counts a task as begun, or puts it into the peer's line. */
  private boolean mayBegin(Task task) {
    synchronized (lines) {
      Line line = lines.computeIfAbsent(task.peer, unknown -> new Line());
      if (hasRoom(line)) {
        begin(line);
        task.knownToRun = true;
        return true;
      }
      if (line.waiting.size() == MAX_WAITING) {
        throw new RejectedExecutionException(
            MAX_WAITING + " tasks for " + task.peer + " wait already");
      }
      task.seen = line.done;
      line.waiting.add(task);
      return false;
    }
  }

  private boolean hasRoom(Line line) {
    return line.running == 0
        || (line.running < maxOfOne && begun - Math.min(lost, MAX_MORE) < MAX_THREADS);
  }

  private void begin(Line line) {
    line.running++;
    begun++;
    adaptSize();
  }

  /** One task is done. */
  private void end(Task task) {
    List<Task> next;
    synchronized (lines) {
      task.running = false;
      if (task.lost) {
        lost--;
      }
      Line line = Objects.requireNonNull(lines.get(task.peer));
      if (!task.run.isCancelled()) {
        line.done++;
      }
      line.running--;
      begun--;
      next = takeNext();
      if (line.running == 0) {
        lines.remove(task.peer);
      }
      adaptSize();
    }
    next.forEach(this::execute);
  }

  /** What waited in a line and has room now: it goes behind what others have begun. */
  private List<Task> takeNext() {
    List<Task> next = new ArrayList<>();
    for (Line line : lines.values()) {
      while (!line.waiting.isEmpty() && hasRoom(line)) {
        next.add(line.waiting.remove());
        begin(line);
      }
    }
    return next;
  }

  private void execute(Task next) {
    try {
      threads.execute(next);
    } catch (RejectedExecutionException closed) {
      // It was given before that, and is done.
      next.run();
    }
  }

  /** As many threads as tasks have begun, so that none waits behind one that hangs. */
  private void adaptSize() {
    threads.setCorePoolSize(Math.min(MAX_THREADS + MAX_MORE, Math.max(MAX_THREADS, begun)));
  }

  /** Takes no more tasks; those given are done. */
  void close() {
    threads.shutdown();
  }

  /** A task in its peer's line, or on a thread. */
  private final class Task implements Runnable, Given {

    private final Object peer;
    private final FutureTask<Void> run;

    // Guarded by the lines.
    private boolean running;
    private boolean lost;
    private boolean knownToRun;
    private long seen;

    Task(Object peer, Runnable task, Runnable then) {
      this.peer = peer;
      this.run =
          new FutureTask<>(
              () -> {
                try {
                  task.run();
                } finally {
                  then.run();
                }
              },
              null);
    }

    @Override
    public void run() {
      synchronized (lines) {
        running = true;
      }
      try {
        run.run();
      } finally {
        end(this);
      }
    }

    @Override
    public boolean isNearer() {
      synchronized (lines) {
        Line line = lines.get(peer);
        if (knownToRun || line == null) {
          return false;
        }
        knownToRun = running;
        boolean nearer = running || seen != line.done;
        seen = line.done;
        return nearer;
      }
    }

    @Override
    public void cancel() {
      List<Task> next;
      synchronized (lines) {
        Line line = lines.get(peer);
        if (line != null) {
          line.waiting.remove(this);
        }
        if (running && !lost) {
          lost = true;
          WaitingThreads.this.lost++;
        }
        // After the end what waits is run by who is done: this may be a thread that must not wait.
        next = threads.isShutdown() ? List.of() : takeNext();
      }
      next.forEach(WaitingThreads.this::execute);
      run.cancel(true);
    }
  }
}
