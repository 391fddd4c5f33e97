// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

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

  /** The threads that run the message listeners of a session. */
  ThreadFactory ofListeners() {
    return new ListenerThreads(this, listenersAreDaemons);
  }

  /** What keeps the virtual machine alive while those are not there; null where nothing does. */
  @Nullable KeepAlive keepAlive() {
    return listenersAreDaemons ? null : KeepAlive.SHARED;
  }

  /** Daemon threads called {@code postrider-WHAT-CONNECTION-N}. */
  ThreadFactory named(String what) {
    return task -> {
      Thread thread = new Thread(task, next(what));
      thread.setDaemon(true);
      return thread;
    };
  }

  /** A name that no other thread of the connection has. */
  String next(String what) {
    return "postrider-" + what + "-" + connectionId + "-" + made.incrementAndGet();
  }
}
