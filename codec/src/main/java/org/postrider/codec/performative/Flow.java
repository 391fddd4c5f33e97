// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.performative;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.wire.FieldReader;
import org.postrider.codec.wire.FieldWriter;
import org.postrider.codec.wire.ValueWriter;

/**
 * {@code flow}: the flow state of a session and, with a handle, of a link (AMQP 2.7.4).
 *
 * <p>Immutable. Where a number is absent, it is -1.
 *
 * @param nextIncomingId the transfer-id expected next, or -1 before the peer's begin is known
 * @param incomingWindow how many transfer frames are accepted; 0 to 2^32-1
 * @param nextOutgoingId the transfer-id of the next transfer; 32 bits, serial
 * @param outgoingWindow how many transfer frames may be sent; 0 to 2^32-1
 * @param handle the link's, or -1 for the session only
 * @param deliveryCount the link's, or -1
 * @param linkCredit the link's, or -1
 * @param available how many messages the sender has, or -1
 * @param drain whether the sender is to use its credit up
 * @param echo whether an answer is wanted
 * @param properties more about the link's state
 */
public record Flow(
    long nextIncomingId,
    long incomingWindow,
    long nextOutgoingId,
    long outgoingWindow,
    long handle,
    long deliveryCount,
    long linkCredit,
    long available,
    boolean drain,
    boolean echo,
    Map<Symbol, @Nullable Object> properties)
    implements Performative {

  /** The descriptor. */
  public static final int CODE = 0x13;

  /** The symbolic descriptor. */
  public static final String NAME = "amqp:flow:list";

  /** Reads the fields in wire order. */
  public static Flow decode(FieldReader in) {
    return new Flow(
        in.uint(FieldReader.ABSENT),
        in.mandatoryUint("incoming-window"),
        in.mandatoryUint("next-outgoing-id"),
        in.mandatoryUint("outgoing-window"),
        in.uint(FieldReader.ABSENT),
        in.uint(FieldReader.ABSENT),
        in.uint(FieldReader.ABSENT),
        in.uint(FieldReader.ABSENT),
        in.bool(false),
        in.bool(false),
        in.fields());
  }

  /** Writes the fields in wire order. */
  @Override
  public void encode(ValueWriter out) {
    new FieldWriter(out, CODE)
        .uint(nextIncomingId, FieldReader.ABSENT)
        .uint(incomingWindow)
        .uint(nextOutgoingId)
        .uint(outgoingWindow)
        .uint(handle, FieldReader.ABSENT)
        .uint(deliveryCount, FieldReader.ABSENT)
        .uint(linkCredit, FieldReader.ABSENT)
        .uint(available, FieldReader.ABSENT)
        .bool(drain, false)
        .bool(echo, false)
        .fields(properties)
        .end();
  }
}
