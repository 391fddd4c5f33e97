// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.sasl;

import org.postrider.codec.value.Binary;
import org.postrider.codec.wire.FieldReader;
import org.postrider.codec.wire.FieldWriter;
import org.postrider.codec.wire.ValueWriter;

/**
 * {@code sasl-response}: what the client says in the mechanism's exchange (AMQP 5.3.3.4).
 *
 * <p>Immutable. Its text hides the octets, which may be secret.
 *
 * @param response the octets of the mechanism
 */
public record SaslResponse(Binary response) implements SaslFrameBody {

  /** The descriptor. */
  public static final int CODE = 0x43;

  /** The symbolic descriptor. */
  public static final String NAME = "amqp:sasl-response:list";

  /** Reads the fields in wire order. */
  public static SaslResponse decode(FieldReader in) {
    return new SaslResponse(in.mandatoryBinary("response"));
  }

  /** Writes the fields in wire order. */
  @Override
  public void encode(ValueWriter out) {
    new FieldWriter(out, CODE).binary(response).end();
  }

  @Override
  public String toString() {
    return "SaslResponse[***]";
  }
}
