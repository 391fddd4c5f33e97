// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.transaction.Coordinator;
import org.postrider.codec.wire.Printable;
import org.postrider.transport.engine.ReceiverLink;
import org.postrider.transport.engine.SenderLink;
import org.postrider.transport.engine.SessionEndpoint;
import org.postrider.transport.engine.SessionListener;
import org.postrider.transport.engine.SessionState;

/**
 * A conversation within a connection, which keeps its messages in order (AMQP 2.5). Each connection
 * has one that links use by default; {@link Connection#createSession} makes more.
 *
 * <p>Thread-safe: what is asked for on another thread is handed over to the container's loop.
 */
public final class Session {

  private static final int SHOWN_CHARACTERS = 100;

  private final Connection connection;
  private final MessagingHandler handler;
  private final Events events = new Events();
  private final TransactionCoordinator coordinator = new TransactionCoordinator(this);
  private final CloseDeadline answer = new CloseDeadline();
  private final EventOrder order = new EventOrder();

  // Survives a reconnect; confined to the loop.
  private @Nullable SessionEndpoint endpoint;
  private final SessionLinks links = new SessionLinks();
  private boolean closeAsked;
  private volatile boolean closed;
  private volatile @Nullable AmqpError error;

  // One socket.
  private volatile boolean open;

  Session(Connection connection, @Nullable MessagingHandler handler) {
    this.connection = connection;
    this.handler = handler == null ? connection.handler() : handler;
  }

  TransactionCoordinator coordinator() {
    return coordinator;
  }

  MessagingHandler handler() {
    return handler;
  }

  // On the loop.

  /** Begins, unless its connection is to be closed. */
  void beginIfWanted() {
    if (!connection.core().isCloseAsked()) {
      endpoint();
    }
  }

  /** The engine's end, begun when it is first needed; where it may not be, this is closed then. */
  SessionEndpoint endpoint() {
    SessionEndpoint known = endpoint;
    if (known != null) {
      return known;
    }
    SessionEndpoint made = connection.core().engine().createSession();
    bind(made);
    fire(EventType.SESSION_INIT);
    if (!closed) {
      made.beginOrReport();
      connection.core().touch();
    }
    if (!closed) {
      fire(EventType.SESSION_LOCAL_OPEN);
    }
    return made;
  }

  /** A session that the peer began. */
  void remoteOpening(SessionEndpoint remote) {
    bind(remote);
    fire(EventType.SESSION_INIT);
    fire(EventType.SESSION_REMOTE_OPEN);
    fire(EventType.SESSION_OPENING);
    if (!closeAsked) {
      remote.begin();
      connection.core().touch();
    }
  }

  private void bind(SessionEndpoint newEndpoint) {
    endpoint = newEndpoint;
    newEndpoint.listener(events);
    connection.core().remember(this);
  }

  void add(Sender sender) {
    if (isEnding()) {
      // What was sent over it may be among what is handed over already, and is lost before it ends.
      connection.loop().hand(() -> abandon(sender), connection.fault());
    } else {
      links.add(sender);
      sender.openOnce();
    }
  }

  private static void abandon(Sender sender) {
    sender.abandoned();
    sender.core().abandoned();
  }

  void add(Receiver receiver) {
    if (isEnding()) {
      receiver.core().abandoned();
    } else {
      links.add(receiver);
      receiver.openOnce();
    }
  }

  /** Whether it is at its end, or has been asked to come to it. */
  boolean isEnding() {
    return closeAsked || connection.isClosed() || isOver();
  }

  /**
   * Whether it is at its end: on the loop as soon as the engine knows, which tells the links first;
   * on any other thread when they have been told.
   */
  boolean isOver() {
    return closed || (connection.loop().runsAtOnce() && isEnded());
  }

  private boolean isEnded() {
    return endpoint != null && endpoint.state() == SessionState.ENDED;
  }

  /** The links of both directions. */
  SessionLinks links() {
    return links;
  }

  /** The socket has ended, and nobody has been told of it yet. */
  void losing() {
    links.losing();
  }

  /** The connection is lost; the session comes back with it, unless it was being closed. */
  void disconnected(@Nullable AmqpError why) {
    open = false;
    order.disconnected();
    coordinator.disconnected(why);
    links.disconnected();
    if (closeAsked) {
      ended();
    }
  }

