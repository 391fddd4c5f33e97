// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.thread;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the virtual machine alive for sessions that listen and have no thread at the moment, by one
 * thread for all of them: a program that only listens goes on.
 *
 * <p>Thread-safe.
 */
final class KeepAlive {

  static final String THREAD_NAME = "postrider-listening";

  /** The one static state of the JMS face: there is one virtual machine to keep. */
  static final KeepAlive SHARED = new KeepAlive();

  // Guarded by this.
  private final Set<Object> holders = Collections.newSetFromMap(new IdentityHashMap<>());
  private @Nullable CountDownLatch end;

  /**
   * Keeps the virtual machine alive until {@link #release}. An {@link OutOfMemoryError} says that
   * no thread could be started, and that it does not.
   */
  synchronized void hold(Object holder) {
    if (end == null) {
      CountDownLatch latch = new CountDownLatch(1);
      start(latch);
      end = latch;
    }
    holders.add(holder);
  }

  /** Without effect for who does not hold it. */
  synchronized void release(Object holder) {
    if (holders.remove(holder) && holders.isEmpty() && end != null) {
      end.countDown();
      end = null;
    }
  }

  private static void start(CountDownLatch latch) {
    Thread thread =
        WorkerThreads.bare(() -> new Thread(null, () -> await(latch), THREAD_NAME, 0, false));
    thread.setDaemon(false);
    thread.start();
  }

  private static void await(CountDownLatch latch) {
    boolean over = false;
    while (!over) {
      try {
        latch.await();
        over = true;
      } catch (InterruptedException unheeded) {
        // It is not for this thread to say that nobody listens any more.
        over = latch.getCount() == 0;
      }
    }
  }
}
