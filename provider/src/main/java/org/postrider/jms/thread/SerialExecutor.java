// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.thread;

import java.util.ArrayDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs callbacks of the application one after the other, on the thread of a {@link Worker} that
 * exists only while there are some. Those for which no thread can be started wait for one.
 *
 * <p>Thread-safe.
 */
public final class SerialExecutor {

  private static final Logger LOG = LoggerFactory.getLogger(SerialExecutor.class);

  /** Most have nothing to run in their life. */
  private static final int FIRST_CAPACITY = 1;

  private final ThreadFactory threads;
  private final Shortage shortage;
  private final int maxWaiting;

  // Made with the first callback.
  private volatile @Nullable Worker worker;

  // Guarded by this.
  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>(FIRST_CAPACITY);
  private boolean running;
  private boolean closed;
  private @Nullable CountDownLatch end;

  /**
   * An executor without a thread.
   *
   * @param shortage hears of it where no thread can be started
   * @param maxWaiting how many callbacks wait at most, beside the one that runs
   */
  public SerialExecutor(ThreadFactory threads, Shortage shortage, int maxWaiting) {
    this.threads = threads;
    this.shortage = shortage;
    this.maxWaiting = maxWaiting;
  }

  /**
   * Runs a callback, after those given before. What it throws is logged; so is that there are too
   * many.
   */
  public void execute(Runnable callback) {
    if (!offer(callback)) {
      LOG.warn("a listener of the application is too slow: it is not told of something");
    }
  }

  /** As {@link #execute}; gives false if there are too many. */
  public boolean offer(Runnable callback) {
    Worker current;
    synchronized (this) {
      if (closed) {
        LOG.debug("a callback came after the close");
        return true;
      }
      if (waiting.size() >= maxWaiting) {
        return false;
      }
      waiting.add(callback);
      current = worker;
      if (current == null) {
        current = new Worker(new Callbacks(), threads, null, shortage, Worker.IDLE_NANOS);
        worker = current;
      }
    }
    if (current.isAsleep()) {
      current.wake();
    }
    return true;
  }

  /** Whether the caller is such a callback. */
  public boolean isCurrentThread() {
    Worker current = worker;
    return current != null && current.isCurrentThread();
  }

  /** Whether {@link #close} was called. */
  public synchronized boolean isClosed() {
    return closed;
  }

  /** Takes no more callbacks; those given run. */
  public synchronized void close() {
    if (!closed) {
      closed = true;
      end = new CountDownLatch(1);
      endIfDone();
    }
  }

  /** Waits, after the close, until those given have run; gives false if they have not in time. */
  public boolean awaitEnd(long timeoutMs) throws InterruptedException {
    CountDownLatch last;
    synchronized (this) {
      last = end;
    }
    return last != null && last.await(timeoutMs, TimeUnit.MILLISECONDS);
  }

  // The thread's

  private final class Callbacks implements Worker.Work {

    @Override
    public boolean isWaiting() {
      return hasCallbacks();
    }

    @Override
    public void doAll() {
      for (Runnable next = next(); next != null; next = next()) {
        run(next);
      }
    }
  }

  /** What runs counts: a thread that dies of it has a successor, which finds that it is over. */
  private synchronized boolean hasCallbacks() {
    return running || !waiting.isEmpty();
  }

  private synchronized @Nullable Runnable next() {
    Runnable next = waiting.poll();
    running = next != null;
    endIfDone();
    return next;
  }

  /** Behind the last callback after the close. Under the lock. */
  private void endIfDone() {
    CountDownLatch last = end;
    if (last != null && !running && waiting.isEmpty()) {
      last.countDown();
      Worker current = worker;
      if (current != null) {
        current.close();
      }
    }
  }

  private static void run(Runnable callback) {
    try {
      callback.run();
    } catch (Throwable thrown) {
      LOG.warn("a listener of the application threw", thrown);
    } finally {
      // An interrupt that a callback has left behind is none of the next one's business.
      boolean unused = Thread.interrupted();
    }
  }
}
