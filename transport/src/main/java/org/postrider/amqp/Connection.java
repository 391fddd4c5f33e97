// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.frame.AmqpTypes;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.performative.Open;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.wire.ValueReader;
import org.postrider.transport.cbs.CbsGate;
import org.postrider.transport.engine.ConnectionEngine;
import org.postrider.transport.engine.ConnectionListener;
import org.postrider.transport.engine.SessionEndpoint;
import org.postrider.transport.engine.WaitingMessages;
import org.postrider.transport.netty.AcceptedSocket;
import org.postrider.transport.netty.ConnectionDriver;
import org.postrider.transport.netty.DriverCbsOwner;

/**
 * A connection to a peer: made by {@link Container#connect}, or accepted by an {@link Acceptor}. It
 * outlives its sockets: while reconnecting is on, a loss brings {@link
 * MessagingHandler#onDisconnected}, and then its sessions and links come back by themselves.
 *
 * <p>Thread-safe: what is asked for on another thread is handed over to the container's loop.
 */
public final class Connection {

  private final Container container;
  private final ConnectionOptions options;
  private final MessagingHandler handler;
  private final @Nullable Acceptor acceptor;
  private final ConnectionEngine engine;
  private final EngineBatch batch;
  private final ConnectionHold hold = new ConnectionHold();
  private final EventOrder order = new EventOrder();
  private final ConnectionFault fault = new ConnectionFault(this);
  private final CloseDeadline answer = new CloseDeadline();
  private final ConnectionLog log = new ConnectionLog(this);
  private final ValueReader reader = new ValueReader(AmqpTypes.TABLE);
  private final DefaultSession defaultSession;
  private final PeerTransactions peerTransactions = new PeerTransactions();

  // Survives a reconnect; confined to the loop.
  private final Set<Session> sessions = new LinkedHashSet<>();
  private final ClosingSenders closing = new ClosingSenders();
  private @Nullable ConnectionDriver driver;
  private @Nullable ConnectionRecovery recovery;
  private @Nullable CbsGate tokens;
  private boolean closeAsked;
  private boolean wasOpen;
  private volatile boolean closed;
  private volatile @Nullable AmqpError error;

  // One socket.
  private volatile boolean open;
  private volatile @Nullable Open remoteOpen;
  private volatile @Nullable String user;

  Connection(Container container, ConnectionOptions options, @Nullable Acceptor acceptor) {
    this.container = container;
    this.options = options;
    this.acceptor = acceptor;
    MessagingHandler given = options.values().find(ConnectionOptions.HANDLER);
    this.handler = given == null ? container.handler() : given;
    this.engine = new ConnectionEngine(OpenSettings.of(options, container), new Events());
    this.batch =
        new EngineBatch(
            engine, options.values().get(ConnectionOptions.MAX_WAITING_SIZE), closing::proceed);
    this.defaultSession = new DefaultSession(this);
  }

  // On the loop.

  /** Begins to connect. */
  void connect() {
    if (closed || loop().isStopped()) {
      closed = true;
      return;
    }
    loop().hold(hold);
    fire(EventType.CONNECTION_INIT);
    if (closed) {
      return;
    }
    ConnectionDriver made = new ConnectionDriver(loop().loops(), batch, fault);
    driver = batch.drivenBy(made);
    tokens =
        DriverCbsOwner.gate(
            engine,
            options.values().find(ConnectionOptions.TOKENS),
            made,
            () -> options.values().get(ConnectionOptions.ALLOW_INSECURE_MECHANISMS));
    engine.open();
    ConnectionRecovery tries = new ConnectionRecovery(this, made);
    recovery = tries;
    fire(EventType.CONNECTION_LOCAL_OPEN);
    if (!closed) {
      tries.begin();
    }
  }

  /** The next socket goes to this virtual host. */
  void goingTo(String hostname) {
    engine.settings(engine.settings().withHostname(hostname));
  }

  /** A peer has connected to an acceptor. */
  void accept(AcceptedSocket socket) {
    user = socket.user();
    loop().hold(hold);
    fire(EventType.CONNECTION_INIT);
    fire(EventType.CONNECTION_BOUND);
    if (closed) {
      // A socket that nobody drives is closed.
      return;
    }
    ConnectionDriver accepted = socket.drive(batch, fault);
    driver = batch.drivenBy(accepted);
    OpenDeadline.set(this, accepted, socket.remainingMs());
  }

  ContainerLoop loop() {
    return container.loop();
  }

  /** Who takes what nobody should throw. */
  ConnectionFault fault() {
    return fault;
  }

