// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.sasl;

import java.util.List;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.wire.FieldReader;
import org.postrider.codec.wire.FieldWriter;
import org.postrider.codec.wire.ValueWriter;

/**
 * {@code sasl-mechanisms}: which mechanisms the server offers (AMQP 5.3.3.1).
 *
 * <p>Immutable.
 *
 * @param mechanisms at least one; an empty list can be made, and is refused by who receives it
 */
public record SaslMechanisms(List<Symbol> mechanisms) implements SaslFrameBody {

  /** The descriptor. */
  public static final int CODE = 0x40;

  /** The symbolic descriptor. */
  public static final String NAME = "amqp:sasl-mechanisms:list";

  /** Reads the fields in wire order. */
  public static SaslMechanisms decode(FieldReader in) {
    return new SaslMechanisms(in.mandatorySymbols("sasl-server-mechanisms"));
  }

  /** Writes the fields in wire order. */
  @Override
  public void encode(ValueWriter out) {
    new FieldWriter(out, CODE).symbols(mechanisms).end();
  }
}
