// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postrider.jms.amqp.AmqpConnection;
import org.postrider.jms.amqp.PendingSend;
import org.postrider.jms.error.SendTimedOutException;
import org.postrider.transport.netty.Cancellable;

/**
 * Ends the sends of a session whose completion listeners have not heard in {@code jms.sendTimeout}:
 * one timer for all, which looks at the eldest.
 *
 * <p>Thread-safe: a send begins on the session's thread, the timer runs on the event loop.
 */
final class SendTimer {

  /** How soon it looks again, however soon the next is due: a look goes through many sends. */
  private static final long MIN_DELAY_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  private final AmqpConnection connection;
  private final long timeoutMs;
  private final long timeoutNanos;
  private volatile boolean closed;
  private volatile @Nullable Cancellable next;

  /**
   * A timer that does not run yet.
   *
   * @param timeoutMs how long a send may take; negative for ever, and nothing is ever timed
   */
  SendTimer(AmqpConnection connection, long timeoutMs) {
    this.connection = connection;
    this.timeoutMs = timeoutMs;
    this.timeoutNanos = TimeUnit.MILLISECONDS.toNanos(timeoutMs);
  }

  /** A send has begun, and no look at it is planned: it is looked at in time. */
  void start(Completions sends) {
    if (timeoutMs >= 0) {
      look(sends, timeoutNanos);
    }
  }

  /** The session is over, and all of its sends: the event loop is to hold nothing of it. */
  void close() {
    closed = true;
    Cancellable planned = next;
    if (planned != null) {
      planned.cancel();
    }
  }

  private void look(Completions sends, long delayNanos) {
    long delayMs = TimeUnit.NANOSECONDS.toMillis(Math.max(delayNanos, MIN_DELAY_NANOS)) + 1;
    next = connection.schedule(delayMs, () -> endOverdue(sends));
    if (closed) {
      close();
    }
  }

  /** On the event loop. */
  private void endOverdue(Completions sends) {
    long now = System.nanoTime();
    List<PendingSend> overdue = new ArrayList<>();
    Long eldest = sends.findBegunBefore(now - timeoutNanos, overdue);
    for (PendingSend send : overdue) {
      send.giveUp(SendTimedOutException.after(timeoutMs));
    }
    if (eldest != null) {
      look(sends, timeoutNanos - (now - eldest));
    }
  }
}
