// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.messaging;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.wire.ValueReader;
import org.postrider.codec.wire.ValueWriter;

/**
 * {@code application-properties}: what the application tells, and filters may look at (AMQP 3.2.5).
 *
 * <p>Immutable, provided that nobody changes the map. Its twin for the hot path is {@link
 * MessageWriter#beginApplicationProperties()}.
 *
 * @param value name to value; a value is of a simple type: no map, list or array
 */
public record ApplicationProperties(Map<String, @Nullable Object> value) implements Section {

  /** The descriptor. */
  public static final int CODE = 0x74;

  /** The symbolic descriptor. */
  public static final String NAME = "amqp:application-properties:map";

  /** Reads the map. */
  public static ApplicationProperties decode(ValueReader in) {
    return new ApplicationProperties(CompactMap.decode(in));
  }

  /** Writes the map. */
  @Override
  public void encode(ValueWriter out) {
    out.writeDescriptor(CODE);
    SectionMaps.writeApplicationProperties(out, value);
  }
}
