// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Makes and names the threads of one connection that run application code.
 *
 * <p>Thread-safe.
 */
final class Threads {

  private final AtomicInteger made = new AtomicInteger();
  private final String connectionId;

  Threads(String connectionId) {
    this.connectionId = connectionId;
  }

  /** Daemon threads called {@code postrider-WHAT-CONNECTION-N}. */
  ThreadFactory named(String what) {
    return task -> {
      Thread thread =
          new Thread(task, "postrider-" + what + "-" + connectionId + "-" + made.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }
}
