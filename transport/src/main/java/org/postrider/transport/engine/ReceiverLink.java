// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.Modified;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.FlowView;
import org.postrider.codec.performative.ReceiverSettleMode;
import org.postrider.codec.performative.Role;
import org.postrider.codec.performative.SenderSettleMode;
import org.postrider.codec.performative.TransferView;
import org.postrider.codec.value.Binary;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.wire.FieldReader;

/**
 * The end of a link on which messages are received: the credit that it grants, and the delivery
 * that is just coming (AMQP 2.6.7, 2.6.14).
 *
 * <p>Confined to the engine's thread.
 */
public final class ReceiverLink extends Link {

  /** How many transfers without payload one delivery may have: nothing else bounds their number. */
  static final int MAX_EMPTY_TRANSFERS = 1024;

  // Survives a reconnect.
  private @Nullable ReceiverListener listener;

  // One attachment.
  private int deliveryCount;
  private boolean deliveryCountKnown;
  private int linkCredit;
  private int grantedUntil;
  private long available;
  private boolean drain;
  private boolean flowDue;
  private @Nullable IncomingDelivery coming;
  private long comingOctets;
  private boolean small;
  private boolean toldToWait;
  private long movedMs;
  private final UnsettledTags tags = new UnsettledTags();

  // One session's mapping: a suspended link has some.
  private final LinkDeliveries<IncomingDelivery> unsettled =
      new LinkDeliveries<>(IncomingDelivery::place, IncomingDelivery::place);

  ReceiverLink(SessionEndpoint session, LinkSettings settings, boolean remoteInitiated) {
    super(session, Role.RECEIVER, settings, remoteInitiated);
  }

  /** Who is told of this link. */
  public void listener(ReceiverListener newListener) {
    listener = newListener;
    linkListener(newListener);
  }

  /** How many messages the sender may still send. */
  public int credit() {
    return linkCredit;
  }

  /** Whether a drain is under way: it ends when {@link #credit()} is 0. */
  public boolean isDrain() {
    return drain;
  }

  /** How many messages the sender said it has; -1 where it did not say. */
  public long available() {
    return available;
  }

  /** How many of those that were ever granted may still come, as the peer may have sent them. */
  public int granted() {
    return Math.max(0, grantedUntil - deliveryCount);
  }

  /**
   * How deliveries are settled: as this end asks or grants (AMQP 2.7.3). Where it asked to settle
   * second and the peer's answer is the first mode, nobody would settle before it.
   */
  public ReceiverSettleMode receiverSettleMode() {
    ReceiverSettleMode own = settings().receiverSettleMode();
    Attach answer = isRemoteInitiated() ? null : remoteAttach();
    return answer == null || own == ReceiverSettleMode.FIRST ? own : answer.receiverSettleMode();
  }

  /**
   * How the sender has to settle: as its attach says (AMQP 2.7.3). Where it asked for the link and
   * the answer was another, it may keep to either.
   */
  private SenderSettleMode senderSettleMode() {
    Attach sender = remoteAttach();
    if (sender == null) {
      return SenderSettleMode.MIXED;
    }
    SenderSettleMode mode = sender.senderSettleMode();
    boolean agreed = !isRemoteInitiated() || mode == settings().senderSettleMode();
    return agreed ? mode : SenderSettleMode.MIXED;
  }

  /**
   * Grants credit: how many messages the sender may send from now on, not how many more. It goes
   * out with {@link ConnectionEngine#flush}. A drain ends.
   *
   * @param messages 0 or more
   */
  public void credit(int messages) {
    if (messages < 0) {
      throw new IllegalArgumentException("credit " + messages + " must not be negative");
    }
    linkCredit = messages;
    drain = false;
    if (messages > 0) {
      movedMs = session().connection().nowMs();
      openWindow();
    }
    flowIsDue();
  }

  /**
   * Opens the session's incoming window no more while far too much waits of this link: some brokers
   * go on within the credit that they had before. It has no effect while messages may come for
   * another link, and whichever of them gets credit ends it, as {@link #openWindow} does.
   */
  public void shutWindow() {
    session().batch().shutWindow(this, false);
  }

