// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.Outcome;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.Begin;
import org.postrider.codec.performative.Detach;
import org.postrider.codec.performative.Disposition;
import org.postrider.codec.performative.Flow;
import org.postrider.codec.performative.Performative;
import org.postrider.codec.performative.ReceiverSettleMode;
import org.postrider.codec.performative.Role;
import org.postrider.codec.performative.SenderSettleMode;
import org.postrider.codec.performative.Transfer;

/**
 * One end of a session as an observer of the wire knows it: it judges what the end writes by what
 * the end has written and seen before (AMQP 2.5, 2.6).
 *
 * <p>Confined to the simulation's thread. Nothing in it comes from the engine.
 */
final class ObservedSession {

  private static final int MAX_RANGE = 1_000_000;

  private final Map<Long, ObservedLink> byOwnHandle = new HashMap<>();
  private final Map<Long, ObservedLink> byPeersHandle = new HashMap<>();
  private final Map<String, ObservedLink> links = new LinkedHashMap<>();
  private final Map<Integer, ObservedDelivery> sent = new LinkedHashMap<>();
  private final Map<Integer, ObservedDelivery> received = new LinkedHashMap<>();

  int ownChannel = -1;
  int peersChannel = -1;
  boolean beginWritten;
  boolean beginSeen;
  boolean endWritten;
  boolean endSeen;
  private long peersHandleMax;
  private long peersFirstWindow;
  private int firstOutgoingId;
  private int nextOutgoingId;
  private int nextIncomingId;

  /** The transfer-id from which on the peer has no window. */
  private int outgoingUntil;

  private boolean anySent;
  private int lastDeliveryId;

  static void require(boolean condition, String rule) {
    if (!condition) {
      throw new AssertionError(rule);
    }
  }

  void beginWritten(int channel, Begin begin) {
    ownChannel = channel;
    beginWritten = true;
    firstOutgoingId = (int) begin.nextOutgoingId();
    nextOutgoingId = firstOutgoingId;
    if (beginSeen) {
      outgoingUntil = (int) (firstOutgoingId + peersFirstWindow);
    }
  }

  void beginSeen(int channel, Begin begin) {
    peersChannel = channel;
    beginSeen = true;
    nextIncomingId = (int) begin.nextOutgoingId();
    peersHandleMax = begin.handleMax();
    peersFirstWindow = begin.incomingWindow();
    if (beginWritten) {
      outgoingUntil = (int) (firstOutgoingId + peersFirstWindow);
    }
  }

  /** The end writes a frame. */
  void written(Performative body) {
    require(!endWritten, "frame after end");
    if (body instanceof Attach attach) {
      attachWritten(attach);
    } else if (body instanceof Detach detach) {
      detachWritten(detach);
    } else if (body instanceof Flow flow) {
      flowWritten(flow);
    } else if (body instanceof Transfer transfer) {
      transferWritten(transfer);
    } else if (body instanceof Disposition disposition) {
      dispositionWritten(disposition);
    }
  }

  /** The end takes a frame of the peer in. */
  void seen(Performative body) {
    if (endWritten) {
      return;
    }
    if (body instanceof Attach attach) {
      attachSeen(attach);
    } else if (body instanceof Detach detach) {
      detachSeen(detach);
    } else if (body instanceof Flow flow) {
      flowSeen(flow);
    } else if (body instanceof Transfer transfer) {
      transferSeen(transfer);
    } else if (body instanceof Disposition disposition) {
      dispositionSeen(disposition);
    }
  }

  private ObservedLink link(String name, Role role) {
    return links.computeIfAbsent(ObservedLink.key(name, role), key -> new ObservedLink(name, role));
  }

  private void attachWritten(Attach attach) {
    require(!byOwnHandle.containsKey(attach.handle()), "attach on a handle in use");
    require(!beginSeen || attach.handle() <= peersHandleMax, "handle above the peer's handle-max");
    ObservedLink link = link(attach.name(), attach.role());
    require(!link.attachWritten, "attach of a name that is attached");
    link.attachWritten = true;
    link.modes(attach);
    byOwnHandle.put(attach.handle(), link);
    if (attach.role() == Role.SENDER) {
      require(attach.initialDeliveryCount() >= 0, "sender's attach without delivery-count");
      link.firstDeliveryCount = (int) attach.initialDeliveryCount();
      link.deliveryCount = link.firstDeliveryCount;
      // A flow that came before could not know the count: it counts from it.
      link.creditUntil += link.firstDeliveryCount;
    }
  }

  private void attachSeen(Attach attach) {
    ObservedLink link = link(attach.name(), attach.role().opposite());
    require(!link.attachSeen, "an attach came for a name that is attached");
    link.attachSeen = true;
    link.modes(attach);
    byPeersHandle.put(attach.handle(), link);
    if (attach.role() == Role.SENDER) {
      link.deliveryCount = (int) attach.initialDeliveryCount();
    }
  }

