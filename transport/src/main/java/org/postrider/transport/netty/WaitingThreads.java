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
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

  private static final Logger LOG = LoggerFactory.getLogger(WaitingThreads.class);
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
    this(
        task -> {
          String number = "-" + THREAD_NUMBERS.incrementAndGet();
          Thread thread = new Thread(task, "postrider-" + name + number);
          thread.setDaemon(true);
          return thread;
        },
        maxOfOne);
  }

  WaitingThreads(ThreadFactory factory, int maxOfOne) {
    this.maxOfOne = maxOfOne;
    threads =
        new ThreadPoolExecutor(
            MAX_THREADS,
            MAX_THREADS + MAX_MORE,
            IDLE_MS,
            TimeUnit.MILLISECONDS,
            new LinkedBlockingQueue<>(MAX_WAITING),
            factory);
    threads.allowCoreThreadTimeOut(true);
  }

  /**
   * Runs a task and then, however it ended, what is to follow.
   *
   * @param peer for whom, or on whose account: tasks of the same peer share a part of the threads
   * @param then is told null, or why the task will never run: it waited in its line, and when its
   *     turn came no thread could be started. It is called on any thread, and must not wait
   * @return interrupts the task; what follows comes when the task has really ended, and not at all
   *     if it had not begun
   * @throws RejectedExecutionException if too many wait, the threads are ended, or no thread can be
   *     started; nothing follows
   */
  Given run(Object peer, Runnable task, Consumer<@Nullable Throwable> then) {
    Task given = new Task(peer, task, then);
    if (mayBegin(given)) {
      try {
        threads.execute(given);
      } catch (Throwable none) {
        List<Task> next = withdraw(given);
        if (given.withdrawn) {
          beginAll(next);
          throw rejected(none);
        }
      }
    }
    return given;
  }

  private static RejectedExecutionException rejected(Throwable cause) {
    return cause instanceof RejectedExecutionException full
        ? full
        : new RejectedExecutionException("no thread could be started: " + cause, cause);
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

  /** On one of the threads: a task is done. */
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
      next = leave(line, task);
    }
    next.forEach(this::passOn);
  }

  /** A task that has begun has no part of the threads any more. Under the lock. */
  private List<Task> leave(Line line, Task task) {
    line.running--;
    begun--;
    List<Task> next = takeNext();
    if (line.running == 0) {
      lines.remove(task.peer);
    }
    adaptSize();
    return next;
  }

  /**
   * There was no thread for a task that has begun: it is never to run, unless it does already.
   * Gives what has room instead.
   */
  private List<Task> withdraw(Task task) {
    threads.remove(task);
    synchronized (lines) {
      if (task.taken) {
        return List.of();
      }
      task.withdrawn = true;
      return leave(Objects.requireNonNull(lines.get(task.peer)), task);
    }
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

  /** On one of the threads, which has nothing else to do. */
  private void passOn(Task next) {
    try {
      threads.execute(next);
    } catch (RejectedExecutionException closed) {
      // It was given before that, and is done.
      next.run();
    } catch (Throwable none) {
      // No further thread: this one comes to it.
      if (!threads.getQueue().offer(next)) {
        next.run();
      }
    }
  }

  /** On a thread that must not wait: what finds no thread is told so. */
  private void beginAll(List<Task> begun) {
    Deque<Task> left = new ArrayDeque<>(begun);
    for (Task next = left.poll(); next != null; next = left.poll()) {
      try {
        threads.execute(next);
      } catch (Throwable none) {
        left.addAll(withdraw(next));
        next.tellIfWithdrawn(none);
      }
    }
  }

  /** As many threads as tasks have begun, so that none waits behind one that hangs. */
  private void adaptSize() {
    int size = Math.min(MAX_THREADS + MAX_MORE, Math.max(MAX_THREADS, begun));
    try {
      threads.setCorePoolSize(size);
    } catch (Throwable none) {
      // The size is set, but what waits has no thread ahead: the next task is the next try.
      LOG.debug("no thread could be started ahead", none);
    }
  }

  /** Takes no more tasks; those given are done. */
  void close() {
    threads.shutdown();
  }

  /** A task in its peer's line, or on a thread. */
  private final class Task implements Runnable, Given {

    private final Object peer;
    private final FutureTask<Void> run;
    private final Consumer<@Nullable Throwable> then;

    // Guarded by the lines.
    private boolean taken;
    private boolean running;
    private boolean lost;
    private boolean knownToRun;
    private long seen;

    // Written under the lines, once; read by who has withdrawn it.
    private volatile boolean withdrawn;

    Task(Object peer, Runnable task, Consumer<@Nullable Throwable> then) {
      this.peer = peer;
      this.then = then;
      this.run =
          new FutureTask<>(
              () -> {
                try {
                  task.run();
                } finally {
                  then.accept(null);
                }
              },
              null);
    }

    @Override
    public void run() {
      synchronized (lines) {
        if (withdrawn) {
          return;
        }
        taken = true;
        running = true;
      }
      try {
        run.run();
      } finally {
        end(this);
      }
    }

    /** What was cancelled before it began has no follow-up. */
    private void tellIfWithdrawn(Throwable none) {
      if (withdrawn && !run.isCancelled()) {
        try {
          then.accept(rejected(none));
        } catch (RejectedExecutionException gone) {
          LOG.debug("the loop that asked for a task has ended", gone);
        }
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
      run.cancel(true);
      beginAll(next);
    }
  }
}
