// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.transaction;

import org.postrider.codec.value.Binary;
import org.postrider.codec.wire.Encodable;
import org.postrider.codec.wire.FieldReader;
import org.postrider.codec.wire.FieldWriter;
import org.postrider.codec.wire.ValueWriter;

/**
 * {@code discharge}: asks a coordinator to end a transaction (AMQP 4.5.3).
 *
 * <p>Immutable.
 *
 * @param txnId which transaction; at most 32 octets
 * @param fail whether its work is to be rolled back instead of committed
 */
public record Discharge(Binary txnId, boolean fail) implements Encodable {

  /** The descriptor. */
  public static final int CODE = 0x32;

  /** The symbolic descriptor. */
  public static final String NAME = "amqp:discharge:list";

  /** Reads the fields in wire order. */
  public static Discharge decode(FieldReader in) {
    return new Discharge(in.mandatoryBinary("txn-id"), in.bool(false));
  }

  /** Writes the fields in wire order. */
  @Override
  public void encode(ValueWriter out) {
    new FieldWriter(out, CODE).binary(txnId).bool(fail).end();
  }
}
