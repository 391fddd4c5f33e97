// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.performative;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.wire.FieldReader;

/** {@code receiver-settle-mode}: how a receiver settles; the wire has the ordinal (AMQP 2.8.3). */
public enum ReceiverSettleMode {
  /** The receiver settles with its outcome: the default. */
  FIRST,
  /** The receiver settles after the sender has. */
  SECOND;

  private static final List<ReceiverSettleMode> BY_ORDINAL = List.of(values());

  static ReceiverSettleMode decode(FieldReader in) {
    ReceiverSettleMode mode = decodeNullable(in);
    return mode == null ? FIRST : mode;
  }

  static @Nullable ReceiverSettleMode decodeNullable(FieldReader in) {
    int value = in.ubyte(FieldReader.ABSENT);
    if (value > SECOND.ordinal()) {
      throw in.invalid("rcv-settle-mode " + value + " must be 0 or 1");
    }
    return value < 0 ? null : BY_ORDINAL.get(value);
  }
}
