// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import jakarta.jms.IllegalStateException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.Target;
import org.postrider.jms.destination.DestinationKind;
import org.postrider.jms.destination.PostriderDestination;
import org.postrider.jms.destination.PostriderTemporaryQueue;
import org.postrider.jms.destination.PostriderTemporaryTopic;
import org.postrider.jms.destination.TemporaryDestinations;

/**
 * The temporary destinations of a connection: each lives as long as the link that made it (Jakarta
 * Messaging 6.2.2).
 *
 * <p>Thread-safe.
 */
final class TemporaryLinks implements TemporaryDestinations {

  private final Map<PostriderDestination, AmqpSender> links = new ConcurrentHashMap<>();
  private final PostriderConnection connection;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile @Nullable AmqpSession session;

  TemporaryLinks(PostriderConnection connection) {
    this.connection = connection;
  }

  /** Has the broker make a destination. */
  PostriderDestination create(DestinationKind kind) throws JMSException {
    AmqpSender link =
        new AmqpSender(
            session(),
            LinkFactory.temporary("postrider:temporary:" + UUID.randomUUID(), kind),
            (cause, alone) -> {});
    Waits.await(link.open(), connection.requestTimeoutMs(), "creation of a temporary destination");
    String name = name(link);
    PostriderDestination destination =
        kind == DestinationKind.TEMPORARY_QUEUE
            ? new PostriderTemporaryQueue(name, this)
            : new PostriderTemporaryTopic(name, this);
    links.put(destination, link);
    return destination;
  }

  private static String name(AmqpSender link) throws JMSException {
    if (link.link() != null
        && link.link().remoteTarget() instanceof Target target
        && target.address() != null) {
      return target.address();
    }
    throw new JMSException("the broker told no address of the temporary destination");
  }

  /** The connection's own session, begun when it is first needed. */
  AmqpSession session() throws JMSException {
    lock.lock();
    try {
      AmqpSession current = session;
      if (current == null) {
        current = new AmqpSession(connection.amqp(), this::sessionEnded);
        Waits.await(current.begin(), connection.requestTimeoutMs(), "begin of a session");
        session = current;
      }
      return current;
    } finally {
      lock.unlock();
    }
  }

  /** The broker ended the session, and with it the destinations: the next one begins another. */
  private void sessionEnded(JMSException cause) {
    session = null;
    connection.reports().failure(cause);
  }

  /** Whether this connection made the destination and has not deleted it. */
  private boolean isOwn(PostriderDestination destination) {
    return links.containsKey(destination);
  }

  /** Whether the destination was made here and is deleted: the object itself knows its maker. */
  private boolean isDeleted(PostriderDestination destination) {
    TemporaryDestinations maker =
        destination instanceof PostriderTemporaryQueue queue
            ? queue.owner()
            : destination instanceof PostriderTemporaryTopic topic ? topic.owner() : null;
    return maker == this && !isOwn(destination);
  }

  /** Refuses to consume from a temporary destination of another connection. */
  void checkOwn(PostriderDestination destination) throws JMSException {
    if (destination.kind().isTemporary() && !isOwn(destination)) {
      throw new InvalidDestinationException(
          "temporary destination "
              + destination.name()
              + " belongs to another connection, or is deleted");
    }
  }

  /** Refuses to send to a temporary destination that this connection made and deleted. */
  void checkNotDeleted(PostriderDestination destination) throws JMSException {
    if (isDeleted(destination)) {
      throw new InvalidDestinationException(
          "temporary destination " + destination.name() + " is deleted");
    }
  }

  @Override
  public void delete(PostriderDestination destination) throws JMSException {
    if (connection.hasConsumers(destination)) {
      throw new IllegalStateException(
          "temporary destination " + destination.name() + " has consumers");
    }
    AmqpSender link = links.remove(destination);
    if (link != null) {
      Waits.await(
          link.close(), connection.requestTimeoutMs(), "deletion of a temporary destination");
    }
  }
}
