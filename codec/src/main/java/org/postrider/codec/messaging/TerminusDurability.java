// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.messaging;

import java.util.List;
import org.postrider.codec.wire.FieldReader;

/**
 * {@code terminus-durability}: what of a terminus outlives its container; the wire has the ordinal
 * (AMQP 3.5.5).
 */
public enum TerminusDurability {
  /** Nothing. */
  NONE,
  /** That the terminus exists, and how it is set up. */
  CONFIGURATION,
  /** The deliveries that are not settled, too. */
  UNSETTLED_STATE;

  private static final List<TerminusDurability> BY_ORDINAL = List.of(values());

  static TerminusDurability decode(FieldReader in) {
    long value = in.uint(0);
    if (value > UNSETTLED_STATE.ordinal()) {
      throw in.invalid("terminus-durability " + value + " must be 0, 1 or 2");
    }
    return BY_ORDINAL.get((int) value);
  }
}
