// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.wire;

import org.postrider.codec.value.ErrorConditions;
import org.postrider.codec.value.Symbol;

/**
 * Octets that are not what AMQP demands; the only exception that decoding throws.
 *
 * <p>Its condition is what the peer is to be told (AMQP 2.8.15, 2.8.16).
 */
public final class DecodeException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private static final int MAX_MESSAGE_CHARS = 1000;

  private final transient Symbol condition;

  /** A value that cannot be decoded: {@code amqp:decode-error}. */
  public DecodeException(String message) {
    this(ErrorConditions.DECODE_ERROR, message);
  }

  /** A fault of a given condition. */
  public DecodeException(Symbol condition, String message) {
    // Names and keys that the peer has written may stand in it.
    super(Printable.of(message, MAX_MESSAGE_CHARS));
    this.condition = condition;
  }

  /** The AMQP error condition. */
  public Symbol condition() {
    return condition;
  }
}
