// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import java.util.concurrent.atomic.AtomicReference;

/**
 * How far the close of a connection or session is. While it is under way, listeners that run may
 * use everything until they return, and nobody else may (Jakarta Messaging 6.1.8, 6.2.15).
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

  private final AtomicReference<State> state = new AtomicReference<>(State.OPEN);

  /** Begins the close; gives false if it has begun before. */
  boolean begin() {
    return state.compareAndSet(State.OPEN, State.BEGUN);
  }

  /** Nobody is to use it from now on, whatever was before. */
  void over() {
    state.set(State.OVER);
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
