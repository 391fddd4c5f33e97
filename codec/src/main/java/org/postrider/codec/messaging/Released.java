// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.messaging;

import org.postrider.codec.wire.FieldReader;
import org.postrider.codec.wire.FieldWriter;
import org.postrider.codec.wire.ValueWriter;

/**
 * {@code released}: the receiver did not and will not act on the message, which may be delivered
 * again; its delivery-count does not grow (AMQP 3.4.4).
 *
 * <p>Immutable.
 */
public record Released() implements Outcome {

  /** The only one that is needed. */
  public static final Released INSTANCE = new Released();

  /** The descriptor. */
  public static final int CODE = 0x26;

  /** The shortest encoding, which nearly all have. */
  public static final int OCTETS = 0x0053_2645;

  /** The symbolic descriptor. */
  public static final String NAME = "amqp:released:list";

  /** There are no fields. */
  public static Released decode(FieldReader in) {
    return INSTANCE;
  }

  /** There are no fields. */
  @Override
  public void encode(ValueWriter out) {
    new FieldWriter(out, CODE).end();
  }
}
