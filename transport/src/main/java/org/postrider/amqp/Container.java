// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.postrider.transport.auth.SaslServerSettings;
import org.postrider.transport.netty.AmqpListener;
import org.postrider.transport.netty.IoKind;
import org.postrider.transport.netty.ListenRequest;
import org.postrider.transport.netty.TransportException;

/**
 * Runs an event loop, and calls a {@link MessagingHandler} back for each event of the connections
 * that it makes and accepts.
 *
 * <p>Thread-safe. All callbacks of one container come on one thread, its loop, one after the other;
 * what is asked for on other threads is handed over to it and done in order. A container runs once.
 */
public final class Container {

  private final String id;
  private final MessagingHandler handler;
  private final ContainerLoop loop = new ContainerLoop();
  private final AtomicLong linkNumber = new AtomicLong();

  /** Makes the names of links unique over the lives of containers of the same id. */
  private final String linkPrefix = UUID.randomUUID().toString();

  private volatile ConnectionOptions defaults = new ConnectionOptions();

  /** A container whose handler does nothing, with a generated UUID for its id. */
  public Container() {
    this(new MessagingHandler() {});
  }

  /** A container with a generated UUID for its id. */
  public Container(MessagingHandler handler) {
    this(handler, UUID.randomUUID().toString());
  }

  /**
   * A container.
   *
   * @param id who this end is: sent to every peer as the container-id
   * @throws IllegalArgumentException if the id is blank
   */
  public Container(MessagingHandler handler, String id) {
    this.handler = Checks.given("handler", handler);
    this.id = Checks.text("id", id);
  }

  /** Who this end is: the container-id that every peer is told. */
  public String id() {
    return id;
  }

  MessagingHandler handler() {
    return handler;
  }

  ContainerLoop loop() {
    return loop;
  }

  String uniqueLinkName() {
    return linkPrefix + "-" + linkNumber.incrementAndGet();
  }

  /**
   * Sets how the container's threads wait for sockets: {@code auto} (the default: the best that
   * this machine has), {@code nio}, {@code epoll}, {@code io_uring} or {@code kqueue}.
   *
   * @throws IllegalArgumentException if it is none of these, or not available on this machine
   * @throws IllegalStateException if the container has run, listened or connected
   */
  public Container io(String kind) {
    Checks.given("io", kind);
    IoKind wanted;
    try {
      wanted = IoKind.valueOf(kind.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException unknown) {
      throw new IllegalArgumentException(
          "io '" + kind + "' must be auto, nio, epoll, io_uring or kqueue", unknown);
    }
    Throwable why = wanted.unavailability();
    if (why != null) {
      throw new IllegalArgumentException("io '" + kind + "' is not available here: " + why, why);
    }
    loop.ioKind(wanted);
    return this;
  }

  /** Options that every connection made from now on has, unless its own say otherwise. */
  public void connectionDefaults(ConnectionOptions options) {
    Checks.given("options", options);
    if (options.values().isSet(ConnectionOptions.URLS)) {
      throw new IllegalArgumentException("urls must be given to a connection, not as a default");
    }
    defaults = options.over(new ConnectionOptions());
  }

  // Running.

  /**
   * Runs the loop until nothing is left to do (no connection, acceptor or timer task) or {@link
   * #stop} is called. The callbacks come on the loop's own thread, while this one waits. An
   * interrupt stops the container and is kept.
   *
   * @throws RuntimeException what a handler, other than in {@code onMessage}, has thrown, or an
   *     {@link Error}
   * @throws IllegalStateException if it is called on the loop, or the container was stopped before
   */
  public void run() {
    if (loop.isInside()) {
      throw new IllegalStateException("run() must not be called by a handler");
    }
    begin();
    loop.endWhenIdle();
    try {
      loop.awaitEnd();
    } catch (InterruptedException interrupted) {
      loop.stop();
      Thread.currentThread().interrupt();
    }
    rethrow(loop.failure());
  }

  private static void rethrow(@Nullable Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    } else if (failure instanceof RuntimeException exception) {
      throw exception;
    } else if (failure != null) {
      throw new IllegalStateException(failure);
    }
  }

  /**
   * Starts the loop on threads of its own, and returns. It goes on until {@link #stop}, and keeps
   * the JVM alive until then. Without effect on a container that is running.
   *
   * @throws IllegalStateException if the container was stopped before
   * @throws OutOfMemoryError if the machine has no thread for it; the container is stopped then
   */
  public void start() {
    start(task -> new Thread(task, "postrider-container-" + id));
  }

  void start(ThreadFactory keepers) {
    try {
      if (begin()) {
        keepers.newThread(this::keepAlive).start();
      }
    } catch (Error none) {
      // To go on, with nothing that keeps the JVM alive, is not what was asked for.
      loop.stop();
      throw none;
    }
  }

