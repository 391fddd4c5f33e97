// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.ServerSessionPool;
import jakarta.jms.Topic;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.postrider.jms.amqp.AmqpSession;
import org.postrider.jms.destination.PostriderDestination;
import org.postrider.jms.options.AmqpOptions;
import org.postrider.jms.options.JmsOptions;
import org.postrider.jms.settlement.AcknowledgeMode;
import org.postrider.jms.settlement.Received;
import org.postrider.jms.thread.Deadline;
import org.postrider.jms.thread.Waits;

/**
 * The connection consumers of a connection. Their links are the connection's own session's; what
 * they bring is settled as the session demands that runs it, for a transaction may span the
 * sessions of its connection (AMQP 4.2).
 *
 * <p>Thread-safe.
 */
final class ConnectionConsumers {

  /** Where messages go, and how many at a time. */
  record Loading(ServerSessionPool pool, int maxMessages) {

    /** Refuses what cannot be loaded into. */
    static Loading of(@Nullable ServerSessionPool pool, int maxMessages) throws JMSException {
      if (pool == null) {
        throw new JMSException("the server session pool must not be null");
      }
      if (maxMessages <= 0) {
        throw new JMSException("maxMessages " + maxMessages + " must be positive");
      }
      return new Loading(pool, maxMessages);
    }
  }

  /**
   * What is wanted to be consumed.
   *
   * @param name of the subscription, where a kind is given
   * @param kind of the subscription, or null where it has no name
   */
  record Wanted(
      @Nullable Destination destination,
      @Nullable String name,
      @Nullable String selector,
      Subscriptions.@Nullable Kind kind) {

    /** Messages of a queue or topic, without named subscription. */
    Wanted(@Nullable Destination destination, @Nullable String selector) {
      this(destination, null, selector, null);
    }
  }

  private final PostriderConnection connection;
  private final Collection<SessionCore> sessions;
  private final Set<PostriderConnectionConsumer> open = ConcurrentHashMap.newKeySet();
  private final List<PostriderConnectionConsumer> toBeClosed = new CopyOnWriteArrayList<>();
  // Guards start and stop against consumers that come in between.
  private final ReentrantLock startStop = new ReentrantLock();
  private boolean started;
  private @Nullable ReceiverWishes wishes;

  ConnectionConsumers(PostriderConnection connection, Collection<SessionCore> sessions) {
    this.connection = connection;
    this.sessions = sessions;
  }

  /** Makes a consumer that loads messages into the sessions of a pool. */
  PostriderConnectionConsumer create(
      Wanted wanted, @Nullable ServerSessionPool pool, int maxMessages) throws JMSException {
    connection.checkUsable();
    PostriderDestination from = checked(wanted);
    Loading loading = Loading.of(pool, maxMessages);
    connection.ensureOpen();
    ReceiverWishes.Wish wish =
        wanted.kind == null
            ? wishes().consumer(from, wanted.selector, false)
            : wishes()
                .subscriber(
                    from,
                    Subscriptions.checkedName(wanted.name),
                    wanted.selector,
                    false,
                    wanted.kind);
    return open(wish, loading);
  }

  private PostriderDestination checked(Wanted wanted) throws JMSException {
    if (wanted.kind == null) {
      return connection.domain().checked(PostriderDestination.of(wanted.destination));
    }
    connection.domain().checkTopics("a named subscription");
    return Subscriptions.checkedTopic((Topic) wanted.destination, wanted.kind);
  }

  private ReceiverWishes wishes() {
    startStop.lock();
    try {
      ReceiverWishes current = wishes;
      if (current == null) {
        // As in a transaction, for a session that runs the messages may have one: not presettled.
        LinkFactory links =
            new LinkFactory(connection.options(), connection.peer(), AcknowledgeMode.TRANSACTED);
        current = new ReceiverWishes(connection, links, connection.id() + ":consumers");
        wishes = current;
      }
      return current;
    } finally {
      startStop.unlock();
    }
  }

