// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.transaction;

import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.DeliveryState;
import org.postrider.codec.messaging.Outcome;
import org.postrider.codec.value.Binary;
import org.postrider.codec.wire.FieldReader;
import org.postrider.codec.wire.FieldWriter;
import org.postrider.codec.wire.ValueWriter;

/**
 * {@code transactional-state}: a delivery is part of a transaction (AMQP 4.5.6).
 *
 * <p>Immutable.
 *
 * @param txnId which transaction; at most 32 octets
 * @param outcome the outcome once the transaction is committed, or null where there is none yet
 */
public record TransactionalState(Binary txnId, @Nullable Outcome outcome) implements DeliveryState {

  /** The descriptor. */
  public static final int CODE = 0x34;

  /** The symbolic descriptor. */
  public static final String NAME = "amqp:transactional-state:list";

  /** Reads the fields in wire order. */
  public static TransactionalState decode(FieldReader in) {
    return new TransactionalState(in.mandatoryBinary("txn-id"), in.object(Outcome.class));
  }

  /** Writes the fields in wire order. */
  @Override
  public void encode(ValueWriter out) {
    new FieldWriter(out, CODE).binary(txnId).object(outcome).end();
  }
}
