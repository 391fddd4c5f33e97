// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.performative;

import java.util.List;
import org.postrider.codec.wire.FieldReader;

/** {@code sender-settle-mode}: how a sender settles; the wire has the ordinal (AMQP 2.8.2). */
public enum SenderSettleMode {
  /** Every delivery is sent unsettled. */
  UNSETTLED,
  /** Every delivery is sent settled. */
  SETTLED,
  /** The sender chooses for each delivery: the default. */
  MIXED;

  private static final List<SenderSettleMode> BY_ORDINAL = List.of(values());

  static SenderSettleMode decode(FieldReader in) {
    int value = in.ubyte(MIXED.ordinal());
    if (value > MIXED.ordinal()) {
      throw in.invalid("snd-settle-mode " + value + " must be 0, 1 or 2");
    }
    return BY_ORDINAL.get(value);
  }
}
