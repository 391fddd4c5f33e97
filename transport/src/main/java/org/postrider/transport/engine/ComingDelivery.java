// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import io.netty.buffer.ByteBuf;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.Modified;
import org.postrider.codec.performative.ReceiverSettleMode;
import org.postrider.codec.performative.SenderSettleMode;
import org.postrider.codec.performative.TransferView;
import org.postrider.codec.value.ErrorConditions;

/**
 * The delivery that is just coming over a link: its transfers are put together here, and held to
 * what one delivery's have to keep to (AMQP 2.6.14, 2.7.5).
 *
 * <p>Confined to the engine's thread. One a link, for one delivery after the other.
 */
final class ComingDelivery {

  /** How many transfers without payload one delivery may have: nothing else bounds their number. */
  static final int MAX_EMPTY_TRANSFERS = 1024;

  private static final long LARGEST_ARRAY = Integer.MAX_VALUE - 8;

  private final ReceiverLink link;
  private @Nullable IncomingDelivery begun;
  private long octets;
  private boolean lastSmall;

  // Of the last two that came in parts: the next is expected to be no smaller than either.
  private int lastOctets;
  private int lastOctetsButOne;

  ComingDelivery(ReceiverLink link) {
    this.link = link;
  }

  /** Whether a delivery has come in part. */
  boolean isBegun() {
    return begun != null;
  }

  /** What is kept of it. */
  long octets() {
    return octets;
  }

  /** Whether the one before came whole in its first transfer. */
  boolean isLastSmall() {
    return lastSmall;
  }

  /** A transfer came, the first of a delivery or a further one. */
  void transferred(TransferView transfer, ByteBuf payload, int length) {
    if (transfer.resume()) {
      // AMQP 2.6.13: we hold no unsettled state, so there is nothing to resume.
      return;
    }
    checkSettled(transfer);
    if (begun != null || transfer.more()) {
      link.session().window().receivedPart(length);
    }
    IncomingDelivery delivery = begun == null ? begin(transfer) : checkedContinuation(transfer);
    if (transfer.aborted()) {
      abort(delivery);
    } else if (delivery.isRefused() || isTooLarge(delivery, length)) {
      refuse(delivery, transfer);
    } else {
      add(delivery, transfer, payload, length);
      delivery.remoteUpdate(transfer.state(), transfer.settled());
      if (transfer.more()) {
        begun = delivery;
        hold(length + PeerHoldings.PART_OVERHEAD);
      } else {
        complete(delivery);
      }
    }
  }

  /** AMQP 2.7.5, settled. */
  private void checkSettled(TransferView transfer) {
    if (transfer.aborted()) {
      return;
    }
    SenderSettleMode mode = link.senderSettleMode();
    if (mode == SenderSettleMode.UNSETTLED && transfer.settled()) {
      throw link.violation(
          ErrorConditions.INVALID_FIELD, "settled transfer in the snd-settle-mode unsettled");
    }
    boolean settled = transfer.settled() || (begun != null && begun.isRemotelySettled());
    if (mode == SenderSettleMode.SETTLED && !settled && !transfer.more()) {
      throw link.violation(
          ErrorConditions.INVALID_FIELD, "unsettled delivery in the snd-settle-mode settled");
    }
  }

  private IncomingDelivery begin(TransferView transfer) {
    ReceiverSettleMode own = transfer.receiverSettleMode();
    if (transfer.deliveryId() < 0 || transfer.tagLength() < 0) {
      throw link.violation(
          ErrorConditions.INVALID_FIELD, "first transfer without delivery-id or delivery-tag");
    }
    if (own == ReceiverSettleMode.SECOND && link.receiverSettleMode() == ReceiverSettleMode.FIRST) {
      // AMQP 2.7.5
      throw link.violation(
          ErrorConditions.INVALID_FIELD, "rcv-settle-mode second on a link of the mode first");
    }
    link.session().connection().holdings().checkUnfinished();
    link.useCredit();
    IncomingDelivery delivery = new IncomingDelivery(link, transfer);
    ReceiverSettleMode mode = own == null ? link.receiverSettleMode() : own;
    delivery.settledSecond(mode == ReceiverSettleMode.SECOND);
    if (!transfer.settled()) {
      link.addTag(delivery);
    }
    link.session().incoming().begin(delivery);
    return delivery;
  }