  /** The same though others may wait: for what comes settled, and cannot go back. */
  public void shutWindowForAll() {
    session().batch().shutWindow(this, true);
  }

  /** Ends what {@link #shutWindow} or {@link #shutWindowForAll} began. */
  public void openWindow() {
    session().batch().openWindow(this);
  }

  /** When a transfer came last, or credit was granted last, in the owner's milliseconds. */
  public long movedMs() {
    return movedMs;
  }

  /** Whether a message has come in part. */
  public boolean isComing() {
    return coming != null;
  }

  /** Whether messages may come, or the rest of one. */
  boolean isExpecting() {
    return linkCredit > 0 || coming != null;
  }

  /**
   * Asks the sender to use the credit up or give it back (AMQP 2.6.7). The end is told by {@link
   * ReceiverListener#credit}.
   */
  public void drain() {
    drain = true;
    flowIsDue();
  }

  /**
   * The same, for what the sender has prepared as well: some brokers answer a drain before what
   * waits for the session's window, and send that with the next credit. So the window is opened for
   * all of it.
   */
  public void drainAll() {
    openWindow();
    session().window().widen(Math.max(1, linkCredit));
    drain();
  }

  private void flowIsDue() {
    if (!flowDue) {
      flowDue = true;
      session().batch().flowIsDue(this);
    }
  }

  @Override
  void sendFlow(boolean answer) {
    if (!isLocallyAttached() || (!flowDue && !answer)) {
      return;
    }
    // AMQP 2.6.7: a sender without credit need not answer a drain, but it must answer an echo.
    boolean echo = flowDue && drain && linkCredit == 0;
    flowDue = false;
    toldToWait = hasToWait();
    int credit = toldToWait ? 0 : linkCredit;
    if (Serial.isBefore(grantedUntil, deliveryCount + credit)) {
      grantedUntil = deliveryCount + credit;
    }
    long count = deliveryCountKnown ? deliveryCount & 0xFFFF_FFFFL : -1;
    session()
        .batch()
        .sendFlow(new LinkFlow(localHandle(), count, credit, FieldReader.ABSENT, drain, echo));
  }

  /**
   * Whether it is to begin with nothing, whatever credit it has: too many large messages come
   * already. A link whose messages are small goes on, and one that drains.
   */
  private boolean hasToWait() {
    return session().connection().holdings().coming().isCrowded()
        && coming == null
        && !small
        && !drain;
  }

  /** Tells the sender what credit it has, if that is not what it was told. */
  void reconsiderCredit() {
    if (linkCredit > 0 && hasToWait() != toldToWait) {
      flowIsDue();
    }
  }

  @Override
  void attachedHere() {
    if (flowDue) {
      session().batch().flowIsDue(this);
    }
  }

  @Override
  void attachedThere(Attach attach) {
    if (attach.initialDeliveryCount() < 0) {
      throw violation(
          ErrorConditions.INVALID_FIELD, "attach of a sender without initial-delivery-count");
    }
    deliveryCount = (int) attach.initialDeliveryCount();
    deliveryCountKnown = true;
    // Credit that went out before the sender's count was known counts from its first delivery.
    grantedUntil += deliveryCount;
  }

  @Override
  void flowed(FlowView flow) {
    if (flow.deliveryCount() >= 0) {
      int advance = (int) flow.deliveryCount() - deliveryCount;
      if (advance > 0) {
        deliveryCount += advance;
        linkCredit = Math.max(0, linkCredit - advance);
      }
    }
    available = flow.available();
    if (listener != null) {
      listener.credit(this);
    }
  }

  /**
   * Whether a transfer may come that the session's window has no room for: Qpid Broker-J looks at
   * the window before a message, and not before each of its frames. Of a link that this end has
   * detached nobody knows any more what had begun.
   */
  boolean mayEndMessage() {
    return (coming != null || isDetaching()) && !session().window().isFarExceeded();
  }

