// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.DeliveryState;
import org.postrider.codec.messaging.Outcome;
import org.postrider.codec.transaction.TransactionalState;
import org.postrider.codec.value.Binary;
import org.postrider.transport.engine.DeliveryPhase;
import org.postrider.transport.engine.IncomingDelivery;

/**
 * A delivery that was received.
 *
 * <p>Thread-safe: what this end tells is decided under the object's lock, so that one state wins;
 * the engine's delivery is only touched on the container's loop.
 */
final class ReceivedDelivery implements Delivery {

  private final Receiver receiver;
  private final IncomingDelivery delivery;
  private final int attachment;
  private final int octets;

  // The loop's.
  private @Nullable UnsettledOctets count;
  private @Nullable Message message;
  private @Nullable LostMessages withoutLink;

  private boolean lost;
  private @Nullable DeliveryState localState;
  private boolean settled;
  private boolean waitsForSender;
  private volatile @Nullable Transaction transaction;
  private volatile @Nullable DeliveryState remoteState;
  private volatile boolean remotelySettled;
  private volatile LostMessages.@Nullable Held held;

  ReceivedDelivery(Receiver receiver, IncomingDelivery delivery) {
    this.receiver = receiver;
    this.attachment = receiver.attachment();
    this.delivery = delivery;
    this.octets = delivery.payload().length + UnsettledOctets.DELIVERY_OVERHEAD;
    remoteUpdated();
  }

  /** Takes over what the peer told. Called on the loop. */
  void remoteUpdated() {
    remoteState = delivery.remoteState();
    remotelySettled = delivery.isRemotelySettled();
    if (remotelySettled) {
      uncount();
    }
  }

  /** What it costs while it is not settled. */
  int octets() {
    return octets;
  }

  /** It was handed over and counts until it is settled, or its link lost. Called on the loop. */
  void countIn(UnsettledOctets newCount, @Nullable Message handed) {
    if (delivery.isSettled()
        || delivery.isRemotelySettled()
        || attachment != receiver.attachment()) {
      return;
    }
    message = handed;
    LostMessages others = withoutLink;
    if (others == null) {
      count = newCount;
      newCount.add(octets);
    } else {
      countWithoutLink(others);
    }
  }

  /** It is lost: it counts as long as the program holds the message. Called on the loop. */
  void lose(LostMessages others) {
    synchronized (this) {
      lost = true;
    }
    countWithoutLink(others);
  }

  /**
   * Its link is detached and it is not lost: it can be settled, and counts as one that is lost
   * until then. Called on the loop.
   */
  void outliveLink(LostMessages others) {
    withoutLink = others;
    // The link's own count begins anew.
    count = null;
    countWithoutLink(others);
  }

  private void countWithoutLink(LostMessages others) {
    Message kept = message;
    message = null;
    if (kept != null) {
      held = others.add(kept, octets);
    }
  }

  private void letGo() {
    LostMessages.Held counted = held;
    if (counted != null) {
      counted.letGo();
    }
  }

  private void uncount() {
    UnsettledOctets counting = count;
    count = null;
    message = null;
    if (counting != null && attachment == receiver.attachment()) {
      counting.remove(octets);
    }
    letGo();
  }

  @Override
  public Receiver link() {
    return receiver;
  }

  @Override
  public Binary tag() {
    return Binary.wrap(delivery.tag());
  }

  @Override
  public synchronized @Nullable DeliveryState localState() {
    return localState;
  }

  @Override
  public @Nullable DeliveryState remoteState() {
    return remoteState;
  }

  @Override
  public synchronized boolean isSettled() {
    return settled && (!waitsForSender || remotelySettled);
  }

  @Override
  public boolean isRemotelySettled() {
    return remotelySettled;
  }

  @Override
  public synchronized boolean isLost() {
    return !settled && (lost || attachment != receiver.attachment());
  }

