// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.messaging;

import org.jspecify.annotations.Nullable;
import org.postrider.codec.wire.FieldReader;
import org.postrider.codec.wire.FieldWriter;
import org.postrider.codec.wire.ValueWriter;

/**
 * {@code rejected}: the message is invalid and cannot be processed (AMQP 3.4.3).
 *
 * <p>Immutable.
 *
 * @param error what is wrong with the message, or null
 */
public record Rejected(@Nullable AmqpError error) implements Outcome {

  /** The descriptor. */
  public static final int CODE = 0x25;

  /** The symbolic descriptor. */
  public static final String NAME = "amqp:rejected:list";

  /** Reads the fields in wire order. */
  public static Rejected decode(FieldReader in) {
    return new Rejected(in.object(AmqpError.class));
  }

  /** Writes the fields in wire order. */
  @Override
  public void encode(ValueWriter out) {
    new FieldWriter(out, CODE).object(error).end();
  }
}
