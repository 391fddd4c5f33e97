// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.performative;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.DeliveryState;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.codec.wire.DecodeException;
import org.postrider.codec.wire.FieldReader;
import org.postrider.codec.wire.FormatCode;
import org.postrider.codec.wire.ValueReader;
import org.postrider.codec.wire.ValueWriter;

/**
 * {@link Transfer} for the hot path: one object, set anew for each frame (AMQP 2.7.5).
 *
 * <p>Not thread-safe; what it shows is valid until the next frame is read. Where a field is absent,
 * it is as in {@link Transfer}.
 */
public final class TransferView {

  private static final int FIELDS = 11;

  private long handle;
  private long deliveryId;
  private byte[] tagArray = new byte[0];
  private int tagOffset;
  private int tagLength;
  private long messageFormat;
  private boolean settled;
  private boolean more;
  private int receiverSettleMode;
  private @Nullable DeliveryState state;
  private boolean resume;
  private boolean aborted;
  private boolean batchable;

  /** A view of nothing yet. */
  public TransferView() {}

  /** Reads a transfer whose descriptor was read. */
  public void read(ValueReader in) {
    int outerLimit = in.limit();
    int count = in.enterList(in.readCode());
    handle = HotFields.mandatoryUint(in, count > 0, "handle");
    deliveryId = HotFields.uint(in, count > 1, FieldReader.ABSENT);
    readTag(in, count > 2);
    messageFormat = HotFields.uint(in, count > 3, FieldReader.ABSENT);
    settled = HotFields.bool(in, count > 4);
    more = HotFields.bool(in, count > 5);
    readReceiverSettleMode(in, count > 6);
    state = HotFields.state(in, count > 7);
    resume = HotFields.bool(in, count > 8);
    aborted = HotFields.bool(in, count > 9);
    batchable = HotFields.bool(in, count > 10);
    HotFields.end(in, count - FIELDS, outerLimit);
  }

  private void readTag(ValueReader in, boolean present) {
    int code = present ? in.readCode() : FormatCode.NULL;
    if (code == FormatCode.NULL) {
      tagLength = FieldReader.ABSENT;
      return;
    }
    tagLength = in.binarySize(code);
    Transfer.checkTagLength(tagLength);
    tagOffset = in.passOver(tagLength);
    tagArray = in.array();
  }

  private void readReceiverSettleMode(ValueReader in, boolean present) {
    int code = present ? in.readCode() : FormatCode.NULL;
    receiverSettleMode = code == FormatCode.NULL ? FieldReader.ABSENT : in.ubyte(code);
    if (receiverSettleMode > ReceiverSettleMode.SECOND.ordinal()) {
      throw new DecodeException(
          ErrorConditions.INVALID_FIELD,
          "rcv-settle-mode " + receiverSettleMode + " must be 0 or 1");
    }
  }

  /**
   * Writes the first or only transfer of a delivery in message format 0; the payload is to follow.
   *
   * @param out at the place of the frame body
   * @param handle the link's
   * @param deliveryId 32 bits
   * @param tag the delivery-tag
   * @param flags settled, more and batchable, of {@link TransferFlags}
   * @param state of the delivery, or null
   */
  public static void writeFirst(
      ValueWriter out,
      long handle,
      int deliveryId,
      byte[] tag,
      int flags,
      @Nullable DeliveryState state) {
    out.writeDescriptor(Transfer.CODE);
    int mark = out.beginCompound();
    out.writeUint(handle);
    out.writeUint(deliveryId);
    out.writeBinary(tag, 0, tag.length);
    out.writeCode(FormatCode.UINT_0);
    out.endList(mark, 4 + writeFlagsAndState(out, flags, state));
  }

  /** Writes a transfer that continues a delivery; the payload is to follow. */
  public static void writeNext(
      ValueWriter out, long handle, int flags, @Nullable DeliveryState state) {
    out.writeDescriptor(Transfer.CODE);
    int mark = out.beginCompound();
    out.writeUint(handle);
    out.writeNull();
    out.writeNull();
    out.writeNull();
    out.endList(mark, 4 + writeFlagsAndState(out, flags, state));
  }

  private static int writeFlagsAndState(ValueWriter out, int flags, @Nullable DeliveryState state) {
    out.writeBoolean((flags & TransferFlags.SETTLED) != 0);
    boolean last = (flags & (TransferFlags.BATCHABLE | TransferFlags.ABORTED)) != 0;
    if (!last && state == null) {
      if ((flags & TransferFlags.MORE) == 0) {
        return 1;
      }
      out.writeBoolean(true);
      return 2;
    }
    out.writeBoolean((flags & TransferFlags.MORE) != 0);
    out.writeNull();
    out.writeObject(state);
    if (!last) {
      return 4;
    }
    out.writeNull();
    out.writeBoolean((flags & TransferFlags.ABORTED) != 0);
    out.writeBoolean((flags & TransferFlags.BATCHABLE) != 0);
    return 7;
  }

  /** The link's handle. */
  public long handle() {
    return handle;
  }

  /** The delivery-id, or -1. */
  public long deliveryId() {
    return deliveryId;
  }

  /** The number of octets of the delivery-tag, or -1 where it is absent. */
  public int tagLength() {
    return tagLength;
  }

  /** A copy of the delivery-tag; empty where it is absent. */
  public byte[] copyTag() {
    return tagLength <= 0
        ? new byte[0]
        : Arrays.copyOfRange(tagArray, tagOffset, tagOffset + tagLength);
  }

  /** The octets of a delivery-tag, 8 at most, as a number; 0 where it is absent. */
  public long tagNumber() {
    long number = 0;
    for (int i = 0; i < tagLength; i++) {
      number = number << Byte.SIZE | (tagArray[tagOffset + i] & 0xFF);
    }
    return number;
  }

  /** Whether the delivery-tag has these octets. */
  public boolean tagEquals(byte[] tag) {
    return tagLength == tag.length
        && Arrays.equals(tagArray, tagOffset, tagOffset + tagLength, tag, 0, tag.length);
  }

  /** The message format, or -1. */
  public long messageFormat() {
    return messageFormat;
  }

  /** Whether the sender has settled the delivery. */
  public boolean settled() {
    return settled;
  }

  /** Whether more transfers of the delivery follow. */
  public boolean more() {
    return more;
  }

  /** The receiver settle mode of this delivery, or null for the link's. */
  public @Nullable ReceiverSettleMode receiverSettleMode() {
    return switch (receiverSettleMode) {
      case 0 -> ReceiverSettleMode.FIRST;
      case 1 -> ReceiverSettleMode.SECOND;
      default -> null;
    };
  }

  /** The state of the delivery at the sender, or null. */
  public @Nullable DeliveryState state() {
    return state;
  }

  /** Whether a delivery is resumed. */
  public boolean resume() {
    return resume;
  }

  /** Whether the delivery is given up. */
  public boolean aborted() {
    return aborted;
  }

  /** Whether the disposition may take its time. */
  public boolean batchable() {
    return batchable;
  }
}
