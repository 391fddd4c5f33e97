// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.message;

import jakarta.jms.MessageFormatException;
import org.postrider.codec.wire.DecodeException;
import org.postrider.jms.error.JmsErrors;

/**
 * Octets that are no message: what came is to be rejected with this reason, and the consumer goes
 * on.
 */
public final class UndecodableMessageException extends MessageFormatException {

  private static final long serialVersionUID = 1L;

  /** A fault that the decoder found. */
  public UndecodableMessageException(DecodeException cause) {
    super("message cannot be decoded: " + cause.getMessage(), String.valueOf(cause.condition()));
    JmsErrors.withCause(this, cause);
  }
}
