// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.postrider.jms.options.JmsOptions;
import org.postrider.jms.thread.Deadline;

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

  /** Closes the links that are held no more, in the time of one close. */
  void closeWhatIsSettled() {
    if (consumers.isEmpty()) {
      return; // It is asked for each message.
    }
    // For all of them: whoever acknowledges or commits waits for this.
    Deadline deadline = Deadline.in(session.options().get(JmsOptions.CLOSE_TIMEOUT));
    for (PostriderConsumer consumer : List.copyOf(consumers)) {
      if (!session.settlement().isHolding(consumer.inbound()) && consumers.remove(consumer)) {
        consumer.closeLink(deadline);
      }
    }
  }

  /** The session has ended, and the links with it. */
  void sessionEnded() {
    consumers.forEach(endpoints::leave);
    consumers.clear();
  }
}
