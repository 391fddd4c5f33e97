// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.DeliveryState;
import org.postrider.codec.messaging.Outcome;
import org.postrider.codec.performative.TransferView;
import org.postrider.codec.transaction.TransactionalState;
import org.postrider.codec.wire.BigEndian;

/**
 * A message that is received, from its first transfer until both ends have settled it (AMQP
 * 2.6.12).
 *
 * <p>Confined to the engine's thread, but for the array of {@link #payload()}, which is never
 * changed once the delivery was told.
 */
public final class IncomingDelivery {

  private static final byte[] NOTHING = new byte[0];

  /** Shorter tags are kept in a number and need no array. */
  private static final int LONG_TAG_OCTETS = 8;

  private static final int TAG_LENGTH_SHIFT = 56;

  /** Of the golden ratio: neighbours come to lie far from each other. */
  private static final long TAG_SPREAD = 0x9E37_79B9_7F4A_7C15L;

  private final ReceiverLink link;
  private final int id;
  private final int messageFormat;

  /** Its length in the highest octet, and what it is. */
  private final long shortTag;

  private DeliveryPhase phase = DeliveryPhase.TRANSFERRING;
  private byte[] payload = NOTHING;
  private @Nullable Rarity rarity;
  private int place = LinkDeliveries.NOWHERE;
  private @Nullable DeliveryState localState;
  private @Nullable Object context;

  /** What few deliveries have; each field would be more octets for all. */
  private static final class Rarity {
    private byte @Nullable [] longTag;
    private @Nullable Assembly assembly;
    private @Nullable DeliveryState remoteState;
    private boolean settledSecond;
    private boolean settlesAfterSender;
    private boolean refused;
  }

  IncomingDelivery(ReceiverLink link, TransferView first) {
    this.link = link;
    this.id = (int) first.deliveryId();
    this.messageFormat = (int) Math.max(0, first.messageFormat());
    boolean isLong = first.tagLength() >= LONG_TAG_OCTETS;
    this.shortTag = isLong ? 0 : shortTag(first);
    if (isLong) {
      rarity().longTag = first.copyTag();
    }
  }

  private Rarity rarity() {
    Rarity made = rarity;
    if (made == null) {
      made = new Rarity();
      rarity = made;
    }
    return made;
  }

  private byte @Nullable [] longTag() {
    return rarity == null ? null : rarity.longTag;
  }

  private @Nullable Assembly known() {
    return rarity == null ? null : rarity.assembly;
  }

  private void forgetAssembly() {
    if (rarity != null) {
      rarity.assembly = null;
    }
  }

  private static long shortTag(TransferView transfer) {
    return (long) transfer.tagLength() << TAG_LENGTH_SHIFT | transfer.tagNumber();
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
    byte[] longTag = longTag();
    if (longTag != null) {
      return longTag.clone();
    }
    byte[] tag = new byte[(int) (shortTag >>> TAG_LENGTH_SHIFT)];
    for (int i = 0; i < tag.length; i++) {
      tag[i] = (byte) (shortTag >>> Byte.SIZE * (tag.length - 1 - i));
    }
    return tag;
  }

  /** The message format, 32 bits unsigned: 0 for AMQP's own. */
  public long messageFormat() {
    return messageFormat & 0xFFFF_FFFFL;
  }

  /**
   * The encoded message, in an array of its own; an empty one once it was forgotten, and once an
   * outcome was told that waits for the sender to settle.
   */
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