  /** The loop's threads are daemons: a thread that waits for their end is not. */
  private void keepAlive() {
    try {
      loop.awaitEnd();
    } catch (InterruptedException interrupted) {
      loop.stop();
      Thread.currentThread().interrupt();
    }
  }

  private boolean begin() {
    if (loop.isStopped()) {
      throw new IllegalStateException("container " + id + " is stopped; make a new one");
    }
    return loop.start(handler, new Event(EventType.START, this));
  }

  /**
   * Stops: acceptors, timer tasks and connections are closed, the latter in good order, and then
   * {@link #run} returns. Returns at once; {@link #awaitStopped} waits. Of a container that never
   * ran, too: no connection is made, and the messages that were sent are lost.
   */
  public void stop() {
    loop.stop();
  }

  /**
   * Waits for the end of the loop.
   *
   * @return whether it came in time
   * @throws InterruptedException if the thread is interrupted meanwhile
   */
  public boolean awaitStopped(Duration time) throws InterruptedException {
    return loop.awaitEnd(time);
  }

  /** What a handler or command has thrown, so that the container ended; null if nothing was. */
  public @Nullable Throwable failure() {
    return loop.failure();
  }

  /**
   * Runs something on the loop, where it may use everything as a handler does. What is given before
   * the container runs comes after {@code onStart}. What it throws ends the container.
   *
   * @throws IllegalStateException if the container is stopped
   */
  public void execute(Runnable command) {
    loop.execute(Checks.given("command", command));
  }

  /**
   * Has {@link MessagingHandler#onTimerTask} called after a delay.
   *
   * @param delay 0 or more
   */
  public TimerTask schedule(Duration delay) {
    return schedule(delay, handler);
  }

  /**
   * Has {@link MessagingHandler#onTimerTask} of a handler called after a delay.
   *
   * @param delay 0 or more
   */
  public TimerTask schedule(Duration delay, MessagingHandler taskHandler) {
    Checks.duration("delay", delay, Duration.ZERO, Duration.ofDays(365));
    checkNotStopped();
    TimerTask task = new TimerTask(this, Checks.given("handler", taskHandler));
    loop.run(() -> task.start(delay.toMillis()));
    return task;
  }

  // Connections.

  /**
   * Connects to a peer, with default options. Returns at once; {@link
   * MessagingHandler#onConnectionOpened} tells of success, {@link
   * MessagingHandler#onTransportError} of each failure.
   *
   * @throws IllegalArgumentException if the URL is refused by {@link ConnectionUrl#parse}
   * @throws IllegalStateException if the container is stopped
   */
  public Connection connect(String url) {
    return connect(url, new ConnectionOptions());
  }

  /**
   * Connects to a peer.
   *
   * @throws IllegalArgumentException if the URL is refused by {@link ConnectionUrl#parse}, or the
   *     options have {@link ConnectionOptions#urls}, or a password without a user
   * @throws IllegalStateException if the container is stopped
   */
  public Connection connect(String url, ConnectionOptions options) {
    Checks.given("options", options);
    if (options.values().isSet(ConnectionOptions.URLS)) {
      throw new IllegalArgumentException(
          "url '"
              + ConnectionUrl.masked(String.valueOf(url))
              + "' and urls "
              + options.values().find(ConnectionOptions.URLS)
              + " must not be given together");
    }
    ConnectionUrl parsed = ConnectionUrl.parse(url);
    ConnectionOptions own = options.over(defaults);
    own.values().set(ConnectionOptions.URLS, List.of(parsed));
    return connectWith(own);
  }

  /**
   * Connects to a peer at one of the options' {@code urls}.
   *
   * @throws IllegalArgumentException if the options have no {@code urls}, or a password without a
   *     user
   * @throws IllegalStateException if the container is stopped
   */
  public Connection connect(ConnectionOptions options) {
    Checks.given("options", options);
    if (!options.values().isSet(ConnectionOptions.URLS)) {
      throw new IllegalArgumentException("urls null: either a url or urls must be given");
    }
    return connectWith(options.over(defaults));
  }

  private Connection connectWith(ConnectionOptions options) {
    OptionValues values = options.values();
    if (values.isSet(ConnectionOptions.PASSWORD) && !values.isSet(ConnectionOptions.USER)) {
      throw new IllegalArgumentException("password '***' must come with a user");
    }
    checkNotStopped();
    Connection connection = new Connection(this, options, null);
    if (!loop.tryRun(connection.core()::connect, connection.fault())) {
      throw stopped();
    }
    return connection;
  }

