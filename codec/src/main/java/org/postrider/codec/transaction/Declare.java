// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.transaction;

import org.jspecify.annotations.Nullable;
import org.postrider.codec.wire.Encodable;
import org.postrider.codec.wire.FieldReader;
import org.postrider.codec.wire.FieldWriter;
import org.postrider.codec.wire.ValueWriter;

/**
 * {@code declare}: asks a coordinator for a transaction (AMQP 4.5.2).
 *
 * <p>Immutable.
 *
 * @param globalId the id of a distributed transaction; null for a local one
 */
public record Declare(@Nullable Object globalId) implements Encodable {

  /** The descriptor. */
  public static final int CODE = 0x31;

  /** The symbolic descriptor. */
  public static final String NAME = "amqp:declare:list";

  /** Reads the fields in wire order. */
  public static Declare decode(FieldReader in) {
    return new Declare(in.object());
  }

  /** Writes the fields in wire order. */
  @Override
  public void encode(ValueWriter out) {
    new FieldWriter(out, CODE).object(globalId).end();
  }
}
