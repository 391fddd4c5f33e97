// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.FlowView;
import org.postrider.codec.performative.Role;
import org.postrider.codec.performative.SenderSettleMode;
import org.postrider.codec.performative.Transfer;
import org.postrider.codec.transaction.Coordinator;
import org.postrider.codec.value.ErrorConditions;

/**
 * The end of a link on which messages are sent: its credit, and the order of its messages (AMQP
 * 2.6.7).
 *
 * <p>Confined to the engine's thread.
 */
public final class SenderLink extends Link {

  // Survives a reconnect.
  private @Nullable SenderListener listener;
  private long nextTag;

  // One attachment.
  private int deliveryCount;
  private int linkCredit;
  private int waiting;
  private int available;
  private boolean drain;
  private boolean drainedPending;
  private @Nullable OutgoingDelivery incomplete;
  private final Deque<OutgoingDelivery> withoutCredit = new ArrayDeque<>();

  // One session's mapping: a suspended link has some.
  private final LinkDeliveries<OutgoingDelivery> unsettled =
      new LinkDeliveries<>(OutgoingDelivery::place, OutgoingDelivery::place);
  private int queued;
  private long unsentOctets;
  private long transfers;

  SenderLink(SessionEndpoint session, LinkSettings settings, boolean remoteInitiated) {
    super(session, Role.SENDER, settings, remoteInitiated);
    deliveryCount = firstDeliveryCount();
  }

  /** Who is told of this link. */
  public void listener(SenderListener newListener) {
    listener = newListener;
    linkListener(newListener);
  }

  /** How many messages may be sent. */
  public int credit() {
    return isAttached() && session().canSend() ? Math.max(0, linkCredit - waiting) : 0;
  }

  /** Whether the receiver wants its credit used up: see {@link #drained}. */
  public boolean isDrain() {
    return drain;
  }

  /** How the messages are settled: as this end grants, or as the peer's answer says. */
  public SenderSettleMode senderSettleMode() {
    Attach answer = isRemoteInitiated() ? null : remoteAttach();
    return answer == null ? settings().senderSettleMode() : answer.senderSettleMode();
  }

  /** AMQP 2.8.2: what the mode leaves open is the message's choice. */
  boolean isToBeSettledAtOnce(boolean wanted) {
    SenderSettleMode mode = senderSettleMode();
    return mode == SenderSettleMode.SETTLED || (wanted && mode == SenderSettleMode.MIXED);
  }

  /** AMQP 2.8.2: in the mode unsettled no transfer says that it is settled. */
  boolean maySendSettled() {
    return senderSettleMode() != SenderSettleMode.UNSETTLED;
  }

  @Override
  void attachedThere(Attach attach) {
    // AMQP 2.6.3: an attach without the terminus is the first half of a refusal.
    if (isAttached()) {
      checkSettleMode();
      checkCoordinator();
    }
  }

  private void checkSettleMode() {
    if (settings().senderSettleMode() == SenderSettleMode.UNSETTLED
        && senderSettleMode() == SenderSettleMode.SETTLED) {
      throw ProtocolViolation.ofLink(
          this,
          ErrorConditions.NOT_ALLOWED,
          "link "
              + name()
              + ": snd-settle-mode unsettled was asked for, and the answer is settled: no message"
              + " would have an outcome");
    }
  }

  /** AMQP 4.2: a node that is no coordinator would take a declare for a message. */
  private void checkCoordinator() {
    if (settings().target() instanceof Coordinator && !(remoteTarget() instanceof Coordinator)) {
      throw ProtocolViolation.ofLink(
          this,
          ErrorConditions.INVALID_FIELD,
          "link "
              + name()
              + ": a coordinator was asked for, and the target of the answer is not one: there are"
              + " no transactions here");
    }
  }

  /** The largest message that the receiver accepts, in octets, 64 bits unsigned; 0 for no limit. */
  public long remoteMaxMessageSize() {
    Attach remote = remoteAttach();
    return remote == null ? 0 : remote.maxMessageSize();
  }

