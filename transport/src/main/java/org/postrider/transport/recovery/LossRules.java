// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.recovery;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.transport.auth.AuthenticationException;
import org.postrider.transport.engine.ConnectionClosedException;

/**
 * Tells which ends of a connection another try can mend.
 *
 * <p>Immutable. What the network does, another try can always mend; of what the peer says, a rule
 * of its own decides.
 *
 * @param enabled whether there are other tries at all
 * @param mended whether another try mends an end with this error; null stands for a close without
 *     error, one of {@code amqp:unauthorized-access} for refused credentials too
 */
public record LossRules(boolean enabled, Predicate<@Nullable AmqpError> mended) {

  /** Whether a close of the peer is a loss: a redirect is one that leads elsewhere. */
  public boolean isLoss(@Nullable AmqpError error) {
    return enabled && (ServerAddress.ofRedirect(error) != null || mended.test(error));
  }

  /** Whether to try again after this. */
  public boolean isMended(@Nullable Throwable cause) {
    if (!enabled) {
      return false;
    }
    for (Throwable each = cause; each != null; each = each.getCause()) {
      if (each instanceof AuthenticationException refused && refused.isPermanent()) {
        return mended.test(
            new AmqpError(ErrorConditions.UNAUTHORIZED_ACCESS, refused.getMessage()));
      }
      if (each instanceof ConnectionClosedException closed) {
        return isLoss(closed.error());
      }
    }
    return true;
  }

  /** Where a loss leads, or null. */
  public static @Nullable ServerAddress redirect(@Nullable Throwable cause) {
    for (Throwable each = cause; each != null; each = each.getCause()) {
      if (each instanceof ConnectionClosedException closed) {
        return ServerAddress.ofRedirect(closed.error());
      }
    }
    return null;
  }
}
