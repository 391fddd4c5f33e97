// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import jakarta.jms.JMSException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.postrider.jms.error.JmsErrors;
import org.postrider.jms.settlement.LateQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls the message listeners of one session, one message at a time, on a thread of its own that
 * starts with the first listener (Jakarta Messaging 8.7), ends when there is nothing to do for a
 * while, and is started anew with the next message.
 *
 * <p>Thread-safe. For each message that waits there is one token of its consumer. Who adds a token
 * does so before it looks for the thread; the thread lets go of its place before it looks for
 * tokens for the last time. So no message waits for a thread that has just ended.
 */
final class Dispatcher implements Runnable {

  /** How long the thread of a session waits for a message before it ends. */
  static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** How long it takes until a thread that could not be started is tried again. */
  static final long RETRY_MS = 1_000;

  /** What became of a token. */
  enum Given {
    /** There was no message for it: one token too many does no harm. */
    NOTHING,
    /** The message is with the application. */
    DONE,
    /** The listener threw, and the message will come again. */
    AGAIN
  }

  /** Where messages come from. */
  interface Source {
    /** Gives one message to its listener; called by one thread at a time. */
    Given dispatchOne();
  }

  /** What is done where no thread can be started for messages that wait. */
  interface Shortage {
    /** Tells the application, once in each shortage; may throw if that wants a thread, too. */
    void tell(Throwable cause);

    /** Runs a command later, on any thread. */
    void retryIn(long delayMs, Runnable command);
  }

  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

  private final LateQueue<Source> tokens = new LateQueue<>();
  private final ReentrantLock gate = new ReentrantLock();
  private final ThreadFactory threads;
  private final @Nullable KeepAlive keepAlive;
  private final Shortage shortage;
  private final long idleNanos;
  private final Pause pause = new Pause();

  // The thread that dispatches, or is about to start; null where there is none.
  private final AtomicReference<@Nullable Thread> thread = new AtomicReference<>();
  // Whether a token has to wake the thread, or to start one. Written by the dispatching thread.
  private volatile boolean parked = true;
  private volatile boolean running;
  private volatile boolean closed;
  // Whether a further try to start a thread is to come.
  private final AtomicBoolean retrying = new AtomicBoolean();
  private volatile boolean told;

  /**
   * A dispatcher without a thread, halted.
   *
   * @param keepAlive keeps the virtual machine alive while there is no thread; null where a thread
   *     does not either
   * @param idleNanos how long the thread waits for a message before it ends
   */
  Dispatcher(
      ThreadFactory threads, @Nullable KeepAlive keepAlive, Shortage shortage, long idleNanos) {
    this.threads = threads;
    this.keepAlive = keepAlive;
    this.shortage = shortage;
    this.idleNanos = idleNanos;
  }

  // The thread's start

  /** Starts the thread, if it is not there. */
  void startThread() throws JMSException {
    Throwable failure = closed || thread.get() != null ? null : tryStart();
    if (failure != null) {
      if (isWanted()) {
        // A token of another consumer may have found the thread that did not start.
        retryLater(failure);
      }
      throw JmsErrors.withCause(
          new JMSException(
              "no thread could be started for the message listener: " + failure.getMessage()),
          failure);
    }
  }

  /** Gives why there is no thread, or null. */
  private @Nullable Throwable tryStart() {
    Thread fresh = null;
    try {
      fresh = threads.newThread(this);
      if (thread.compareAndSet(null, fresh)) {
        fresh.start();
        told = false;
      }
      return null;
    } catch (Throwable failure) {
      // An OutOfMemoryError mostly: the machine has no more threads to give.
      if (fresh != null) {
        thread.compareAndSet(fresh, null);
      }
      return failure;
    }
  }

  /** Must not throw: it runs within the event loop's work. */
  private void startForTokens() {
    if (isWanted() && thread.get() == null && !retrying.get()) {
      Throwable failure = tryStart();
      if (failure != null) {
        retryLater(failure);
      }
    }
  }

  private void retryLater(Throwable failure) {
    if (retrying.compareAndSet(false, true)) {
      try {
        shortage.retryIn(RETRY_MS, this::retry);
      } catch (Throwable further) {
        // A timer wants memory, too: the next token is the next try.
        retrying.set(false);
        LOG.error("no further try could be arranged: the next message is one", further);
      }
      tellOnce(failure);
    }
  }

