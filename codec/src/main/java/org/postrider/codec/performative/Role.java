// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.performative;

/** {@code role}: which end of a link speaks; a boolean on the wire (AMQP 2.8.1). */
public enum Role {
  /** False on the wire. */
  SENDER,
  /** True on the wire. */
  RECEIVER;

  /** The role of a wire value. */
  public static Role of(boolean receiver) {
    return receiver ? RECEIVER : SENDER;
  }

  /** The wire value. */
  public boolean isReceiver() {
    return this == RECEIVER;
  }

  /** The role of the other end. */
  public Role opposite() {
    return this == SENDER ? RECEIVER : SENDER;
  }
}