  private void detachWritten(Detach detach) {
    ObservedLink link = own(detach.handle());
    require(!link.detachWritten, "second detach");
    require(link.attachSeen, "detach before the attach is answered");
    link.detachWritten = true;
    link.endedForGood |= detach.closed() || detach.error() != null;
    dropPartial(link);
    forgetIfGone(link);
  }

  private void detachSeen(Detach detach) {
    ObservedLink link = Objects.requireNonNull(byPeersHandle.remove(detach.handle()));
    link.detachSeen = true;
    link.errorSeen |= detach.error() != null;
    link.endedForGood |= detach.closed() || detach.error() != null;
    dropPartial(link);
    forgetIfGone(link);
  }

  private static void dropPartial(ObservedLink link) {
    if (link.current != null) {
      link.current.dropped = true;
      link.current = null;
    }
  }

  private void forgetIfGone(ObservedLink link) {
    if (!link.isGone()) {
      return;
    }
    links.remove(link.key());
    byOwnHandle.values().remove(link);
    if (link.endedForGood) {
      // AMQP 2.6.1: also what it had before it was suspended.
      sent.values().forEach(delivery -> delivery.dropped |= delivery.link.key().equals(link.key()));
      received
          .values()
          .forEach(delivery -> delivery.dropped |= delivery.link.key().equals(link.key()));
    }
  }

  /** AMQP 2.6.5: a link of this end that may still speak. */
  private ObservedLink own(long handle) {
    ObservedLink link = byOwnHandle.get(handle);
    require(link != null, "frame on handle " + handle + ", which is not attached");
    require(!Objects.requireNonNull(link).detachWritten, "frame after detach on " + link.name);
    return link;
  }

  private void flowWritten(Flow flow) {
    require(beginSeen == flow.nextIncomingId() >= 0, "next-incoming-id without begin, or lacking");
    require(!beginSeen || (int) flow.nextIncomingId() == nextIncomingId, "wrong next-incoming-id");
    require((int) flow.nextOutgoingId() == nextOutgoingId, "wrong next-outgoing-id");
    if (flow.handle() < 0) {
      require(flow.linkCredit() < 0 && flow.deliveryCount() < 0, "link fields without handle");
      return;
    }
    ObservedLink link = own(flow.handle());
    if (link.role == Role.SENDER) {
      senderFlowWritten(link, flow);
    } else {
      require(link.attachSeen == flow.deliveryCount() >= 0, "delivery-count without attach");
      require(
          !link.attachSeen || (int) flow.deliveryCount() == link.deliveryCount,
          "receiver tells delivery-count " + flow.deliveryCount() + " not " + link.deliveryCount);
    }
  }

  private static void senderFlowWritten(ObservedLink link, Flow flow) {
    int count = (int) flow.deliveryCount();
    if (count != link.deliveryCount) {
      require(link.drainSeen, "delivery-count advanced without drain");
      require(count == link.creditUntil, "drain does not use the credit up");
      link.deliveryCount = count;
    }
    long credit = Math.max(0, link.creditUntil - link.deliveryCount);
    require(flow.linkCredit() == credit, "sender tells credit " + flow.linkCredit());
  }

  private void flowSeen(Flow flow) {
    int from = flow.nextIncomingId() >= 0 ? (int) flow.nextIncomingId() : firstOutgoingId;
    outgoingUntil = (int) (from + flow.incomingWindow());
    if (flow.handle() < 0) {
      return;
    }
    ObservedLink link = Objects.requireNonNull(byPeersHandle.get(flow.handle()));
    if (link.detachWritten) {
      return;
    }
    if (link.role == Role.SENDER) {
      int base = flow.deliveryCount() >= 0 ? (int) flow.deliveryCount() : link.firstDeliveryCount;
      link.creditUntil = (int) (base + flow.linkCredit());
      link.drainSeen = flow.drain();
    } else {
      link.deliveryCount = (int) flow.deliveryCount();
    }
  }

  private void transferWritten(Transfer transfer) {
    require(beginSeen, "transfer before the peer's begin");
    require(outgoingUntil - nextOutgoingId > 0, "session window exceeded");
    nextOutgoingId++;
    ObservedLink link = own(transfer.handle());
    require(link.role == Role.SENDER, "transfer by a receiver");
    require(link.attachSeen && !link.errorSeen, "transfer without the peer's attach");
    ObservedDelivery delivery = link.current;
    if (delivery == null) {
      delivery = started(link, transfer);
      require(link.creditUntil - link.deliveryCount > 0, "transfer without credit");
      require(!anySent || delivery.id == lastDeliveryId + 1, "delivery-id is not the next");
      require(link.unsettledTags.add(delivery.tag), "delivery-tag is in use");
      anySent = true;
      lastDeliveryId = delivery.id;
      link.deliveryCount++;
      require(sent.put(delivery.id, delivery) == null, "delivery-id used twice");
    } else {
      requireSame(delivery, transfer);
    }
    requireMode(link, transfer);
    if (transfer.settled()) {
      delivery.settledHere = true;
    } else {
      require(!delivery.settledHere || transfer.aborted(), "settled is taken back");
    }
    finish(link, delivery, transfer);
  }