  /** Runs what is asked of this connection: now on the loop, else soon. On any thread. */
  void run(Runnable command) {
    loop().run(command, fault);
  }

  /** Runs something on the loop after a delay, and gives what cancels it. */
  Runnable later(Runnable command, long delayMs) {
    return loop().later(fault.guard(command), delayMs);
  }

  ConnectionEngine engine() {
    return engine;
  }

  ConnectionOptions options() {
    return options;
  }

  MessagingHandler handler() {
    return handler;
  }

  /** What the messages received share: the memory of texts that come again and again. */
  ValueReader reader() {
    return reader;
  }

  PeerTransactions peerTransactions() {
    return peerTransactions;
  }

  boolean isCloseAsked() {
    return closeAsked || closed;
  }

  boolean hasBeenOpen() {
    return wasOpen;
  }

  void remember(Session session) {
    sessions.add(session);
  }

  void forget(Session session) {
    sessions.remove(session);
  }

  /** The peer has answered what begins a session or link. */
  void stands(Object part) {
    if (recovery != null) {
      recovery.stands(part);
    }
  }

  /** A session or link is at its end, or is being closed. */
  void gone(Object part) {
    if (recovery != null) {
      recovery.gone(part);
    }
  }

  ClosingSenders closing() {
    return closing;
  }

  WaitingMessages waiting() {
    return batch.waiting();
  }

  /** Something was asked of the engine: it is to be flushed when this batch is over. */
  void touch() {
    batch.touch();
  }

  ConnectionLog log() {
    return log;
  }

  void fire(EventType type) {
    order.tell(type, each -> deliver(event(each).because(error)));
  }

  Event event(EventType type) {
    return new Event(type, container).on(this);
  }

  /** Of a failure, or of a try. */
  void fire(Event event) {
    if (!order.isOver()) {
      deliver(event);
    }
  }

  private void deliver(Event event) {
    loop().events().deliver(handler, event);
  }

  private void end(@Nullable AmqpError why) {
    if (isCloseAsked()) {
      return;
    }
    closeAsked = true;
    if (driver == null) {
      ended();
      return;
    }
    boolean incoming = recovery == null;
    if (incoming && !engine.isLocallyOpen()) {
      // AMQP 2.7.9: a close needs an open before it.
      engine.open();
    }
    boolean heard = engine.isOpened();
    fire(EventType.CONNECTION_LOCAL_CLOSE);
    engine.close(why);
    touch();
    if (heard) {
      answer.begin(this, this::ended);
    } else {
      ended();
    }
  }

  /** From now on nothing is asked of it, nor tried again. */
  void breakingOff(AmqpError why) {
    closeAsked = true;
    error = why;
  }

  /** The connection has come to its end in good order, or has given up waiting for that. */
  void ended() {
    if (!closed) {
      finish();
      fire(EventType.CONNECTION_CLOSED);
      fire(EventType.CONNECTION_FINAL);
    }
  }

  /** The connection is lost and does not come back. */
  void abandoned() {
    if (!closed) {
      finish();
      fire(EventType.CONNECTION_FINAL);
    }
  }

  private void finish() {
    closed = true;
    open = false;
    answer.cancel();
    List.copyOf(sessions).forEach(Session::abandoned);
    if (recovery != null) {
      recovery.stop();
    }
    if (driver != null) {
      driver.terminate();
    }
    loop().release(hold);
  }

  /** What keeps the container going. */
  private final class ConnectionHold implements ContainerLoop.Held {

    @Override
    public void stop() {
      end(null);
    }

    @Override
    public void abandon() {
      abandoned();
    }
  }

  /** What the engine tells of this connection. */
  private final class Events implements ConnectionListener {

    @Override
    public void opened(ConnectionEngine opened) {
      remoteOpen = opened.remoteOpen();
      fire(EventType.CONNECTION_REMOTE_OPEN);
      if (recovery == null) {
        fire(EventType.CONNECTION_OPENING);
        if (isCloseAsked()) {
          return;
        }
        opened.open();
        touch();
        fire(EventType.CONNECTION_LOCAL_OPEN);
      } else if (opened.isRefused()) {
        // The reason comes with the close that follows.
        return;
      }
      open = true;
      wasOpen = true;
      fire(EventType.CONNECTION_OPENED);
      if (recovery != null) {
        recovery.opened();
      }
    }

    @Override
    public void sessionBegun(SessionEndpoint remote) {
      new Session(Connection.this, null).remoteOpening(remote);
    }

