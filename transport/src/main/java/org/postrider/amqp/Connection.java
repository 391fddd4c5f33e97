// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.frame.AmqpTypes;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.performative.Open;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.wire.Printable;
import org.postrider.codec.wire.ValueReader;

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
  private final ConnectionFault fault = new ConnectionFault(this);
  private final ConnectionLog log = new ConnectionLog(this);
  private final ValueReader reader = new ValueReader(AmqpTypes.TABLE);
  private final PeerTransactions peerTransactions = new PeerTransactions();
  private final ConnectionCore core;
  private final DefaultSession defaultSession;

  Connection(Container container, ConnectionOptions options, @Nullable Acceptor acceptor) {
    this.container = container;
    this.options = options;
    this.acceptor = acceptor;
    MessagingHandler given = options.values().find(ConnectionOptions.HANDLER);
    this.handler = given == null ? container.handler() : given;
    this.core = new ConnectionCore(this);
    this.defaultSession = new DefaultSession(this);
  }

  /** What it does on the loop. */
  ConnectionCore core() {
    return core;
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

  ConnectionLog log() {
    return log;
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
    return core.isOpen();
  }

  /** Whether the connection has come to its end: it does not come back. */
  public boolean isClosed() {
    return core.isClosed();
  }

  /** Why the peer closed it, or null. */
  public @Nullable AmqpError error() {
    return core.error();
  }

  /** Who the peer of an accepted connection proved to be, or null. */
  public @Nullable String user() {
    return core.user();
  }

  /** The peer's container-id, or null before its open came. */
  public @Nullable String remoteContainerId() {
    Open peer = core.remoteOpen();
    return peer == null ? null : peer.containerId();
  }

  /** The virtual host that the peer addresses, or null. */
  public @Nullable String remoteHostname() {
    Open peer = core.remoteOpen();
    return peer == null ? null : peer.hostname();
  }

  /** What the peer can do; empty before its open came. */
  public List<Symbol> remoteOfferedCapabilities() {
    Open peer = core.remoteOpen();
    return peer == null ? List.of() : peer.offeredCapabilities();
  }

  /** The properties of the peer's open; empty before it came. */
  public Map<Symbol, @Nullable Object> remoteProperties() {
    Open peer = core.remoteOpen();
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
    if (isClosed()) {
      throw new IllegalStateException(this + " is closed");
    }
    run(session::beginIfWanted);
    return session;
  }

  /** Closes the connection, and with it its sessions and links; it does not come back. */
  public void close() {
    run(() -> core.end(null));
  }

  /**
   * Closes the connection with an error.
   *
   * @throws IllegalArgumentException if the error holds what AMQP has no type or form for
   */
  public void close(AmqpError why) {
    AmqpError given = Checks.encodable("error", why);
    run(() -> core.end(given));
  }

  /** Where it goes to, or the peer that made it; credentials masked. */
  @Override
  public String toString() {
    Object where = options.values().find(ConnectionOptions.URLS);
    return "connection "
        + (where == null ? "from " + Printable.name(remoteContainerId()) : "to " + where);
  }
}
