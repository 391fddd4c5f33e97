// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.DeliveryState;
import org.postrider.codec.messaging.Modified;
import org.postrider.codec.messaging.Outcome;
import org.postrider.codec.messaging.Rejected;
import org.postrider.codec.transaction.TransactionalState;

/**
 * Cuts what a person may read out of errors that a peer's frames have no room for: what happened is
 * more than why (AMQP 2.7.1, 2.8.14).
 *
 * <p>Stateless.
 */
final class ErrorCutter {

  /** The smallest frame has room for so much text, in whatever script. */
  private static final int MAX_DESCRIPTION_CHARS = 64;

  private ErrorCutter() {}

  /** The error as it is, then without its info, then with a short description. */
  static List<AmqpError> attempts(AmqpError error) {
    String description = error.description();
    return List.of(
        error,
        new AmqpError(error.condition(), description),
        new AmqpError(error.condition(), cut(description)),
        new AmqpError(error.condition(), null));
  }

  private static @Nullable String cut(@Nullable String description) {
    if (description == null || description.length() <= MAX_DESCRIPTION_CHARS) {
      return description;
    }
    // Half of a pair has no form in UTF-8.
    boolean splits = Character.isHighSurrogate(description.charAt(MAX_DESCRIPTION_CHARS - 1));
    return description.substring(0, MAX_DESCRIPTION_CHARS - (splits ? 1 : 0));
  }

  /** A state without what is not needed to understand it. */
  static @Nullable DeliveryState cut(@Nullable DeliveryState state) {
    if (state instanceof Rejected rejected && rejected.error() != null) {
      return new Rejected(attempts(rejected.error()).get(2));
    }
    if (state instanceof Modified modified) {
      return new Modified(modified.deliveryFailed(), modified.undeliverableHere(), Map.of());
    }
    if (state instanceof TransactionalState transactional) {
      return new TransactionalState(transactional.txnId(), (Outcome) cut(transactional.outcome()));
    }
    return state;
  }
}
