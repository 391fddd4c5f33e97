// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.performative;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.wire.FieldReader;
import org.postrider.codec.wire.FieldWriter;
import org.postrider.codec.wire.ValueWriter;

/**
 * {@code begin}: one end of a session (AMQP 2.7.2).
 *
 * <p>Immutable.
 *
 * @param remoteChannel the channel of the begin that this one answers, or -1 where it answers none
 * @param nextOutgoingId the transfer-id of the next transfer; 32 bits, serial
 * @param incomingWindow how many transfer frames are accepted; 0 to 2^32-1
 * @param outgoingWindow how many transfer frames may be sent; 0 to 2^32-1
 * @param handleMax the highest handle that is accepted; 0 to 2^32-1
 * @param offeredCapabilities what the session can do
 * @param desiredCapabilities what it would use
 * @param properties more about it
 */
public record Begin(
    int remoteChannel,
    long nextOutgoingId,
    long incomingWindow,
    long outgoingWindow,
    long handleMax,
    List<Symbol> offeredCapabilities,
    List<Symbol> desiredCapabilities,
    Map<Symbol, @Nullable Object> properties)
    implements Performative {

  /** The descriptor. */
  public static final int CODE = 0x11;

  /** The symbolic descriptor. */
  public static final String NAME = "amqp:begin:list";

  /** No limit of the handles: the default. */
  public static final long HANDLE_MAX_DEFAULT = 0xFFFF_FFFFL;

  /** Reads the fields in wire order. */
  public static Begin decode(FieldReader in) {
    return new Begin(
        in.ushort(FieldReader.ABSENT),
        in.mandatoryUint("next-outgoing-id"),
        in.mandatoryUint("incoming-window"),
        in.mandatoryUint("outgoing-window"),
        in.uint(HANDLE_MAX_DEFAULT),
        in.symbols(),
        in.symbols(),
        in.fields());
  }

  /** Writes the fields in wire order. */
  @Override
  public void encode(ValueWriter out) {
    new FieldWriter(out, CODE)
        .ushort(remoteChannel, FieldReader.ABSENT)
        .uint(nextOutgoingId)
        .uint(incomingWindow)
        .uint(outgoingWindow)
        .uint(handleMax, HANDLE_MAX_DEFAULT)
        .symbols(offeredCapabilities)
        .symbols(desiredCapabilities)
        .fields(properties)
        .end();
  }
}