  /** The state that the sender told last, without its error or annotations, or null. */
  public @Nullable DeliveryState remoteState() {
    return rarity == null ? null : rarity.remoteState;
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
   *
   * <p>In the second mode (AMQP 2.8.3) an outcome goes out unsettled, is final, and this end
   * settles by itself once the sender has. A transactional state is settled as it is told: the
   * sender need not settle it before the transaction is discharged (AMQP 4.4.2).
   */
  public void update(@Nullable DeliveryState state, boolean settle) {
    boolean open = phase == DeliveryPhase.UNSETTLED && !isUnfinished();
    if (!open && phase != DeliveryPhase.SETTLED_THERE) {
      return;
    }
    localState = state;
    boolean waits = settle && open && isSettledSecond() && state instanceof Outcome;
    if (rarity != null) {
      rarity.settlesAfterSender = waits;
    }
    if (waits) {
      // The outcome is final: its number and tag are all that is needed yet.
      payload = NOTHING;
      link.session().connection().holdings().unfinished(1);
    }
    if (open) {
      link.session().batch().add(this, settle && !waits);
    }
    if (settle && !waits) {
      settleHere();
    } else if (state instanceof TransactionalState) {
      link.retired(this);
    }
  }

  private void settleHere() {
    phase = DeliveryPhase.TABLE.next(phase, DeliveryEvent.SETTLE_HERE);
    link.session().incoming().forget(this);
  }

  /** Whether the sender settles first: by the link's mode, or by the transfer's own. */
  public boolean isSettledSecond() {
    return rarity != null && rarity.settledSecond;
  }

  /** Whether it has its outcome, and is kept until the sender settles. */
  boolean isUnfinished() {
    return rarity != null && rarity.settlesAfterSender;
  }

  /** The sender has settled and the face was told: what waited for that comes to its end. */
  void settleIfWanted() {
    if (isUnfinished() && phase == DeliveryPhase.SETTLED_THERE) {
      settleHere();
    }
  }

  // What the engine does with it.

  /** Whether a further transfer bears the same tag. */
  boolean hasTagOf(TransferView transfer) {
    byte[] longTag = longTag();
    if (longTag != null) {
      return transfer.tagEquals(longTag);
    }
    return transfer.tagLength() < LONG_TAG_OCTETS && shortTag(transfer) == shortTag;
  }

  /** Whether another delivery bears the same tag. */
  boolean hasTagOf(IncomingDelivery other) {
    return shortTag == other.shortTag && Arrays.equals(longTag(), other.longTag());
  }

  /**
   * Of the tag, in all 32 bits.
   *
   * @param seed odd; who does not know it cannot choose tags of one hash
   */
  int tagHash(long seed) {
    byte[] longTag = longTag();
    long number = longTag == null ? shortTag : number(longTag, seed);
    return (int) (mixed(number, seed) >>> Integer.SIZE);
  }

  private static long number(byte[] longTag, long seed) {
    int last = longTag.length - Long.BYTES;
    long number = longTag.length;
    for (int i = 0; i < last; i += Long.BYTES) {
      number = mixed(number ^ BigEndian.getLong(longTag, i), seed);
    }
    return number ^ BigEndian.getLong(longTag, last);
  }

  private static long mixed(long number, long seed) {
    long product = number * seed;
    return (product ^ product >>> Integer.SIZE) * TAG_SPREAD;
  }

  /** The link may be suspended, and have another mode when it is attached again. */
  void settledSecond(boolean second) {
    if (second) {
      rarity().settledSecond = true;
    }
  }

  /** Where it is among the unsettled ones of its link. */
  int place() {
    return place;
  }

  void place(int newPlace) {
    place = newPlace;
  }

  /** Whether neither end has settled it, nor lost it. */
  boolean isLive() {
    return place != LinkDeliveries.NOWHERE;
  }

  /** Takes the payload of the only transfer; the array is the delivery's own from now on. */
  void addWhole(byte[] whole) {
    payload = whole;
  }

  /**
   * Takes the payload of one transfer of several.
   *
   * @param expectedOctets of the whole, or less; counts with the first
   */
  void addPart(ByteBuf part, int length, int expectedOctets) {
    Assembly known = known();
    if (known == null) {
      known = new Assembly(Math.max(length, expectedOctets));
      rarity().assembly = known;
    }
    known.add(part, length);
  }

  /** This end does not want it: what has come is forgotten, and what comes is not kept. */
  void refuse() {
    rarity().refused = true;
    forgetMessage();
  }

  /** Nobody looks at its message any more. */
  public void forgetMessage() {
    payload = NOTHING;
    forgetAssembly();
  }

  /** Whether it is not told, though it may be coming still. */
  boolean isRefused() {
    return rarity != null && rarity.refused;
  }

  long octets() {
    Assembly known = known();
    return known == null ? payload.length : known.octets();
  }

  int emptyTransfers() {
    Assembly known = known();
    return known == null ? 0 : known.emptyTransfers();
  }

  /** The last transfer came. */
  void complete() {
    phase = DeliveryPhase.TABLE.next(phase, DeliveryEvent.LAST_TRANSFER);
    Assembly all = known();
    if (all == null) {
      return;
    }
    forgetAssembly();
    payload = all.whole();
  }

  void remoteUpdate(@Nullable DeliveryState state, boolean settled) {
    if (state != null) {
      rarity().remoteState = TerseState.of(link, state);
    }
    if (settled && phase != DeliveryPhase.SETTLED_THERE) {
      phase = DeliveryPhase.TABLE.next(phase, DeliveryEvent.SETTLE_THERE);
    }
  }

  void end(DeliveryEvent event) {
    phase = DeliveryPhase.TABLE.next(phase, event);
    if (phase == DeliveryPhase.ABORTED) {
      forgetMessage();
    }
  }
}
