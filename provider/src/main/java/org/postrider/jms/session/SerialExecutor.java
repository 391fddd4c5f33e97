// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs callbacks of the application one after the other, on a thread that exists only while there
 * are some.
 *
 * <p>Thread-safe.
 */
final class SerialExecutor {

  private static final Logger LOG = LoggerFactory.getLogger(SerialExecutor.class);
  private static final long IDLE_SECONDS = 5;

  private final ThreadFactory threads;
  private final int maxWaiting;
  private volatile @Nullable Thread running;

  // Guarded by this. Most have nothing to run in their life.
  private @Nullable ThreadPoolExecutor executor;
  private boolean closed;

  /** An executor that keeps so many callbacks waiting at most. */
  SerialExecutor(ThreadFactory threads, int maxWaiting) {
    this.threads = threads;
    this.maxWaiting = maxWaiting;
  }

  /** Made with the first callback; null if there is none at the close. */
  private synchronized @Nullable ThreadPoolExecutor executor() {
    if (executor == null && !closed) {
      executor =
          new ThreadPoolExecutor(
              1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(maxWaiting), threads);
      executor.allowCoreThreadTimeOut(true);
    }
    return executor;
  }

  /**
   * Runs a callback, after those given before. What it throws is logged; so is that there are too
   * many.
   */
  void execute(Runnable callback) {
    if (!offer(callback)) {
      LOG.warn("a listener of the application is too slow: it is not told of something");
    }
  }

  /** As {@link #execute}; gives false if there are too many. */
  boolean offer(Runnable callback) {
    ThreadPoolExecutor current = executor();
    if (current == null) {
      LOG.debug("a callback came after the close");
      return true;
    }
    try {
      current.execute(() -> run(callback));
      return true;
    } catch (RejectedExecutionException refused) {
      if (current.isShutdown()) {
        LOG.debug("a callback came after the close", refused);
        return true;
      }
      return false;
    }
  }

  private void run(Runnable callback) {
    running = Thread.currentThread();
    try {
      callback.run();
    } catch (Throwable thrown) {
      LOG.warn("a listener of the application threw", thrown);
    } finally {
      running = null;
    }
  }

  /** Whether the caller is such a callback. */
  boolean isCurrentThread() {
    return running == Thread.currentThread();
  }

  synchronized boolean isClosed() {
    return closed;
  }

  /** Waits, after the close, until those given have run; gives false if they have not in time. */
  boolean awaitEnd(long timeoutMs) throws InterruptedException {
    ThreadPoolExecutor last;
    synchronized (this) {
      last = executor;
    }
    return last == null || last.awaitTermination(timeoutMs, TimeUnit.MILLISECONDS);
  }

  /** Takes no more callbacks; those given run. */
  synchronized void close() {
    closed = true;
    if (executor != null) {
      executor.shutdown();
    }
  }
}
