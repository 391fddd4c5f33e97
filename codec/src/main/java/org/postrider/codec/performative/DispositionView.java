// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.performative;

import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.messaging.DeliveryState;
import org.postrider.codec.messaging.Released;
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

  /** The list's head of three octets, role, two uints, settled, the state, batchable. */
  private static final int MAX_QUICK_OCTETS = 3 + 1 + 5 + 5 + 1 + 4 + 1;

  private boolean receiver;
  private int first;
  private int last;
  private boolean settled;
  private @Nullable DeliveryState state;
  private boolean batchable;

  /** Reads a disposition whose descriptor was read. */
  public void read(ValueReader in) {
    if (!readQuick(in)) {
      readAny(in);
    }
  }

  /**
   * Reads what nearly all peers send; anything else is left to {@link #readAny}, which tells what
   * is wrong with it. The end is checked once: as the index only grows, it equals the list's end
   * only if every octet that was looked at lies in the list.
   *
   * @return whether it was read
   */
  private boolean readQuick(ValueReader in) {
    byte[] bytes = in.array();
    int start = in.position();
    if (bytes.length - start < MAX_QUICK_OCTETS) {
      return false;
    }
    int head = HotFields.intAt(bytes, start);
    int end = start + 2 + (head >>> 16 & 0xFF);
    int count = head >>> 8 & 0xFF;
    int roleCode = head & 0xFF;
    if (head >>> 24 != FormatCode.LIST_8
        || end > in.limit()
        || count < 4
        || count > FIELDS
        || !HotFields.isBool(roleCode)) {
      return false;
    }
    receiver = roleCode == FormatCode.TRUE;
    int at = start + 4;
    int octets = HotFields.uintOctets(bytes, at);
    first = HotFields.uintAt(bytes, at, octets);
    at += octets;
    if (octets == 0) {
      return false;
    }
    if (bytes[at] == FormatCode.NULL) {
      last = first;
      at++;
    } else {
      octets = HotFields.uintOctets(bytes, at);
      last = HotFields.uintAt(bytes, at, octets);
      at += octets;
    }
    int settledCode = bytes[at++];
    settled = settledCode == FormatCode.TRUE;
    if (octets == 0 || !HotFields.isBool(settledCode)) {
      return false;
    }
    at = readQuickTail(bytes, at, count);
    if (at != end) {
      return false;
    }
    in.passOver(end - start);
    return true;
  }

  /** Reads state and batchable; gives the index after them, or 0 where they are unusual. */
  private int readQuickTail(byte[] bytes, int start, int count) {
    int at = start;
    state = null;
    batchable = false;
    if (count > 4) {
      int octets = HotFields.intAt(bytes, at);
      if (octets == Accepted.OCTETS) {
        state = Accepted.INSTANCE;
      } else if (octets == Released.OCTETS) {
        state = Released.INSTANCE;
      } else {
        return 0;
      }
      at += Integer.BYTES;
    }
    if (count > 5) {
      int code = bytes[at++];
      batchable = code == FormatCode.TRUE;
      return HotFields.isBool(code) ? at : 0;
    }
    return at;
  }

  private void readAny(ValueReader in) {
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
    if (state == null || state == Accepted.INSTANCE) {
      writeQuick(out, role, first, last, settled, state == null ? 0 : Accepted.OCTETS);
    } else if (state == Released.INSTANCE) {
      writeQuick(out, role, first, last, settled, Released.OCTETS);
    } else {
      writeAny(out, role, first, last, settled, state);
    }
  }

  /** Writes a state that is four octets, or none if they are 0, with one check of the room. */
  private static void writeQuick(
      ValueWriter out, Role role, int first, int last, boolean settled, int stateOctets) {
    out.writeDescriptor(Disposition.CODE);
    int start = out.reserve(MAX_QUICK_OCTETS);
    byte[] bytes = out.array();
    int at = HotFields.putUint(bytes, start + 4, first);
    if (last == first) {
      bytes[at++] = FormatCode.NULL;
    } else {
      at = HotFields.putUint(bytes, at, last);
    }
    bytes[at++] = settled ? FormatCode.TRUE : (byte) FormatCode.FALSE;
    int count = 4;
    if (stateOctets != 0) {
      HotFields.putInt(bytes, at, stateOctets);
      at += Integer.BYTES;
      count = 5;
    }
    int size = at - start - 2;
    int roleCode = role.isReceiver() ? FormatCode.TRUE : FormatCode.FALSE;
    HotFields.putInt(bytes, start, FormatCode.LIST_8 << 24 | size << 16 | count << 8 | roleCode);
    out.commit(at);
  }

  private static void writeAny(
      ValueWriter out, Role role, int first, int last, boolean settled, DeliveryState state) {
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
    state.encode(out);
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
