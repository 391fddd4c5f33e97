// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.DeliveryState;

/**
 * A message that is sent, from {@link SenderLink#send} until both ends have settled it (AMQP
 * 2.6.12).
 *
 * <p>Confined to the engine's thread.
 */
public final class OutgoingDelivery {

  private final SenderLink link;
  private final byte[] tag;
  private final boolean presettled;
  private final @Nullable Object context;

  private DeliveryPhase phase = DeliveryPhase.TRANSFERRING;
  private ByteBuf payload;
  private int position;
  private int octetsLeft;
  private boolean complete;
  private boolean queued;
  private boolean started;
  private boolean over;
  private boolean abortRequested;
  private boolean settleWhenWhole;
  private long sentOctets;
  private int id;
  private int place = LinkDeliveries.NOWHERE;
  private @Nullable DeliveryState localState;
  private @Nullable DeliveryState remoteState;

  OutgoingDelivery(SenderLink link, byte[] tag, OutgoingMessage message) {
    this.link = link;
    this.tag = tag;
    this.payload = message.payload();
    this.position = message.from();
    this.octetsLeft = message.octets();
    this.presettled = link.isToBeSettledAtOnce(message.settled());
    this.complete = message.complete();
    this.localState = message.state();
    this.context = message.context();
  }

  /** The link that it goes over. */
  public SenderLink link() {
    return link;
  }

  /** A copy of the delivery-tag. */
  public byte[] tag() {
    return tag.clone();
  }

  /** What the message was sent with, or null. */
  public @Nullable Object context() {
    return context;
  }

  /** How far it is. */
  public DeliveryPhase phase() {
    return phase;
  }

  /** The state that this end told last, or null. */
  public @Nullable DeliveryState localState() {
    return localState;
  }

  /** The state that the receiver told last, or null. */
  public @Nullable DeliveryState remoteState() {
    return remoteState;
  }

  /** Whether the receiver has settled. */
  public boolean isRemotelySettled() {
    return phase == DeliveryPhase.SETTLED_THERE;
  }

  /** Whether it was sent settled. */
  public boolean isPresettled() {
    return presettled;
  }

  /** Settles this end. Nothing goes to a receiver that has settled already. */
  public void settle() {
    update(localState, true);
  }

  /**
   * Tells the receiver a state, and with {@code settle} settles this end. What is not wholly
   * transferred tells it with its next transfer, or behind its last where the link's mode is
   * unsettled. A delivery that is settled, aborted or lost stays as it is.
   */
  public void update(@Nullable DeliveryState state, boolean settle) {
    if (phase != DeliveryPhase.TRANSFERRING
        && phase != DeliveryPhase.UNSETTLED
        && phase != DeliveryPhase.SETTLED_THERE) {
      return;
    }
    localState = state;
    if (settle && phase == DeliveryPhase.TRANSFERRING && !link.maySendSettled()) {
      settleWhenWhole = true;
      return;
    }
    if (phase == DeliveryPhase.UNSETTLED) {
      link.session().batch().add(this, settle);
    }
    if (settle) {
      settleHere();
    }
  }

  /** All of it went out: what no transfer could say is said now. */
  void settleIfWanted() {
    if (settleWhenWhole) {
      update(localState, true);
    }
  }

  /**
   * Adds octets to a message that was sent incomplete; the buffer passes to the engine.
   *
   * @param last whether the message is complete with them
   * @throws EngineException if the message would be larger than the receiver accepts
   * @throws IllegalStateException if the message is complete or given up
   */
  public void append(ByteBuf octets, boolean last) {
    if (complete) {
      octets.release();
      throw new IllegalStateException("message is complete, or given up: " + phase);
    }
    try {
      link.checkSize(sentOctets + octetsLeft + octets.readableBytes());
    } catch (EngineException tooLarge) {
      octets.release();
      throw tooLarge;
    }
    int more = octets.readableBytes();
    if (octetsLeft > 0) {
      join(octets);
    } else {
      replace(octets);
    }
    octetsLeft += more;
    link.unsent(more);
    complete = last;
    link.session().outgoing().enqueue(this);
  }

