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

  private final transient Symbol condition;

  /** A value that cannot be decoded: {@code amqp:decode-error}. */
  public DecodeException(String message) {
    this(ErrorConditions.DECODE_ERROR, message);
  }

  /** A fault of a given condition. */
  public DecodeException(Symbol condition, String message) {
    super(message);
    this.condition = condition;
  }

  /** The AMQP error condition. */
  public Symbol condition() {
    return condition;
  }
}