  private void checkNotStopped() {
    if (loop.isStopped()) {
      throw stopped();
    }
  }

  private IllegalStateException stopped() {
    return new IllegalStateException("container " + id + " is stopped");
  }

  /**
   * Accepts connections at an address, for example {@code amqp://127.0.0.1:0} for any free port.
   * The port is open when this returns; what connects before the container runs waits until then.
   * Clients come without SASL, or with ANONYMOUS.
   *
   * @throws IllegalArgumentException if the URL is refused by {@link ConnectionUrl#parseForListen}
   * @throws UncheckedIOException if the port cannot be had
   * @throws IllegalStateException if the container is stopped
   */
  public Acceptor listen(String url) {
    return listen(url, new ConnectionOptions());
  }

  /**
   * Accepts connections at an address, each with these options; of them, those that say where and
   * how to connect have no meaning. With {@code amqps}, {@link ConnectionOptions#tls} must give a
   * certificate.
   *
   * @throws IllegalArgumentException if the URL is refused by {@link ConnectionUrl#parseForListen}
   * @throws UncheckedIOException if the port cannot be had, or a file of TLS is of no use
   * @throws IllegalStateException if the container is stopped
   */
  public Acceptor listen(String url, ConnectionOptions options) {
    Checks.given("options", options);
    ConnectionUrl parsed = ConnectionUrl.parseForListen(url);
    checkNotStopped();
    ConnectionOptions own = options.over(defaults);
    ListenRequest request =
        new ListenRequest(
            parsed.address(),
            SocketSettings.of(own).build(),
            SaslServerSettings.open(),
            own.values().get(ConnectionOptions.MAX_CONNECTIONS).intValue());
    Acceptor acceptor = new Acceptor(this, parsed, own);
    try {
      acceptor.bind(
          AmqpListener.bind(loop.acceptingLoops(), loop.loops(), request, acceptor::accepted));
    } catch (TransportException refused) {
      checkNotStopped();
      throw new UncheckedIOException(refused);
    }
    if (!loop.tryRun(acceptor::start, loop::fail)) {
      acceptor.close();
      throw stopped();
    }
    return acceptor;
  }

  // Links.

  /** A link that sends to a node over the connection's default session. */
  public Sender createSender(Connection connection, @Nullable String target) {
    return Checks.given("connection", connection).defaultSession().createSender(target);
  }

  /**
   * A link that sends to a node over the connection's default session.
   *
   * @param target the node's address; null for none, when each message has its own in {@code to}
   * @throws IllegalStateException if the connection is closed
   */
  public Sender createSender(
      Connection connection, @Nullable String target, SenderOptions options) {
    return Checks.given("connection", connection).defaultSession().createSender(target, options);
  }

  /** A link that receives from a node over the connection's default session. */
  public Receiver createReceiver(Connection connection, @Nullable String source) {
    return Checks.given("connection", connection).defaultSession().createReceiver(source);
  }

  /**
   * A link that receives from a node over the connection's default session.
   *
   * @param source the node's address; null where it is dynamic
   * @throws IllegalStateException if the connection is closed
   * @throws IllegalArgumentException if a durable subscription is wanted without a name
   */
  public Receiver createReceiver(
      Connection connection, @Nullable String source, ReceiverOptions options) {
    return Checks.given("connection", connection).defaultSession().createReceiver(source, options);
  }

  // Transactions.

  /**
   * Declares a local transaction on the connection's default session; {@link
   * MessagingHandler#onTransactionDeclared} follows.
   *
   * @throws IllegalStateException if the connection is closed
   */
  public Transaction declareTransaction(Connection connection) {
    return Checks.given("connection", connection).defaultSession().declareTransaction(null, false);
  }

  /** The same with a handler of its own for the transaction's events. */
  public Transaction declareTransaction(
      Connection connection, MessagingHandler transactionHandler) {
    return Checks.given("connection", connection)
        .defaultSession()
        .declareTransaction(transactionHandler, false);
  }

  /** The same on another session, for links of that session. */
  public Transaction declareTransaction(Session session, MessagingHandler transactionHandler) {
    return Checks.given("session", session).declareTransaction(transactionHandler, false);
  }

  /**
   * The same with a choice of how deliveries are accepted in it.
   *
   * @param settleBeforeDischarge whether accepting settles at once, so that after a rollback the
   *     peer decides alone, and counts a failed attempt; else they are released then
   */
  public Transaction declareTransaction(
      Session session, MessagingHandler transactionHandler, boolean settleBeforeDischarge) {
    return Checks.given("session", session)
        .declareTransaction(transactionHandler, settleBeforeDischarge);
  }

  /** The container's id. */
  @Override
  public String toString() {
    return "container " + id;
  }
}
