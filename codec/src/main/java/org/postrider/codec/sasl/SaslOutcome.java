// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.sasl;

import org.jspecify.annotations.Nullable;
import org.postrider.codec.value.Binary;
import org.postrider.codec.wire.FieldReader;
import org.postrider.codec.wire.FieldWriter;
import org.postrider.codec.wire.ValueWriter;

/**
 * {@code sasl-outcome}: the end of the exchange (AMQP 5.3.3.5).
 *
 * <p>Immutable. Its text hides the additional data.
 *
 * @param code how it ended
 * @param additionalData the server's last word with {@link SaslCode#OK}, or null
 */
public record SaslOutcome(SaslCode code, @Nullable Binary additionalData) implements SaslFrameBody {

  /** The descriptor. */
  public static final int CODE = 0x44;

  /** The symbolic descriptor. */
  public static final String NAME = "amqp:sasl-outcome:list";

  /** Reads the fields in wire order. */
  public static SaslOutcome decode(FieldReader in) {
    return new SaslOutcome(SaslCode.decode(in), in.binary());
  }

  /** Writes the fields in wire order. */
  @Override
  public void encode(ValueWriter out) {
    new FieldWriter(out, CODE).ubyte(code.ordinal()).binary(additionalData).end();
  }

  @Override
  public String toString() {
    return "SaslOutcome[code=" + code + "]";
  }
}
