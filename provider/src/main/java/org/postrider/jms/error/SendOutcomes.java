// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.error;

import jakarta.jms.JMSException;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.messaging.DeliveryState;
import org.postrider.codec.messaging.Modified;
import org.postrider.codec.messaging.Rejected;
import org.postrider.codec.messaging.Released;
import org.postrider.codec.transaction.TransactionalState;

/**
 * What the broker's outcome of a sent message means to who sent it.
 *
 * <p>Stateless. The error code is the condition, or the outcome's own name where there is none.
 */
public final class SendOutcomes {

  private SendOutcomes() {}

  /**
   * The failure that an outcome is.
   *
   * @param state the outcome, plain or of a transaction; null where the broker settled without one
   * @return null if the message was accepted
   */
  public static @Nullable JMSException failure(@Nullable DeliveryState state) {
    if (state instanceof TransactionalState transactional) {
      // AMQP 4.4.1: an outcome that is not told yet is provisional, and no failure.
      return transactional.outcome() == null ? null : failure(transactional.outcome());
    }
    if (state instanceof Accepted) {
      return null;
    }
    if (state instanceof Rejected rejected) {
      return rejected.error() == null
          ? new JMSException("the broker rejected the message", Rejected.NAME)
          : JmsErrors.toException(rejected.error(), ErrorContext.DELIVERY);
    }
    if (state instanceof Released) {
      return new JMSException("the broker released the message: it was not taken", Released.NAME);
    }
    if (state instanceof Modified modified) {
      return new JMSException(
          "the broker did not take the message [delivery-failed = "
              + modified.deliveryFailed()
              + ", undeliverable-here = "
              + modified.undeliverableHere()
              + "]",
          Modified.NAME);
    }
    return new JMSException("the broker settled the message without an outcome");
  }
}
