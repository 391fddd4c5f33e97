// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.messaging;

import org.postrider.codec.value.Binary;
import org.postrider.codec.wire.ValueReader;
import org.postrider.codec.wire.ValueWriter;

/**
 * {@code data}: a body, or a part of one, that is octets (AMQP 3.2.6).
 *
 * <p>Immutable.
 *
 * @param value the octets
 */
public record Data(Binary value) implements Section {

  /** The descriptor. */
  public static final int CODE = 0x75;

  /** The symbolic descriptor. */
  public static final String NAME = "amqp:data:binary";

  /** Reads the octets: a view of the array that is read. */
  public static Data decode(ValueReader in) {
    return new Data(in.binary(in.readCode()));
  }

  /** Writes the octets. */
  @Override
  public void encode(ValueWriter out) {
    out.writeDescriptor(CODE);
    out.writeBinary(value);
  }
}
