// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import jakarta.jms.JMSException;
import org.postrider.jms.error.JmsErrors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is done where no thread can be started for the listeners of a session: the exception
 * listener hears of it, and it is tried again.
 *
 * <p>Thread-safe.
 */
record NoThread(PostriderConnection connection) implements Worker.Shortage {

  private static final Logger LOG = LoggerFactory.getLogger(NoThread.class);

  @Override
  public void tell(Throwable cause) {
    LOG.error("no thread could be started for message listeners, and is tried again", cause);
    connection
        .reports()
        .failure(
            JmsErrors.withCause(
                new JMSException(
                    "no thread could be started for a session's message listener, and it is tried"
                        + " again: "
                        + cause.getMessage()),
                cause));
  }

  @Override
  public void retryIn(long delayMs, Runnable command) {
    connection.amqp().schedule(delayMs, command);
  }
}