  /** Whether what the engine tells is due to a loss of the socket, which it tells behind it. */
  boolean isBeingLost() {
    return connection.core().engine().isLocallyOpen() && !connection.core().engine().isOpened();
  }

  /** The loss has been told: what the peer had asked for is at its end. */
  void endWithLoss() {
    if (endpoint != null && endpoint.isRemoteInitiated()) {
      abandoned();
      connection.core().forget(this);
      return;
    }
    links.endWithLoss();
  }

  private void end(@Nullable AmqpError why) {
    if (closeAsked || closed) {
      return;
    }
    closeAsked = true;
    SessionEndpoint known = endpoint;
    if (known == null) {
      ended();
      return;
    }
    open = false;
    fire(EventType.SESSION_LOCAL_CLOSE);
    known.end(why);
    connection.core().touch();
    standDown();
    if (known.state() == SessionState.UNMAPPED || known.state() == SessionState.ENDED) {
      ended();
    } else if (!closed) {
      answer.begin(connection, this::unanswered);
    }
  }

  /** The peer has not answered the end: nothing of the session is waited for. */
  private void unanswered() {
    links.abandonDeliveries();
    ended();
  }

  private void ended() {
    if (closed) {
      return;
    }
    closed = true;
    open = false;
    answer.cancel();
    connection.core().forget(this);
    coordinator.ended();
    links.ended();
    if (endpoint != null) {
      fire(EventType.SESSION_CLOSED);
      fire(EventType.SESSION_FINAL);
    }
    connection.core().gone(this);
  }

  /** It and its links are not waited for any more. */
  private void standDown() {
    links.standDown(connection);
    connection.core().gone(coordinator);
    connection.core().gone(this);
  }

  /** The connection is lost and does not come back: nobody has closed it. */
  void abandoned() {
    if (closed) {
      return;
    }
    closed = true;
    open = false;
    answer.cancel();
    links.abandonDeliveries();
    coordinator.ended();
    links.abandoned();
    if (endpoint != null) {
      fire(EventType.SESSION_FINAL);
    }
  }

  private void fire(EventType type) {
    order.tell(type, this::deliver);
  }

  private void deliver(EventType type) {
    Event event = new Event(type, connection.container()).on(this).because(error);
    connection.loop().events().deliver(handler, event);
  }

  /** What the engine tells of this session. */
  private final class Events implements SessionListener {

    @Override
    public void opened(SessionEndpoint opened) {
      if (closeAsked) {
        // AMQP 2.5.5: begun to be ended.
        return;
      }
      open = true;
      // Each by itself: a handler may close it as the peer opens it.
      fire(EventType.SESSION_LOCAL_OPEN);
      fire(EventType.SESSION_REMOTE_OPEN);
      if (closeAsked) {
        return;
      }
      fire(EventType.SESSION_OPENED);
      if (!opened.isRemoteInitiated()) {
        connection.core().stands(Session.this);
      }
    }

    @Override
    public void closed(SessionEndpoint ended, @Nullable AmqpError why) {
      open = false;
      if (closed || (isBeingLost() && ended.isRemoteInitiated() && !closeAsked)) {
        // Its answer was not waited for, or it ends when the loss has been told.
        return;
      }
      boolean alone = connection.core().engine().isOpened();
      if (alone) {
        error = why;
        fire(EventType.SESSION_REMOTE_CLOSE);
        if (why != null) {
          connection.log().closed("session", why);
          fire(EventType.SESSION_ERROR);
        } else if (!closeAsked) {
          fire(EventType.SESSION_CLOSING);
        }
      }
      ended();
    }

    @Override
    public void linkAttached(org.postrider.transport.engine.Link remote) {
      if (remote instanceof SenderLink asked) {
        Sender sender = new Sender(Session.this, asked);
        links.add(sender);
        sender.core().remoteOpening(asked, sender::open);
      } else if (remote instanceof ReceiverLink asked) {
        Receiver receiver = new Receiver(Session.this, asked);
        links.add(receiver);
        boolean coordinator = asked.remoteTarget() instanceof Coordinator;
        receiver
            .core()
            .remoteOpening(asked, coordinator ? receiver::refuseAsCoordinator : receiver::open);
      }
      connection.core().touch();
    }
  }

