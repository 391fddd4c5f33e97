// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.performative;

import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.DeliveryState;
import org.postrider.codec.value.Binary;
import org.postrider.codec.wire.DecodeException;
import org.postrider.codec.wire.FieldReader;
import org.postrider.codec.wire.FieldWriter;
import org.postrider.codec.wire.ValueWriter;

/**
 * {@code transfer}: a message or a part of one; the payload follows it in the frame (AMQP 2.7.5).
 *
 * <p>Immutable. {@link TransferView} is its twin for the hot path.
 *
 * @param handle the link's; 0 to 2^32-1
 * @param deliveryId 32 bits, serial, or -1 where it is absent
 * @param deliveryTag up to 32 octets, or null where it is absent
 * @param messageFormat 0 for AMQP's own, or -1 where it is absent
 * @param settled whether the sender has settled the delivery
 * @param more whether more transfers of this delivery follow
 * @param receiverSettleMode of this delivery, or null for the link's
 * @param state of the delivery at the sender, or null
 * @param resume whether a delivery is resumed
 * @param aborted whether the delivery is given up
 * @param batchable whether the disposition may take its time
 */
public record Transfer(
    long handle,
    long deliveryId,
    @Nullable Binary deliveryTag,
    long messageFormat,
    boolean settled,
    boolean more,
    @Nullable ReceiverSettleMode receiverSettleMode,
    @Nullable DeliveryState state,
    boolean resume,
    boolean aborted,
    boolean batchable)
    implements Performative {

  /** The descriptor. */
  public static final int CODE = 0x14;

  /** The symbolic descriptor. */
  public static final String NAME = "amqp:transfer:list";

  /** The most octets that a delivery-tag may have (AMQP 2.8.7). */
  public static final int MAX_DELIVERY_TAG_OCTETS = 32;

  /** Reads the fields in wire order. */
  public static Transfer decode(FieldReader in) {
    return new Transfer(
        in.mandatoryUint("handle"),
        in.uint(FieldReader.ABSENT),
        tag(in),
        in.uint(FieldReader.ABSENT),
        in.bool(false),
        in.bool(false),
        ReceiverSettleMode.decodeNullable(in),
        in.object(DeliveryState.class),
        in.bool(false),
        in.bool(false),
        in.bool(false));
  }

  private static @Nullable Binary tag(FieldReader in) {
    Binary tag = in.binary();
    if (tag != null) {
      checkTagLength(tag.length());
    }
    return tag;
  }

  /** Refuses a delivery-tag that is too long (AMQP 2.8.7). */
  static void checkTagLength(int octets) {
    // A size beyond 2^31 is negative here.
    if (Integer.compareUnsigned(octets, MAX_DELIVERY_TAG_OCTETS) > 0) {
      throw new DecodeException(
          "delivery-tag of "
              + Integer.toUnsignedString(octets)
              + " octets exceeds "
              + MAX_DELIVERY_TAG_OCTETS);
    }
  }

  /** Writes the fields in wire order. */
  @Override
  public void encode(ValueWriter out) {
    new FieldWriter(out, CODE)
        .uint(handle)
        .uint(deliveryId, FieldReader.ABSENT)
        .binary(deliveryTag)
        .uint(messageFormat, FieldReader.ABSENT)
        .bool(settled, false)
        .bool(more, false)
        .ubyte(
            receiverSettleMode == null ? FieldReader.ABSENT : receiverSettleMode.ordinal(),
            FieldReader.ABSENT)
        .object(state)
        .bool(resume, false)
        .bool(aborted, false)
        .bool(batchable, false)
        .end();
  }
}
