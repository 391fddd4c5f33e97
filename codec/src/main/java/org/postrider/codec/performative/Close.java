// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.performative;

import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.wire.FieldReader;
import org.postrider.codec.wire.FieldWriter;
import org.postrider.codec.wire.ValueWriter;

/**
 * {@code close}: the end of a connection (AMQP 2.7.9).
 *
 * <p>Immutable.
 *
 * @param error why, or null
 */
public record Close(@Nullable AmqpError error) implements Performative {

  /** The descriptor. */
  public static final int CODE = 0x18;

  /** The symbolic descriptor. */
  public static final String NAME = "amqp:close:list";

  /** Reads the fields in wire order. */
  public static Close decode(FieldReader in) {
    return new Close(in.object(AmqpError.class));
  }

  /** Writes the fields in wire order. */
  @Override
  public void encode(ValueWriter out) {
    new FieldWriter(out, CODE).object(error).end();
  }
}