  private void tellOnce(Throwable failure) {
    if (told) {
      return;
    }
    LOG.error("no thread could be started for message listeners, and is tried again", failure);
    try {
      shortage.tell(failure);
      told = true;
    } catch (Throwable further) {
      // To tell it wants a thread, too: it is told with the next try.
      LOG.error("the exception listener could not be told", further);
    }
  }

  private void retry() {
    retrying.set(false);
    startForTokens();
  }

  private boolean isWanted() {
    return !closed && hasWork();
  }

  private boolean hasWork() {
    return running && !tokens.isEmpty();
  }

  /** A start that comes in between does not undo a close. */
  private boolean mayGive() {
    return running && !closed;
  }

  // What goes on

  /** A consumer with a listener has a message. */
  void ready(Source consumer) {
    tokens.add(consumer);
    if (parked) {
      wake();
    }
  }

  private void wake() {
    Thread current = thread.get();
    if (current == null) {
      startForTokens();
    } else {
      LockSupport.unpark(current);
    }
  }

  /** Lets listeners be called. */
  void resume() {
    running = true;
    wake();
  }

  /** Has no listener be called any more; one may still run. */
  void halt() {
    running = false;
  }

  /** Returns when no listener runs; at once if the caller is one. */
  void awaitListener() {
    if (!isCurrentThread()) {
      Waits.awaitFree(gate);
    }
  }

  /** The same in a close; gives false if it has not returned in time, negative for ever. */
  boolean awaitListener(long timeoutMs) {
    return isCurrentThread() || Waits.awaitFree(gate, timeoutMs);
  }

  /** Has no listener be called any more, and ends the thread; one may still run. */
  void close() {
    closed = true;
    halt();
    wake();
    if (keepAlive != null) {
      keepAlive.release(this);
    }
  }

  /** Whether the caller is a listener of this session. */
  boolean isCurrentThread() {
    return Thread.currentThread() == thread.get();
  }

  // The thread's

  @Override
  public void run() {
    parked = false;
    try {
      dispatchAll();
    } finally {
      parked = true;
      thread.set(null);
      // For a token that has come since, and found this thread.
      startForTokens();
    }
  }

  /** Returns when there is nothing to do for a while, and at the close. */
  private void dispatchAll() {
    while (!closed) {
      Source consumer = running ? tokens.poll() : null;
      if (consumer != null) {
        dispatch(consumer);
      } else if (!awaitWork()) {
        return;
      }
    }
  }

  private void dispatch(Source consumer) {
    switch (give(consumer)) {
      case DONE -> pause.succeeded();
      case AGAIN -> rest(pause.failed());
      case NOTHING -> {}
    }
  }

  /** A message that always makes its listener throw must not keep a processor busy. */
  private void rest(long nanos) {
    long end = System.nanoTime() + nanos;
    for (long left = nanos; left > 0 && !closed; left = end - System.nanoTime()) {
      park(left);
    }
  }

  /** An interrupt that a listener has left behind would let each further wait return at once. */
  private void park(long nanos) {
    LockSupport.parkNanos(this, nanos);
    boolean unused = Thread.interrupted();
  }

  /** Gives one message to a listener. */
  private Given give(Source consumer) {
    gate.lock();
    try {
      if (mayGive()) {
        return consumer.dispatchOne();
      }
      // Stopped in between: the message waits for the next start.
      tokens.add(consumer);
      return Given.NOTHING;
    } catch (Throwable fault) {
      // The thread lives on: others of the session wait for their messages.
      LOG.error("dispatch failed", fault);
      return Given.AGAIN;
    } finally {
      gate.unlock();
    }
  }

  /** Waits for something to do; gives false where the thread is to end. */
  private boolean awaitWork() {
    parked = true;
    do {
      if (parkForWork()) {
        parked = false;
        return true;
      }
    } while (!closed && !isDispensable());
    return false;
  }

  /** Gives false where nothing comes in the time of idleness, or at the close. */
  private boolean parkForWork() {
    long end = System.nanoTime() + idleNanos;
    while (!isWanted()) {
      long left = end - System.nanoTime();
      if (closed || left <= 0) {
        return false;
      }
      park(left);
    }
    return true;
  }

  /** Whether the thread may end: nobody is to notice. */
  private boolean isDispensable() {
    if (keepAlive == null) {
      return true;
    }
    try {
      keepAlive.hold(this);
      if (closed) {
        keepAlive.release(this);
      }
      return true;
    } catch (Throwable none) {
      LOG.debug("nothing else keeps the virtual machine alive: this thread stays", none);
      return false;
    }
  }
}
