// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import jakarta.jms.ExceptionListener;
import jakarta.jms.JMSException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postrider.jms.error.JmsErrors;
import org.postrider.jms.event.ConnectionListener;
import org.postrider.jms.thread.Deadline;
import org.postrider.jms.thread.SerialExecutor;
import org.postrider.jms.thread.Shortage;
import org.postrider.jms.thread.Waits;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the application of one connection what has no caller: one event after the other, on a
 * thread that exists while there are some.
 *
 * <p>Thread-safe.
 */
final class Reports {

  private static final Logger LOG = LoggerFactory.getLogger(Reports.class);

  /** How many events may wait for a listener that is slow; failures beyond are told together. */
  static final int MAX_WAITING = 1024;

  /**
   * How long a close waits for a listener, which may wait for that close, where it may for ever.
   */
  private static final long MAX_CLOSE_MS = 60_000;

  private final SerialExecutor executor;
  private final AtomicInteger untold = new AtomicInteger();
  private volatile @Nullable JMSException lastUntold;
  private volatile @Nullable ExceptionListener exceptionListener;
  private volatile @Nullable ConnectionListener connectionListener;

  Reports(ThreadFactory threads, Shortage shortage, Listeners listeners) {
    executor = new SerialExecutor(threads, shortage, MAX_WAITING);
    exceptionListener = listeners.exceptions();
    connectionListener = listeners.connection();
  }

  @Nullable ExceptionListener exceptionListener() {
    return exceptionListener;
  }

  void exceptionListener(@Nullable ExceptionListener listener) {
    exceptionListener = listener;
  }

  @Nullable ConnectionListener connectionListener() {
    return connectionListener;
  }

  void connectionListener(@Nullable ConnectionListener listener) {
    connectionListener = listener;
  }

  /** Tells the connection listener, if there is one, of an event. */
  void tell(Consumer<ConnectionListener> event) {
    ConnectionListener listener = connectionListener;
    if (listener != null) {
      executor.execute(() -> event.accept(listener));
    }
  }

  /** Tells the exception listener of a failure that no call can throw. */
  void failure(JMSException cause) {
    ExceptionListener listener = exceptionListener;
    if (listener == null) {
      LOG.warn("no exception listener is set for: {}", cause.getMessage());
    } else if (executor.isClosed()) {
      LOG.warn("the connection is closed, and its listener is not told of: {}", cause.getMessage());
    } else if (!executor.offer(() -> tell(listener, cause))) {
      LOG.warn("the exception listener is too slow; it is told later of: {}", cause.getMessage());
      lastUntold = cause;
      untold.incrementAndGet();
      // If the last that waited was told meanwhile; where there is no room yet, another follows.
      boolean unused = executor.offer(() -> tellOfMore(listener));
    }
  }

  private void tell(ExceptionListener listener, JMSException cause) {
    try {
      listener.onException(cause);
    } finally {
      tellOfMore(listener);
    }
  }

  /** What there was no room for is told together, with the last of it. */
  private void tellOfMore(ExceptionListener listener) {
    int more = untold.get() == 0 ? 0 : untold.getAndSet(0);
    JMSException last = lastUntold;
    if (more > 0 && last != null) {
      listener.onException(
          JmsErrors.again(
              last,
              more
                  + " more failures came faster than the exception listener took them; the last: "
                  + last.getMessage()));
    }
  }

  /**
   * Takes no more events, and waits until those that wait are told: the program may end behind it.
   * A listener that closes its connection is not waited for.
   */
  void close(Deadline deadline) {
    executor.close();
    if (!executor.isCurrentThread()) {
      long leftMs = deadline.lastMs();
      Waits.awaitInClose(executor::awaitEnd, leftMs < 0 ? MAX_CLOSE_MS : leftMs);
    }
  }
}
