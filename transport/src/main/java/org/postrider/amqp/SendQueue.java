// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.postrider.transport.engine.SenderLink;

/**
 * The room that the messages of a sender take until they are put out, and those of them that wait
 * for credit. What has credit is the engine's, where it may wait for the session's window or the
 * socket; it takes room here all the same.
 *
 * <p>Room is reserved on any thread; all else is confined to the container's loop.
 */
final class SendQueue {

  private final LongSupplier limit;
  private final BiConsumer<SentDelivery, SenderLink> transfer;
  private final AtomicLong octets = new AtomicLong();
  private final Deque<SentDelivery> waiting = new ArrayDeque<>();
  private long inEngine;
  private boolean full;

  /**
   * An empty queue.
   *
   * @param limit how many octets there is room for
   * @param transfer gives a message to the engine, which has credit for it
   */
  SendQueue(LongSupplier limit, BiConsumer<SentDelivery, SenderLink> transfer) {
    this.limit = limit;
    this.transfer = transfer;
  }

  /**
   * Reserves room for a message that will be handed over to the loop. One message always has room,
   * and, so that nobody is refused who has asked for the credit, one that has credit while there is
   * any room.
   *
   * @throws IllegalStateException if there is no room; the message is released
   */
  void reserve(String link, ByteBuf message, boolean hasCredit) {
    long most = limit.getAsLong();
    int messageOctets = message.readableBytes();
    int cost = messageOctets + SenderOptions.WAITING_OCTETS;
    long before;
    do {
      // Nothing is added for a moment only: the loop might take that for full, and wait.
      before = octets.get();
      if (hasCredit ? before > most : before > 0 && before + cost > most) {
        message.release();
        throw new IllegalStateException(
            "message of "
                + messageOctets
                + " octets on link "
                + link
                + ": "
                + before
                + " octets wait to go out already, and queueLimit is "
                + most);
      }
    } while (!octets.compareAndSet(before, before + cost));
  }

  /** Whether there was no room left behind the last {@link #putOut}. */
  boolean isFull() {
    return full;
  }

  /** Gives the room of a message back that the engine does not have. */
  void release(SentDelivery delivery) {
    octets.addAndGet(-cost(delivery));
  }

  /**
   * Gives the engine what it has credit for.
   *
   * @return how many more messages it has credit for; 0 if there is no room for any
   */
  int putOut(SenderLink link) {
    int credit = link.credit();
    while (credit > 0 && !waiting.isEmpty()) {
      SentDelivery first = waiting.remove();
      inEngine += cost(first);
      transfer.accept(first, link);
      credit = link.credit();
    }
    releaseSent(link);
    link.available(waiting.size());
    long left = octets.get();
    full = left > 0 && left > limit.getAsLong();
    return full ? 0 : Math.max(0, credit - waiting.size());
  }

  /** Gives the room back of what the engine had and has put out, or given up. */
  void releaseSent(@Nullable SenderLink link) {
    if (link == null) {
      return;
    }
    long left = link.unsentOctets() + (long) link.queued() * SenderOptions.WAITING_OCTETS;
    if (left != inEngine) {
      octets.addAndGet(left - inEngine);
      inEngine = left;
    }
  }

  private static int cost(SentDelivery delivery) {
    return delivery.octets() + SenderOptions.WAITING_OCTETS;
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

  boolean isEmpty() {
    return waiting.isEmpty();
  }
}