  /** AMQP 2.8.2 */
  private static void requireMode(ObservedLink link, Transfer transfer) {
    if (transfer.aborted()) {
      return;
    }
    boolean settled = transfer.settled();
    require(settled || link.senderMode != SenderSettleMode.SETTLED, "transfer is not settled");
    require(!settled || link.senderMode != SenderSettleMode.UNSETTLED, "transfer is settled");
  }

  private static ObservedDelivery started(ObservedLink link, Transfer transfer) {
    require(transfer.deliveryId() >= 0, "first transfer without delivery-id");
    require(transfer.deliveryTag() != null, "first transfer without delivery-tag");
    require(transfer.messageFormat() == 0, "first transfer without message-format");
    ObservedDelivery delivery =
        new ObservedDelivery(
            link, (int) transfer.deliveryId(), Objects.requireNonNull(transfer.deliveryTag()));
    link.current = delivery;
    return delivery;
  }

  private static void requireSame(ObservedDelivery delivery, Transfer transfer) {
    require(
        transfer.deliveryId() < 0 || (int) transfer.deliveryId() == delivery.id,
        "deliveries of one link are mixed");
  }

  private static void finish(ObservedLink link, ObservedDelivery delivery, Transfer transfer) {
    if (transfer.aborted()) {
      delivery.dropped = true;
      link.current = null;
    } else if (!transfer.more()) {
      delivery.whole = true;
      link.current = null;
    }
    if (!delivery.isUnsettled()) {
      link.unsettledTags.remove(delivery.tag);
    }
  }

  private void transferSeen(Transfer transfer) {
    nextIncomingId++;
    ObservedLink link = Objects.requireNonNull(byPeersHandle.get(transfer.handle()));
    if (link.detachWritten) {
      return;
    }
    ObservedDelivery delivery = link.current;
    if (delivery == null) {
      delivery = started(link, transfer);
      link.deliveryCount++;
      received.put(delivery.id, delivery);
    }
    delivery.settledThere |= transfer.settled();
    finish(link, delivery, transfer);
  }

  private void dispositionWritten(Disposition disposition) {
    Map<Integer, ObservedDelivery> known = disposition.role() == Role.RECEIVER ? received : sent;
    int last = (int) disposition.last();
    int first = (int) disposition.first();
    require(last - first >= 0 && last - first < MAX_RANGE, "range runs backwards");
    for (int id = first; id != last + 1; id++) {
      ObservedDelivery delivery = known.get(id);
      require(delivery != null, "disposition of the unknown delivery " + id);
      Objects.requireNonNull(delivery);
      require(!delivery.settledHere, "delivery " + id + " is settled twice");
      // AMQP 2.8.3: of an outcome, the sender's settlement is waited for.
      require(
          !(disposition.settled() && disposition.state() instanceof Outcome)
              || delivery.settledThere
              || delivery.link.role == Role.SENDER
              || delivery.link.receiverMode == ReceiverSettleMode.FIRST,
          "the receiver settles before the sender");
      delivery.settledHere = disposition.settled();
      if (delivery.settledHere) {
        delivery.link.unsettledTags.remove(delivery.tag);
      }
    }
  }

  private void dispositionSeen(Disposition disposition) {
    Map<Integer, ObservedDelivery> known = disposition.role() == Role.RECEIVER ? sent : received;
    if (!disposition.settled()) {
      return;
    }
    for (int id = (int) disposition.first(); id != (int) disposition.last() + 1; id++) {
      ObservedDelivery delivery = known.get(id);
      if (delivery != null) {
        delivery.settledThere = true;
        delivery.link.unsettledTags.remove(delivery.tag);
      }
    }
  }

  /** How many deliveries this end sent that neither end has settled, as it knows. */
  int unsettledOutgoing() {
    return (int) sent.values().stream().filter(ObservedDelivery::isUnsettled).count();
  }

  /** How many deliveries this end received whole that neither end has settled, as it knows. */
  int unsettledIncoming() {
    return (int) received.values().stream().filter(ObservedDelivery::isUnsettled).count();
  }

  /** Whether the peer never took a delivery in, as it had detached the link. */
  boolean isUnknownTo(int deliveryId, ObservedSession peer) {
    ObservedDelivery there = peer.received.get(deliveryId);
    return there == null || there.dropped;
  }

  /** The deliveries of which this end waits for the peer's settlement. */
  int[] waitingFor() {
    return sent.values().stream()
        .filter(ObservedDelivery::isUnsettled)
        .mapToInt(delivery -> delivery.id)
        .toArray();
  }

  @Nullable ObservedLink link(String key) {
    return links.get(key);
  }
}
