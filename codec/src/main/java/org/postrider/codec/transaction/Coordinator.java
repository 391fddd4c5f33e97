// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.transaction;

import java.util.List;
import org.postrider.codec.messaging.TargetArchetype;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.wire.FieldReader;
import org.postrider.codec.wire.FieldWriter;
import org.postrider.codec.wire.ValueWriter;

/**
 * {@code coordinator}: the target of a link that controls transactions (AMQP 4.5.1).
 *
 * <p>Immutable.
 *
 * @param capabilities what the transactions can do
 */
public record Coordinator(List<Symbol> capabilities) implements TargetArchetype {

  /** The descriptor. */
  public static final int CODE = 0x30;

  /** The symbolic descriptor. */
  public static final String NAME = "amqp:coordinator:list";

  /** Transactions of one resource. */
  public static final Symbol LOCAL_TRANSACTIONS = Symbol.of("amqp:local-transactions");

  /** Reads the fields in wire order. */
  public static Coordinator decode(FieldReader in) {
    return new Coordinator(in.symbols());
  }

  /** Writes the fields in wire order. */
  @Override
  public void encode(ValueWriter out) {
    new FieldWriter(out, CODE).symbols(capabilities).end();
  }
}
