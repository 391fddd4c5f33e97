// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.messaging;

import org.postrider.codec.wire.FieldReader;
import org.postrider.codec.wire.FieldWriter;
import org.postrider.codec.wire.ValueWriter;

/**
 * {@code received}: how far a delivery that is to be resumed has come; no outcome (AMQP 3.4.1).
 *
 * <p>Immutable.
 *
 * @param sectionNumber 0 to 2^32-1
 * @param sectionOffset 64 bits, unsigned
 */
public record Received(long sectionNumber, long sectionOffset) implements DeliveryState {

  /** The descriptor. */
  public static final int CODE = 0x23;

  /** The symbolic descriptor. */
  public static final String NAME = "amqp:received:list";

  /** Reads the fields in wire order. */
  public static Received decode(FieldReader in) {
    return new Received(in.mandatoryUint("section-number"), in.mandatoryUlong("section-offset"));
  }

  /** Writes the fields in wire order. */
  @Override
  public void encode(ValueWriter out) {
    new FieldWriter(out, CODE).uint(sectionNumber).ulong(sectionOffset).end();
  }
}
