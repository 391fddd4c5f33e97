// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.DeliveryState;
import org.postrider.codec.transaction.TransactionalState;
import org.postrider.codec.value.ErrorConditions;

/**
 * Whether a connection's peer may have transactions that this end coordinates (AMQP 4.4).
 *
 * <p>Confined to the container's loop.
 */
final class PeerTransactions {

  private boolean coordinated;

  /** A handler has granted the peer a link to a coordinator: which ids there are it knows. */
  void coordinate() {
    coordinated = true;
  }

  /** Whether a state that the peer tells is of a transaction that there cannot be. */
  boolean isImpossible(@Nullable DeliveryState state) {
    return !coordinated && state instanceof TransactionalState;
  }

  static AmqpError refusal() {
    return new AmqpError(
        ErrorConditions.TRANSACTION_UNKNOWN_ID,
        "this container does not coordinate transactions of this connection");
  }
}