  /** Sends a message under a delivery-tag of its own. */
  public OutgoingDelivery send(OutgoingMessage message) {
    return send(nextTag(), message);
  }

  /**
   * Sends a message. It goes out at once, or when the session's window and the socket allow; credit
   * is used in any case. The payload's reference passes to the engine, also where this throws.
   * Whether it goes settled is its own choice in the mode mixed only (AMQP 2.8.2).
   *
   * @param tag at most 32 octets, unique among the unsettled deliveries of the link
   * @throws EngineException if the message is larger than the receiver accepts
   * @throws IllegalStateException if there is no credit, or a message is incomplete
   */
  public OutgoingDelivery send(byte[] tag, OutgoingMessage message) {
    try {
      check(tag, message);
    } catch (RuntimeException refused) {
      message.payload().release();
      throw refused;
    }
    OutgoingDelivery delivery = new OutgoingDelivery(this, tag, message);
    incomplete = message.complete() ? null : delivery;
    waiting++;
    unsent(message.octets());
    session().outgoing().enqueue(delivery);
    return delivery;
  }

  private void check(byte[] tag, OutgoingMessage message) {
    if (credit() == 0) {
      throw new IllegalStateException("no credit on the link " + shownName());
    }
    if (incomplete != null && !incomplete.isComplete()) {
      throw new IllegalStateException("a message on the link " + shownName() + " is incomplete");
    }
    if (tag.length > Transfer.MAX_DELIVERY_TAG_OCTETS) {
      throw new IllegalArgumentException(
          "delivery-tag of " + tag.length + " octets exceeds " + Transfer.MAX_DELIVERY_TAG_OCTETS);
    }
    checkSize(message.octets());
  }

  /** AMQP 2.7.3: max-message-size. */
  void checkSize(long size) {
    long limit = remoteMaxMessageSize();
    if (limit != 0 && Long.compareUnsigned(size, limit) > 0) {
      throw new EngineException(
          ErrorConditions.MESSAGE_SIZE_EXCEEDED,
          "message of " + size + " octets exceeds the link's max-message-size " + limit);
    }
  }

