// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.postrider.jms.settlement.LateQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls the message listeners of one session, one message at a time, on a thread of its own that
 * starts with the first listener (Jakarta Messaging 8.7).
 *
 * <p>Thread-safe. For each message that waits there is one token of its consumer.
 */
final class Dispatcher implements Runnable {

  /** What became of a token. */
  enum Given {
    /** There was no message for it: one token too many does no harm. */
    NOTHING,
    /** The message is with the application. */
    DONE,
    /** The listener threw, and the message will come again. */
    AGAIN
  }

  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

  private final LateQueue<PostriderConsumer> tokens = new LateQueue<>();
  private final ReentrantLock gate = new ReentrantLock();
  private final ThreadFactory threads;
  private final Pause pause = new Pause();

  private volatile @Nullable Thread thread;
  private volatile boolean parked;
  private volatile boolean running;
  private volatile boolean closed;

  Dispatcher(ThreadFactory threads) {
    this.threads = threads;
  }

  /** Starts the thread, if it is not there. */
  void startThread() {
    gate.lock();
    try {
      if (thread == null && !closed) {
        Thread fresh = threads.newThread(this);
        thread = fresh;
        fresh.start();
      }
    } finally {
      gate.unlock();
    }
  }

  /** A consumer with a listener has a message. */
  void ready(PostriderConsumer consumer) {
    tokens.add(consumer);
    if (parked) {
      wake();
    }
  }

  private void wake() {
    LockSupport.unpark(thread);
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

  /** Has no listener be called any more; returns when the one that runs has returned. */
  void pause() {
    halt();
    awaitListener();
  }

  /** Returns when no listener runs; at once if the caller is one. */
  void awaitListener() {
    if (!isCurrentThread()) {
      Waits.awaitFree(gate);
    }
  }

  /** Ends the thread; returns when the listener that runs has returned. */
  void close() {
    closed = true;
    pause();
    wake();
  }

  /** Whether the caller is a listener of this session. */
  boolean isCurrentThread() {
    return Thread.currentThread() == thread;
  }

  @Override
  public void run() {
    while (!closed) {
      PostriderConsumer consumer = running ? tokens.poll() : null;
      if (consumer == null) {
        park();
      } else {
        switch (dispatch(consumer)) {
          case DONE -> pause.succeeded();
          case AGAIN -> rest(pause.failed());
          case NOTHING -> {}
        }
      }
    }
  }

  /** A message that always makes its listener throw must not keep a processor busy. */
  private void rest(long nanos) {
    long end = System.nanoTime() + nanos;
    for (long left = nanos; left > 0 && !closed; left = end - System.nanoTime()) {
      LockSupport.parkNanos(this, left);
    }
  }

  /** Gives one message to a listener. */
  private Given dispatch(PostriderConsumer consumer) {
    gate.lock();
    try {
      if (running) {
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

  private void park() {
    parked = true;
    if (!closed && (!running || tokens.isEmpty())) {
      LockSupport.park(this);
    }
    parked = false;
  }
}
