// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.value.Symbol;

/**
 * Something that this end asked for and that AMQP or the peer's limits forbid; nothing was sent.
 */
public final class EngineException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Symbol condition;

  EngineException(Symbol condition, String message) {
    super(message);
    this.condition = condition;
  }

  /** The AMQP error that describes it. */
  public AmqpError error() {
    return new AmqpError(condition, getMessage());
  }

  /** The AMQP error condition that describes it. */
  public Symbol condition() {
    return condition;
  }
}
