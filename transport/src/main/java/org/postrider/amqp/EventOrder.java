// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import java.util.EnumSet;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Keeps the order of the events of one connection, session or link, in which ever order its state
 * changes: an event comes behind those that it presupposes, each of these once, and nothing comes
 * behind the last.
 *
 * <p>Confined to the container's loop.
 */
final class EventOrder {

  private final Set<EventType> told = EnumSet.noneOf(EventType.class);
  private boolean over;

  /** Tells an event, and before it what it presupposes and has not been told yet. */
  void tell(EventType type, Consumer<EventType> teller) {
    switch (type) {
      case CONNECTION_OPENED -> {
        once(EventType.CONNECTION_LOCAL_OPEN, teller);
        once(EventType.CONNECTION_REMOTE_OPEN, teller);
        pass(type, teller);
      }
      case SESSION_OPENED -> {
        once(EventType.SESSION_LOCAL_OPEN, teller);
        once(EventType.SESSION_REMOTE_OPEN, teller);
        pass(type, teller);
      }
      case LINK_OPENED -> {
        once(EventType.LINK_LOCAL_OPEN, teller);
        once(EventType.LINK_REMOTE_OPEN, teller);
        pass(type, teller);
      }
      case CONNECTION_LOCAL_OPEN,
          CONNECTION_REMOTE_OPEN,
          CONNECTION_BOUND,
          SESSION_LOCAL_OPEN,
          SESSION_REMOTE_OPEN,
          LINK_LOCAL_OPEN,
          LINK_REMOTE_OPEN ->
          once(type, teller);
      case CONNECTION_UNBOUND -> unbind(teller);
      case CONNECTION_CLOSED -> {
        unbind(teller);
        pass(type, teller);
      }
      case CONNECTION_FINAL -> {
        unbind(teller);
        last(type, teller);
      }
      case SESSION_FINAL, LINK_FINAL -> last(type, teller);
      default -> pass(type, teller);
    }
  }

  private void once(EventType type, Consumer<EventType> teller) {
    if (!over && told.add(type)) {
      teller.accept(type);
    }
  }

  private void unbind(Consumer<EventType> teller) {
    if (!over && told.remove(EventType.CONNECTION_BOUND)) {
      teller.accept(EventType.CONNECTION_UNBOUND);
    }
  }

  private void pass(EventType type, Consumer<EventType> teller) {
    if (!over) {
      teller.accept(type);
    }
  }

  private void last(EventType type, Consumer<EventType> teller) {
    if (!over) {
      over = true;
      teller.accept(type);
    }
  }

  /** The socket is lost: the peer opens its end anew. */
  void disconnected() {
    told.remove(EventType.CONNECTION_REMOTE_OPEN);
    told.remove(EventType.SESSION_REMOTE_OPEN);
    told.remove(EventType.LINK_REMOTE_OPEN);
  }

  /** Whether the last event has been told. */
  boolean isOver() {
    return over;
  }
}