  void transferred(TransferView transfer, ByteBuf payload, int length) {
    movedMs = session().connection().nowMs();
    if (transfer.resume()) {
      // AMQP 2.6.13: we hold no unsettled state, so there is nothing to resume.
      return;
    }
    checkSettled(transfer);
    if (coming != null || transfer.more()) {
      session().window().receivedPart(length);
    }
    IncomingDelivery delivery = coming == null ? begin(transfer) : checkedContinuation(transfer);
    if (transfer.aborted()) {
      endComing();
      delivery.end(DeliveryEvent.ABORT);
      session().incoming().forget(delivery);
      if (listener != null) {
        listener.aborted(delivery);
      }
      afterDelivery();
      return;
    }
    if (delivery.isRefused() || isTooLarge(delivery, length)) {
      refuse(delivery, transfer);
      return;
    }
    byte[] part = new byte[length];
    payload.readBytes(part);
    delivery.add(part);
    if (delivery.emptyTransfers() > MAX_EMPTY_TRANSFERS) {
      throw violation(
          ErrorConditions.RESOURCE_LIMIT_EXCEEDED, "too many transfers without payload");
    }
    delivery.remoteUpdate(transfer.state(), transfer.settled());
    if (transfer.more()) {
      coming = delivery;
      hold(length + PeerHoldings.PART_OVERHEAD);
    } else {
      small = coming == null;
      endComing();
      delivery.complete();
      if (delivery.isRemotelySettled()) {
        // Nothing more comes for it, whenever the face settles it.
        session().incoming().forget(delivery);
      }
      if (listener != null) {
        listener.delivered(delivery);
      }
      afterDelivery();
    }
  }

  /** AMQP 2.7.5, settled. */
  private void checkSettled(TransferView transfer) {
    if (transfer.aborted()) {
      return;
    }
    SenderSettleMode mode = senderSettleMode();
    if (mode == SenderSettleMode.UNSETTLED && transfer.settled()) {
      throw violation(
          ErrorConditions.INVALID_FIELD, "settled transfer in the snd-settle-mode unsettled");
    }
    boolean settled = transfer.settled() || (coming != null && coming.isRemotelySettled());
    if (mode == SenderSettleMode.SETTLED && !settled && !transfer.more()) {
      throw violation(
          ErrorConditions.INVALID_FIELD, "unsettled delivery in the snd-settle-mode settled");
    }
  }

  private void hold(long octets) {
    comingOctets += octets;
    session().connection().holdings().coming().add(this, octets, comingOctets);
  }

  /** What is kept of the delivery that is just coming. */
  long comingOctets() {
    return comingOctets;
  }

  /** Nothing more comes of the delivery that was just coming. */
  private void endComing() {
    coming = null;
    if (comingOctets > 0) {
      long octets = comingOctets;
      comingOctets = 0;
      session().connection().holdings().coming().remove(this, octets);
    }
  }

  private IncomingDelivery begin(TransferView transfer) {
    if (transfer.deliveryId() < 0 || transfer.tagLength() < 0) {
      throw violation(
          ErrorConditions.INVALID_FIELD, "first transfer without delivery-id or delivery-tag");
    }
    if (transfer.receiverSettleMode() == ReceiverSettleMode.SECOND
        && receiverSettleMode() == ReceiverSettleMode.FIRST) {
      // AMQP 2.7.5
      throw violation(
          ErrorConditions.INVALID_FIELD, "rcv-settle-mode second on a link of the mode first");
    }
    session().connection().holdings().checkUnfinished();
    // What was granted may be on its way, even if less is granted by now.
    if (!Serial.isBefore(deliveryCount, grantedUntil)) {
      throw violation(ErrorConditions.TRANSFER_LIMIT_EXCEEDED, "transfer without credit");
    }
    deliveryCount++;
    linkCredit = Math.max(0, linkCredit - 1);
    IncomingDelivery delivery = new IncomingDelivery(this, transfer);
    ReceiverSettleMode own = transfer.receiverSettleMode();
    delivery.settledSecond((own == null ? receiverSettleMode() : own) == ReceiverSettleMode.SECOND);
    if (!transfer.settled() && !tags.add(delivery)) {
      // AMQP 2.7.5, delivery-tag
      throw violation(
          ErrorConditions.INVALID_FIELD,
          "delivery-tag " + Binary.copyOf(delivery.tag()) + " is unsettled already");
    }
    session().incoming().begin(delivery);
    return delivery;
  }