    @Override
    public void closed(ConnectionEngine ended, @Nullable AmqpError why) {
      boolean asked = closeAsked;
      closeAsked = true;
      open = false;
      if (!asked || why != null) {
        error = why;
        fire(EventType.CONNECTION_REMOTE_CLOSE);
        if (why != null) {
          log.closed("the connection", why);
          fire(EventType.CONNECTION_ERROR);
        } else {
          fire(EventType.CONNECTION_CLOSING);
        }
      }
      fire(EventType.CONNECTION_UNBOUND);
      ended();
    }

    @Override
    public void lost(ConnectionEngine gone, @Nullable Throwable cause) {
      lose(Failures.of(cause), cause);
    }

    @Override
    public boolean mayAttach(org.postrider.transport.engine.Link link) {
      return tokens == null || tokens.mayAttach(link);
    }

    @Override
    public boolean isLoss(ConnectionEngine ending, @Nullable AmqpError why) {
      return recovery != null && !isCloseAsked() && recovery.isLoss(why);
    }
  }

  private void lose(@Nullable AmqpError why, @Nullable Throwable cause) {
    boolean fresh = open && (recovery == null || !recovery.isRestoring());
    open = false;
    order.disconnected();
    if (tokens != null) {
      tokens.disconnected();
    }
    List.copyOf(sessions).forEach(session -> session.disconnected(why));
    fire(EventType.CONNECTION_UNBOUND);
    fire(event(EventType.TRANSPORT_ERROR).because(why, cause));
    if (fresh) {
      fire(event(EventType.DISCONNECTED).because(why, cause));
    }
    List.copyOf(sessions).forEach(Session::endWithLoss);
    if (recovery == null) {
      abandoned();
    } else if (!isCloseAsked()) {
      recovery.lost(cause);
    }
  }

  // On any thread.

  /** The container that it belongs to. */
  public Container container() {
    return container;
  }

  /** The acceptor through which it came, or null if this container made it. */
  public @Nullable Acceptor acceptor() {
    return acceptor;
  }

  /** Whether both ends have opened. */
  public boolean isOpen() {
    return open;
  }

  /** Whether the connection has come to its end: it does not come back. */
  public boolean isClosed() {
    return closed;
  }

  /** Why the peer closed it, or null. */
  public @Nullable AmqpError error() {
    return error;
  }

  /** Who the peer of an accepted connection proved to be, or null. */
  public @Nullable String user() {
    return user;
  }

  /** The peer's container-id, or null before its open came. */
  public @Nullable String remoteContainerId() {
    Open peer = remoteOpen;
    return peer == null ? null : peer.containerId();
  }

  /** The virtual host that the peer addresses, or null. */
  public @Nullable String remoteHostname() {
    Open peer = remoteOpen;
    return peer == null ? null : peer.hostname();
  }

  /** What the peer can do; empty before its open came. */
  public List<Symbol> remoteOfferedCapabilities() {
    Open peer = remoteOpen;
    return peer == null ? List.of() : peer.offeredCapabilities();
  }

  /** The properties of the peer's open; empty before it came. */
  public Map<Symbol, @Nullable Object> remoteProperties() {
    Open peer = remoteOpen;
    return peer == null ? Map.of() : peer.properties();
  }

  /**
   * The session that links of this connection use unless they are given one; another one after its
   * end, as long as the connection lasts.
   */
  public Session defaultSession() {
    return defaultSession.get();
  }

  /** One more session, with the connection's handler. */
  public Session createSession() {
    return begin(new Session(this, null));
  }

  /** One more session, with a handler of its own. */
  public Session createSession(MessagingHandler sessionHandler) {
    return begin(new Session(this, sessionHandler));
  }

  private Session begin(Session session) {
    if (closed) {
      throw new IllegalStateException(this + " is closed");
    }
    run(session::beginIfWanted);
    return session;
  }

  /** Closes the connection, and with it its sessions and links; it does not come back. */
  public void close() {
    run(() -> end(null));
  }

  /**
   * Closes the connection with an error.
   *
   * @throws IllegalArgumentException if the error holds what AMQP has no type or form for
   */
  public void close(AmqpError why) {
    AmqpError given = Checks.encodable("error", why);
    run(() -> end(given));
  }

  /** Where it goes to, or the peer that made it; credentials masked. */
  @Override
  public String toString() {
    Object where = options.values().find(ConnectionOptions.URLS);
    return "connection " + (where == null ? "from " + remoteContainerId() : "to " + where);
  }
}
