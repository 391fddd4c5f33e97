// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.messaging;

import org.postrider.codec.wire.FieldReader;
import org.postrider.codec.wire.FieldWriter;
import org.postrider.codec.wire.ValueWriter;

/**
 * {@code accepted}: the receiver has processed the message (AMQP 3.4.2).
 *
 * <p>Immutable.
 */
public record Accepted() implements Outcome {

  /** The only one that is needed. */
  public static final Accepted INSTANCE = new Accepted();

  /** The descriptor. */
  public static final int CODE = 0x24;

  /** The shortest encoding, which nearly all have. */
  public static final int OCTETS = 0x0053_2445;

  /** The symbolic descriptor. */
  public static final String NAME = "amqp:accepted:list";

  /** There are no fields. */
  public static Accepted decode(FieldReader in) {
    return INSTANCE;
  }

  /** There are no fields. */
  @Override
  public void encode(ValueWriter out) {
    new FieldWriter(out, CODE).end();
  }
}
