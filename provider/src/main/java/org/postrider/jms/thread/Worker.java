// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.thread;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread of some work: it starts when there is something to do, ends when there was nothing for
 * a while, and is started anew. Where none can be started, it is tried again.
 *
 * <p>Thread-safe. Who adds to the work does so before it looks for the thread, by {@link #wake};
 * the thread lets go of its place before it looks at the work for the last time. So nothing waits
 * for a thread that has just ended.
 */
final class Worker implements Runnable {

  /** How long a thread waits for something to do before it ends. */
  static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** How long it takes until a thread that could not be started is tried again. */
  static final long RETRY_MS = 1_000;

  /** What the thread is for. */
  interface Work {

    /** Whether there is something to do; asked by any thread, under no lock of the worker's. */
    boolean isWaiting();

    /**
     * Does what there is, on the worker's thread; returns when nothing is left, or at the close.
     */
    void doAll();
  }

  private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

  private final Work work;
  private final ThreadFactory threads;
  private final @Nullable KeepAlive keepAlive;
  private final Shortage shortage;
  private final long idleNanos;

  // The thread that works, or is about to start; null where there is none.
  private final AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
  // Whether new work has to wake the thread, or to start one. Written by the worker's thread.
  private volatile boolean parked = true;
  private volatile boolean closed;
  // Whether a further try to start a thread is to come.
  private final AtomicBoolean retrying = new AtomicBoolean();
  private volatile boolean told;

  /**
   * A worker without a thread.
   *
   * @param keepAlive keeps the virtual machine alive while there is no thread; null where a thread
   *     does not either
   * @param idleNanos how long the thread waits for something to do before it ends
   */
  Worker(
      Work work,
      ThreadFactory threads,
      @Nullable KeepAlive keepAlive,
      Shortage shortage,
      long idleNanos) {
    this.work = work;
    this.threads = threads;
    this.keepAlive = keepAlive;
    this.shortage = shortage;
    this.idleNanos = idleNanos;
  }

  // The thread's start

  /**
   * Starts the thread, if it is not there, whether there is work or not; gives why that cannot be,
   * or null. It is tried again where work waits.
   */
  @Nullable Throwable start() {
    Throwable failure = closed || thread.get() != null ? null : tryStart();
    if (failure != null && isWanted()) {
      // Who added to the work may have found the thread that did not start.
      retryLater(failure);
    }
    return failure;
  }

  /** Gives why there is no thread, or null. */
  private @Nullable Throwable tryStart() {
    Thread fresh = null;
    try {
      fresh = threads.newThread(this);
      if (thread.compareAndSet(null, fresh)) {
        fresh.start();
        told = false;
      }
      return null;
    } catch (Throwable failure) {
      // An OutOfMemoryError mostly: the machine has no more threads to give.
      if (fresh != null) {
        thread.compareAndSet(fresh, null);
      }
      return failure;
    }
  }

  /** Must not throw: it runs within the event loop's work. */
  private void startForWork() {
    if (isWanted() && thread.get() == null && !retrying.get()) {
      Throwable failure = tryStart();
      if (failure != null) {
        retryLater(failure);
      }
    }
  }

  private void retryLater(Throwable failure) {
    if (retrying.compareAndSet(false, true)) {
      try {
        shortage.retryIn(RETRY_MS, this::retry);
      } catch (Throwable further) {
        // A timer wants memory, too: the next wake is the next try.
        retrying.set(false);
        LOG.error("no further try could be arranged: what comes next is one", further);
      }
      tellOnce(failure);
    }
  }

  private void tellOnce(Throwable failure) {
    if (told) {
      return;
    }
    try {
      shortage.tell(failure);
      told = true;
    } catch (Throwable further) {
      // To tell it wants a thread, too: it is told with the next try.
      LOG.error("it could not be told that no thread could be started", further);
    }
  }

  private void retry() {
    retrying.set(false);
    startForWork();
  }

  private boolean isWanted() {
    return !closed && work.isWaiting();
  }

  // What goes on

  /**
   * Whether new work has to {@link #wake} the thread, or to have one started: a read that costs
   * little.
   */
  boolean isAsleep() {
    return parked;
  }

  /** Wakes the thread; starts one for work that waits where there is none. Never throws. */
  void wake() {
    Thread current = thread.get();
    if (current == null) {
      startForWork();
    } else {
      LockSupport.unpark(current);
    }
  }

  /** Whether the caller is the thread. */
  boolean isCurrentThread() {
    return Thread.currentThread() == thread.get();
  }

  boolean isClosed() {
    return closed;
  }

  /** Has the thread end when it comes back from the work; starts no further one. */
  void close() {
    closed = true;
    wake();
    if (keepAlive != null) {
      keepAlive.release(this);
    }
  }

  // The thread's

  @Override
  public void run() {
    parked = false;
    try {
      do {
        work.doAll();
      } while (awaitWork());
    } finally {
      parked = true;
      thread.set(null);
      // For what has come since, and found this thread.
      startForWork();
    }
  }

  /** On the thread: waits for so long, or until the close. */
  void rest(long nanos) {
    long end = System.nanoTime() + nanos;
    for (long left = nanos; left > 0 && !closed; left = end - System.nanoTime()) {
      park(left);
    }
  }

  /** An interrupt that the work has left behind would let each further wait return at once. */
  private void park(long nanos) {
    LockSupport.parkNanos(this, nanos);
    boolean unused = Thread.interrupted();
  }

  /** Waits for something to do; gives false where the thread is to end. */
  private boolean awaitWork() {
    parked = true;
    do {
      if (parkForWork()) {
        parked = false;
        return true;
      }
    } while (!closed && !isDispensable());
    return false;
  }

  /** Gives false where nothing comes in the time of idleness, or at the close. */
  private boolean parkForWork() {
    long end = System.nanoTime() + idleNanos;
    while (!isWanted()) {
      long left = end - System.nanoTime();
      if (closed || left <= 0) {
        return false;
      }
      park(left);
    }
    return true;
  }

  /** Whether the thread may end: nobody is to notice. */
  private boolean isDispensable() {
    if (keepAlive == null) {
      return true;
    }
    try {
      keepAlive.hold(this);
      if (closed) {
        keepAlive.release(this);
      }
      return true;
    } catch (Throwable none) {
      LOG.debug("nothing else keeps the virtual machine alive: this thread stays", none);
      return false;
    }
  }
}
