// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import jakarta.jms.IllegalStateException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.postrider.jms.amqp.AmqpSession;
import org.postrider.jms.amqp.TemporaryNode;
import org.postrider.jms.destination.DestinationKind;
import org.postrider.jms.destination.PostriderDestination;
import org.postrider.jms.destination.PostriderTemporaryQueue;
import org.postrider.jms.destination.PostriderTemporaryTopic;
import org.postrider.jms.destination.TemporaryDestinations;
import org.postrider.jms.thread.Deadline;
import org.postrider.jms.thread.Waits;

/**
 * The temporary destinations of a connection: each lives as long as the link that made it (Jakarta
 * Messaging 6.2.2).
 *
 * <p>Thread-safe.
 */
final class TemporaryLinks implements TemporaryDestinations {

  private final Map<PostriderDestination, TemporaryNode> nodes = new ConcurrentHashMap<>();
  private final PostriderConnection connection;
  private final AtomicReference<@Nullable AmqpSession> session = new AtomicReference<>();

  TemporaryLinks(PostriderConnection connection) {
    this.connection = connection;
  }

  /**
   * Has the broker make a destination.
   *
   * @param asking the session of the call, whose end is that of the wait too
   */
  PostriderDestination create(AmqpSession asking, DestinationKind kind) throws JMSException {
    Deadline deadline = Deadline.in(connection.requestTimeoutMs());
    AtomicReference<PostriderDestination> made = new AtomicReference<>();
    TemporaryNode node =
        new TemporaryNode(
            session(asking, deadline),
            LinkFactory.temporary("postrider:temporary:" + UUID.randomUUID(), kind),
            (cause, alone) -> ended(made.get(), cause, alone));
    String name = open(node, asking, deadline);
    PostriderDestination destination =
        kind == DestinationKind.TEMPORARY_QUEUE
            ? new PostriderTemporaryQueue(name, this)
            : new PostriderTemporaryTopic(name, this);
    nodes.put(destination, node);
    made.set(destination);
    return destination;
  }

  private static String open(TemporaryNode node, AmqpSession asking, Deadline deadline)
      throws JMSException {
    String name = null;
    try {
      Waits.await(asking.awaiting(node.open()), deadline, "creation of a temporary destination");
      name = node.address();
    } finally {
      if (name == null) {
        // Nobody will know of it.
        Waits.abandon(node.close());
      }
    }
    if (name == null) {
      throw new JMSException("the broker told no address of the temporary destination");
    }
    return name;
  }

  /** On the event loop: the broker took a destination away. */
  private void ended(
      @Nullable PostriderDestination destination, JMSException cause, boolean alone) {
    if (destination != null) {
      nodes.remove(destination);
    }
    if (alone) {
      connection.reports().failure(cause);
    }
  }

  /** The node of a destination that this connection has made, or null. */
  @Nullable TemporaryNode node(@Nullable PostriderDestination destination) {
    return destination == null ? null : nodes.get(destination);
  }

  @Override
  public String address(PostriderDestination destination) {
    TemporaryNode node = nodes.get(destination);
    String address = node == null ? null : node.address();
    return address == null ? destination.name() : address;
  }

  /**
   * The connection's own session, begun when it is first needed. Each who needs it waits for the
   * same begin, as long as it may itself.
   *
   * @param asking the session of the call, whose end is that of the wait too; null if it has none
   */
  AmqpSession session(@Nullable AmqpSession asking, Deadline deadline) throws JMSException {
    AmqpSession current =
        session.updateAndGet(
            begun ->
                begun == null ? new AmqpSession(connection.amqp(), this::sessionEnded) : begun);
    // A copy, as the end of one wait must not be that of another.
    CompletableFuture<Void> begun = current.begin().copy();
    try {
      Waits.await(asking == null ? begun : asking.awaiting(begun), deadline, "begin of a session");
    } finally {
      if (current.isRefused()) {
        session.compareAndSet(current, null);
      }
    }
    return current;
  }

  /** The broker ended the session, and with it the destinations: the next one begins another. */
  private void sessionEnded(JMSException cause) {
    session.set(null);
    connection.reports().failure(cause);
  }

  /** Whether this connection made the destination and has not deleted it. */
  private boolean isOwn(PostriderDestination destination) {
    return nodes.containsKey(destination);
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
              + destination.shown()
              + " belongs to another connection, or is deleted");
    }
  }

  /** Refuses to send to a temporary destination that this connection made and deleted. */
  void checkNotDeleted(PostriderDestination destination) throws JMSException {
    if (isDeleted(destination)) {
      throw new InvalidDestinationException(
          "temporary destination " + destination.shown() + " is deleted");
    }
  }

  @Override
  public void delete(PostriderDestination destination) throws JMSException {
    if (connection.hasConsumers(destination)) {
      throw new IllegalStateException(
          "temporary destination " + destination.shown() + " has consumers");
    }
    TemporaryNode node = nodes.remove(destination);
    if (node != null) {
      Waits.await(
          node.close(), connection.requestTimeoutMs(), "deletion of a temporary destination");
    }
  }
}
