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
import org.postrider.jms.amqp.SendTracker;
import org.postrider.jms.thread.SerialExecutor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls completion listeners in the order of their sends, one at a time, never on the sending
 * thread (Jakarta Messaging 7.3).
 *
 * <p>Thread-safe. It bounds the memory of what has an outcome and is not told yet: who sends faster
 * than the listeners return waits.
 */
final class Completions {

  private static final Logger LOG = LoggerFactory.getLogger(Completions.class);

  /** Most sessions have no send with a listener. */
  private static final int FIRST_CAPACITY = 1;

  /**
   * More octets of messages with an outcome than these do not wait for the listeners, but for what
   * was on its way when they were reached.
   */
  private static final long MAX_OCTETS = SendTracker.MAX_OCTETS;

  /** A sender that waits is woken when so few are left, and not by each listener that is called. */
  private static final long WAKE_OCTETS = MAX_OCTETS / 2;

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

    /** Once it is sent: how large its message is. */
    private int octets() {
      PendingSend sent = send;
      return sent == null ? 0 : sent.octets();
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
  private final Condition roomy = lock.newCondition();
  private final ArrayDeque<Entry> entries = new ArrayDeque<>(FIRST_CAPACITY);
  private final SerialExecutor executor;
  private final Executor loop;
  private final Runnable start = this::start;
  private final Runnable calls = this::callAll;
  private final SendTimer timer;
  private @Nullable Entry calling;
  private boolean scheduled;
  private boolean timed;
  private boolean closed;
  // Of messages that are done and whose listeners are not called yet.
  private long waitingOctets;
  // Read without the lock, with each send.
  private volatile boolean full;

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

  /**
   * Waits while too much that has its outcome waits for the listeners; gives false if it does for
   * too long, or until the close. A listener itself, whose sends nobody else makes room for, does
   * not wait.
   *
   * @param begunNanos when the send began, by {@link System#nanoTime}
   * @param nanos how long that may take; negative for ever
   */
  boolean awaitRoom(long begunNanos, long nanos) throws InterruptedException {
    return !full || isCurrentThread() || awaitRoomy(begunNanos, nanos);
  }

  private boolean awaitRoomy(long begunNanos, long nanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (full && !closed) {
        long left = nanos < 0 ? Long.MAX_VALUE : nanos - (System.nanoTime() - begunNanos);
        if (left <= 0) {
          return false;
        }
        long unused = roomy.awaitNanos(left);
      }
      return !full;
    } finally {
      lock.unlock();
    }
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
      waitingOctets += entry.octets();
      if (waitingOctets > MAX_OCTETS) {
        full = true;
      }
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
      takeOut(head.octets());
      return calling;
    } finally {
      lock.unlock();
    }
  }

  private void takeOut(int octets) {
    waitingOctets -= octets;
    if (full && waitingOctets <= WAKE_OCTETS) {
      full = false;
      roomy.signalAll();
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

  /** Has no further call begun; what waits for the thread is called yet, and no send waits. */
  void close() {
    lock.lock();
    try {
      closed = true;
      roomy.signalAll();
    } finally {
      lock.unlock();
    }
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
