// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.Modified;
import org.postrider.codec.messaging.Outcome;
import org.postrider.codec.messaging.Rejected;
import org.postrider.codec.messaging.Released;
import org.postrider.transport.engine.OutgoingDelivery;

/**
 * Tells a sender's handler what becomes of its deliveries, in the order of events that it is
 * promised: the outcome, the update, the settlement.
 *
 * <p>Confined to the container's loop.
 */
final class OutcomeReport {

  private final LinkCore core;

  // What waited for credit when the socket ended, until it is told as lost.
  private List<SentDelivery> doomed = List.of();

  OutcomeReport(LinkCore core) {
    this.core = core;
  }

  /** Tells what the peer has told of a delivery, and settles it where that is this end's part. */
  void updated(SentDelivery delivery, OutgoingDelivery updated, boolean autoSettle) {
    Outcome outcome = delivery.remoteUpdated(updated);
    fire(EventType.DELIVERY, delivery);
    if (outcome != null) {
      EventType type = typeOf(outcome);
      AmqpError why = outcome instanceof Rejected rejected ? rejected.error() : null;
      if (type != null) {
        core.fire(core.event(type).about(delivery).because(why));
      }
    }
    fire(EventType.DELIVERY_UPDATED, delivery);
    // AMQP 2.6.12: an outcome that the receiver has not settled is the sender's to settle; one in a
    // transaction is provisional (AMQP 4.4.1).
    boolean ours = outcome != null && outcome == updated.remoteState();
    if (updated.isRemotelySettled() || (autoSettle && ours)) {
      if (autoSettle) {
        delivery.settle();
      }
      fire(EventType.SETTLED, delivery);
    }
    Transaction in = delivery.transaction();
    if (in != null) {
      in.sends().updated(delivery);
    }
  }

  private static @Nullable EventType typeOf(Outcome outcome) {
    if (outcome instanceof Accepted) {
      return EventType.ACCEPTED;
    } else if (outcome instanceof Rejected) {
      return EventType.REJECTED;
    } else if (outcome instanceof Released) {
      return EventType.RELEASED;
    }
    return outcome instanceof Modified ? EventType.MODIFIED : null;
  }

  /** Tells that this end does not send a message, because a limit of the peer's forbids it. */
  void refused(SentDelivery delivery, AmqpError why) {
    delivery.refuse(why);
    core.fire(core.event(EventType.REJECTED).about(delivery).because(why));
    fire(EventType.DELIVERY_UPDATED, delivery);
    fire(EventType.SETTLED, delivery);
    Transaction in = delivery.transaction();
    if (in != null) {
      in.sends().refused(delivery, why);
    }
  }

  /** These are lost too, which is told behind what was sent before them. */
  void doom(List<SentDelivery> deliveries) {
    doomed = deliveries;
  }

  /** Tells that what is doomed is lost. */
  void loseDoomed() {
    List<SentDelivery> due = doomed;
    doomed = List.of();
    due.forEach(this::lost);
  }

  /** Tells that a delivery is lost: nothing that was sent is dropped in silence. */
  void lost(SentDelivery delivery) {
    if (delivery.isLost()) {
      // A rollback has told it, while it was doomed.
      return;
    }
    delivery.lose();
    fire(EventType.DELIVERY_LOST, delivery);
    Transaction in = delivery.transaction();
    if (in != null) {
      in.sends().lost(delivery);
    }
  }

  private void fire(EventType type, SentDelivery delivery) {
    core.fire(core.event(type).about(delivery));
  }
}
