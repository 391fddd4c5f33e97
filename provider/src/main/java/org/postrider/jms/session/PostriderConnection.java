// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import jakarta.jms.ConnectionConsumer;
import jakarta.jms.ConnectionMetaData;
import jakarta.jms.Destination;
import jakarta.jms.ExceptionListener;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import jakarta.jms.QueueConnection;
import jakarta.jms.QueueSession;
import jakarta.jms.ServerSessionPool;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import jakarta.jms.TopicConnection;
import jakarta.jms.TopicSession;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.postrider.jms.amqp.AmqpConnection;
import org.postrider.jms.amqp.ConnectionEvents;
import org.postrider.jms.connect.Peer;
import org.postrider.jms.connect.ProviderMetaData;
import org.postrider.jms.destination.PostriderDestination;
import org.postrider.jms.event.ConnectionListener;
import org.postrider.jms.event.ListenableConnection;
import org.postrider.jms.message.MessageSettings;
import org.postrider.jms.options.JmsOptions;
import org.postrider.jms.options.Options;
import org.postrider.jms.settlement.AcknowledgeMode;
import org.postrider.jms.thread.Deadline;
import org.postrider.jms.thread.Threads;
import org.postrider.jms.thread.Waits;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to a broker (Jakarta Messaging 6.1).
 *
 * <p>Thread-safe. Authentication happens when it is made; the AMQP open, which tells the client id,
 * waits for the first call that needs it.
 */
