// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.messaging;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.wire.Encodable;
import org.postrider.codec.wire.FieldReader;
import org.postrider.codec.wire.FieldWriter;
import org.postrider.codec.wire.ValueWriter;

/**
 * {@code source}: where a link takes messages from (AMQP 3.5.3).
 *
 * <p>Immutable.
 *
 * @param address the node; null where there is none or it is dynamic
 * @param durable what of the terminus outlives its container
 * @param expiryPolicy when the countdown to its end begins
 * @param timeout seconds until the terminus goes, once the countdown began; 0 to 2^32-1
 * @param dynamic whether a node is to be made for this link
 * @param dynamicNodeProperties wishes for the node made; empty where there are none
 * @param distributionMode {@code move} or {@code copy}, or null for the node's own
 * @param filter filter name to described filter; empty where there are none
 * @param defaultOutcome the outcome of deliveries settled without one, or null
 * @param outcomes symbolic descriptors of the outcomes that may be used
 * @param capabilities of the terminus
 */
public record Source(
    @Nullable String address,
    TerminusDurability durable,
    Symbol expiryPolicy,
    long timeout,
    boolean dynamic,
    Map<Symbol, @Nullable Object> dynamicNodeProperties,
    @Nullable Symbol distributionMode,
    Map<Symbol, @Nullable Object> filter,
    @Nullable Outcome defaultOutcome,
    List<Symbol> outcomes,
    List<Symbol> capabilities)
    implements Encodable {

  /** The descriptor. */
  public static final int CODE = 0x28;

  /** The symbolic descriptor. */
  public static final String NAME = "amqp:source:list";

  /** Each message goes to one receiver. */
  public static final Symbol MOVE = Symbol.of("move");

  /** Each message stays where it is. */
  public static final Symbol COPY = Symbol.of("copy");

  /** The four outcomes of messaging; naming none would leave only the default outcome. */
  public static final List<Symbol> ALL_OUTCOMES =
      List.of(
          Symbol.of(Accepted.NAME),
          Symbol.of(Rejected.NAME),
          Symbol.of(Released.NAME),
          Symbol.of(Modified.NAME));

  /** A source with an address, all outcomes, and defaults else. */
  public static Source of(@Nullable String address) {
    return new Source(
        address,
        TerminusDurability.NONE,
        ExpiryPolicy.SESSION_END,
        0,
        false,
        Map.of(),
        null,
        Map.of(),
        null,
        ALL_OUTCOMES,
        List.of());
  }

  /** Reads the fields in wire order. */
  public static Source decode(FieldReader in) {
    return new Source(
        in.string(),
        TerminusDurability.decode(in),
        ExpiryPolicy.decode(in),
        in.uint(0),
        in.bool(false),
        in.fields(),
        in.symbol(),
        in.fields(),
        in.object(Outcome.class),
        in.symbols(),
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
        .symbol(distributionMode)
        .fields(filter)
        .object(defaultOutcome)
        .symbols(outcomes)
        .symbols(capabilities)
        .end();
  }
}
