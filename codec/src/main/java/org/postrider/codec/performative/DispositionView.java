// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.performative;

import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.messaging.DeliveryState;
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

  private boolean receiver;
  private int first;
  private int last;
  private boolean settled;
  private @Nullable DeliveryState state;
  private boolean batchable;

  /** Reads a disposition whose descriptor was read. */
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
    if (state == null) {
      out.endList(mark, 4);
      return;
    }
    if (state == Accepted.INSTANCE) {
      out.rawInt(Accepted.OCTETS);
    } else {
      state.encode(out);
    }
    out.endList(mark, 5);
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
