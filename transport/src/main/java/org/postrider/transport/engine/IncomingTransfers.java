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

  IncomingTransfers(SessionEndpoint session) {
    this.session = session;
  }

  /** The first transfer of a delivery came. */
  void begin(IncomingDelivery delivery) {
    IncomingDelivery before = unsettled.put(delivery.id(), delivery);
    if (before != null) {
      throw ProtocolViolation.ofSession(
          session,
          ErrorConditions.INVALID_FIELD,
          "delivery-id " + Integer.toUnsignedString(delivery.id()) + " is unsettled already");
    }
    delivery.link().unsettled(1);
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
        disposed(get(id), disposition);
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
    if (delivery == null || get(delivery.id()) != delivery) {
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
    if (get(delivery.id()) == delivery) {
      unsettled.remove(delivery.id());
      delivery.link().forget(delivery);
      if (delivery.isUnfinished()) {
        session.connection().holdings().unfinished(-1);
      }
    }
  }

  private @Nullable IncomingDelivery get(int id) {
    return unsettled.get(id);
  }

  /** A link ends for good. */
  void lose(ReceiverLink link) {
    List<IncomingDelivery> lost = new ArrayList<>();
    for (IncomingDelivery delivery : unsettled.values()) {
      // AMQP 2.6.1: it is the same link that was suspended before and bore the name.
      if (delivery.link().isNamedAs(link)) {
        lost.add(delivery);
      }
    }
    for (IncomingDelivery delivery : lost) {
      forget(delivery);
      delivery.end(DeliveryEvent.LOSE);
      delivery.link().lost(delivery);
    }
  }

  /** The session ends: what is left is of links that were suspended. */
  void loseRest() {
    for (IncomingDelivery delivery : List.copyOf(unsettled.values())) {
      forget(delivery);
      delivery.end(DeliveryEvent.LOSE);
      delivery.link().lost(delivery);
    }
  }

  int unsettledCount() {
    return unsettled.size();
  }
}
