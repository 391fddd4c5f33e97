// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.thread;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;

/**
 * A machine, or a factory, that has threads or has none as the test says; a try is made anew when
 * the test says so.
 *
 * <p>Thread-safe.
 */
public final class ScarceThreads implements ThreadFactory, Shortage {

  /** What the JVM throws where the machine has no more threads. */
  private static final class Unstartable extends Thread {
    @Override
    public synchronized void start() {
      throw new OutOfMemoryError("unable to create native thread");
    }
  }

  /** Why there was no thread, once in each shortage. */
  final List<Throwable> told = new CopyOnWriteArrayList<>();

  final ConcurrentLinkedDeque<Runnable> retries = new ConcurrentLinkedDeque<>();

  /** Whether no thread can be started. */
  public volatile boolean exhausted;

  /** Whether no thread is made. */
  volatile boolean refusing;

  @Override
  public Thread newThread(Runnable task) {
    if (refusing) {
      throw new IllegalStateException("no more threads of this factory");
    }
    Thread thread = exhausted ? new Unstartable() : new Thread(task, "postrider-scarce-test");
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler((ended, thrown) -> {});
    return thread;
  }

  @Override
  public void tell(Throwable cause) {
    told.add(cause);
  }

  @Override
  public void retryIn(long delayMs, Runnable command) {
    assertThat(delayMs).isEqualTo(Worker.RETRY_MS);
    retries.add(command);
  }

  /** Makes the try that was put off. */
  public void retry() {
    Objects.requireNonNull(retries.poll(), "a retry").run();
  }
}
