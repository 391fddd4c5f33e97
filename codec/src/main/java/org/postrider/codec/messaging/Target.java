// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.messaging;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.wire.FieldReader;
import org.postrider.codec.wire.FieldWriter;
import org.postrider.codec.wire.ValueWriter;

/**
 * {@code target}: where a link brings messages to (AMQP 3.5.4).
 *
 * <p>Immutable.
 *
 * @param address the node; null where it is dynamic, or for the anonymous terminus
 * @param durable what of the terminus outlives its container
 * @param expiryPolicy when the countdown to its end begins
 * @param timeout seconds until the terminus goes, once the countdown began; 0 to 2^32-1
 * @param dynamic whether a node is to be made for this link
 * @param dynamicNodeProperties wishes for the node made; empty where there are none
 * @param capabilities of the terminus
 */
public record Target(
    @Nullable String address,
    TerminusDurability durable,
    Symbol expiryPolicy,
    long timeout,
    boolean dynamic,
    Map<Symbol, @Nullable Object> dynamicNodeProperties,
    List<Symbol> capabilities)
    implements TargetArchetype {

  /** The descriptor. */
  public static final int CODE = 0x29;

  /** The symbolic descriptor. */
  public static final String NAME = "amqp:target:list";

  /** A target with an address, and defaults else. */
  public static Target of(@Nullable String address) {
    return new Target(
        address, TerminusDurability.NONE, ExpiryPolicy.SESSION_END, 0, false, Map.of(), List.of());
  }

  /** Reads the fields in wire order. */
  public static Target decode(FieldReader in) {
    return new Target(
        in.string(),
        TerminusDurability.decode(in),
        ExpiryPolicy.decode(in),
        in.uint(0),
        in.bool(false),
        in.fields(),
        in.symbols());
  }

  /** Writes the fields in wire order. */
  @Override
  public void encode(ValueWriter out) {
    new FieldWriter(out, CODE)
        .string(address)
        .uint(durable.ordinal(), 0)
        .symbol(expiryPolicy, ExpiryPolicy.SESSION_END)
        .uint(timeout, 0)
        .bool(dynamic, false)
        .fields(dynamicNodeProperties)
        .symbols(capabilities)
        .end();
  }
}
