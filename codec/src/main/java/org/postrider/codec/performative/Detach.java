// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.performative;

import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.wire.FieldReader;
import org.postrider.codec.wire.FieldWriter;
import org.postrider.codec.wire.ValueWriter;

/**
 * {@code detach}: the end of a link, or its suspension (AMQP 2.7.7).
 *
 * <p>Immutable.
 *
 * @param handle the link's; 0 to 2^32-1
 * @param closed whether the link ends for good
 * @param error why, or null
 */
public record Detach(long handle, boolean closed, @Nullable AmqpError error)
    implements Performative {

  /** The descriptor. */
  public static final int CODE = 0x16;

  /** The symbolic descriptor. */
  public static final String NAME = "amqp:detach:list";

  /** Reads the fields in wire order. */
  public static Detach decode(FieldReader in) {
    return new Detach(in.mandatoryUint("handle"), in.bool(false), in.object(AmqpError.class));
  }

  /** Writes the fields in wire order. */
  @Override
  public void encode(ValueWriter out) {
    new FieldWriter(out, CODE).uint(handle).bool(closed, false).object(error).end();
  }
}