  @Override
  public @Nullable Transaction transaction() {
    return transaction;
  }

  /** Whether the handler has told a state or settled. */
  synchronized boolean isUpdated() {
    return localState != null || settled;
  }

  @Override
  public void update(DeliveryState state) {
    Checks.state(state);
    update(state, state instanceof Outcome && receiver.isAutoSettle());
  }

  @Override
  public void settle() {
    synchronized (this) {
      if (settled) {
        return;
      }
      if (isLost()) {
        letGo();
        return;
      }
      settled = true;
    }
    tell(localState(), true, null);
  }

  void update(DeliveryState state, boolean settle) {
    update(state, settle, null);
  }

  /**
   * Tells a state, which is of a transaction or none; one that is refused leaves no trace.
   *
   * @return false where the delivery is known to be lost, so that nobody is told
   */
  boolean update(DeliveryState state, boolean settle, @Nullable Transaction in) {
    synchronized (this) {
      if (settled) {
        if (!state.equals(localState) && !remotelySettled) {
          throw new IllegalStateException(
              "delivery is settled as " + localState + " and cannot become " + state);
        }
        return true;
      }
      if (isLost()) {
        letGo();
        return false;
      }
      if (in != null) {
        transaction = in;
      }
      decide(state, settle);
    }
    tell(state, settle, in);
    return true;
  }

  /** Called under the lock. */
  private void decide(DeliveryState state, boolean settle) {
    localState = state;
    settled = settle;
    waitsForSender = settle && state instanceof Outcome && delivery.isSettledSecond();
  }

  /**
   * Releases it, as a transaction is rolled back (AMQP 4.4.2), unless a side has settled it, or it
   * has another state by now. Called on the loop.
   */
  void releaseFrom(Transaction rolledBack) {
    synchronized (this) {
      if (settled
          || remotelySettled
          || transaction != rolledBack
          || !(localState instanceof TransactionalState)) {
        return;
      }
      if (isLost()) {
        letGo();
        return;
      }
      decide(Delivery.RELEASED, true);
    }
    tell(Delivery.RELEASED, true, null);
  }

  /**
   * Ends what was accepted in a transaction that was over before the peer could be told: as it
   * would have ended, had the peer been told. Called on the loop.
   */
  private void giveBack(Transaction over, boolean settle) {
    if (settle) {
      synchronized (this) {
        // The default outcome of its source.
        decide(Delivery.MODIFIED, true);
      }
      tell(Delivery.MODIFIED, true, null);
    } else {
      releaseFrom(over);
    }
  }

  /**
   * Whether a state came too late for the peer to be told: the delivery was lost as it was handed
   * over. Called on the loop.
   */
  boolean isLostBefore(DeliveryState state) {
    return delivery.phase() == DeliveryPhase.LOST && delivery.localState() != state;
  }

  private void tell(@Nullable DeliveryState state, boolean settle, @Nullable Transaction in) {
    ContainerLoop loop = receiver.connection().loop();
    if (loop.runsAtOnce()) {
      tellNow(state, settle, in);
    } else {
      receiver.connection().run(() -> tellOnLoop(state, settle, in));
    }
  }

  private void tellNow(@Nullable DeliveryState state, boolean settle, @Nullable Transaction in) {
    try {
      tellOnLoop(state, settle, in);
    } catch (RuntimeException thrown) {
      receiver.connection().fault().accept(thrown);
    }
  }

  private void tellOnLoop(@Nullable DeliveryState state, boolean settle, @Nullable Transaction in) {
    if (in != null && in.isOver()) {
      giveBack(in, settle);
      return;
    }
    delivery.update(state, settle);
    if (delivery.isSettled()) {
      uncount();
      receiver.core().delivered();
    }
    receiver.connection().core().touch();
  }

  /** Its link and how far it is; nothing of the message. */
  @Override
  public String toString() {
    return DeliveryText.of(this);
  }
}
