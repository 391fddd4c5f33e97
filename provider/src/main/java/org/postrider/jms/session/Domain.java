// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import jakarta.jms.Topic;
import org.jspecify.annotations.Nullable;
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
    boolean queue = destination.kind().isQueue();
    if (this == (queue ? TOPIC : QUEUE)) {
      throw refusal((queue ? "queue " : "topic ") + destination.shown());
    }
    return destination;
  }

  /** What the interfaces of the queue domain tell; a topic is not theirs to tell. */
  static @Nullable Queue queue(@Nullable PostriderDestination destination) throws JMSException {
    if (destination == null || destination instanceof Queue) {
      return (Queue) destination;
    }
    throw new IllegalStateException("topic " + destination.shown() + " is not a queue");
  }

  /** What the interfaces of the topic domain tell; a queue is not theirs to tell. */
  static @Nullable Topic topic(@Nullable PostriderDestination destination) throws JMSException {
    if (destination == null || destination instanceof Topic) {
      return (Topic) destination;
    }
    throw new IllegalStateException("queue " + destination.shown() + " is not a topic");
  }

  /** Refuses, in a topic session, what is for queues. */
  void checkQueues(String what) throws JMSException {
    if (this == TOPIC) {
      throw refusal(what);
    }
  }

  /** Refuses, in a queue session, what is for topics. */
  void checkTopics(String what) throws JMSException {
    if (this == QUEUE) {
      throw refusal(what);
    }
  }

  private IllegalStateException refusal(String what) {
    String only = this == QUEUE ? "queue" : "topic";
    return new IllegalStateException(what + " is not for a " + only + " session or connection");
  }
}
