// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Calls the handlers of a container back: one event after the other, and what a callback causes
 * behind it. A chain of events, each caused by the callback for the one before, is interrupted by
 * pauses: a handler that asks again for what is refused at once would keep the loop for ever.
 *
 * <p>Confined to the container's loop.
 */
final class EventDelivery {

  /** How many events may cause one another before there is a pause. */
  private static final int MAX_CHAIN = 20;

  private static final long PAUSE_MS = 50;

  /**
   * A callback that waits for the end of others.
   *
   * @param link which one of a chain it is
   */
  private record Due(MessagingHandler handler, Event event, int link) {}

  private final ContainerLoop loop;
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
    if (delivering || pausing) {
      due.add(new Due(handler, event, link + 1));
      return;
    }
    Throwable thrown = tryDeliver(handler, event);
    if (thrown != null) {
      loop.fail(thrown);
    }
  }

  /** Calls a handler back and gives what it throws. */
  @Nullable Throwable tryDeliver(MessagingHandler handler, Event event) {
    Throwable thrown = call(handler, event);
    if (!pausing) {
      deliverDue(MAX_CHAIN);
    }
    return thrown;
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
      Throwable thrown = call(next.handler(), next.event());
      if (thrown != null) {
        loop.fail(thrown);
      }
    }
    link = 0;
  }

  private void goOn() {
    pausing = false;
    Due next = due.peek();
    if (next != null) {
      deliverDue(next.link() + MAX_CHAIN);
    }
    loop.endIfIdle();
  }

  private @Nullable Throwable call(MessagingHandler handler, Event event) {
    if (loop.failure() != null) {
      return null;
    }
    delivering = true;
    try {
      event.type().deliver(handler, event);
      return null;
    } catch (Throwable thrown) {
      return thrown;
    } finally {
      delivering = false;
    }
  }
}
