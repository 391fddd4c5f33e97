// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.transaction;

import org.postrider.codec.messaging.Outcome;
import org.postrider.codec.value.Binary;
import org.postrider.codec.wire.FieldReader;
import org.postrider.codec.wire.FieldWriter;
import org.postrider.codec.wire.ValueWriter;

/**
 * {@code declared}: the outcome of a {@link Declare} (AMQP 4.5.5).
 *
 * <p>Immutable.
 *
 * @param txnId the transaction's id; at most 32 octets, but Artemis gives 36: it is not refused
 */
public record Declared(Binary txnId) implements Outcome {

  /** The descriptor. */
  public static final int CODE = 0x33;

  /** The symbolic descriptor. */
  public static final String NAME = "amqp:declared:list";

  /** Reads the fields in wire order. */
  public static Declared decode(FieldReader in) {
    return new Declared(in.mandatoryBinary("txn-id"));
  }

  /** Writes the fields in wire order. */
  @Override
  public void encode(ValueWriter out) {
    new FieldWriter(out, CODE).binary(txnId).end();
  }
}
