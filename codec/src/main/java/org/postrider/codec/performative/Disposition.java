// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.performative;

import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.DeliveryState;
import org.postrider.codec.wire.FieldReader;
import org.postrider.codec.wire.FieldWriter;
import org.postrider.codec.wire.ValueWriter;

/**
 * {@code disposition}: the state of a range of deliveries (AMQP 2.7.6).
 *
 * <p>Immutable. {@link DispositionView} is its twin for the hot path.
 *
 * @param role of the end that speaks: {@code RECEIVER} speaks of what it received
 * @param first delivery-id; 32 bits, serial
 * @param last delivery-id, included; equal to {@code first} where it is absent
 * @param settled whether the end that speaks has settled them
 * @param state of the deliveries, or null
 * @param batchable whether an answer may take its time
 */
public record Disposition(
    Role role,
    long first,
    long last,
    boolean settled,
    @Nullable DeliveryState state,
    boolean batchable)
    implements Performative {

  /** The descriptor. */
  public static final int CODE = 0x15;

  /** The symbolic descriptor. */
  public static final String NAME = "amqp:disposition:list";

  /** Reads the fields in wire order. */
  public static Disposition decode(FieldReader in) {
    Role role = Role.of(in.mandatoryBool("role"));
    long first = in.mandatoryUint("first");
    return new Disposition(
        role,
        first,
        in.uint(first),
        in.bool(false),
        in.object(DeliveryState.class),
        in.bool(false));
  }

  /** Writes the fields in wire order. */
  @Override
  public void encode(ValueWriter out) {
    new FieldWriter(out, CODE)
        .bool(role.isReceiver())
        .uint(first)
        .uint(last, first)
        .bool(settled, false)
        .object(state)
        .bool(batchable, false)
        .end();
  }
}