  /** AMQP 2.7.5: what a continuation repeats must be the same. */
  private IncomingDelivery checkedContinuation(TransferView transfer) {
    IncomingDelivery delivery = Objects.requireNonNull(begun);
    boolean same =
        (transfer.deliveryId() < 0 || (int) transfer.deliveryId() == delivery.id())
            && (transfer.tagLength() < 0 || delivery.hasTagOf(transfer))
            && (transfer.messageFormat() < 0
                || transfer.messageFormat() == delivery.messageFormat());
    if (!same) {
      throw link.violation(
          ErrorConditions.INVALID_FIELD,
          "transfer of another delivery before delivery " + delivery.id() + " is complete");
    }
    return delivery;
  }

  private void add(IncomingDelivery delivery, TransferView transfer, ByteBuf payload, int length) {
    if (begun == null && !transfer.more()) {
      byte[] whole = new byte[length];
      payload.readBytes(whole);
      delivery.addWhole(whole);
      return;
    }
    delivery.addPart(payload, length, expectedOctets());
    if (delivery.emptyTransfers() > MAX_EMPTY_TRANSFERS) {
      throw link.violation(
          ErrorConditions.RESOURCE_LIMIT_EXCEEDED, "too many transfers without payload");
    }
  }

  /**
   * What room is made for one that begins: none before it has come, unless it is the only one of
   * the connection. So a peer that begins many keeps no more than the limit and one message.
   */
  private int expectedOctets() {
    boolean alone = link.session().connection().holdings().coming().octets() == 0;
    return alone ? Math.min(lastOctets, lastOctetsButOne) : 0;
  }

  private void hold(long added) {
    octets += added;
    link.session().connection().holdings().coming().add(link, added, octets);
  }

  private void complete(IncomingDelivery delivery) {
    lastSmall = begun == null;
    end();
    delivery.complete();
    if (!lastSmall) {
      lastOctetsButOne = lastOctets;
      lastOctets = delivery.payload().length;
    }
    if (delivery.isRemotelySettled()) {
      // Nothing more comes for it, whenever the face settles it.
      link.session().incoming().forget(delivery);
    }
    link.delivered(delivery);
  }

  private void abort(IncomingDelivery delivery) {
    end();
    delivery.end(DeliveryEvent.ABORT);
    link.session().incoming().forget(delivery);
    link.aborted(delivery);
  }

  private boolean isTooLarge(IncomingDelivery delivery, int more) {
    long limit = sizeLimit();
    if (delivery.octets() + more <= limit) {
      return false;
    }
    if (link.isRemoteInitiated()) {
      // The sender asked for the link and was told its limit.
      throw link.violation(ErrorConditions.MESSAGE_SIZE_EXCEEDED, tooLarge(limit));
    }
    return true;
  }

  private long sizeLimit() {
    long limit = link.settings().maxMessageSize();
    return limit > 0 ? Math.min(limit, LARGEST_ARRAY) : LARGEST_ARRAY;
  }

  private static String tooLarge(long limit) {
    return "message of more than " + limit + " octets, the link's max-message-size";
  }

  /**
   * Throws the parts of one delivery away and gives it back at its end: a broker may not know the
   * limit, and one message must not end the link, or keep what lies behind it from coming.
   */
  private void refuse(IncomingDelivery delivery, TransferView transfer) {
    delivery.refuse();
    end();
    delivery.remoteUpdate(transfer.state(), transfer.settled());
    if (transfer.more()) {
      begun = delivery;
      return;
    }
    delivery.complete();
    delivery.update(Modified.FAILED_UNDELIVERABLE, true);
    String reason = "link " + link.name() + ": " + tooLarge(sizeLimit());
    link.refused(delivery, new AmqpError(ErrorConditions.MESSAGE_SIZE_EXCEEDED, reason));
  }

  /** Nothing more comes of the one that had begun. */
  private void end() {
    begun = null;
    if (octets > 0) {
      long kept = octets;
      octets = 0;
      link.session().connection().holdings().coming().remove(link, kept);
    }
  }

  /** The attachment is over: the rest of what has begun does not come. */
  void lose() {
    if (begun != null) {
      link.session().incoming().forget(begun);
      begun.end(DeliveryEvent.LOSE);
      end();
    }
    lastSmall = false;
    lastOctets = 0;
    lastOctetsButOne = 0;
  }
}
