// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Calls the handlers of a container back: one event after the other, and what a callback causes
 * behind it. A chain of events, each caused by the callback for the one before, is interrupted by
 * pauses: a handler that asks again at once for what is refused would keep the loop for ever.
 *
 * <p>Confined to the container's loop.
 */
final class EventDelivery {

  /** Calls a handler back, and does what is to follow before any other event. */
  @FunctionalInterface
  interface Callback {
    void call(MessagingHandler handler, Event event);
  }

  /** How many events may cause one another before there is a pause. */
  private static final int MAX_CHAIN = 20;

  private static final long PAUSE_MS = 50;

  /**
   * A callback that waits for the end of others.
   *
   * @param link which one of a chain it is
   */
  private record Due(MessagingHandler handler, Event event, Callback callback, int link) {}

  private final ContainerLoop loop;
  private final Callback plain = this::callOrFail;
  private final Deque<Due> due = new ArrayDeque<>();
  private boolean delivering;
  private boolean pausing;
  private int link;

  EventDelivery(ContainerLoop loop) {
    this.loop = loop;
  }

  /** Whether no event waits. */
  boolean isIdle() {
    return due.isEmpty();
  }

  /** Calls a handler back; what it throws ends the container. */
  void deliver(MessagingHandler handler, Event event) {
    deliver(handler, event, plain);
  }

  /** Has a handler called back: now, or behind the events that wait. */
  void deliver(MessagingHandler handler, Event event, Callback callback) {
    if (delivering || pausing) {
      due.add(new Due(handler, event, callback, link + 1));
      return;
    }
    delivering = true;
    try {
      callback.call(handler, event);
      deliverDue(MAX_CHAIN);
    } finally {
      delivering = false;
    }
  }

  private void deliverDue(int last) {
    for (Due next = due.peek(); next != null; next = due.peek()) {
      if (next.link() > last) {
        pausing = true;
        loop.later(this::goOn, PAUSE_MS);
        break;
      }
      due.remove();
      link = next.link();
      next.callback().call(next.handler(), next.event());
    }
    link = 0;
  }

  private void goOn() {
    pausing = false;
    Due next = due.peek();
    if (next != null) {
      delivering = true;
      try {
        deliverDue(next.link() + MAX_CHAIN);
      } finally {
        delivering = false;
      }
    }
    loop.endIfIdle();
  }

  private void callOrFail(MessagingHandler handler, Event event) {
    if (loop.failure() == null) {
      Throwable thrown = call(handler, event);
      if (thrown != null) {
        loop.fail(thrown);
      }
    }
  }

  /** Calls a handler and gives what it throws. */
  static @Nullable Throwable call(MessagingHandler handler, Event event) {
    try {
      event.type().deliver(handler, event);
      return null;
    } catch (Throwable thrown) {
      return thrown;
    }
  }
}
