// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.messaging;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.wire.FieldReader;
import org.postrider.codec.wire.FieldWriter;
import org.postrider.codec.wire.ValueWriter;

/**
 * {@code modified}: the message goes back, changed (AMQP 3.4.5).
 *
 * <p>Immutable.
 *
 * @param deliveryFailed whether this counts as an unsuccessful attempt: delivery-count grows
 * @param undeliverableHere whether the message must not come to this link again
 * @param messageAnnotations to be merged into those of the message; empty where there are none
 */
public record Modified(
    boolean deliveryFailed,
    boolean undeliverableHere,
    Map<Symbol, @Nullable Object> messageAnnotations)
    implements Outcome {

  /** The descriptor. */
  public static final int CODE = 0x27;

  /** The symbolic descriptor. */
  public static final String NAME = "amqp:modified:list";

  /** An unsuccessful attempt: delivery-count grows, the message may come again. */
  public static final Modified FAILED = new Modified(true, false, Map.of());

  /** An unsuccessful attempt after which the message must not come to this link again. */
  public static final Modified FAILED_UNDELIVERABLE = new Modified(true, true, Map.of());

  /** Reads the fields in wire order. */
  public static Modified decode(FieldReader in) {
    return new Modified(in.bool(false), in.bool(false), in.fields());
  }

  /** Writes the fields in wire order. */
  @Override
  public void encode(ValueWriter out) {
    new FieldWriter(out, CODE)
        .bool(deliveryFailed, false)
        .bool(undeliverableHere, false)
        .fields(messageAnnotations)
        .end();
  }
}
