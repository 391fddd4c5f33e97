// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.performative;

import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.wire.FieldReader;
import org.postrider.codec.wire.FieldWriter;
import org.postrider.codec.wire.ValueWriter;

/**
 * {@code end}: the end of a session (AMQP 2.7.8).
 *
 * <p>Immutable.
 *
 * @param error why, or null
 */
public record End(@Nullable AmqpError error) implements Performative {

  /** The descriptor. */
  public static final int CODE = 0x17;

  /** The symbolic descriptor. */
  public static final String NAME = "amqp:end:list";

  /** Reads the fields in wire order. */
  public static End decode(FieldReader in) {
    return new End(in.object(AmqpError.class));
  }

  /** Writes the fields in wire order. */
  @Override
  public void encode(ValueWriter out) {
    new FieldWriter(out, CODE).object(error).end();
  }
}
