// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.destination;

import jakarta.jms.Destination;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TemporaryTopic;
import jakarta.jms.Topic;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.wire.Printable;

/**
 * A destination of this provider: a kind and a name.
 *
 * <p>Immutable; equal to another of the same kind and name.
 */
public sealed interface PostriderDestination extends Destination
    permits PostriderQueue, PostriderTopic, PostriderTemporaryQueue, PostriderTemporaryTopic {

  /** The name, which is the AMQP address without the prefix. */
  String name();

  /**
   * The name as it may stand in messages and logs: a broker has given that of a temporary
   * destination, and whoever sent a message that of its reply-to.
   */
  default String shown() {
    return Printable.name(name());
  }

  /**
   * The name as an address without the prefix: the same, but for a temporary destination whose
   * connection was lost and found again.
   */
  default String address() {
    return name();
  }

  /** Queue or topic, temporary or not. */
  DestinationKind kind();

  /**
   * A destination of any provider as one of ours.
   *
   * @throws InvalidDestinationException if it is null or has no name
   */
  static PostriderDestination of(@Nullable Destination destination) throws JMSException {
    if (destination instanceof PostriderDestination own) {
      return own;
    }
    if (destination == null) {
      throw new InvalidDestinationException("destination must not be null");
    }
    // One class may be both a queue and a topic; the name that is there decides.
    if (destination instanceof Queue queue && isName(queue.getQueueName())) {
      boolean temporary = destination instanceof TemporaryQueue;
      return (temporary ? DestinationKind.TEMPORARY_QUEUE : DestinationKind.QUEUE)
          .named(queue.getQueueName());
    }
    if (destination instanceof Topic topic && isName(topic.getTopicName())) {
      boolean temporary = destination instanceof TemporaryTopic;
      return (temporary ? DestinationKind.TEMPORARY_TOPIC : DestinationKind.TOPIC)
          .named(topic.getTopicName());
    }
    throw new InvalidDestinationException(
        "destination of " + destination.getClass().getName() + " must be a queue or topic by name");
  }

  private static boolean isName(@Nullable String name) {
    return name != null && !name.isEmpty();
  }
}