public final class PostriderConnection
    implements QueueConnection, TopicConnection, ListenableConnection {

  private static final Logger LOG = LoggerFactory.getLogger(PostriderConnection.class);

  private final Options options;
  private final Domain domain;
  private final String generatedId;
  private final Threads threads;
  private final Reports reports;
  private final TemporaryLinks temporaries = new TemporaryLinks(this);
  private final Subscriptions subscriptions = new Subscriptions();
  private final Set<SessionCore> sessions = ConcurrentHashMap.newKeySet(1);
  private final ConnectionConsumers connectionConsumers = new ConnectionConsumers(this, sessions);
  private final AtomicInteger sessionsMade = new AtomicInteger();
  private final ConnectionClose closing = new ConnectionClose(this, sessions);
  private final AmqpConnection amqp;
  private final ConnectionOpening opening;

  // Guards start and stop, and sessions that come in between.
  private final ReentrantLock lock = new ReentrantLock();
  private volatile boolean started;
  private volatile boolean everStarted;
  private volatile boolean relay;
  private volatile @Nullable JMSException failure;

  PostriderConnection(
      Options options,
      Domain domain,
      Listeners listeners,
      Function<ConnectionEvents, AmqpConnection> factory) {
    this.options = options;
    this.domain = domain;
    String uuid = UUID.randomUUID().toString();
    generatedId = options.get(JmsOptions.CONNECTION_ID_PREFIX) + uuid;
    String threadId = uuid.substring(uuid.length() - 8);
    threads = new Threads(threadId, options.get(JmsOptions.USE_DAEMON_THREAD));
    reports = new Reports(threads.named("events"), new NoThread.OfEvents(this), listeners);
    amqp = factory.apply(new Events());
    opening = new ConnectionOpening(options, uuid, amqp, reports);
  }

  /** What the event loop tells. */
  private final class Events implements ConnectionEvents {

    @Override
    public void opened(Peer peer) {
      relay = peer.anonymousRelay();
    }

    @Override
    public void interrupted(String remote, JMSException cause) {
      reports.tell(listener -> listener.interrupted(remote, cause));
    }

    @Override
    public void restored(String remote) {
      // What closes is not missing any more, but neither is it back.
      if (!closing.isBegun()) {
        reports.tell(listener -> listener.restored(remote));
      }
    }

    @Override
    public void failed(JMSException cause) {
      connectionFailed(cause);
    }

    @Override
    public void asyncFailure(JMSException cause) {
      reports.failure(cause);
    }
  }

  /** Opens at once where the client id is settled, so that a bad one is refused here. */
  void openIfSettled(Deadline deadline) throws JMSException {
    if (opening.isSettled()) {
      checkUsable();
      opening.ensureOpen(deadline);
    }
  }

  // State

  /** Whether the broker of now, or of the last connection, takes messages to any destination. */
  boolean hasRelay() {
    return relay;
  }

  /** Refuses a connection that is closed or broken. */
  void checkUsable() throws JMSException {
    JMSException cause = failure;
    if (isRefused()) {
      throw new IllegalStateException("the connection is closed");
    }
    if (cause != null) {
      IllegalStateException broken =
          new IllegalStateException(
              "the connection has failed: " + cause.getMessage(), cause.getErrorCode());
      broken.initCause(cause);
      throw broken;
    }
  }

  /** Whether its close was called. */
  boolean isClosing() {
    return closing.isBegun();
  }

  /** Whether the caller must not use it: it is closed, or closes and no listener of it calls. */
  boolean isRefused() {
    return closing.isBegun()
        && (closing.isOver() || sessions.stream().noneMatch(SessionCore::isInCallback));
  }

  /** Opens the connection at its first use, and refuses one that is closed or broken. */
  void ensureOpen() throws JMSException {
    checkUsable();
    opening.ensureOpen();
  }

  Options options() {
    return options;
  }

  /** The client id can be set no more. */
  void used() {
    opening.clientId().used();
  }

  /** What makes names that no other connection has. */
  String id() {
    return generatedId;
  }

  Domain domain() {
    return domain;
  }

  @Nullable String user() {
    return options.find(JmsOptions.USERNAME);
  }

  /** Whom the application set to hear of what has no caller. */
  Reports reports() {
    return reports;
  }

  Threads threads() {
    return threads;
  }

  AmqpConnection amqp() {
    return amqp;
  }

  Peer peer() {
    return opening.peer();
  }

  MessageSettings messageSettings() {
    return opening.messageSettings();
  }

  boolean isStarted() {
    return started;
  }

  boolean wasEverStarted() {
    return everStarted;
  }

  long requestTimeoutMs() {
    return options.get(JmsOptions.REQUEST_TIMEOUT);
  }

  // Client id

  @Override
  public @Nullable String getClientID() throws JMSException {
    checkUsable();
    return opening.clientId().get();
  }

  @Override
  public void setClientID(@Nullable String newClientId) throws JMSException {
    checkUsable();
    opening.clientId().set(newClientId);
    ensureOpen();
  }

  // Sessions

  @Override
  public Session createSession() throws JMSException {
    return createSession(false, Session.AUTO_ACKNOWLEDGE);
  }

  @Override
  public Session createSession(int mode) throws JMSException {
    return createSession(mode == Session.SESSION_TRANSACTED, mode);
  }

  @Override
  public Session createSession(boolean transacted, int mode) throws JMSException {
    return session(Domain.UNIFIED, transacted, mode);
  }

  @Override
  public QueueSession createQueueSession(boolean transacted, int mode) throws JMSException {
    return session(Domain.QUEUE, transacted, mode);
  }

  @Override
  public TopicSession createTopicSession(boolean transacted, int mode) throws JMSException {
    return session(Domain.TOPIC, transacted, mode);
  }

  private PostriderSession session(Domain of, boolean transacted, int number) throws JMSException {
    checkUsable();
    AcknowledgeMode mode = transacted ? AcknowledgeMode.TRANSACTED : AcknowledgeMode.of(number);
    ensureOpen();
    SessionCore core =
        new SessionCore(this, mode, of, generatedId + ":" + sessionsMade.incrementAndGet());
    lock.lock();
    try {
      sessions.add(core);
      if (started) {
        core.start();
      }
      if (closing.isBegun()) {
        core.closing().shutListeners();
      }
    } finally {
      lock.unlock();
    }
    try {
      core.begin();
    } catch (JMSException failed) {
      sessions.remove(core);
      throw failed;
    }
    return core.facade();
  }

  void forget(SessionCore session) {
    sessions.remove(session);
  }

  // Start and stop

  @Override
  public void start() throws JMSException {
    ensureOpen();
    lock.lock();
    try {
      if (!started && !closing.isBegun()) {
        everStarted = true;
        started = true;
        sessions.forEach(SessionCore::start);
        connectionConsumers.start();
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void stop() throws JMSException {
    checkUsable();
    checkNotInCallback("stop its connection");
    opening.clientId().used();
    lock.lock();
    try {
      started = false;
      connectionConsumers.stop();
      sessions.forEach(SessionCore::stop);
    } finally {
      lock.unlock();
    }
    // Without the lock: a listener that is waited for may call this connection.
    SessionCore.awaitStopped(sessions, options.get(JmsOptions.CLOSE_TIMEOUT));
  }

  private void checkNotInCallback(String what) throws JMSException {
    for (SessionCore session : sessions) {
      session.checkNotInCallback(what);
    }
  }

  // Failures

  @Override
  public @Nullable ExceptionListener getExceptionListener() throws JMSException {
    checkUsable();
    return reports.exceptionListener();
  }

  @Override
  public void setExceptionListener(@Nullable ExceptionListener listener) throws JMSException {
    checkUsable();
    reports.exceptionListener(listener);
  }

  @Override
  public @Nullable ConnectionListener getConnectionListener() throws JMSException {
    checkUsable();
    return reports.connectionListener();
  }

  @Override
  public void setConnectionListener(@Nullable ConnectionListener listener) throws JMSException {
    checkUsable();
    reports.connectionListener(listener);
  }

  /** On the event loop: the connection is gone. */
  private void connectionFailed(JMSException cause) {
    if (failure == null && !closing.isOver()) {
      failure = cause;
      sessions.forEach(session -> session.connectionFailed(cause));
      LOG.info("{}", cause.getMessage());
      if (!closing.isBegun()) {
        reports.tell(listener -> listener.failed(cause));
        reports.failure(cause);
      }
      Waits.abandon(amqp.terminate());
    }
  }

  // Subscriptions and temporary destinations

  Subscriptions subscriptions() {
    return subscriptions;
  }

  TemporaryLinks temporaries() {
    return temporaries;
  }

  boolean hasConsumers(PostriderDestination destination) {
    return connectionConsumers.hasConsumers(destination)
        || sessions.stream().anyMatch(session -> session.endpoints().hasConsumers(destination));
  }

  // Close

  @Override
  public void close() throws JMSException {
    checkNotInCallback("close its connection");
    closing.run();
  }

  /** Has no listener of any session called any more, nor anything loaded. */
  void shutListeners() {
    lock.lock();
    try {
      connectionConsumers.stop();
      sessions.forEach(session -> session.closing().shutListeners());
    } finally {
      lock.unlock();
    }
  }

  /** Lets go of everything after an opening that failed. */
  void abandon() {
    closing.never();
    Waits.abandon(amqp.terminate());
    reports.close(Deadline.in(0));
  }

  // The rest

  @Override
  public ConnectionMetaData getMetaData() throws JMSException {
    checkUsable();
    return new ProviderMetaData();
  }

  // Connection consumers

  ConnectionConsumers connectionConsumers() {
    return connectionConsumers;
  }

  @Override
  public ConnectionConsumer createConnectionConsumer(
      Queue queue, @Nullable String selector, ServerSessionPool pool, int maxMessages)
      throws JMSException {
    return createConnectionConsumer((Destination) queue, selector, pool, maxMessages);
  }

  @Override
  public ConnectionConsumer createConnectionConsumer(
      Topic topic, @Nullable String selector, ServerSessionPool pool, int maxMessages)
      throws JMSException {
    return createConnectionConsumer((Destination) topic, selector, pool, maxMessages);
  }

  @Override
  public ConnectionConsumer createConnectionConsumer(
      Destination destination, @Nullable String selector, ServerSessionPool pool, int maxMessages)
      throws JMSException {
    return connectionConsumers.create(
        new ConnectionConsumers.Wanted(destination, selector), pool, maxMessages);
  }

  @Override
  public ConnectionConsumer createSharedConnectionConsumer(
      Topic topic, String name, @Nullable String selector, ServerSessionPool pool, int maxMessages)
      throws JMSException {
    return connectionConsumers.create(
        new ConnectionConsumers.Wanted(topic, name, selector, Subscriptions.Kind.SHARED),
        pool,
        maxMessages);
  }

  @Override
  public ConnectionConsumer createDurableConnectionConsumer(
      Topic topic, String name, @Nullable String selector, ServerSessionPool pool, int maxMessages)
      throws JMSException {
    return connectionConsumers.create(
        new ConnectionConsumers.Wanted(topic, name, selector, Subscriptions.Kind.DURABLE),
        pool,
        maxMessages);
  }

  @Override
  public ConnectionConsumer createSharedDurableConnectionConsumer(
      Topic topic, String name, @Nullable String selector, ServerSessionPool pool, int maxMessages)
      throws JMSException {
    return connectionConsumers.create(
        new ConnectionConsumers.Wanted(topic, name, selector, Subscriptions.Kind.SHARED_DURABLE),
        pool,
        maxMessages);
  }
}
