// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.thread;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Makes and names the threads of one connection that run application code.
 *
 * <p>Thread-safe.
 */
public final class Threads {

  private final AtomicInteger made = new AtomicInteger();
  private final String connectionId;
  private final boolean listenersAreDaemons;

  /** The threads of a connection; those of message listeners may keep the virtual machine alive. */
  public Threads(String connectionId, boolean listenersAreDaemons) {
    this.connectionId = connectionId;
    this.listenersAreDaemons = listenersAreDaemons;
  }

  /** Whether the calling thread is one of these, of any connection. */
  public static boolean isListener() {
    return Thread.currentThread() instanceof ListenerThread;
  }

  /** The threads that run a session's message listeners, like the one that sets the first. */
  ThreadFactory ofListeners() {
    return new WorkerThreads(this, "session", listenersAreDaemons);
  }

  /** What keeps the virtual machine alive while those are not there; null where nothing does. */
  @Nullable KeepAlive keepAlive() {
    return listenersAreDaemons ? null : KeepAlive.SHARED;
  }

  /**
   * Daemon threads, one after the other, called {@code postrider-WHAT-CONNECTION-N} and like the
   * calling one.
   */
  public ThreadFactory named(String what) {
    return new WorkerThreads(this, what, true).likeCaller();
  }

  /** A name that no other thread of the connection has. */
  String next(String what) {
    return "postrider-" + what + "-" + connectionId + "-" + made.incrementAndGet();
  }
}
