// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.messaging;

import org.jspecify.annotations.Nullable;
import org.postrider.codec.wire.ValueReader;
import org.postrider.codec.wire.ValueWriter;

/**
 * {@code amqp-value}: a body that is one value of any type (AMQP 3.2.8).
 *
 * <p>Immutable as far as the value is.
 *
 * @param value the value, which may be null
 */
public record AmqpValue(@Nullable Object value) implements Section {

  /** The descriptor. */
  public static final int CODE = 0x77;

  /** The symbolic descriptor. */
  public static final String NAME = "amqp:amqp-value:*";

  /** Reads the value. */
  public static AmqpValue decode(ValueReader in) {
    return new AmqpValue(in.readObject());
  }

  /** Writes the value. */
  @Override
  public void encode(ValueWriter out) {
    out.writeDescriptor(CODE);
    out.writeObject(value);
  }
}
