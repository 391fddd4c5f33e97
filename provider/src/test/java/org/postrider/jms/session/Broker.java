// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.ExceptionListener;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.Flow;
import org.postrider.codec.performative.Performative;
import org.postrider.codec.performative.Role;
import org.postrider.codec.value.Symbol;
import org.postrider.jms.Latches;
import org.postrider.jms.PostriderConnectionFactory;
import org.postrider.testpeer.ReceivedFrame;
import org.postrider.testpeer.RemoteAttach;
import org.postrider.testpeer.ScriptedPeer;

/**
 * A scripted broker with the words that most tests begin with, and the connection to it.
 *
 * <p>Confined to the thread of the test, but for what {@link #async} runs.
 */
final class Broker implements AutoCloseable, ExceptionListener {

  private static final Set<Thread.State> WAITING =
      EnumSet.of(Thread.State.WAITING, Thread.State.TIMED_WAITING);

  static final long PATIENCE_SECONDS = Latches.PATIENCE_SECONDS;

  private static final List<String> QUICK =
      List.of(
          "jms.requestTimeout=8000",
          "jms.sendTimeout=8000",
          "jms.closeTimeout=2000",
          "amqp.drainTimeout=3000");

  final ScriptedPeer peer = ScriptedPeer.listen();
  final List<JMSException> reported = new CopyOnWriteArrayList<>();

  private final List<Connection> connections = new CopyOnWriteArrayList<>();
  private final List<Thread> callers = new CopyOnWriteArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();

  /** Expects SASL and the open. */
  Broker opens() {
    peer.expectSaslAnonymous();
    peer.expectOpen()
        .respondWith(open -> open.offering("ANONYMOUS-RELAY").offering("DELAYED_DELIVERY"));
    return this;
  }

  /** Expects SASL and the open, and answers with a list of servers on this machine. */
  Broker opensListing(int... ports) {
    List<Map<Symbol, Object>> servers = new ArrayList<>();
    for (int port : ports) {
      servers.add(Map.of(Symbol.of("network-host"), "127.0.0.1", Symbol.of("port"), port));
    }
    peer.expectSaslAnonymous()
        .expectOpen()
        .respondWith(open -> open.withProperty("failover-server-list", servers));
    return this;
  }

  /** Expects the begin of a session. */
  Broker begins() {
    peer.expectBegin().respond();
    return this;
  }

  /** Expects a coordinator link, and the declare of its first transaction. */
  Broker declares(int txnId) {
    return coordinates().declared(txnId);
  }

  /** Expects a coordinator link. */
  Broker coordinates() {
    peer.expectAttach().ofCoordinator().respond().grantCredit(100);
    return this;
  }

  /** Expects the declare of a transaction. */
  Broker declared(int txnId) {
    peer.expectTransfer().ofDeclare().respondDeclared((byte) txnId);
    return this;
  }

  /** Expects the commit of a transaction, and the declare of the next one. */
  Broker commits(int txnId) {
    peer.expectTransfer().ofCommit((byte) txnId).respondAccepted();
    return declared(txnId + 1);
  }

  /** Expects a producer's link, and grants credit to it. */
  Broker sends(int credit) {
    peer.expectAttach().ofSender().respond();
    if (credit > 0) {
      peer.grantCredit(credit);
    }
    return this;
  }

  /** Expects a message, and accepts it. */
  Broker accepts() {
    peer.expectTransfer().respondAccepted();
    return this;
  }

  /** Expects a consumer's link, and the credit that it grants. */
  Broker consumes() {
    receives().peer.expectFlow().withLinkCredit(1000);
    return this;
  }

  /** What the client has told of windows and credit. */
  List<Flow> flows() {
    return peer.frames().stream()
        .map(ReceivedFrame::performative)
        .filter(Flow.class::isInstance)
        .map(Flow.class::cast)
        .toList();
  }

  /** Sends a message over the link that was attached last. */
  Broker delivers(String text) {
    peer.remoteTransfer().withText(text).send();
    return this;
  }

  /** Sends the messages "m1", "m2" and so on, from one number to another. */
  void deliversEach(int from, int to) {
    for (int i = from; i <= to; i++) {
      delivers("m" + i);
    }
  }

  /** Expects that a message is accepted. */
  Broker isAcknowledged() {
    peer.expectDisposition().accepted();
    return this;
  }

  /** Expects a consumer's link. */
  Broker receives() {
    peer.expectAttach().ofReceiver().respond();
    return this;
  }

