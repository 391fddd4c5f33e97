// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.performative.DispositionView;
import org.postrider.codec.value.ErrorConditions;

/**
 * What a session has received and not settled.
 *
 * <p>Confined to the engine's thread. Its size is bounded by the credit of the session's links.
 */
final class IncomingTransfers {

  private final SessionEndpoint session;
  private final Unsettled<IncomingDelivery> unsettled = new Unsettled<>(IncomingDelivery::id);
  private final SuspendedLinks<ReceiverLink> suspended = new SuspendedLinks<>();

  IncomingTransfers(SessionEndpoint session) {
    this.session = session;
  }

  /** The first transfer of a delivery came. */
  void begin(IncomingDelivery delivery) {
    IncomingDelivery before = unsettled.put(delivery.id(), delivery);
    if (before != null) {
      unsettled.put(before.id(), before);
      throw ProtocolViolation.ofSession(
          session,
          ErrorConditions.INVALID_FIELD,
          "delivery-id " + Integer.toUnsignedString(delivery.id()) + " is unsettled already");
    }
    delivery.link().unsettled().add(delivery);
  }

  /** The sender told the state of a range of deliveries. */
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
      for (IncomingDelivery delivery : unsettled.within(first, last)) {
        disposed(delivery, disposition);
      }
    }
  }

  private void disposed(@Nullable IncomingDelivery delivery, DispositionView disposition) {
    // The listener, told of another one, may have ended it.
    if (delivery == null || !delivery.isLive()) {
      return;
    }
    delivery.remoteUpdate(disposition.state(), disposition.settled());
    if (disposition.settled() && delivery.phase() == DeliveryPhase.SETTLED_THERE) {
      forget(delivery);
    }
    delivery.link().updated(delivery);
    delivery.settleIfWanted();
  }

  void forget(IncomingDelivery delivery) {
    ReceiverLink link = delivery.link();
    if (link.unsettled().remove(delivery)) {
      unsettled.remove(delivery.id());
      if (delivery.isUnfinished()) {
        session.connection().holdings().unfinished(-1);
      }
      link.forget(delivery);
      if (!link.hasUnsettled()) {
        suspended.remove(link);
        link.noneUnsettled();
      }
    }
  }

  /** A link is detached: for good, or it may come back. */
  void stop(ReceiverLink link, boolean forGood) {
    if (!link.hasUnsettled() && !suspended.contains(link.name())) {
      return;
    }
    if (forGood) {
      List<IncomingDelivery> lost = new ArrayList<>();
      for (ReceiverLink namesake : suspended.takeWith(link)) {
        lost.addAll(namesake.unsettled().all());
      }
      lost.forEach(this::lose);
    } else if (link.hasUnsettled()) {
      suspended.add(link);
    }
  }

  boolean isSuspended(String name) {
    return suspended.contains(name);
  }

  /** The session ends: what is left is of links that were suspended. */
  void loseRest() {
    if (unsettled.size() > 0) {
      List.copyOf(unsettled.values()).forEach(this::lose);
    }
  }

  private void lose(IncomingDelivery delivery) {
    forget(delivery);
    delivery.end(DeliveryEvent.LOSE);
    delivery.link().lost(delivery);
  }

  int unsettledCount() {
    return unsettled.size();
  }
}
