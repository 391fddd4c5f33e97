// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import jakarta.jms.CompletionListener;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.postrider.jms.amqp.PendingSend;
import org.postrider.jms.thread.SerialExecutor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls completion listeners in the order of their sends, one at a time, never on the sending
 * thread (Jakarta Messaging 7.3).
 *
 * <p>Thread-safe.
 */
final class Completions {

  private static final Logger LOG = LoggerFactory.getLogger(Completions.class);

  /** Most sessions have no send with a listener. */
  private static final int FIRST_CAPACITY = 1;

  /** An asynchronous send that the application is to hear of. */
  static final class Entry {
    private final Object owner;
    private final Message message;
    private final CompletionListener listener;
    private final long begunNanos;
    // Null while the send waits for room, on its own thread and with its own time.
    private volatile @Nullable PendingSend send;
    private boolean done;

    /**
     * An entry of an owner, whose entries may be awaited apart from those of others.
     *
     * @param begunNanos when its send began, by {@link System#nanoTime}
     */
    Entry(Object owner, Message message, CompletionListener listener, long begunNanos) {
      this.owner = owner;
      this.message = message;
      this.listener = listener;
      this.begunNanos = begunNanos;
    }

    long begunNanos() {
      return begunNanos;
    }

    void send(PendingSend pending) {
      send = pending;
    }

    private void call() {
      PendingSend sent = send;
      JMSException failure = sent == null ? null : sent.failure();
      if (failure == null) {
        listener.onCompletion(message);
      } else {
        listener.onException(message, failure);
      }
    }
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<Entry> entries = new ArrayDeque<>(FIRST_CAPACITY);
  private final SerialExecutor executor;
  private final Executor loop;
  private final Runnable start = this::start;
  private final Runnable calls = this::callAll;
  private final SendTimer timer;
  private @Nullable Entry calling;
  private boolean scheduled;
  private boolean timed;

  /**
   * The completions of a session.
   *
   * @param executor calls the listeners
   * @param loop runs commands on the event loop
   * @param timer ends the sends that have no outcome in time
   */
  Completions(SerialExecutor executor, Executor loop, SendTimer timer) {
    this.executor = executor;
    this.loop = loop;
    this.timer = timer;
  }

  /** Enters a send, before it goes. */
  void add(Entry entry) {
    boolean first;
    lock.lock();
    try {
      entries.add(entry);
      first = !timed;
      timed = true;
    } finally {
      lock.unlock();
    }
    if (first) {
      timer.start(this);
    }
  }

  /**
   * Looks for sends without an outcome that began before a moment, by {@link System#nanoTime}, and
   * adds them to a list; gives when the eldest of the others began. Gives null where there is none:
   * the next send has the timer started again.
   */
  @Nullable Long findBegunBefore(long nanos, List<PendingSend> found) {
    lock.lock();
    try {
      for (Entry entry : entries) {
        PendingSend send = entry.send;
        boolean old = entry.begunNanos - nanos <= 0;
        if (old && send != null && !entry.done) {
          found.add(send);
        } else if (!entry.done) {
          return entry.begunNanos;
        }
      }
      timed = false;
      return null;
    } finally {
      lock.unlock();
    }
  }

  /** The send threw: its listener must not be called. */
  void remove(Entry entry) {
    lock.lock();
    try {
      entries.remove(entry);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The fate of a send is known; its listener is called once those before it were. */
  void done(Entry entry) {
    boolean first;
    lock.lock();
    try {
      entry.done = true;
      first = !scheduled;
      scheduled = true;
    } finally {
      lock.unlock();
    }
    if (first) {
      startBehindBatch();
    }
  }

  /**
   * Brokers answer many sends in one packet: the thread is woken once for them, by a command that
   * runs at the end of the loop's batch, and does not sleep again between two of them.
   */
  private void startBehindBatch() {
    try {
      loop.execute(start);
    } catch (RejectedExecutionException gone) {
      start();
    }
  }

  private void start() {
    executor.execute(calls);
  }

  private void callAll() {
    for (Entry next = next(); next != null; next = next()) {
      try {
        next.call();
      } catch (Throwable thrown) {
        // Those behind it are called all the same, whatever it was.
        LOG.warn("a completion listener threw", thrown);
      } finally {
        called();
      }
    }
  }

  private @Nullable Entry next() {
    lock.lock();
    try {
      Entry head = entries.peek();
      if (head == null || !head.done) {
        scheduled = false;
        return null;
      }
      calling = entries.poll();
      return calling;
    } finally {
      lock.unlock();
    }
  }

  private void called() {
    lock.lock();
    try {
      calling = null;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Whether the caller is a completion listener of this session. */
  boolean isCurrentThread() {
    return executor.isCurrentThread();
  }

  /** Whether every listener was called and has returned. */
  boolean isIdle() {
    lock.lock();
    try {
      return !isOutstanding(null);
    } finally {
      lock.unlock();
    }
  }

  /** Waits until every listener was called and has returned. */
  boolean awaitAll(long timeoutMs) throws InterruptedException {
    return awaitAll(null, timeoutMs);
  }

  /**
   * Waits until the listeners of an owner's sends were called and have returned; gives false if
   * they have not in time.
   *
   * @param owner null for all
   * @param timeoutMs negative for ever
   */
  boolean awaitAll(@Nullable Object owner, long timeoutMs) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = TimeUnit.MILLISECONDS.toNanos(timeoutMs);
      while (isOutstanding(owner)) {
        if (timeoutMs < 0) {
          changed.await();
        } else if (left <= 0) {
          return false;
        } else {
          left = changed.awaitNanos(left);
        }
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Has no further call begun; what waits for the thread is called yet. */
  void close() {
    executor.close();
    timer.close();
  }

  private boolean isOutstanding(@Nullable Object owner) {
    if (owner == null) {
      return calling != null || !entries.isEmpty();
    }
    return (calling != null && calling.owner == owner)
        || entries.stream().anyMatch(entry -> entry.owner == owner);
  }
}