  /**
   * This end has retired a delivery in a transaction, and not settled it: with the discharge the
   * sender may settle without a word of it (AMQP 4.4.2), and use its tag again, as Artemis does.
   */
  void retired(IncomingDelivery delivery) {
    tags.remove(delivery);
  }

  /** Nobody looks at what is unsettled: that may last as long as the session (AMQP 2.6.4). */
  public void forgetMessages() {
    unsettled.all().forEach(IncomingDelivery::forgetMessage);
  }

  /** A delivery is settled, or lost. */
  void forget(IncomingDelivery delivery) {
    tags.remove(delivery);
  }

  /** AMQP 2.7.5: what a continuation repeats must be the same. */
  private IncomingDelivery checkedContinuation(TransferView transfer) {
    IncomingDelivery delivery = java.util.Objects.requireNonNull(coming);
    if (!delivery.isContinuedBy(transfer)) {
      throw violation(
          ErrorConditions.INVALID_FIELD,
          "transfer of another delivery before delivery " + delivery.id() + " is complete");
    }
    return delivery;
  }

  private boolean isTooLarge(IncomingDelivery delivery, int more) {
    boolean tooLarge = delivery.octets() + more > settings().largestMessage();
    if (tooLarge && isRemoteInitiated()) {
      // The sender asked for the link and was told its limit.
      throw violation(ErrorConditions.MESSAGE_SIZE_EXCEEDED, tooLarge());
    }
    return tooLarge;
  }

  private String tooLarge() {
    long limit = settings().largestMessage();
    return "message of more than " + limit + " octets, the link's max-message-size";
  }

  /**
   * Throws the parts of one delivery away and gives it back at its end: a broker may not know the
   * limit, and one message must not end the link, or keep what lies behind it from coming.
   */
  private void refuse(IncomingDelivery delivery, TransferView transfer) {
    delivery.refuse();
    endComing();
    delivery.remoteUpdate(transfer.state(), transfer.settled());
    if (transfer.more()) {
      coming = delivery;
      return;
    }
    delivery.complete();
    delivery.update(Modified.FAILED_UNDELIVERABLE, true);
    if (listener != null) {
      String what = "link " + name() + ": " + tooLarge();
      listener.refused(delivery, new AmqpError(ErrorConditions.MESSAGE_SIZE_EXCEEDED, what));
    }
    afterDelivery();
  }

  /** A drain also ends when deliveries have used the credit up. */
  private void afterDelivery() {
    if (drain && linkCredit == 0 && listener != null) {
      listener.credit(this);
    }
  }

  private ProtocolViolation violation(Symbol condition, String message) {
    return ProtocolViolation.ofLink(this, condition, "link " + name() + ": " + message);
  }

  @Override
  LinkDeliveries<IncomingDelivery> unsettled() {
    return unsettled;
  }

  void lost(IncomingDelivery delivery) {
    if (!delivery.isRefused() && listener != null) {
      listener.lost(delivery);
    }
  }

  void updated(IncomingDelivery delivery) {
    if (!delivery.isRefused() && listener != null) {
      listener.updated(delivery);
    }
  }

  @Override
  void stopTransfers(boolean forGood) {
    // AMQP 2.6.13: this end tells no unsettled state when it attaches again.
    tags.clear();
    if (coming != null) {
      session().incoming().forget(coming);
      coming.end(DeliveryEvent.LOSE);
      endComing();
    }
    if (session().batch().isWindowShutBy(this)) {
      openWindow();
    }
    linkCredit = 0;
    deliveryCountKnown = false;
    grantedUntil = 0;
    deliveryCount = 0;
    drain = false;
    flowDue = false;
    small = false;
    toldToWait = false;
    session().incoming().stop(this, forGood);
  }
}
