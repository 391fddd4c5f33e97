// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A handler that keeps the events of the kinds that it is asked for, and does what a test says. */
class Recorder implements MessagingHandler {

  static final long TIMEOUT_SECONDS = 10;

  private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
  private final List<EventType> kinds;

  Recorder(EventType... kinds) {
    this.kinds = List.of(kinds);
  }

  @Override
  public void onUnhandled(Event event) {
    if (kinds.contains(event.type())) {
      events.add(event);
    }
  }

  void record(Event event) {
    events.add(event);
  }

  @Override
  public void onLinkError(Event event) {
    onUnhandled(event);
  }

  @Override
  public void onSessionError(Event event) {
    onUnhandled(event);
  }

  /** The next event, which must be of this kind. */
  Event next(EventType kind) {
    Event event = next("an event of the kind " + kind);
    assertThat(event.type()).as("of %s", event).isEqualTo(kind);
    return event;
  }

  /** The next events must be of these kinds, in this order. */
  void inOrder(EventType... each) {
    for (EventType kind : each) {
      next(kind);
    }
  }

  /** The next event. */
  Event next() {
    return next("an event");
  }

  private Event next(String what) {
    try {
      Event event = events.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      assertThat(event).as(what).isNotNull();
      return event;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError(interrupted);
    }
  }

  /** The next so many bodies received. */
  List<Object> bodies(int count) {
    List<Object> bodies = new ArrayList<>();
    while (bodies.size() < count) {
      bodies.add(next(EventType.MESSAGE).message().body());
    }
    return bodies;
  }

  boolean isEmpty() {
    return events.isEmpty();
  }

  /** A handler whose message callback is given. */
  static MessagingHandler onMessage(Consumer<Event> callback) {
    return new MessagingHandler() {
      @Override
      public void onMessage(Event event) {
        callback.accept(event);
      }
    };
  }
}