  /** Answers the last attach of a role when the test wants it. */
  Broker attachesLate(Role role) {
    ReceivedFrame last = null;
    for (ReceivedFrame frame : peer.frames()) {
      if (frame.performative() instanceof Attach attach && attach.role() == role) {
        last = frame;
      }
    }
    ReceivedFrame asked = Objects.requireNonNull(last, "an attach came");
    Attach attach = (Attach) Objects.requireNonNull(asked.performative());
    RemoteAttach answer =
        role == Role.SENDER ? peer.remoteAttach().asReceiver() : peer.remoteAttach().asSender();
    answer
        .onChannel(asked.channel())
        .withName(attach.name())
        .withSource(attach.source())
        .withTarget(attach.target())
        .withSenderSettleMode(attach.senderSettleMode())
        .send();
    return this;
  }

  /** A connection, with more options than the quick ones. */
  Connection connect(String... options) throws JMSException {
    return connectTo(peer.uri(), options);
  }

  /** Drops the connection, and expects SASL and the open of the next one. */
  Broker returns() {
    peer.dropConnection().expectConnection();
    return opens();
  }

  /** A connection that is sought again when it is lost. */
  Connection connectRecovering(String... options) throws JMSException {
    return connectTo("failover:(" + peer.uri() + ")", options);
  }

  /** A connection by another way to the peer. */
  Connection connectTo(String uri, String... options) throws JMSException {
    Connection connection = factoryOf(uri, options).createConnection();
    connection.setExceptionListener(this);
    connections.add(connection);
    return connection;
  }

  /** A factory, with more options than the quick ones; this is the exception listener. */
  PostriderConnectionFactory factory(String... options) {
    PostriderConnectionFactory factory = factoryOf(peer.uri(), options);
    factory.setExceptionListener(this);
    return factory;
  }

  private static PostriderConnectionFactory factoryOf(String uri, String... options) {
    List<String> all = new ArrayList<>(QUICK);
    for (String option : options) {
      String key = option.substring(0, option.indexOf('=') + 1);
      all.removeIf(quick -> quick.startsWith(key));
      all.add(option);
    }
    return new PostriderConnectionFactory(uri + "?" + String.join("&", all));
  }

  @Override
  public void onException(JMSException failure) {
    reported.add(failure);
  }

  /** A producer to the queue "q". */
  static MessageProducer producer(Session session) throws JMSException {
    return session.createProducer(session.createQueue("q"));
  }

  /** A producer to the queue "q" whose messages do not wait for the broker's answer. */
  static MessageProducer asynchronous(Session session) throws JMSException {
    MessageProducer producer = producer(session);
    producer.setDeliveryMode(DeliveryMode.NON_PERSISTENT);
    return producer;
  }

  /** A consumer of the queue "q". */
  static MessageConsumer consumer(Session session) throws JMSException {
    return session.createConsumer(session.createQueue("q"));
  }

  /** The same of a new session, on a connection that starts then. */
  static PostriderConsumer startedConsumer(Connection connection) throws JMSException {
    PostriderConsumer consumer = (PostriderConsumer) consumer(connection.createSession());
    connection.start();
    return consumer;
  }

  /** What a thread gets that is interrupted. */
  static Message receivedInterrupted(MessageConsumer consumer) throws JMSException {
    Thread.currentThread().interrupt();
    Message received = consumer.receiveNoWait();
    assertThat(Thread.interrupted()).isTrue();
    return received;
  }

  /** Waits until so many frames of a type have come. */
  void awaitFrames(Class<? extends Performative> type, int count) {
    await()
        .until(
            () ->
                peer.frames().stream()
                        .filter(frame -> type.isInstance(frame.performative()))
                        .count()
                    >= count);
  }

  /** Runs a call on a thread of its own. */
  <T> Future<T> async(Callable<T> call) {
    return threads.submit(
        () -> {
          callers.add(Thread.currentThread());
          return call.call();
        });
  }

  /** Sends a message on a thread of its own. */
  Future<String> sending(MessageProducer producer, Message message) {
    return async(
        () -> {
          producer.send(message);
          return "sent";
        });
  }

  /** Waits until so many threads have made their calls and wait, and gives the last one. */
  Thread awaitWaiting(int count) {
    await()
        .until(
            () ->
                callers.size() == count
                    && callers.stream().allMatch(caller -> WAITING.contains(caller.getState())));
    return callers.get(count - 1);
  }

  /** Waits until a thread that makes a call waits; the call is not done then. */
  static void awaitWaiting(Thread caller, Future<?> call) {
    await().until(() -> call.isDone() || WAITING.contains(caller.getState()));
    assertThat(call).isNotDone();
  }

  /** What a call on another thread gave. */
  static <T> T result(Future<T> future) throws Exception {
    return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** The script was played to its end. */
  void verify() {
    peer.waitForScriptToComplete();
  }

  @Override
  public void close() {
    threads.shutdownNow();
    try {
      peer.close();
    } finally {
      // One that seeks its broker for ever would find the next test's.
      connections.forEach(Broker::closeQuietly);
    }
  }

  private static void closeQuietly(Connection connection) {
    try {
      connection.close();
    } catch (JMSException listening) {
      throw new AssertionError(listening);
    }
  }
}
