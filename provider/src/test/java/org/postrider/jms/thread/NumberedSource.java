// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.thread;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/**
 * Numbers that wait for a listener, in place of a consumer's messages.
 *
 * <p>Thread-safe: any thread adds, the dispatcher's takes.
 */
final class NumberedSource implements Dispatcher.Source {

  /** Threads start where this is the dispatcher's. */
  static final Shortage NO_SHORTAGE =
      new Shortage() {
        @Override
        public void tell(Throwable cause) {
          throw new AssertionError(cause);
        }

        @Override
        public void retryIn(long delayMs, Runnable command) {
          throw new AssertionError("no thread could be started");
        }
      };

  final List<Thread> threads = new CopyOnWriteArrayList<>();

  private final AtomicInteger given = new AtomicInteger();
  private final ConcurrentLinkedQueue<Integer> waiting = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean inUse = new AtomicBoolean();
  private final IntConsumer listener;

  NumberedSource(IntConsumer listener) {
    this.listener = listener;
  }

  /** How many the listener has taken and returned from. */
  int given() {
    return given.get();
  }

  /** As a message comes: it is there before its token is. */
  void add(int number, Dispatcher dispatcher) {
    waiting.add(number);
    dispatcher.ready(this);
  }

  @Override
  public Dispatcher.Given dispatchOne() {
    Integer next = waiting.poll();
    if (next == null) {
      return Dispatcher.Given.NOTHING;
    }
    if (!inUse.compareAndSet(false, true)) {
      throw new AssertionError("two threads at once");
    }
    Thread current = Thread.currentThread();
    if (threads.isEmpty() || threads.get(threads.size() - 1) != current) {
      threads.add(current);
    }
    listener.accept(next);
    inUse.set(false);
    given.incrementAndGet();
    return Dispatcher.Given.DONE;
  }
}
