// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import jakarta.jms.JMSException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A connection that several contexts use: the last one closes it (Jakarta Messaging 6.3).
 *
 * <p>Thread-safe.
 */
final class SharedConnection {

  private final PostriderConnection connection;
  private final AtomicInteger users = new AtomicInteger();

  SharedConnection(PostriderConnection connection) {
    this.connection = connection;
  }

  PostriderConnection connection() {
    return connection;
  }

  void enter() {
    users.incrementAndGet();
  }

  void leave() throws JMSException {
    if (users.decrementAndGet() == 0) {
      connection.close();
    }
  }
}
