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
  private final boolean listenersAreDaemons;

  /** The threads of a connection; those of message listeners may keep the virtual machine alive. */
  Threads(String connectionId, boolean listenersAreDaemons) {
    this.connectionId = connectionId;
    this.listenersAreDaemons = listenersAreDaemons;
  }

  /** The threads that run message listeners. */
  ThreadFactory ofListeners() {
    return named("session", listenersAreDaemons);
  }

  /** Daemon threads called {@code postrider-WHAT-CONNECTION-N}. */
  ThreadFactory named(String what) {
    return named(what, true);
  }

  private ThreadFactory named(String what, boolean daemon) {
    return task -> {
      Thread thread =
          new Thread(task, "postrider-" + what + "-" + connectionId + "-" + made.incrementAndGet());
      thread.setDaemon(daemon);
      return thread;
    };
  }
}
