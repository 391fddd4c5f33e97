// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.thread;

import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes the threads of one {@link Worker}, one after the other, and each alike: by its name, and by
 * what their owner's thread had. Which thread happens to start one is of no matter: it may be the
 * event loop, or one that runs it for another session.
 *
 * <p>Thread-safe.
 */
final class WorkerThreads implements ThreadFactory {

  /** What all have in common. */
  private record Likeness(@Nullable ClassLoader loader, int priority) {

    @SuppressWarnings("ThreadPriorityCheck") // As the JDK has it between a thread and its maker.
    static Likeness ofCaller() {
      Thread caller = Thread.currentThread();
      return new Likeness(caller.getContextClassLoader(), caller.getPriority());
    }
  }

  private final Threads names;
  private final String what;
  private final boolean daemon;

  // Guarded by this.
  private @Nullable Likeness likeness;
  private @Nullable String name;

  /**
   * Threads like the one that asks for the first of them.
   *
   * @param names asked once, with the first thread
   */
  WorkerThreads(Threads names, String what, boolean daemon) {
    this.names = names;
    this.what = what;
    this.daemon = daemon;
  }

  /** Has them be like the calling thread. */
  synchronized WorkerThreads likeCaller() {
    likeness = Likeness.ofCaller();
    return this;
  }

  @Override
  @SuppressWarnings("ThreadPriorityCheck")
  public synchronized Thread newThread(Runnable task) {
    Likeness all = likeness == null ? Likeness.ofCaller() : likeness;
    likeness = all;
    String one = name == null ? names.next(what) : name;
    name = one;
    Thread thread = bare(() -> new ListenerThread(task, one));
    thread.setDaemon(daemon);
    thread.setContextClassLoader(all.loader);
    thread.setPriority(all.priority);
    return thread;
  }

  /**
   * A thread that has nothing of the one that makes it: no thread-locals, no class loader, and
   * nobody for whom it acts ({@link javax.security.auth.Subject}).
   */
  @SuppressWarnings("removal") // Up to JDK 23 a thread acts for whom its maker acts, but for this.
  static Thread bare(Supplier<Thread> maker) {
    return AccessController.doPrivileged(
        (PrivilegedAction<Thread>)
            () -> {
              Thread thread = maker.get();
              thread.setContextClassLoader(null);
              return thread;
            });
  }
}
