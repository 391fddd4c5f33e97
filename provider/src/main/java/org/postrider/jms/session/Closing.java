// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import jakarta.jms.JMSException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.postrider.jms.thread.Deadline;
import org.postrider.jms.thread.Waits;

/**
 * How far a close is, of a connection or session; those of contexts, consumers and producers are
 * only run by it. While it is under way, listeners that run may use everything until they return,
 * and nobody else may (Jakarta Messaging 6.1.8, 6.2.15).
 *
 * <p>Thread-safe.
 */
final class Closing {

  private enum State {
    /** Nobody has called close. */
    OPEN,
    /** Listeners are waited for. */
    BEGUN,
    /** Nobody may use it any more. */
    OVER
  }

  /** What a close does. */
  @FunctionalInterface
  interface Steps {

    /** Takes them, in the time that the close has. */
    void run(Deadline deadline) throws JMSException;
  }

  private final AtomicReference<State> state = new AtomicReference<>(State.OPEN);
  private final CompletableFuture<Void> done = new CompletableFuture<>();

  /**
   * Closes; where another thread does so already, returns when that is done, or took longer.
   *
   * @param timeoutMs how long it takes; negative for ever
   */
  void run(long timeoutMs, Steps steps) throws JMSException {
    Deadline deadline = Deadline.in(timeoutMs);
    if (begin()) {
      try {
        steps.run(deadline);
      } finally {
        done();
      }
    } else {
      boolean unused = awaitOther(deadline);
    }
  }

  /** Begins the close; gives false if it has begun before. */
  boolean begin() {
    return state.compareAndSet(State.OPEN, State.BEGUN);
  }

  /** Nobody is to use it from now on, whatever was before. */
  void over() {
    state.set(State.OVER);
  }

  /** There is nothing to close. */
  void never() {
    over();
    done();
  }

  /** The close that was begun is at its end. */
  void done() {
    done.complete(null);
  }

  /**
   * Waits for another thread's close, until an interrupt at most, as nothing is let go here. Gives
   * false if it is not done then; a listener does not wait: two listeners, of whatever connections,
   * may close what the other one's close waits for.
   */
  boolean awaitOther(Deadline deadline) {
    return !Caller.isListener() && Waits.awaitQuietly(done, deadline.lastMs());
  }

  /** Whether close was called. */
  boolean isBegun() {
    return state.get() != State.OPEN;
  }

  /** Whether nobody may use it any more. */
  boolean isOver() {
    return state.get() == State.OVER;
  }
}
