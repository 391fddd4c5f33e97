// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.amqp;

import jakarta.jms.JMSException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.performative.Open;
import org.postrider.jms.connect.DiscoveryWatch;
import org.postrider.jms.connect.Failover;
import org.postrider.jms.options.Endpoint;
import org.postrider.transport.netty.ConnectRequest;
import org.postrider.transport.netty.ConnectionDriver;
import org.postrider.transport.netty.Reconnector;
import org.postrider.transport.netty.TransportException;
import org.postrider.transport.recovery.ReconnectPlan;
import org.postrider.transport.recovery.ServerAddress;

/**
 * A connection's way to a broker, the first time and after each loss: which server it goes to, what
 * must come back, and what the application is told of that.
 *
 * <p>Confined to the event loop, but for {@link #connect}, {@link #remote} and {@link
 * #lastFailure}, which may be called from any thread.
 */
public final class ConnectionRecovery implements Reconnector.Owner<Endpoint> {

  private final AmqpConnection connection;
  private final ConnectionDriver driver;
  private final Failover failover;
  private final ConnectionEvents events;
  private final Reconnector<Endpoint> reconnector;
  private final DiscoveryWatch watch;
  private final Restoration restoration = new Restoration();
  private final CompletableFuture<Void> connected = new CompletableFuture<>();
  private boolean everOpen;
  // Its open may have gone out: the broker may hold the client id yet.
  private boolean everLost;
  private boolean offline;
  private boolean interrupted;
  // Set there, for any thread.
  private volatile Endpoint remote;
  private volatile @Nullable Throwable lastFailure;

  ConnectionRecovery(
      AmqpConnection connection,
      ConnectionDriver driver,
      Failover failover,
      ConnectionEvents events) {
    this.connection = connection;
    this.driver = driver;
    this.failover = failover;
    this.events = events;
    this.remote = failover.firstServer();
    this.reconnector =
        new Reconnector<>(
            driver,
            failover.plan(),
            failover.rules(() -> everOpen || everLost),
            failover.settings(),
            this);
    this.watch = new DiscoveryWatch(driver, reconnector, failover);
  }

  /** The URI of the broker that it is connected to, or was last, without options. */
  public String remote() {
    return remote.uri();
  }

  /** What the last try to connect failed of, or null. */
  public @Nullable Throwable lastFailure() {
    return lastFailure;
  }

  /** Connects the socket and authenticates; fails with what the application is to be told. */
  public CompletableFuture<Void> connect() {
    reconnector.begin();
    if (watch.isNeeded()) {
      driver.execute(watch::begin);
    }
    return connected;
  }

  /** Whether tokens may go in clear to the server that it goes to. */
  boolean allowsTokensInClear() {
    return failover.allowsTokensInClear(reconnector.server());
  }

  /** The open is asked for. */
  void opening() {
    reconnector.opening();
  }

  /** The broker's open is there. */
  void found(Open open) {
    offline = false;
    everOpen = true;
    watch.opened(open, failover);
  }

  /** Whoever waited for the open has heard of it. */
  void opened() {
    if (interrupted) {
      restoredIfComplete();
    } else {
      reconnector.succeeded();
    }
  }

  /** No further tries. */
  void stop() {
    reconnector.stop();
    watch.stop();
  }

  /** The connection is over: no news of servers is of use. */
  void ended() {
    watch.stop();
  }

  // Losses

  /** Whether a lost connection is looked for again at all. */
  boolean isEnabled() {
    return failover.isEnabled();
  }

  /** Whether the broker's close is a loss that is mended. */
  boolean isLoss(@Nullable AmqpError error) {
    return reconnector.rules().isLoss(error);
  }

  /** Whether another try may do better than the connection that was lost so. */
  boolean isMended(@Nullable Throwable cause) {
    return reconnector.rules().isMended(cause);
  }

  /** The connection was lost, and a way back is looked for. */
  void lost(@Nullable Throwable cause) {
    JMSException loss = ConnectionLoss.lost(remote(), "was lost: ", cause);
    offline = true;
    everLost = true;
    lastFailure = everOpen ? lastFailure : cause;
    if (everOpen && !interrupted) {
      interrupted = true;
      events.interrupted(remote(), loss);
    }
    restoration.begin(loss);
    reconnector.lost(cause);
  }

  /** The same of one of which nothing was asked yet: there is nothing to be lost. */
  void lostUnused() {
    reconnector.lost(driver.loss());
  }

  /** Whether what is lost comes back: a way to the broker is looked for, or there is one. */
  public boolean isMending() {
    return failover.isEnabled() && connection.isUsable();
  }

  /** Whether there is no connection at the moment. */
  boolean isOffline() {
    return offline;
  }

  // What comes back

  /** A part of the connection will come back after a loss. */
  void add(Recovering part) {
    restoration.add(part);
  }

  /** A part is as it was before the loss, or nobody waits for it any more. */
  void restored(Recovering part) {
    restoration.found(part);
    restoredIfComplete();
  }

  /** A part has come to its end. */
  void gone(Recovering part) {
    restoration.remove(part);
    restoredIfComplete();
  }

  /**
   * Whether the broker's refusal to have a part back is taken as a loss of the connection, after
   * which it is asked for again, perhaps of another broker.
   */
  boolean isRetried(Recovering part, JMSException cause) {
    if (!connection.isUsable() || !restoration.isMissing(part) || failover.closesLinksThatFail()) {
      return false;
    }
    driver.disconnect(cause);
    return true;
  }

  private void restoredIfComplete() {
    if (!interrupted || offline) {
      return;
    }
    if (restoration.isComplete()) {
      interrupted = false;
      reconnector.succeeded();
      events.restored(remote());
    } else {
      reconnector.advanced();
    }
  }

  // What becomes of the tries

  @Override
  public ConnectRequest request(Endpoint server) {
    return failover.request(server);
  }

  @Override
  public void planned(ReconnectPlan.Attempt<Endpoint> attempt, @Nullable Throwable cause) {
    // The application is told when it is interrupted and restored.
  }

  @Override
  public void goingTo(Endpoint server) {
    remote = server;
    connection.goingTo(server);
  }

  @Override
  public void connected(Endpoint server) {
    if (!connection.isOpenAsked()) {
      // The open waits for the client id; this try has come to its end.
      reconnector.connected();
    }
    connected.complete(null);
  }

  @Override
  public void failed(Endpoint server, TransportException cause) {
    lastFailure = cause;
  }

  @Override
  public void gaveUp(@Nullable Throwable cause) {
    if (connected.completeExceptionally(ConnectionLoss.toJms(cause))) {
      connection.end();
    } else {
      connection.lostForGood("was lost, and is not to be found again: ", cause);
    }
  }

  @Override
  public @Nullable Endpoint serverAt(ServerAddress address, Endpoint from) {
    return failover.serverAt(address, from, reconnector.plan().servers());
  }
}
