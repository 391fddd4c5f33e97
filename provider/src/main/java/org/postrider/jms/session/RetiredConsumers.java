// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A session's consumers that the application has closed, while what they consumed is not settled:
 * their links stay until it is (AMQP 2.6.12).
 *
 * <p>Thread-safe.
 */
final class RetiredConsumers {

  private final SessionCore session;
  private final Endpoints endpoints;
  private final List<PostriderConsumer> consumers = new CopyOnWriteArrayList<>();

  RetiredConsumers(SessionCore session, Endpoints endpoints) {
    this.session = session;
    this.endpoints = endpoints;
  }

  void add(PostriderConsumer consumer) {
    consumers.add(consumer);
  }

  /** Closes the links that are held no more. */
  void closeWhatIsSettled() {
    if (consumers.isEmpty()) {
      return; // It is asked for each message.
    }
    for (PostriderConsumer consumer : List.copyOf(consumers)) {
      if (!session.settlement().isHolding(consumer.inbound()) && consumers.remove(consumer)) {
        consumer.closeLink();
      }
    }
  }

  /** The session has ended, and the links with it. */
  void sessionEnded() {
    consumers.forEach(endpoints::leave);
    consumers.clear();
  }
}
