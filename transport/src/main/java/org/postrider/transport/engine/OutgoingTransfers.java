// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.performative.DispositionView;

/**
 * What a session sends: the deliveries that wait for window or socket, and those that are not
 * settled.
 *
 * <p>Confined to the engine's thread. The queue is bounded by the credit of the session's links.
 */
final class OutgoingTransfers {

  private static final int FIRST_CAPACITY = 1;

  private final SessionEndpoint session;
  private final TransferWindow window;
  private final FrameOutput output;

  private final Deque<OutgoingDelivery> queue = new ArrayDeque<>(FIRST_CAPACITY);
  private final Unsettled<OutgoingDelivery> unsettled = new Unsettled<>(OutgoingDelivery::id);
  private final SuspendedLinks<SenderLink> suspended = new SuspendedLinks<>();
  private int nextDeliveryId;
  private boolean pumping;

  OutgoingTransfers(SessionEndpoint session, TransferWindow window, FrameOutput output) {
    this.session = session;
    this.window = window;
    this.output = output;
    this.nextDeliveryId = session.connection().firstNumbers().deliveryId();
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
        // It counts as queued, so that an append does not queue it twice.
        queue.removeFirst();
        return;
      }
      delivery.id(nextDeliveryId++);
      if (!delivery.isToBeSentSettled()) {
        unsettled.put(delivery.id(), delivery);
        session.connection().sessions().unsettledOutgoing(1);
        link.unsettled().add(delivery);
      }
      link.starting();
    }
    session.batch().flushDispositions();
    int octets;
    try {
      octets = output.transfer(session.channel(), link.localHandle(), delivery);
    } catch (EngineException noRoom) {
      // The state alone fills the peer's frames.
      link.fail(noRoom.error());
      return;
    }
    window.sent();
    link.putOut();
    boolean last = delivery.transferred(octets);
    if (last || delivery.octetsLeft() == 0) {
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
    session.batch().flushDispositions();
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
      for (OutgoingDelivery delivery : unsettled.within(first, last)) {
        disposed(delivery, disposition);
      }
    }
  }

  private void disposed(@Nullable OutgoingDelivery delivery, DispositionView disposition) {
    // The listener may have ended others of the range.
    if (delivery == null || !delivery.isLive()) {
      return;
    }
    delivery.remoteUpdate(disposition.state(), disposition.settled());
    if (disposition.settled()) {
      forget(delivery);
    }
    delivery.link().updated(delivery);
  }

  void forget(OutgoingDelivery delivery) {
    SenderLink link = delivery.link();
    if (link.unsettled().remove(delivery)) {
      unsettled.remove(delivery.id());
      session.connection().sessions().unsettledOutgoing(-1);
      if (!link.hasUnsettled()) {
        suspended.remove(link);
        link.noneUnsettled();
      }
    }
  }

  /**
   * A link cannot send any more: what had not gone out whole is lost, in the order of sending.
   *
   * @param waitingHere its deliveries that wait for credit, or for more of their message
   * @param forGood whether what had gone out and is not settled is lost too
   */
  void stop(SenderLink link, List<OutgoingDelivery> waitingHere, boolean forGood) {
    Set<OutgoingDelivery> stopped = new LinkedHashSet<>(forGood ? allOf(link) : begunBy(link));
    stopped.addAll(waitingHere);
    if (link.hasQueued()) {
      for (OutgoingDelivery delivery : queue) {
        if (delivery.link() == link) {
          stopped.add(delivery);
        }
      }
      queue.removeIf(delivery -> delivery.link() == link);
    }
    stopped.forEach(delivery -> delivery.queued(false));
    stopped.forEach(this::lose);
  }

  private List<OutgoingDelivery> allOf(SenderLink link) {
    List<OutgoingDelivery> all = new ArrayList<>();
    for (SenderLink namesake : suspended.takeWith(link)) {
      all.addAll(namesake.unsettled().all());
    }
    return inOrder(all);
  }

  /** What has gone out in part; the rest stays live, and the link is suspended. */
  private List<OutgoingDelivery> begunBy(SenderLink link) {
    List<OutgoingDelivery> begun = link.unsettled().all();
    begun.removeIf(delivery -> delivery.phase() != DeliveryPhase.TRANSFERRING);
    if (link.hasUnsettled()) {
      suspended.add(link);
    }
    return inOrder(begun);
  }

  private static List<OutgoingDelivery> inOrder(List<OutgoingDelivery> deliveries) {
    deliveries.sort((a, b) -> a.id() - b.id());
    return deliveries;
  }

  /** The session ends: what is left is of links that were suspended. */
  void loseRest() {
    if (unsettled.size() == 0) {
      return;
    }
    inOrder(new ArrayList<>(unsettled.values())).forEach(this::lose);
  }

  private void lose(OutgoingDelivery delivery) {
    // A listener that was told of one delivery may have ended more than its link.
    if (!DeliveryPhase.TABLE.allows(delivery.phase(), DeliveryEvent.LOSE)) {
      return;
    }
    forget(delivery);
    delivery.end(DeliveryEvent.LOSE);
    if (delivery.phase() == DeliveryPhase.LOST) {
      delivery.link().lost(delivery);
    }
  }

  int unsettledCount() {
    return unsettled.size();
  }
}
