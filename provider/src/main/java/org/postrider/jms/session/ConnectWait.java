// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import jakarta.jms.JMSException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.postrider.jms.amqp.AmqpConnection;
import org.postrider.jms.error.JmsErrors;
import org.postrider.jms.error.RequestTimedOutException;
import org.postrider.jms.thread.Deadline;
import org.postrider.jms.thread.Waits;

/**
 * The wait of an application thread for a connection: where it was in vain, its failure says what
 * the connection hung in, and what became of the tries before.
 *
 * <p>Stateless.
 */
final class ConnectWait {

  /** The event loop never blocks: it answers at once, or is badly overloaded. */
  private static final long ANSWER_MS = 500;

  private ConnectWait() {}

  /**
   * Waits for a part of the connecting.
   *
   * @param timeoutMs -1 for ever
   * @param what is waited for, for the message of a time-out
   */
  static <T> T await(
      AmqpConnection connection, CompletableFuture<T> part, long timeoutMs, Object what)
      throws JMSException {
    return await(connection, part, Deadline.in(timeoutMs), what);
  }

  /** Waits for a part of the connecting, as long as is left for it. */
  static <T> T await(
      AmqpConnection connection, CompletableFuture<T> part, Deadline deadline, Object what)
      throws JMSException {
    try {
      return Waits.await(part, deadline, what);
    } catch (RequestTimedOutException late) {
      // What a try failed of has said it all.
      throw late.getCause() instanceof TimeoutException ? explained(late, connection) : late;
    }
  }

  private static JMSException explained(RequestTimedOutException late, AmqpConnection connection) {
    String hangs = hangs(connection);
    Throwable last = connection.recovery().lastFailure();
    String message =
        late.getMessage()
            + (hangs == null ? "" : ", waiting at " + hangs)
            + (last == null ? "" : "; the last try failed: " + last.getMessage());
    return JmsErrors.withCause(new RequestTimedOutException(message), last == null ? late : last);
  }

  private static @Nullable String hangs(AmqpConnection connection) {
    try {
      return Waits.await(connection.awaits(), ANSWER_MS, "answer of the event loop");
    } catch (JMSException unknown) {
      return null;
    }
  }
}
