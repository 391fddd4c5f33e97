// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import jakarta.jms.ExceptionListener;
import jakarta.jms.JMSException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postrider.jms.event.ConnectionListener;
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

  /** How many events may wait for a listener that is slow; those beyond are logged only. */
  static final int MAX_WAITING = 1024;

  private final SerialExecutor executor;
  private volatile @Nullable ExceptionListener exceptionListener;
  private volatile @Nullable ConnectionListener connectionListener;

  Reports(Threads threads, Listeners listeners) {
    executor = new SerialExecutor(threads.named("events"), MAX_WAITING);
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
    if (listener != null) {
      executor.execute(() -> listener.onException(cause));
    } else {
      LOG.warn("no exception listener is set for: {}", cause.getMessage());
    }
  }

  /** Takes no more events; those that wait are told. */
  void close() {
    executor.close();
  }
}
