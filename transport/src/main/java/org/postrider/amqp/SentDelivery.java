// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.DeliveryState;
import org.postrider.codec.messaging.Outcome;
import org.postrider.codec.messaging.Rejected;
import org.postrider.codec.transaction.TransactionalState;
import org.postrider.codec.value.Binary;
import org.postrider.transport.engine.DeliveryPhase;
import org.postrider.transport.engine.OutgoingDelivery;
import org.postrider.transport.engine.OutgoingMessage;
import org.postrider.transport.engine.SenderLink;

/**
 * A delivery that is sent, from {@link Sender#send} on: first it may wait for credit.
 *
 * <p>Confined to the container's loop, but for the states, which may be read on any thread.
 */
final class SentDelivery implements Delivery {

  private final Sender sender;
  private final int octets;
  private final boolean atMostOnce;
  private final @Nullable Transaction transaction;

  private @Nullable ByteBuf waiting;
  private @Nullable SenderClosing awaitedBy;
  private @Nullable OutgoingDelivery delivery;
  private @Nullable Outcome reported;
  private volatile Binary tag = Binary.EMPTY;
  private volatile @Nullable DeliveryState localState;
  private volatile @Nullable DeliveryState remoteState;
  private volatile boolean settled;
  private volatile boolean remotelySettled;
  private volatile boolean lost;

  /** A message that waits to be sent; the buffer passes to the delivery. */
  SentDelivery(
      Sender sender, ByteBuf message, boolean atMostOnce, @Nullable Transaction transaction) {
    this.sender = sender;
    this.waiting = message;
    this.octets = message.readableBytes();
    this.atMostOnce = atMostOnce;
    this.settled = atMostOnce;
    this.transaction = transaction;
  }

  int octets() {
    return octets;
  }

  /**
   * Gives the message to the engine, which has credit for it.
   *
   * @param closing waits for the outcome, if there will be one
   */
  void sendOver(SenderLink link, SenderClosing closing) {
    ByteBuf payload = waiting;
    if (payload == null) {
      return;
    }
    waiting = null;
    DeliveryState state =
        transaction == null ? null : new TransactionalState(transaction.id(), null);
    localState = state;
    awaitedBy = closing;
    closing.sending();
    OutgoingDelivery sent = link.send(new OutgoingMessage(payload, true, atMostOnce, state, this));
    delivery = sent;
    // AMQP 2.8.2: the link's mode may want it otherwise.
    settled = sent.isPresettled();
    if (settled) {
      answered();
    }
    tag = Binary.wrap(sent.tag());
  }

  /** Gives whether it may be sent: not in a transaction whose end was asked for. */
  boolean enterTransaction() {
    return transaction == null || transaction.sends().add(this);
  }

  /** Its transaction waits for it no more. */
  void leaveTransaction() {
    if (transaction != null) {
      transaction.sends().done(this);
    }
  }

  private void answered() {
    SenderClosing closing = awaitedBy;
    awaitedBy = null;
    if (closing != null) {
      closing.answered();
    }
  }

  /** Whether a part of it was put on the wire. */
  boolean isStarted() {
    return delivery != null && delivery.isStarted();
  }

  /** It is not to go out; nothing of it has. */
  void takeBack() {
    if (delivery != null) {
      delivery.abort();
      tag = Binary.EMPTY;
    }
  }

  /** Whether a part of it has yet to be put on the wire. */
  boolean isGoingOut() {
    return delivery != null && delivery.phase() == DeliveryPhase.TRANSFERRING;
  }

  /** Its fate is unknown, or it was never sent. */
  void lose() {
    lost = true;
    answered();
    if (waiting != null) {
      waiting.release();
      waiting = null;
    }
  }

  /** This end does not send it, because the peer would not take it: as if the peer had said so. */
  void refuse(AmqpError why) {
    remoteState = new Rejected(why);
    remotelySettled = true;
    settled = true;
    answered();
  }

  /** Takes over what the peer told; gives an outcome that was not reported before, or null. */
  @Nullable Outcome remoteUpdated(OutgoingDelivery updated) {
    remoteState = updated.remoteState();
    remotelySettled = updated.isRemotelySettled();
    DeliveryState state = remoteState;
    if (state instanceof TransactionalState transactional) {
      state = transactional.outcome();
    }
    if (remotelySettled || state instanceof Outcome) {
      answered();
    }
    if (!(state instanceof Outcome outcome) || outcome.equals(reported)) {
      return null;
    }
    reported = outcome;
    return outcome;
  }

  @Override
  public Sender link() {
    return sender;
  }

  @Override
  public Binary tag() {
    return tag;
  }

  @Override
  public @Nullable DeliveryState localState() {
    return localState;
  }

  @Override
  public @Nullable DeliveryState remoteState() {
    return remoteState;
  }

  @Override
  public boolean isSettled() {
    return settled;
  }

  @Override
  public boolean isRemotelySettled() {
    return remotelySettled;
  }

  @Override
  public boolean isLost() {
    return lost;
  }

  @Override
  public @Nullable Transaction transaction() {
    return transaction;
  }

  @Override
  public void update(DeliveryState state) {
    Checks.state(state);
    sender.connection().run(() -> tell(state, false));
  }

  @Override
  public void settle() {
    sender.connection().run(() -> tell(localState, true));
  }

  private void tell(@Nullable DeliveryState state, boolean settle) {
    if (settled || delivery == null) {
      return;
    }
    localState = state;
    settled = settle;
    delivery.update(state, settle);
    if (settle) {
      answered();
      if (reported == null && !remotelySettled) {
        // Nobody will hear of its outcome; where there is one, that counts.
        leaveTransaction();
      }
      sender.closeIfSent();
      sender.core().delivered();
    }
    sender.connection().core().touch();
  }

  /** Its link and how far it is; nothing of the message. */
  @Override
  public String toString() {
    return DeliveryText.of(this);
  }
}
