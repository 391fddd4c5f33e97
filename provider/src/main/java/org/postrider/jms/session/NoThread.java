// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import jakarta.jms.JMSException;
import org.postrider.jms.error.JmsErrors;
import org.postrider.jms.thread.Shortage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done where no thread can be started for listeners of the application: the exception
 * listener hears of it, and it is tried again.
 *
 * <p>Thread-safe.
 *
 * @param whose the listeners, as in {@code a session's message listener}
 */
record NoThread(PostriderConnection connection, String whose) implements Shortage {

  private static final Logger LOG = LoggerFactory.getLogger(NoThread.class);

  /**
   * The same for the exception listener and the connection listener: there is nobody else to tell.
   *
   * <p>Thread-safe.
   */
  record OfEvents(PostriderConnection connection) implements Shortage {

    @Override
    public void tell(Throwable cause) {
      LOG.error("no thread could be started for the listeners of a connection: they wait", cause);
    }

    @Override
    public void retryIn(long delayMs, Runnable command) {
      connection.amqp().scheduleAnyway(delayMs, command);
    }
  }

  @Override
  public void tell(Throwable cause) {
    LOG.error("no thread could be started for {}, and it is tried again", whose, cause);
    connection
        .reports()
        .failure(
            JmsErrors.withCause(
                new JMSException(
                    "no thread could be started for "
                        + whose
                        + ", and it is tried again: "
                        + cause.getMessage()),
                cause));
  }

  @Override
  public void retryIn(long delayMs, Runnable command) {
    connection.amqp().scheduleAnyway(delayMs, command);
  }
}
