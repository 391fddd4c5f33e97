// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import org.postrider.jms.destination.PostriderDestination;

/**
 * What a connection or session may be used for: queues, topics, or both (Jakarta Messaging 6.1 to
 * 6.3; the interfaces of JMS 1.0).
 */
public enum Domain {
  /** Both: all but the interfaces that are named after one. */
  UNIFIED,
  /** QueueConnection and QueueSession. */
  QUEUE,
  /** TopicConnection and TopicSession. */
  TOPIC;

  /** Refuses a destination of the other kind. */
  PostriderDestination checked(PostriderDestination destination) throws JMSException {
    if (destination.kind().isQueue()) {
      checkQueues("queue " + destination.name());
    } else {
      checkTopics("topic " + destination.name());
    }
    return destination;
  }

  /** Refuses, in a topic session, what is for queues. */
  void checkQueues(String what) throws JMSException {
    if (this == TOPIC) {
      throw new IllegalStateException(what + " is not for a topic session or connection");
    }
  }

  /** Refuses, in a queue session, what is for topics. */
  void checkTopics(String what) throws JMSException {
    if (this == QUEUE) {
      throw new IllegalStateException(what + " is not for a queue session or connection");
    }
  }
}
