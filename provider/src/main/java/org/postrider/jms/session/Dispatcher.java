// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import jakarta.jms.JMSException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.postrider.jms.error.JmsErrors;
import org.postrider.jms.settlement.LateQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls the message listeners of one session, one message at a time, on the thread of a {@link
 * Worker} that starts with the first listener (Jakarta Messaging 8.7).
 *
 * <p>Thread-safe. For each message that waits there is one token of its consumer.
 */
final class Dispatcher implements Worker.Work {

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

  private static final Logger LOG = LoggerFactory.getLogger(Dispatcher.class);

  private final LateQueue<Source> tokens = new LateQueue<>();
  private final ReentrantLock gate = new ReentrantLock();
  private final Worker worker;
  private final Pause pause = new Pause();
  private volatile boolean running;

  /**
   * A dispatcher without a thread, halted.
   *
   * @param keepAlive keeps the virtual machine alive while there is no thread; null where a thread
   *     does not either
   * @param idleNanos how long the thread waits for a message before it ends
   */
  Dispatcher(
      ThreadFactory threads,
      @Nullable KeepAlive keepAlive,
      Worker.Shortage shortage,
      long idleNanos) {
    this.worker = new Worker(this, threads, keepAlive, shortage, idleNanos);
  }

  /** Starts the thread, if it is not there. */
  void startThread() throws JMSException {
    Throwable failure = worker.start();
    if (failure != null) {
      throw JmsErrors.withCause(
          new JMSException(
              "no thread could be started for the message listener: " + failure.getMessage()),
          failure);
    }
  }

  /** A consumer with a listener has a message. */
  void ready(Source consumer) {
    tokens.add(consumer);
    if (worker.isAsleep()) {
      worker.wake();
    }
  }

  /** Lets listeners be called. */
  void resume() {
    running = true;
    worker.wake();
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
    halt();
    worker.close();
    awaitListener();
  }

  /** Whether the caller is a listener of this session. */
  boolean isCurrentThread() {
    return worker.isCurrentThread();
  }

  // The thread's

  @Override
  public boolean isWaiting() {
    return running && !tokens.isEmpty();
  }

  @Override
  public void doAll() {
    for (Source consumer = next(); consumer != null; consumer = next()) {
      switch (give(consumer)) {
        case DONE -> pause.succeeded();
        // A message that always makes its listener throw must not keep a processor busy.
        case AGAIN -> worker.rest(pause.failed());
        case NOTHING -> {}
      }
    }
  }

  private @Nullable Source next() {
    return running && !worker.isClosed() ? tokens.poll() : null;
  }

  /** Gives one message to a listener. */
  private Given give(Source consumer) {
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
}
