// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.settlement;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.postrider.transport.engine.IncomingDelivery;

/**
 * What waits in a consumer's queue: in the order of arrival or, where it is told how urgent a
 * message is, the most urgent first and those alike in the order of arrival.
 *
 * <p>Confined to the lock of its queue.
 */
final class Backlog {

  private static final int PRIORITIES = 10;

  /** Most consumers wait for messages, and not messages for them. */
  private static final int FIRST_CAPACITY = 1;

  private final @Nullable ToIntFunction<IncomingDelivery> priority;
  private final List<ArrayDeque<Received>> levels;
  private int size;
  private long octets;

  /** A backlog in order of arrival, or of priorities from 0 to 9. */
  Backlog(@Nullable ToIntFunction<IncomingDelivery> priority) {
    this.priority = priority;
    int count = priority == null ? 1 : PRIORITIES;
    this.levels = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      levels.add(new ArrayDeque<>(FIRST_CAPACITY));
    }
  }

  private ArrayDeque<Received> level(Received received) {
    int level = priority == null ? 0 : priority.applyAsInt(received.delivery());
    return levels.get(Math.max(0, Math.min(levels.size() - 1, level)));
  }

  void addLast(Received received) {
    level(received).addLast(received);
    count(received);
  }

  /** Before all others that are as urgent. */
  void addFirst(Received received) {
    level(received).addFirst(received);
    count(received);
  }

  private void count(Received received) {
    size++;
    octets += received.delivery().payload().length;
  }

  @Nullable Received poll() {
    for (int i = levels.size() - 1; i >= 0; i--) {
      Received next = levels.get(i).poll();
      if (next != null) {
        size--;
        octets -= next.delivery().payload().length;
        return next;
      }
    }
    return null;
  }

  List<Received> takeAll() {
    List<Received> all = new ArrayList<>(size);
    for (Received next = poll(); next != null; next = poll()) {
      all.add(next);
    }
    return all;
  }

  boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }

  /** How long the messages are together, as they came. */
  long octets() {
    return octets;
  }
}
