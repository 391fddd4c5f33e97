// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.messaging;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.wire.DecodeException;
import org.postrider.codec.wire.ValueReader;
import org.postrider.codec.wire.ValueWriter;

/**
 * {@code amqp-sequence}: a body, or a part of one, that is a list of values (AMQP 3.2.7).
 *
 * <p>Immutable, provided that nobody changes the list.
 *
 * @param value the items
 */
public record AmqpSequence(List<? extends @Nullable Object> value) implements Section {

  /** The descriptor. */
  public static final int CODE = 0x76;

  /** The symbolic descriptor. */
  public static final String NAME = "amqp:amqp-sequence:list";

  /** Reads the items. */
  public static AmqpSequence decode(ValueReader in) {
    if (in.readObject() instanceof List<?> items) {
      return new AmqpSequence(items);
    }
    throw new DecodeException(NAME + " must be a list");
  }

  /** Writes the items. */
  @Override
  public void encode(ValueWriter out) {
    out.writeDescriptor(CODE);
    out.writeObject(value);
  }
}
