// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.thread;

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
public final class Dispatcher {

  /** What became of a token. */
  public enum Given {
    /** There was no message for it: one token too many does no harm. */
    NOTHING,
    /** The message is with the application. */
    DONE,
    /** The listener threw, and the message will come again. */
    AGAIN
  }

  /** Where messages come from. */
  public interface Source {
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
   * @param threads of its connection
   * @param shortage hears of it where no thread can be started
   */
  public Dispatcher(Threads threads, Shortage shortage) {
    this(threads.ofListeners(), threads.keepAlive(), shortage, Worker.IDLE_NANOS);
  }

  /**
   * The same with threads of any kind.
   *
   * @param keepAlive keeps the virtual machine alive while there is no thread; null where a thread
   *     does not either
   * @param idleNanos how long the thread waits for a message before it ends
   */
  Dispatcher(
      ThreadFactory threads, @Nullable KeepAlive keepAlive, Shortage shortage, long idleNanos) {
    this.worker = new Worker(new Tokens(), threads, keepAlive, shortage, idleNanos);
  }

  /** Starts the thread, if it is not there. */
  public void startThread() throws JMSException {
    Throwable failure = worker.start();
    if (failure != null) {
      throw JmsErrors.withCause(
          new JMSException(
              "no thread could be started for the message listener: " + failure.getMessage()),
          failure);
    }
  }

  /** A consumer with a listener has a message. */
  public void ready(Source consumer) {
    tokens.add(consumer);
    if (worker.isAsleep()) {
      worker.wake();
    }
  }

  /** Lets listeners be called. */
  public void resume() {
    running = true;
    worker.wake();
  }

  /** Has no listener be called any more; one may still run. */
  public void halt() {
    running = false;
  }

  /** Returns when no listener runs; at once if the caller is one. */
  public void awaitListener() {
    if (!isCurrentThread()) {
      Waits.awaitFree(gate);
    }
  }

  /** The same in a close; gives false if it has not returned in time, negative for ever. */
  public boolean awaitListener(long timeoutMs) {
    return isCurrentThread() || Waits.awaitFree(gate, timeoutMs);
  }

  /** Has no listener be called any more, and ends the thread; one may still run. */
  public void close() {
    halt();
    worker.close();
  }

  /** Whether the caller is a listener of this session. */
  public boolean isCurrentThread() {
    return worker.isCurrentThread();
  }

  // The thread's

  private final class Tokens implements Worker.Work {

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
  }

  private @Nullable Source next() {
    return mayGive() ? tokens.poll() : null;
  }

  /** A start that comes in between does not undo a close. */
  private boolean mayGive() {
    return running && !worker.isClosed();
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
      // Its message may be here yet; where it is not, the next try finds none.
      tokens.add(consumer);
      return Given.AGAIN;
    } finally {
      gate.unlock();
    }
  }
}
