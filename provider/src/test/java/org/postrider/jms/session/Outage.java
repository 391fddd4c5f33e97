// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import org.postrider.codec.sasl.SaslCode;
import org.postrider.jms.event.ConnectionListener;
import org.postrider.jms.event.ListenableConnection;
import org.postrider.testpeer.Hold;

/**
 * A loss that the test begins and ends: the script drops the connection when {@link #begin} is
 * called, and answers the next one when {@link #end} is.
 *
 * <p>Confined to the thread of the test.
 */
final class Outage implements ConnectionListener {

  final List<String> told = new CopyOnWriteArrayList<>();
  final List<JMSException> causes = new CopyOnWriteArrayList<>();
  private final Broker broker;
  private final Hold before;
  private final Hold during;
  private Connection connection;

  private Outage(Broker broker, Hold before, Hold during) {
    this.broker = broker;
    this.before = before;
    this.during = during;
  }

  /** Scripts it; the words of the next connection follow, SASL and the open are among them. */
  static Outage of(Broker broker) {
    Hold before = broker.peer.hold();
    broker.peer.dropConnection().expectConnection();
    Hold during = broker.peer.hold();
    broker.opens();
    return new Outage(broker, before, during);
  }

  /** Scripts one that does not end: there is no next connection. */
  static Outage lasting(Broker broker) {
    Hold before = broker.peer.hold();
    broker.peer.dropConnection();
    return new Outage(broker, before, before);
  }

  /** Scripts one whose end is that of the connection: the next server refuses the user. */
  static Outage givenUp(Broker broker) {
    Hold before = broker.peer.hold();
    broker.peer.dropConnection().expectConnection();
    Hold during = broker.peer.hold();
    broker.peer.expectSasl().end(SaslCode.AUTH);
    return new Outage(broker, before, during);
  }

  /** The connection that is to be lost; it is sought again. */
  Connection connect(String... options) throws JMSException {
    Connection connection = broker.connectRecovering(options);
    on(connection);
    return connection;
  }

  /** Listens on a connection. */
  Outage on(Connection interrupted) throws JMSException {
    connection = interrupted;
    ((ListenableConnection) interrupted).setConnectionListener(this);
    return this;
  }

  /** Drops the connection; returns when the application was told, and all that it has lost too. */
  void begin() {
    before.release();
    await().until(() -> !told.isEmpty());
    CompletableFuture<Void> passed = new CompletableFuture<>();
    ((PostriderConnection) connection).amqp().run(() -> passed.complete(null), passed);
    await().until(passed::isDone);
  }

  /** Has a call made while there is no connection; it must wait for the next one. */
  <T> T during(Callable<T> call) throws Exception {
    begin();
    CompletableFuture<Thread> caller = new CompletableFuture<>();
    Future<T> waiting =
        broker.async(
            () -> {
              caller.complete(Thread.currentThread());
              return call.call();
            });
    Broker.awaitWaiting(Broker.result(caller), waiting);
    end();
    return Broker.result(waiting);
  }

  /** Drops the connection, and lets it come back. */
  void pass() {
    during.release();
    before.release();
  }

  /** Lets the connection come back. */
  void end() {
    during.release();
  }

  /** Returns when the application was told that everything is back. */
  void awaitRestored() {
    await().until(() -> told.contains("restored"));
  }

  @Override
  public void interrupted(String remote, JMSException cause) {
    causes.add(cause);
    told.add("interrupted");
  }

  @Override
  public void restored(String remote) {
    told.add("restored");
  }

  @Override
  public void failed(JMSException cause) {
    causes.add(cause);
    told.add("failed");
  }
}
