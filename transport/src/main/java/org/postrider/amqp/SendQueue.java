// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a sender that wait for credit, bounded in octets.
 *
 * <p>Room is reserved on any thread; the messages are confined to the container's loop.
 */
final class SendQueue {

  private final AtomicLong octets = new AtomicLong();
  private final Deque<SentDelivery> waiting = new ArrayDeque<>();

  /**
   * Reserves room for a message that will be handed over to the loop. One message always has room,
   * where there is any limit at all.
   *
   * @return how many octets wait already if there is no room for more, else -1
   */
  long reserve(int messageOctets, long limit) {
    int cost = messageOctets + SenderOptions.WAITING_OCTETS;
    long before = octets.getAndAdd(cost);
    if (before > 0 && before + cost > limit) {
      octets.addAndGet(-cost);
      return before;
    }
    return -1;
  }

  /** Gives the room of a message back. */
  void release(SentDelivery delivery) {
    octets.addAndGet(-delivery.octets() - SenderOptions.WAITING_OCTETS);
  }

  void add(SentDelivery delivery) {
    waiting.add(delivery);
  }

  /** Takes messages out that are not to be sent, and gives their room back. */
  void removeAll(Set<SentDelivery> deliveries) {
    for (SentDelivery delivery : waiting) {
      if (deliveries.contains(delivery)) {
        release(delivery);
      }
    }
    waiting.removeIf(deliveries::contains);
  }

  /** Takes all messages and gives their room back. */
  List<SentDelivery> takeAll() {
    List<SentDelivery> all = List.copyOf(waiting);
    waiting.clear();
    all.forEach(this::release);
    return all;
  }

  /** Takes the first message and gives its room back; null where none waits. */
  @Nullable SentDelivery poll() {
    SentDelivery first = waiting.poll();
    if (first != null) {
      release(first);
    }
    return first;
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  int size() {
    return waiting.size();
  }
}
