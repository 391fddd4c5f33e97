// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.sasl;

import org.jspecify.annotations.Nullable;
import org.postrider.codec.value.Binary;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.wire.FieldReader;
import org.postrider.codec.wire.FieldWriter;
import org.postrider.codec.wire.ValueWriter;

/**
 * {@code sasl-init}: the client's choice of a mechanism (AMQP 5.3.3.2).
 *
 * <p>Immutable. Its text hides the response, which may be a password.
 *
 * @param mechanism the name
 * @param initialResponse null for none, which is not the same as an empty one
 * @param hostname the virtual host that is addressed, or null
 */
public record SaslInit(
    Symbol mechanism, @Nullable Binary initialResponse, @Nullable String hostname)
    implements SaslFrameBody {

  /** The descriptor. */
  public static final int CODE = 0x41;

  /** The symbolic descriptor. */
  public static final String NAME = "amqp:sasl-init:list";

  /** Reads the fields in wire order. */
  public static SaslInit decode(FieldReader in) {
    return new SaslInit(in.mandatorySymbol("mechanism"), in.binary(), in.string());
  }

  /** Writes the fields in wire order. */
  @Override
  public void encode(ValueWriter out) {
    new FieldWriter(out, CODE).symbol(mechanism).binary(initialResponse).string(hostname).end();
  }

  @Override
  public String toString() {
    return "SaslInit[mechanism=" + mechanism + ", initialResponse=***, hostname=" + hostname + "]";
  }
}
