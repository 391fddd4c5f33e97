// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.wire.DecodeException;
import org.postrider.transport.auth.AuthenticationException;
import org.postrider.transport.engine.ConnectionClosedException;
import org.postrider.transport.engine.IdleTimeoutException;

/**
 * Gives failures of the transport a condition and a description, as if a peer had told them.
 *
 * <p>Stateless.
 */
final class Failures {

  /** A socket could not be had, or was lost. */
  static final Symbol IO = Symbol.of("postrider:io");

  private Failures() {}

  static AmqpError of(@Nullable Throwable cause) {
    for (Throwable each = cause; each != null; each = each.getCause()) {
      if (each instanceof ConnectionClosedException closed && closed.error() != null) {
        return closed.error();
      }
      Symbol condition = condition(each);
      if (condition != null) {
        return new AmqpError(condition, message(each));
      }
    }
    return new AmqpError(IO, cause == null ? "the peer closed the socket" : message(cause));
  }

  private static @Nullable Symbol condition(Throwable cause) {
    if (cause instanceof AuthenticationException refused) {
      return switch (refused.reason()) {
        case NO_MECHANISM, REFUSED, UNVERIFIED, UNUSABLE -> ErrorConditions.UNAUTHORIZED_ACCESS;
        // The peer went away or is none of ours: nobody has judged the credentials.
        case PROTOCOL, CLOSED -> IO;
      };
    } else if (cause instanceof DecodeException undecodable) {
      return undecodable.condition();
    }
    return cause instanceof IdleTimeoutException ? ErrorConditions.RESOURCE_LIMIT_EXCEEDED : null;
  }

  private static String message(Throwable failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }
}
