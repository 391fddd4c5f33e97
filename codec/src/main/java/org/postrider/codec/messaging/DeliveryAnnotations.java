// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.messaging;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.wire.ValueReader;
import org.postrider.codec.wire.ValueWriter;

/**
 * {@code delivery-annotations}: what one hop tells the next (AMQP 3.2.2).
 *
 * <p>Immutable, provided that nobody changes the map. Its twin for the hot path is {@link
 * MessageWriter#beginDeliveryAnnotations()}.
 *
 * @param value key, a {@link Symbol} or a {@link org.postrider.codec.value.ULong}, to value
 */
public record DeliveryAnnotations(Map<Object, @Nullable Object> value) implements Section {

  /** The descriptor. */
  public static final int CODE = 0x71;

  /** The symbolic descriptor. */
  public static final String NAME = "amqp:delivery-annotations:map";

  /** The value of a key, or null. */
  public @Nullable Object get(Symbol key) {
    return value.get(key);
  }

  /** Reads the map. */
  public static DeliveryAnnotations decode(ValueReader in) {
    return new DeliveryAnnotations(SectionMaps.annotations(in, NAME));
  }

  /** Writes the map. */
  @Override
  public void encode(ValueWriter out) {
    out.writeDescriptor(CODE);
    SectionMaps.writeAnnotations(out, value);
  }
}
