// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.DeliveryState;
import org.postrider.codec.performative.ReceiverSettleMode;

/**
 * A message that is received, from its first transfer until both ends have settled it (AMQP
 * 2.6.12).
 *
 * <p>Confined to the engine's thread, but for {@link #payload()}, which is never changed once the
 * delivery was told.
 */
public final class IncomingDelivery {

  private final ReceiverLink link;
  private final int id;
  private final byte[] tag;
  private final long messageFormat;

  private DeliveryPhase phase = DeliveryPhase.TRANSFERRING;
  private byte[] payload = new byte[0];
  private @Nullable List<byte[]> parts;
  private long octets;
  private int emptyTransfers;
  private @Nullable ReceiverSettleMode settleMode;
  private @Nullable DeliveryState localState;
  private @Nullable DeliveryState remoteState;
  private @Nullable Object context;

  IncomingDelivery(ReceiverLink link, int id, byte[] tag, long messageFormat) {
    this.link = link;
    this.id = id;
    this.tag = tag;
    this.messageFormat = messageFormat;
  }

  /** The link that it came over. */
  public ReceiverLink link() {
    return link;
  }

  /** The delivery-id: 32 bits, serial, of the session. */
  public int id() {
    return id;
  }

  /** A copy of the delivery-tag. */
  public byte[] tag() {
    return tag.clone();
  }

  /** The message format: 0 for AMQP's own. */
  public long messageFormat() {
    return messageFormat;
  }

  /** The encoded message, in an array of its own. */
  public byte[] payload() {
    return payload;
  }

  /** How far it is. */
  public DeliveryPhase phase() {
    return phase;
  }

  /** Whether the sender has settled. */
  public boolean isRemotelySettled() {
    return phase == DeliveryPhase.SETTLED_THERE;
  }

  /** Whether this end has settled. */
  public boolean isSettled() {
    return phase == DeliveryPhase.SETTLED;
  }

  /** The state that this end told last, or null. */
  public @Nullable DeliveryState localState() {
    return localState;
  }

  /** The state that the sender told last, or null. */
  public @Nullable DeliveryState remoteState() {
    return remoteState;
  }

  /** The settle mode that the sender wants for this delivery, or null for the link's. */
  public @Nullable ReceiverSettleMode settleMode() {
    return settleMode;
  }

  /** What the face keeps with it, or null. */
  public @Nullable Object context() {
    return context;
  }

  /** Keeps something with it. */
  public void context(@Nullable Object newContext) {
    context = newContext;
  }

  /**
   * Tells the sender a state, and with {@code settle} settles this end. It goes out with {@link
   * ConnectionEngine#flush}, in one frame with that of its neighbours. A delivery that is settled
   * or lost already stays as it is.
   */
  public void update(@Nullable DeliveryState state, boolean settle) {
    if (phase != DeliveryPhase.UNSETTLED && phase != DeliveryPhase.SETTLED_THERE) {
      return;
    }
    localState = state;
    if (phase == DeliveryPhase.UNSETTLED) {
      link.session().batch().add(this, settle);
    }
    if (settle) {
      phase = DeliveryPhase.TABLE.next(phase, DeliveryEvent.SETTLE_HERE);
      link.session().incoming().forget(this);
    }
  }

  // What the engine does with it.

  byte[] tagArray() {
    return tag;
  }

  void settleMode(@Nullable ReceiverSettleMode mode) {
    settleMode = mode;
  }

  /** Adds the payload of a transfer; the array is the delivery's own from now on. */
  void add(byte[] part) {
    octets += part.length;
    if (part.length == 0) {
      emptyTransfers++;
    } else if (payload.length == 0) {
      payload = part;
    } else {
      if (parts == null) {
        parts = new ArrayList<>();
        parts.add(payload);
      }
      parts.add(part);
    }
  }

  long octets() {
    return octets;
  }

  int emptyTransfers() {
    return emptyTransfers;
  }

  /** The last transfer came. */
  void complete() {
    phase = DeliveryPhase.TABLE.next(phase, DeliveryEvent.LAST_TRANSFER);
    if (parts == null) {
      return;
    }
    byte[] whole = new byte[Math.toIntExact(octets)];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, whole, at, part.length);
      at += part.length;
    }
    payload = whole;
    parts = null;
  }

  void remoteUpdate(@Nullable DeliveryState state, boolean settled) {
    if (state != null) {
      remoteState = state;
    }
    if (settled && phase != DeliveryPhase.SETTLED_THERE) {
      phase = DeliveryPhase.TABLE.next(phase, DeliveryEvent.SETTLE_THERE);
    }
  }

  void end(DeliveryEvent event) {
    phase = DeliveryPhase.TABLE.next(phase, event);
    if (phase == DeliveryPhase.ABORTED) {
      payload = new byte[0];
      parts = null;
    }
  }
}
