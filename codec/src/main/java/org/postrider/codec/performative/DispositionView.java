// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.performative;

import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.DeliveryState;
import org.postrider.codec.wire.BigEndian;
import org.postrider.codec.wire.DecodeException;
import org.postrider.codec.wire.FormatCode;
import org.postrider.codec.wire.ValueReader;
import org.postrider.codec.wire.ValueWriter;

/**
 * {@link Disposition} for the hot path: one object, set anew for each frame (AMQP 2.7.6).
 *
 * <p>Not thread-safe; what it shows is valid until the next frame is read.
 */
public final class DispositionView {

  private static final int FIELDS = 6;

  // Nearly every disposition is one of two, whose first eight octets are known but for the role:
  // the descriptor, a list of five fields, role, and the constructor of an uint of four octets.
  // They end with settled and an outcome without fields.

  /** A range: both ids stand there. */
  private static final long RANGE = 0x0053_15C0_1105_0070L;

  private static final int RANGE_OCTETS = 22;

  /** A single delivery: last is null. */
  private static final long SINGLE = 0x0053_15C0_0D05_0070L;

  private static final int SINGLE_OCTETS = 18;

  private static final int ROLE_SHIFT = 8;

  private boolean receiver;
  private int first;
  private int last;
  private boolean settled;
  private @Nullable DeliveryState state;
  private boolean batchable;

  /** A view of nothing yet. */
  public DispositionView() {}

  /**
   * Reads a whole frame body if it is what nearly all peers send.
   *
   * @return whether it was read; if not, nothing was consumed, and {@link #read} tells more
   */
  public boolean readUsual(ValueReader in) {
    byte[] bytes = in.array();
    int start = in.position();
    int octets = in.remaining();
    if (octets != RANGE_OCTETS && octets != SINGLE_OCTETS) {
      return false;
    }
    long head = BigEndian.getLong(bytes, start);
    int roleCode = (int) head >>> ROLE_SHIFT & 0xFF;
    boolean range = octets == RANGE_OCTETS;
    if ((head ^ (long) roleCode << ROLE_SHIFT) != (range ? RANGE : SINGLE)
        || bytes[start + 12] != (range ? FormatCode.UINT : FormatCode.NULL)) {
      return false;
    }
    first = BigEndian.getInt(bytes, start + 8);
    last = range ? BigEndian.getInt(bytes, start + 13) : first;
    int settledCode = bytes[start + octets - 5];
    DeliveryState outcome = HotFields.outcome(BigEndian.getInt(bytes, start + octets - 4));
    receiver = roleCode == FormatCode.TRUE;
    settled = settledCode == FormatCode.TRUE;
    batchable = false;
    state(outcome);
    return outcome != null && HotFields.isBool(roleCode) && HotFields.isBool(settledCode);
  }

  /** A collector counts each store of a reference, and it is nearly always the same. */
  @SuppressWarnings("ReferenceEquality") // There is one object of each usual state.
  private void state(@Nullable DeliveryState newState) {
    if (state != newState) {
      state = newState;
    }
  }

  /** Reads any disposition whose descriptor was read. */
  public void read(ValueReader in) {
    int outerLimit = in.limit();
    int count = in.enterList(in.readCode());
    int roleCode = count > 0 ? in.readCode() : FormatCode.NULL;
    if (roleCode == FormatCode.NULL) {
      throw new DecodeException("disposition without the mandatory field role");
    }
    receiver = in.bool(roleCode);
    first = (int) HotFields.mandatoryUint(in, count > 1, "first");
    last = (int) HotFields.uint(in, count > 2, first & 0xFFFF_FFFFL);
    settled = HotFields.bool(in, count > 3);
    state = HotFields.state(in, count > 4);
    batchable = HotFields.bool(in, count > 5);
    HotFields.end(in, count - FIELDS, outerLimit);
  }

  /** Writes a disposition at the place of a frame body; first and last are 32 bits each. */
  public static void write(
      ValueWriter out,
      Role role,
      int first,
      int last,
      boolean settled,
      @Nullable DeliveryState state) {
    int outcome = state == null ? 0 : HotFields.octetsOf(state);
    if (outcome != 0 && HotFields.isWide(first) && HotFields.isWide(last)) {
      writeUsual(out, role, first, last, settled, outcome);
    } else {
      writeAny(out, role, first, last, settled, state);
    }
  }

  private static void writeUsual(
      ValueWriter out, Role role, int first, int last, boolean settled, int outcome) {
    int start = out.reserve(RANGE_OCTETS);
    byte[] bytes = out.array();
    boolean range = last != first;
    int octets = range ? RANGE_OCTETS : SINGLE_OCTETS;
    long roleCode = role.isReceiver() ? FormatCode.TRUE : FormatCode.FALSE;
    BigEndian.putLong(bytes, start, (range ? RANGE : SINGLE) | roleCode << ROLE_SHIFT);
    BigEndian.putInt(bytes, start + 8, first);
    if (range) {
      bytes[start + 12] = FormatCode.UINT;
      BigEndian.putInt(bytes, start + 13, last);
    } else {
      bytes[start + 12] = FormatCode.NULL;
    }
    bytes[start + octets - 5] = settled ? FormatCode.TRUE : (byte) FormatCode.FALSE;
    BigEndian.putInt(bytes, start + octets - 4, outcome);
    out.commit(start + octets);
  }

  private static void writeAny(
      ValueWriter out,
      Role role,
      int first,
      int last,
      boolean settled,
      @Nullable DeliveryState state) {
    out.writeDescriptor(Disposition.CODE);
    int mark = out.beginCompound();
    out.writeBoolean(role.isReceiver());
    out.writeUint(first);
    if (last == first) {
      out.writeNull();
    } else {
      out.writeUint(last);
    }
    out.writeBoolean(settled);
    if (state != null) {
      state.encode(out);
    }
    out.endList(mark, state == null ? 4 : 5);
  }

  /** The role of the end that speaks. */
  public Role role() {
    return Role.of(receiver);
  }

  /** The first delivery-id. */
  public int first() {
    return first;
  }

  /** The last delivery-id, included. */
  public int last() {
    return last;
  }

  /** Whether the end that speaks has settled. */
  public boolean settled() {
    return settled;
  }

  /** The state, or null. */
  public @Nullable DeliveryState state() {
    return state;
  }

  /** Whether an answer may take its time. */
  public boolean batchable() {
    return batchable;
  }
}
