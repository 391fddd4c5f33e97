// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.sasl;

import org.postrider.codec.wire.FieldReader;

/** {@code sasl-code}: how the exchange ended; the wire has the ordinal (AMQP 5.3.3.6). */
public enum SaslCode {
  /** Authenticated. */
  OK,
  /** The credentials are wrong. */
  AUTH,
  /** A system error. */
  SYS,
  /** A system error that will not go away by itself. */
  SYS_PERM,
  /** A system error that may go away: a later try can succeed. */
  SYS_TEMP;

  private static final SaslCode[] BY_ORDINAL = values();

  static SaslCode decode(FieldReader in) {
    int value = in.mandatoryUbyte("code");
    if (value >= BY_ORDINAL.length) {
      throw in.invalid("sasl-code " + value + " must be 0 to 4");
    }
    return BY_ORDINAL[value];
  }
}
