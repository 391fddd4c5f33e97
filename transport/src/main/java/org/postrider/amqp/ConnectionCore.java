// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.performative.Open;
import org.postrider.transport.cbs.CbsGate;
import org.postrider.transport.engine.ConnectionEngine;
import org.postrider.transport.engine.ConnectionListener;
import org.postrider.transport.engine.SessionEndpoint;
import org.postrider.transport.engine.WaitingMessages;
import org.postrider.transport.netty.AcceptedSocket;
import org.postrider.transport.netty.ConnectionDriver;
import org.postrider.transport.netty.DriverCbsOwner;

/**
 * A connection on its container's loop, from its first event to its last: its engine and sockets,
 * its sessions, and its end.
 *
 * <p>Confined to the container's loop, but for the fields that say so.
 */
final class ConnectionCore {

  private final Connection connection;
  private final ConnectionEngine engine;
  private final EngineBatch batch;
  private final ConnectionHold hold = new ConnectionHold();
  private final EventOrder order = new EventOrder();
  private final CloseDeadline answer = new CloseDeadline();

  // Survives a reconnect.
  private final Set<Session> sessions = new LinkedHashSet<>();
  private final UnsentSenders unsent = new UnsentSenders();
  private @Nullable ConnectionDriver driver;
  private @Nullable ConnectionRecovery recovery;
  private @Nullable CbsGate tokens;
  private boolean closeAsked;
  private boolean wasOpen;
  // Read on any thread.
  private volatile boolean closed;
  private volatile @Nullable AmqpError error;

  // One socket; read on any thread.
  private volatile boolean open;
  private volatile @Nullable Open remoteOpen;
  private volatile @Nullable String user;

  ConnectionCore(Connection connection) {
    ConnectionOptions options = connection.options();
    this.connection = connection;
    this.engine =
        new ConnectionEngine(OpenSettings.of(options, connection.container()), new Events());
    this.batch =
        new EngineBatch(
            engine,
            options.values().get(ConnectionOptions.MAX_WAITING_SIZE),
            unsent::proceed,
            () -> sessions.forEach(Session::losing));
  }

  /** The connection that the application sees. */
  Connection connection() {
    return connection;
  }

  private ContainerLoop loop() {
    return connection.loop();
  }

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
    OptionValues options = connection.options().values();
    ConnectionDriver made = new ConnectionDriver(loop().loops(), batch, connection.fault());
    driver = batch.drivenBy(made);
    tokens =
        DriverCbsOwner.gate(
            engine,
            options.find(ConnectionOptions.TOKENS),
            made,
            options.get(ConnectionOptions.CONNECT_TIMEOUT).toMillis(),
            () -> options.get(ConnectionOptions.ALLOW_INSECURE_MECHANISMS));
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
    ConnectionDriver accepted = socket.drive(batch, connection.fault());
    driver = batch.drivenBy(accepted);
    OpenDeadline.set(connection, accepted, socket.remainingMs());
  }

  ConnectionEngine engine() {
    return engine;
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

  UnsentSenders unsent() {
    return unsent;
  }

  WaitingMessages waiting() {
    return batch.waiting();
  }

  LostMessages lost() {
    return batch.lost();
  }

  /** Something was asked of the engine: it is to be flushed when this batch is over. */
  void touch() {
    batch.touch();
  }

  void fire(EventType type) {
    order.tell(type, each -> deliver(event(each).because(error)));
  }

  Event event(EventType type) {
    return new Event(type, connection.container()).on(connection);
  }

  /** Of a failure, or of a try. */
  void fire(Event event) {
    if (!order.isOver()) {
      deliver(event);
    }
  }

  private void deliver(Event event) {
    loop().events().deliver(connection.handler(), event);
  }

  /** The application, or its container, closes it. */
  void end(@Nullable AmqpError why) {
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
    endTokens();
    boolean heard = engine.isOpened();
    fire(EventType.CONNECTION_LOCAL_CLOSE);
    engine.close(why);
    touch();
    if (heard) {
      answer.begin(connection, this::ended);
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

  private void endTokens() {
    if (tokens != null) {
      tokens.end();
    }
  }

  private void finish() {
    closed = true;
    open = false;
    endTokens();
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
      ended();
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
      if (isCloseAsked()) {
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
      new Session(connection, null).remoteOpening(remote);
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
          connection.log().closed("the connection", why);
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
    public void unwanted(org.postrider.transport.engine.Link link) {
      if (tokens != null) {
        tokens.unwanted(link);
      }
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

  boolean isOpen() {
    return open;
  }

  boolean isClosed() {
    return closed;
  }

  @Nullable AmqpError error() {
    return error;
  }

  /** The peer's open, or null before it came. */
  @Nullable Open remoteOpen() {
    return remoteOpen;
  }

  /** Who the peer of an accepted connection proved to be, or null. */
  @Nullable String user() {
    return user;
  }
}