  /** A number that no delivery of this link had, in as few octets as it needs. */
  private byte[] nextTag() {
    long number = nextTag++;
    int octets = Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(number) + 7) / 8);
    byte[] tag = new byte[octets];
    for (int i = octets - 1; i >= 0; i--) {
      tag[i] = (byte) number;
      number >>>= 8;
    }
    return tag;
  }

  /** Tells how many messages wait for credit; goes out with the next flow. */
  public void available(int messages) {
    available = messages;
  }

  /**
   * Gives the credit that is left back: there is nothing more to send (AMQP 2.6.7). The receiver
   * hears of it once everything sent before has gone out. Without a drain nothing happens.
   */
  public void drained() {
    if (!drain) {
      return;
    }
    if (waiting > 0 || (incomplete != null && incomplete.isQueued())) {
      drainedPending = true;
    } else {
      giveCreditBack();
    }
  }

  private void giveCreditBack() {
    drainedPending = false;
    deliveryCount += linkCredit;
    linkCredit = 0;
    sendFlow(false);
  }

  /**
   * Waits for no more outcomes: whatever was sent and is not settled is lost. For a link that was
   * detached, or whose session was ended, and whose peer does not answer that.
   */
  public void loseUnsettled() {
    stopTransfers(true);
  }

  @Override
  void flowed(FlowView flow) {
    int seen = flow.deliveryCount() >= 0 ? (int) flow.deliveryCount() : firstDeliveryCount();
    if (flow.linkCredit() >= 0) {
      long credit = flow.linkCredit() + (seen - deliveryCount);
      linkCredit = (int) Math.max(0, Math.min(Integer.MAX_VALUE, credit));
    }
    drain = flow.drain();
    drainedPending &= drain;
    takeUpWaiting();
    if (listener != null && isAttached()) {
      listener.credit(this);
    }
  }

  private void takeUpWaiting() {
    if (linkCredit > 0 && !withoutCredit.isEmpty()) {
      Deque<OutgoingDelivery> again = new ArrayDeque<>(withoutCredit);
      // What the new credit is not enough for is put aside again.
      withoutCredit.clear();
      session().outgoing().enqueueFirst(again);
    }
  }

  @Override
  void sendFlow(boolean answer) {
    if (isLocallyAttached()) {
      session()
          .batch()
          .sendFlow(
              new LinkFlow(
                  localHandle(),
                  deliveryCount & 0xFFFF_FFFFL,
                  linkCredit,
                  available,
                  drain,
                  false));
    }
  }

  @Override
  void attachedHere() {
    // AMQP 2.6.7: the receiver may have granted credit behind its attach.
    if (linkCredit > 0 && listener != null) {
      listener.credit(this);
    }
  }

  @Override
  LinkDeliveries<OutgoingDelivery> unsettled() {
    return unsettled;
  }

  /** One more of its deliveries waits in the session's queue, or aside, or one less. */
  void queued(int change) {
    queued += change;
  }

  /** So many octets more of its messages have yet to go out, or less. */
  void unsent(int change) {
    unsentOctets += change;
  }

  /** How many octets of messages that were sent have yet to go out. */
  public long unsentOctets() {
    return unsentOctets;
  }

  /** A transfer of one of its deliveries went out. */
  void putOut() {
    transfers++;
  }

  /** How many transfers have gone out, of all its deliveries. */
  public long transfers() {
    return transfers;
  }

  /** Whether messages that were sent wait for the session's window, the socket, or their credit. */
  public boolean hasQueued() {
    return queued > 0;
  }

  /** How many they are. */
  public int queued() {
    return queued;
  }

  /** Whether the first transfer of a delivery may go; if not, it waits aside. */
  boolean mayStart(OutgoingDelivery delivery) {
    if (linkCredit > 0) {
      return true;
    }
    withoutCredit.add(delivery);
    return false;
  }

  /** The first transfer of a delivery is about to go out. */
  void starting() {
    deliveryCount++;
    linkCredit--;
    waiting--;
  }

  /** A delivery's last transfer went out. */
  void finished(OutgoingDelivery delivery) {
    if (incomplete == delivery) {
      incomplete = null;
    }
    if (delivery.isPresettled()) {
      delivery.settleHere();
      updated(delivery);
    }
    delivery.settleIfWanted();
    giveCreditBackIfPending();
  }

  private void giveCreditBackIfPending() {
    if (drainedPending && waiting == 0) {
      giveCreditBack();
    }
  }

  /** A delivery was given up before its first transfer went out. */
  void withdrawn(OutgoingDelivery delivery) {
    waiting--;
    withoutCredit.remove(delivery);
    gaveUp(delivery);
  }

  void gaveUp(OutgoingDelivery delivery) {
    if (incomplete == delivery) {
      incomplete = null;
    }
    giveCreditBackIfPending();
  }

  void updated(OutgoingDelivery delivery) {
    if (listener != null) {
      listener.updated(delivery);
    }
  }

  void lost(OutgoingDelivery delivery) {
    if (listener != null) {
      listener.lost(delivery);
    }
  }

  @Override
  void stopTransfers(boolean forGood) {
    waiting = 0;
    linkCredit = 0;
    deliveryCount = firstDeliveryCount();
    drain = false;
    drainedPending = false;
    List<OutgoingDelivery> waitingHere = new ArrayList<>();
    if (incomplete != null && incomplete.isStarted()) {
      waitingHere.add(incomplete);
    }
    waitingHere.addAll(withoutCredit);
    incomplete = null;
    withoutCredit.clear();
    session().outgoing().stop(this, waitingHere, forGood);
  }
}
