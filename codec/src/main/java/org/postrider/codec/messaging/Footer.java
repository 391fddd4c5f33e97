// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.messaging;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.wire.ValueReader;
import org.postrider.codec.wire.ValueWriter;

/**
 * {@code footer}: what can be told only once the body is known (AMQP 3.2.9).
 *
 * <p>Immutable, provided that nobody changes the map. Its twin for the hot path is {@link
 * MessageWriter#beginFooter()}.
 *
 * @param value key, a {@link Symbol} or a {@link org.postrider.codec.value.ULong}, to value
 */
public record Footer(Map<Object, @Nullable Object> value) implements Section {

  /** The descriptor. */
  public static final int CODE = 0x78;

  /** The symbolic descriptor. */
  public static final String NAME = "amqp:footer:map";

  /** The value of a key, or null. */
  public @Nullable Object get(Symbol key) {
    return value.get(key);
  }

  /** Reads the map. */
  public static Footer decode(ValueReader in) {
    return new Footer(SectionMaps.annotations(in, NAME));
  }

  /** Writes the map. */
  @Override
  public void encode(ValueWriter out) {
    out.writeDescriptor(CODE);
    SectionMaps.writeAnnotations(out, value);
  }
}
