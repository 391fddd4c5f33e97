// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import io.netty.util.collection.IntObjectHashMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.performative.DispositionView;

/**
 * What a session sends: the deliveries that wait for window or socket, and those that are not
 * settled.
 *
 * <p>Confined to the engine's thread. The queue is bounded by the credit of the session's links.
 */
final class OutgoingTransfers {

  private final SessionEndpoint session;
  private final TransferWindow window;
  private final FrameOutput output;

  private final Deque<OutgoingDelivery> queue = new ArrayDeque<>();
  private final IntObjectHashMap<OutgoingDelivery> unsettled = new IntObjectHashMap<>();
  private int nextDeliveryId;
  private boolean pumping;

  OutgoingTransfers(SessionEndpoint session, TransferWindow window, FrameOutput output) {
    this.session = session;
    this.window = window;
    this.output = output;
  }

  void enqueue(OutgoingDelivery delivery) {
    if (!delivery.isQueued()) {
      delivery.queued(true);
      queue.add(delivery);
    }
    pump();
  }

  /** Puts deliveries of one link before all others; they are in order. */
  void enqueueFirst(Deque<OutgoingDelivery> deliveries) {
    for (Iterator<OutgoingDelivery> last = deliveries.descendingIterator(); last.hasNext(); ) {
      OutgoingDelivery delivery = last.next();
      delivery.queued(true);
      queue.addFirst(delivery);
    }
    pump();
  }

  /** Sends what window and socket allow, in order. */
  void pump() {
    if (pumping) {
      return;
    }
    pumping = true;
    try {
      while (!queue.isEmpty() && window.isOpen() && session.canSend() && output.isWritable()) {
        put(queue.peekFirst());
      }
    } finally {
      pumping = false;
    }
  }

  private void put(OutgoingDelivery delivery) {
    SenderLink link = delivery.link();
    if (delivery.isAbortRequested()) {
      putAbort(delivery);
      return;
    }
    if (!delivery.isStarted()) {
      if (!link.mayStart(delivery)) {
        queue.removeFirst();
        delivery.queued(false);
        return;
      }
      delivery.id(nextDeliveryId++);
      if (!delivery.isPresettled()) {
        unsettled.put(delivery.id(), delivery);
      }
      link.starting();
    }
    session.flushDispositions();
    int octets = output.transfer(session.channel(), link.localHandle(), delivery);
    window.sent();
    boolean last = delivery.transferred(octets);
    if (last || !delivery.payload().isReadable()) {
      queue.removeFirst();
      delivery.queued(false);
    }
    if (last) {
      link.finished(delivery);
    }
  }

  /** Gives a delivery up; the receiver hears of it when the window allows. */
  void abort(OutgoingDelivery delivery) {
    if (delivery.isStarted()) {
      delivery.abortRequested();
      enqueue(delivery);
      return;
    }
    queue.remove(delivery);
    delivery.queued(false);
    delivery.link().withdrawn(delivery);
    delivery.end(DeliveryEvent.ABORT);
  }

  private void putAbort(OutgoingDelivery delivery) {
    queue.removeFirst();
    delivery.queued(false);
    session.flushDispositions();
    output.abort(session.channel(), delivery.link().localHandle());
    window.sent();
    forget(delivery);
    delivery.link().gaveUp(delivery);
    delivery.end(DeliveryEvent.ABORT);
  }

  /** The receiver told the state of a range of deliveries. */
  void disposed(DispositionView disposition) {
    int first = disposition.first();
    int last = disposition.last();
    long range = (last - first) + 1L;
    if (range <= 0) {
      return;
    }
    if (range <= unsettled.size()) {
      for (int id = first; id != last + 1; id++) {
        disposed(unsettled.get(id), disposition);
      }
    } else {
      // A range wider than what there is: a hostile one must not cost more than ours.
      for (OutgoingDelivery delivery : within(first, last)) {
        disposed(delivery, disposition);
      }
    }
  }

  private List<OutgoingDelivery> within(int first, int last) {
    List<OutgoingDelivery> deliveries = new ArrayList<>();
    for (OutgoingDelivery delivery : unsettled.values()) {
      if (Serial.isWithin(delivery.id(), first, last)) {
        deliveries.add(delivery);
      }
    }
    deliveries.sort((a, b) -> a.id() - b.id());
    return deliveries;
  }

  private void disposed(@Nullable OutgoingDelivery delivery, DispositionView disposition) {
    if (delivery == null) {
      return;
    }
    delivery.remoteUpdate(disposition.state(), disposition.settled());
    if (disposition.settled()) {
      unsettled.remove(delivery.id());
    }
    delivery.link().updated(delivery);
  }

  void forget(OutgoingDelivery delivery) {
    if (unsettled.get(delivery.id()) == delivery) {
      unsettled.remove(delivery.id());
    }
  }

  /** A link cannot send any more: what had not gone out whole is lost. */
  void stop(SenderLink link, Deque<OutgoingDelivery> withoutCredit) {
    List<OutgoingDelivery> stopped = new ArrayList<>();
    for (OutgoingDelivery delivery : unsettled.values()) {
      if (delivery.link() == link && delivery.phase() == DeliveryPhase.TRANSFERRING) {
        stopped.add(delivery);
      }
    }
    stopped.sort((a, b) -> a.id() - b.id());
    stopped.addAll(withoutCredit);
    for (OutgoingDelivery delivery : queue) {
      if (delivery.link() == link && !stopped.contains(delivery)) {
        stopped.add(delivery);
      }
    }
    queue.removeIf(delivery -> delivery.link() == link);
    for (OutgoingDelivery delivery : stopped) {
      delivery.queued(false);
      lose(delivery);
    }
  }

  /** A link ends for good: the fate of its unsettled deliveries will not be known. */
  void lose(SenderLink link) {
    List<OutgoingDelivery> lost = new ArrayList<>();
    for (OutgoingDelivery delivery : unsettled.values()) {
      if (delivery.link() == link) {
        lost.add(delivery);
      }
    }
    lost.sort((a, b) -> a.id() - b.id());
    lost.forEach(this::lose);
  }

  private void lose(OutgoingDelivery delivery) {
    forget(delivery);
    delivery.end(DeliveryEvent.LOSE);
    delivery.link().lost(delivery);
  }

  int unsettledCount() {
    return unsettled.size();
  }
}