  /** Opens the link of a consumer, and starts it if the connection is started. */
  private PostriderConnectionConsumer open(ReceiverWishes.Wish wish, Loading loading)
      throws JMSException {
    boolean opened = false;
    Deadline deadline = Deadline.in(connection.requestTimeoutMs());
    PostriderConnectionConsumer consumer = null;
    try {
      AmqpSession session = connection.temporaries().session(null, deadline);
      consumer = new PostriderConnectionConsumer(connection, session, wish, loading);
      consumer
          .receiver()
          .link()
          .follow(connection.temporaries().node(wish.subscription().destination()));
      LinkWait.await(consumer.receiver().link(), deadline, "creation of a " + consumer);
      ReceiverWishes.checkShared(wish.subscription(), connection.peer(), consumer.receiver());
      wishes().made(wish.subscription());
      opened = true;
    } finally {
      if (!opened) {
        wishes().leave(wish.subscription());
        if (consumer != null) {
          Waits.abandon(consumer.receiver().close(!wish.subscription().isDurable()));
        }
      }
    }
    startStop.lock();
    try {
      open.add(consumer);
      if (started) {
        consumer.start();
      }
    } finally {
      startStop.unlock();
    }
    return consumer;
  }

  void start() {
    startStop.lock();
    try {
      started = true;
      open.forEach(PostriderConnectionConsumer::start);
    } finally {
      startStop.unlock();
    }
  }

  void stop() {
    startStop.lock();
    try {
      started = false;
      open.forEach(PostriderConnectionConsumer::stop);
    } finally {
      startStop.unlock();
    }
  }

  boolean hasConsumers(PostriderDestination destination) {
    return open.stream()
        .anyMatch(consumer -> consumer.subscription().destination().equals(destination));
  }

  /** On the event loop: the broker closed a consumer. */
  void forget(PostriderConnectionConsumer consumer) {
    if (open.remove(consumer)) {
      wishes().leave(consumer.subscription());
    }
  }

  /** The application closed a consumer: what nobody runs yet goes back, and then the link ends. */
  void closed(PostriderConnectionConsumer consumer, Deadline deadline) {
    forget(consumer);
    for (SessionCore session : sessions) {
      List<Received> unrun = session.loaded().takeBack(consumer);
      consumer.release(unrun);
    }
    long drainTimeoutMs = connection.options().get(AmqpOptions.DRAIN_TIMEOUT);
    long leftMs = deadline.leftMs();
    long patienceMs =
        drainTimeoutMs < 0 || (leftMs >= 0 && leftMs < drainTimeoutMs) ? leftMs : drainTimeoutMs;
    if (!Waits.awaitQuietly(consumer.receiver().credit().suspend(), patienceMs)) {
      consumer.receiver().credit().wake();
    }
    Waits.awaitQuietly(consumer.receiver().release(), deadline.lastMs());
    toBeClosed.add(consumer);
    closeWhatIsSettled(deadline);
  }

  /** Closes the links that waited for what came over them to be settled (AMQP 2.6.12). */
  void closeWhatIsSettled() {
    if (!toBeClosed.isEmpty()) { // It is asked for each message.
      closeWhatIsSettled(Deadline.in(connection.options().get(JmsOptions.CLOSE_TIMEOUT)));
    }
  }

  /** As {@link #closeWhatIsSettled()}, within the time of what is closed with them. */
  void closeWhatIsSettled(Deadline deadline) {
    for (PostriderConnectionConsumer consumer : List.copyOf(toBeClosed)) {
      boolean held = sessions.stream().anyMatch(session -> session.isHolding(consumer.inbound()));
      if (!held && toBeClosed.remove(consumer)) {
        boolean forGood = !consumer.subscription().isDurable();
        Waits.awaitQuietly(consumer.receiver().close(forGood), deadline.lastMs());
      }
    }
  }

  /** The connection closes. */
  void close(Deadline deadline) {
    open.forEach(consumer -> consumer.close(deadline));
  }
}
