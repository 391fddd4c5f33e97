// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes the threads of one session's listeners, one after the other, and each like the first: by
 * its name, and by what the first had of the thread that set the first listener.
 *
 * <p>Thread-safe.
 */
final class ListenerThreads implements ThreadFactory {

  /** What all have in common. */
  private record Likeness(String name, @Nullable ClassLoader loader, int priority) {}

  private final Threads names;
  private final boolean daemon;
  private volatile @Nullable Likeness likeness;

  /**
   * The threads of a session.
   *
   * @param names asked once, with the first thread
   */
  ListenerThreads(Threads names, boolean daemon) {
    this.names = names;
    this.daemon = daemon;
  }

  @Override
  public Thread newThread(Runnable task) {
    Likeness first = likeness;
    return first == null ? first(task) : another(task, first);
  }

  @SuppressWarnings("ThreadPriorityCheck") // As the JDK has it between a thread and its maker.
  private Thread first(Runnable task) {
    Thread thread = new Thread(task, names.next("session"));
    thread.setDaemon(daemon);
    likeness = new Likeness(thread.getName(), thread.getContextClassLoader(), thread.getPriority());
    return thread;
  }

  /** The thread-locals of the thread that starts it are none of the listeners' business. */
  @SuppressWarnings("ThreadPriorityCheck")
  private Thread another(Runnable task, Likeness first) {
    Thread thread = new Thread(null, task, first.name, 0, false);
    thread.setDaemon(daemon);
    thread.setContextClassLoader(first.loader);
    thread.setPriority(first.priority);
    return thread;
  }
}
