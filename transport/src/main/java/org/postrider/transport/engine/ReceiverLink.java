// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.AmqpError;
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
 * The end of a link on which messages are received: the credit that it grants, and the deliveries
 * that are not settled (AMQP 2.6.7, 2.6.12).
 *
 * <p>Confined to the engine's thread.
 */
public final class ReceiverLink extends Link {

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
  private boolean toldToWait;
  private long movedMs;
  private final ComingDelivery coming = new ComingDelivery(this);
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
  SenderSettleMode senderSettleMode() {
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
    return coming.isBegun();
  }

  /** Whether messages may come, or the rest of one. */
  boolean isExpecting() {
    return linkCredit > 0 || isComing();
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
        && !coming.isBegun()
        && !coming.isLastSmall()
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
    return (isComing() || isDetaching()) && !session().window().isFarExceeded();
  }

  void transferred(TransferView transfer, ByteBuf payload, int length) {
    movedMs = session().connection().nowMs();
    coming.transferred(transfer, payload, length);
  }

  /** What is kept of the delivery that is just coming. */
  long comingOctets() {
    return coming.octets();
  }

  // What the delivery that is just coming needs.

  /**
   * The first transfer of a delivery came.
   *
   * @throws ProtocolViolation if there is no credit for it
   */
  void useCredit() {
    // What was granted may be on its way, even if less is granted by now.
    if (!Serial.isBefore(deliveryCount, grantedUntil)) {
      throw violation(ErrorConditions.TRANSFER_LIMIT_EXCEEDED, "transfer without credit");
    }
    deliveryCount++;
    linkCredit = Math.max(0, linkCredit - 1);
  }

  /**
   * A delivery has come unsettled: its tag is its own until it is settled (AMQP 2.7.5).
   *
   * @throws ProtocolViolation if another one has the tag
   */
  void addTag(IncomingDelivery delivery) {
    if (!tags.add(delivery)) {
      throw violation(
          ErrorConditions.INVALID_FIELD,
          "delivery-tag " + Binary.copyOf(delivery.tag()) + " is unsettled already");
    }
  }

  void delivered(IncomingDelivery delivery) {
    if (listener != null) {
      listener.delivered(delivery);
    }
    afterDelivery();
  }

  void aborted(IncomingDelivery delivery) {
    if (listener != null) {
      listener.aborted(delivery);
    }
    afterDelivery();
  }

  void refused(IncomingDelivery delivery, AmqpError reason) {
    if (listener != null) {
      listener.refused(delivery, reason);
    }
    afterDelivery();
  }

  /** A drain also ends when deliveries have used the credit up. */
  private void afterDelivery() {
    if (drain && linkCredit == 0 && listener != null) {
      listener.credit(this);
    }
  }

  ProtocolViolation violation(Symbol condition, String message) {
    return ProtocolViolation.ofLink(this, condition, "link " + name() + ": " + message);
  }

  // What becomes of deliveries.

  /**
   * This end has retired a delivery in a transaction, and not settled it: with the discharge the
   * sender may settle without a word of it (AMQP 4.4.2), and use its tag again, as Artemis does.
   */
  void retired(IncomingDelivery delivery) {
    tags.remove(delivery);
  }

  /** Visits what is not settled: it may stay so as long as the session (AMQP 2.6.4). */
  public void forEachUnsettled(Consumer<IncomingDelivery> visitor) {
    unsettled.all().forEach(visitor);
  }

  /** A delivery is settled, or lost. */
  void forget(IncomingDelivery delivery) {
    tags.remove(delivery);
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
    coming.lose();
    if (session().batch().isWindowShutBy(this)) {
      openWindow();
    }
    linkCredit = 0;
    deliveryCountKnown = false;
    grantedUntil = 0;
    deliveryCount = 0;
    drain = false;
    flowDue = false;
    toldToWait = false;
    session().incoming().stop(this, forGood);
  }
}
