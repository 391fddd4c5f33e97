// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.sasl;

import org.postrider.codec.value.Binary;
import org.postrider.codec.wire.FieldReader;
import org.postrider.codec.wire.FieldWriter;
import org.postrider.codec.wire.ValueWriter;

/**
 * {@code sasl-challenge}: what the server says in the mechanism's exchange (AMQP 5.3.3.3).
 *
 * <p>Immutable. Its text hides the octets, which may be secret.
 *
 * @param challenge the octets of the mechanism
 */
public record SaslChallenge(Binary challenge) implements SaslFrameBody {

  /** The descriptor. */
  public static final int CODE = 0x42;

  /** The symbolic descriptor. */
  public static final String NAME = "amqp:sasl-challenge:list";

  /** Reads the fields in wire order. */
  public static SaslChallenge decode(FieldReader in) {
    return new SaslChallenge(in.mandatoryBinary("challenge"));
  }

  /** Writes the fields in wire order. */
  @Override
  public void encode(ValueWriter out) {
    new FieldWriter(out, CODE).binary(challenge).end();
  }

  @Override
  public String toString() {
    return "SaslChallenge[***]";
  }
}