  // On any thread.

  /** The connection that it belongs to. */
  public Connection connection() {
    return connection;
  }

  /** Whether both ends have begun. */
  public boolean isOpen() {
    return open;
  }

  /** Whether the session has come to its end. */
  public boolean isClosed() {
    return closed;
  }

  /** Why the peer ended it, or null. */
  public @Nullable AmqpError error() {
    return error;
  }

  /**
   * A link that sends to a node.
   *
   * <p>A {@link SenderOptions#name name} that a link gives up is waited for; one that another link
   * of this session keeps brings {@link MessagingHandler#onLinkError}.
   *
   * @param target the node's address; null for none, when each message has its own in {@code to}
   * @throws IllegalStateException if the session is closed
   * @throws IllegalArgumentException if the address has a surrogate without its partner, or is
   *     given though the target is to be dynamic
   */
  public Sender createSender(@Nullable String target, SenderOptions options) {
    checkOpen();
    SenderOptions given = Checks.given("options", options).copy();
    Sender sender =
        new Sender(
            this, address("target", target, given.values().get(SenderOptions.DYNAMIC)), given);
    connection.run(() -> add(sender));
    return sender;
  }

  /** A link that sends to a node, with default options. */
  public Sender createSender(@Nullable String target) {
    return createSender(target, new SenderOptions());
  }

  /**
   * A link that receives from a node.
   *
   * <p>A {@link ReceiverOptions#name name} that a link gives up is waited for, so that a durable
   * subscription can be taken up again behind {@link Link#detach}; one that another link of this
   * session keeps brings {@link MessagingHandler#onLinkError}.
   *
   * @param source the node's address; null where it is dynamic
   * @throws IllegalStateException if the session is closed
   * @throws IllegalArgumentException if a durable subscription is wanted without a name, or the
   *     address has a surrogate without its partner, or is given though the source is to be dynamic
   */
  public Receiver createReceiver(@Nullable String source, ReceiverOptions options) {
    checkOpen();
    ReceiverOptions given = Checks.given("options", options).copy();
    OptionValues values = given.values();
    if (values.get(ReceiverOptions.DURABLE_SUBSCRIPTION) && !values.isSet(ReceiverOptions.NAME)) {
      throw new IllegalArgumentException(
          "durableSubscription 'true' must come with a name: the peer knows it by nothing else");
    }
    Receiver receiver =
        new Receiver(this, address("source", source, values.get(ReceiverOptions.DYNAMIC)), given);
    connection.run(() -> add(receiver));
    return receiver;
  }

  /** A link that receives from a node, with default options. */
  public Receiver createReceiver(@Nullable String source) {
    return createReceiver(source, new ReceiverOptions());
  }

  /** AMQP 3.5.3, 3.5.4: of a dynamic node the address is not the asker's to choose. */
  private static @Nullable String address(String name, @Nullable String given, boolean dynamic) {
    String address = Checks.address(name, given);
    if (dynamic && address != null) {
      throw new IllegalArgumentException(
          name
              + " '"
              + Printable.of(address, SHOWN_CHARACTERS)
              + "' must be null where dynamic is true: the peer chooses the address");
    }
    return address;
  }

  Transaction declareTransaction(@Nullable MessagingHandler own, boolean settleBeforeDischarge) {
    checkOpen();
    Transaction transaction = new Transaction(this, own, settleBeforeDischarge);
    connection.run(() -> coordinator.declare(transaction));
    return transaction;
  }

  private void checkOpen() {
    if (closed || connection.isClosed()) {
      throw new IllegalStateException("the session of " + connection + " is closed");
    }
  }

  /** Ends the session and with it its links. */
  public void close() {
    connection.run(() -> end(null));
  }

  /**
   * Ends the session and with it its links, with an error.
   *
   * @throws IllegalArgumentException if the error holds what AMQP has no type or form for
   */
  public void close(AmqpError why) {
    AmqpError given = Checks.encodable("error", why);
    connection.run(() -> end(given));
  }

  /** The connection whose session it is. */
  @Override
  public String toString() {
    return "session of " + connection;
  }
}