  private void join(ByteBuf octets) {
    CompositeByteBuf whole;
    if (payload instanceof CompositeByteBuf parts && parts.writerIndex() == position + octetsLeft) {
      whole = parts;
    } else {
      whole = Unpooled.compositeBuffer(Integer.MAX_VALUE);
      whole.addComponent(true, payload.slice(position, octetsLeft));
      position = 0;
    }
    payload = whole.addComponent(true, octets);
  }

  private void replace(ByteBuf octets) {
    payload.release();
    payload = octets;
    position = octets.readerIndex();
  }

  /** Gives the message up; the receiver discards what it has of it (AMQP 2.7.5). */
  public void abort() {
    if (!over && DeliveryPhase.TABLE.allows(phase, DeliveryEvent.ABORT)) {
      link.session().outgoing().abort(this);
    }
  }

  // What the engine does with it.

  int id() {
    return id;
  }

  byte[] tagArray() {
    return tag;
  }

  ByteBuf payload() {
    return payload;
  }

  /** The index in the payload of the octet that goes out next. */
  int position() {
    return position;
  }

  /** How many octets have yet to go out, of those that are there. */
  int octetsLeft() {
    return octetsLeft;
  }

  /** AMQP 2.7.5: settled by any of the transfers. */
  boolean isToBeSentSettled() {
    return presettled || (phase == DeliveryPhase.SETTLED && link.maySendSettled());
  }

  boolean isComplete() {
    return complete;
  }

  /** Whether no transfer of it goes out any more. */
  boolean isOver() {
    return over;
  }

  /** Whether a part of it was put out: if it is lost, the receiver may have it all the same. */
  public boolean isStarted() {
    return started;
  }

  boolean isAbortRequested() {
    return abortRequested;
  }

  void abortRequested() {
    abortRequested = true;
    complete = true;
  }

  boolean isQueued() {
    return queued;
  }

  void queued(boolean isQueued) {
    if (queued != isQueued) {
      link.queued(isQueued ? 1 : -1);
    }
    queued = isQueued;
  }

  /** Where it is among the unsettled ones of its link. */
  int place() {
    return place;
  }

  void place(int newPlace) {
    place = newPlace;
  }

  /** Whether it was put out and neither end has settled it. */
  boolean isLive() {
    return place != LinkDeliveries.NOWHERE;
  }

  void id(int newId) {
    id = newId;
  }

  /** A transfer with so many octets of the payload went out; gives whether it was the last. */
  boolean transferred(int octets) {
    started = true;
    sentOctets += octets;
    position += octets;
    octetsLeft -= octets;
    link.unsent(-octets);
    if (octetsLeft == 0) {
      payload.release();
      payload = Unpooled.EMPTY_BUFFER;
      over = complete;
    }
    if (over) {
      phase = DeliveryPhase.TABLE.next(phase, DeliveryEvent.LAST_TRANSFER);
    }
    return over;
  }

  void remoteUpdate(@Nullable DeliveryState state, boolean settled) {
    if (state != null) {
      TerseState.checkTransaction(link, state);
      remoteState = state;
    }
    if (settled) {
      phase = DeliveryPhase.TABLE.next(phase, DeliveryEvent.SETTLE_THERE);
    }
  }

  void settleHere() {
    if (phase != DeliveryPhase.SETTLED) {
      phase = DeliveryPhase.TABLE.next(phase, DeliveryEvent.SETTLE_HERE);
      link.session().outgoing().forget(this);
    }
  }

  void end(DeliveryEvent event) {
    phase = DeliveryPhase.TABLE.next(phase, event);
    complete = true;
    over = true;
    link.unsent(-octetsLeft);
    octetsLeft = 0;
    payload.release();
    payload = Unpooled.EMPTY_BUFFER;
  }
}
