// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.amqp;

import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import java.net.SocketTimeoutException;
import org.jspecify.annotations.Nullable;
import org.postrider.jms.error.ConnectionLostException;
import org.postrider.jms.error.ErrorContext;
import org.postrider.jms.error.JmsErrors;
import org.postrider.jms.error.RequestTimedOutException;
import org.postrider.transport.engine.ConnectionClosedException;
import org.postrider.transport.netty.TransportException;

/**
 * What the application is told of a connection that did not come to be, or was lost.
 *
 * <p>Stateless.
 */
final class ConnectionLoss {

  private ConnectionLoss() {}

  /** Why a connection cannot be had; no cause is the end of the stream. */
  static JMSException toJms(@Nullable Throwable cause) {
    if (cause instanceof ConnectionClosedException ended && ended.error() != null) {
      return JmsErrors.toException(ended.error(), ErrorContext.CONNECTION);
    }
    String message = text(cause);
    if (cause != null && cause.getCause() instanceof SocketTimeoutException) {
      return JmsErrors.withCause(new RequestTimedOutException(message), cause);
    }
    return JmsErrors.withCause(
        isSecurity(cause)
            ? new JMSSecurityException(message)
            : new ConnectionLostException(message),
        cause);
  }

  /**
   * Why a connection that was open is so no more.
   *
   * @param what what has become of it
   */
  static JMSException of(String remote, String what, @Nullable Throwable cause) {
    return isSecurity(cause) ? toJms(cause) : lost(remote, what, cause);
  }

  /** The loss of a connection that may be found again. */
  static JMSException lost(String remote, String what, @Nullable Throwable cause) {
    return JmsErrors.withCause(
        new ConnectionLostException("the connection to " + remote + " " + what + text(cause)),
        cause);
  }

  private static boolean isSecurity(@Nullable Throwable cause) {
    return cause instanceof TransportException transport
        && switch (transport.kind()) {
          case AUTHENTICATION, TLS -> true;
          default -> false;
        };
  }

  private static String text(@Nullable Throwable cause) {
    return cause == null ? "the broker closed the socket" : String.valueOf(cause.getMessage());
  }
}
