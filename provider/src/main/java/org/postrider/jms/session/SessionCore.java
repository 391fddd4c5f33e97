// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import io.netty.buffer.PooledByteBufAllocator;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.messaging.DeliveryState;
import org.postrider.jms.amqp.AmqpLink;
import org.postrider.jms.amqp.AmqpSession;
import org.postrider.jms.amqp.SendTracker;
import org.postrider.jms.connect.Peer;
import org.postrider.jms.error.JmsErrors;
import org.postrider.jms.error.RequestTimedOutException;
import org.postrider.jms.message.MessageDecoder;
import org.postrider.jms.message.MessageEncoder;
import org.postrider.jms.message.MessageFactory;
import org.postrider.jms.options.JmsOptions;
import org.postrider.jms.options.Options;
import org.postrider.jms.settlement.AcknowledgeMode;
import org.postrider.jms.settlement.HandedMessages;
import org.postrider.jms.settlement.InboundQueue;
import org.postrider.jms.settlement.Settlement;
import org.postrider.jms.settlement.Settler;
import org.postrider.jms.thread.Deadline;
import org.postrider.jms.thread.Dispatcher;
import org.postrider.jms.thread.SerialExecutor;
import org.postrider.jms.thread.Waits;
import org.postrider.transport.engine.IncomingDelivery;

/**
 * What a session is behind its methods: its link to the event loop, its producers and consumers,
 * its acknowledge mode or transaction, and the thread of its listeners.
 *
 * <p>Confined to the session's thread of control; {@link #close}, start and stop may be called from
 * anywhere.
 */
final class SessionCore {

  /** How long the event loop, which never waits, may take for what it does. */
  private static final long LOOP_MS = 1000;

  private final PostriderConnection connection;
  private final AcknowledgeMode mode;
  private final AmqpSession amqp;
  private final SendTracker sends = new SendTracker();
  private final HandedMessages handed = new HandedMessages();
  private final @Nullable LocalTransaction transaction;
  private final Settler settler;
  private final Settlement settlement;
  private final Dispatcher dispatcher;
  private final Completions completions;
  private final SessionClose close;
  private final MessageFactory messages;
  private final MessageEncoder encoder;
  private final MessageDecoder decoder;
  private final EndpointFactory factory;
  private final Endpoints endpoints = new Endpoints(this);
  private final Acknowledgement acknowledgement = new Acknowledgement(this);
  private final PostriderSession facade;
  private final LoadedMessages loaded = new LoadedMessages(this);
  private final ListenerCall calls = new ListenerCall(this);
  private final TransactionControl transactions;
  private final FailureReport failureReport =
      new FailureReport(cause -> reports().failure(cause), this::awaitLoop);

  private volatile @Nullable JMSException failure;
  // Whether a consumer had a listener, ever: else none is looked for with each receive.
  private volatile boolean listened;

  SessionCore(PostriderConnection connection, AcknowledgeMode mode, Domain domain, String id) {
    this.connection = connection;
    this.facade = new PostriderSession(this, domain);
    this.mode = mode;
    amqp = new AmqpSession(connection.amqp(), this::failed);
    transaction = mode == AcknowledgeMode.TRANSACTED ? new LocalTransaction(amqp, sends) : null;
    transactions = new TransactionControl(this, transaction);
    close = new SessionClose(this, transaction);
    settler =
        new Settler(connection.amqp(), connection.amqp()::executePatiently, this::acceptedState);
    settlement = Settlement.of(mode, settler);
    dispatcher =
        new Dispatcher(
            connection.threads(), new NoThread(connection, "a session's message listener"));
    completions =
        new Completions(
            new SerialExecutor(
                connection.threads().named("completions"),
                new NoThread(connection, "a session's completion listeners"),
                2),
            connection.amqp(),
            new SendTimer(connection.amqp(), options().get(JmsOptions.SEND_TIMEOUT)));
    messages = new MessageFactory(connection.messageSettings());
    encoder = new MessageEncoder(PooledByteBufAllocator.DEFAULT, connection.messageSettings());
    decoder = new MessageDecoder(connection.messageSettings());
    factory = new EndpointFactory(this, connection, id);
  }

  /** Begins the session at the broker, with its first transaction where it is transacted. */
  void begin() throws JMSException {
    boolean begun = false;
    try {
      failureReport.running(this::beginNow);
      begun = true;
    } finally {
      if (!begun) {
        close.neverBegun();
        Waits.abandon(amqp.end());
      }
    }
  }

  private void beginNow() throws JMSException {
    Deadline deadline = Deadline.in(requestTimeoutMs());
    Waits.await(amqp.begin(), deadline, "begin of a session");
    if (transaction != null) {
      transaction.begin(deadline);
    }
  }

  /**
   * Waits for what the broker was asked for; it tells the caller if the session fails meanwhile.
   */
  void request(CompletableFuture<Void> answer, Object what) throws JMSException {
    request(answer, Deadline.in(requestTimeoutMs()), what);
  }

  /** Opens a link; where that takes too long, the message says what it hung in at this end. */
  void open(AmqpLink<?> link, Deadline deadline, Object what) throws JMSException {
    CompletableFuture<Void> opened = link.open();
    try {
      request(opened, deadline, what);
    } catch (RequestTimedOutException late) {
      throw LinkWait.explained(late, link);
    }
  }

  /** The same where the request is a part of a call that has its own time. */
  void request(CompletableFuture<Void> answer, Deadline deadline, Object what) throws JMSException {
    failureReport.running(() -> Waits.await(answer, deadline, what));
  }

  /** Returns behind what the event loop does now, as telling that the session has failed. */
  void awaitLoop() {
    CompletableFuture<Void> passed = new CompletableFuture<>();
    connection.amqp().run(() -> passed.complete(null), passed);
    Waits.awaitQuietly(passed, LOOP_MS);
  }

  // State

  void checkOpen() throws JMSException {
    if (failure != null || close.isRefused()) {
      throw JmsErrors.closed("session", failure);
    }
    connection.checkUsable();
  }

  /** Whether the caller must not use it: it or its connection is closed, or closes. */
  boolean isRefused() {
    return close.isRefused() || connection.isRefused();
  }

  /** Whether its own close or that of its connection was called. */
  boolean isClosing() {
    return close.isBegun() || connection.isClosing();
  }

  /** On the event loop: the broker ended the session. */
  private void failed(JMSException cause) {
    transactionFailed(cause);
    failure = cause;
    encoder.close();
    endpoints.fail(cause);
    endpoints.forgetConsumers();
    reports().tell(listener -> listener.sessionClosed(facade, cause));
    failureReport.failed(cause);
  }

  /** Who tells that the session has failed. */
  FailureReport failureReport() {
    return failureReport;
  }

  /** On the event loop: the connection is gone. */
  void connectionFailed(JMSException cause) {
    if (failure == null) {
      transactionFailed(cause);
      failure = cause;
    }
    encoder.close();
    endpoints.fail(cause);
  }

  private void transactionFailed(JMSException cause) {
    if (transaction != null) {
      transaction.amqp().failed(cause);
    }
  }

  private DeliveryState acceptedState(IncomingDelivery delivery) {
    return transaction == null ? Accepted.INSTANCE : transaction.amqp().acceptedState(delivery);
  }

  boolean isTransacted() {
    return transaction != null;
  }

  AcknowledgeMode mode() {
    return mode;
  }

  Options options() {
    return connection.options();
  }

  Peer peer() {
    return connection.peer();
  }

  AmqpSession amqp() {
    return amqp;
  }

  SendTracker sends() {
    return sends;
  }

  /** What its consumers had got when a connection was lost. */
  HandedMessages handed() {
    return handed;
  }

  Settler settler() {
    return settler;
  }

  Settlement settlement() {
    return settlement;
  }

  Dispatcher dispatcher() {
    return dispatcher;
  }

  Completions completions() {
    return completions;
  }

  MessageFactory messages() {
    return messages;
  }

  MessageEncoder encoder() {
    return encoder;
  }

  MessageDecoder decoder() {
    return decoder;
  }

  boolean isListenerThread() {
    return dispatcher.isCurrentThread() || loaded.isCurrentThread();
  }

  boolean isCompletionThread() {
    return completions.isCurrentThread();
  }

  /** Whether the caller is a listener of messages or of completions. */
  boolean isInCallback() {
    return isListenerThread() || isCompletionThread();
  }

  long requestTimeoutMs() {
    return options().get(JmsOptions.REQUEST_TIMEOUT);
  }

  Reports reports() {
    return connection.reports();
  }

  /** What connection consumers have loaded. */
  LoadedMessages loaded() {
    return loaded;
  }

  /** Calls the session's listeners. */
  ListenerCall calls() {
    return calls;
  }

  PostriderConnection connection() {
    return connection;
  }

  /** Whether a message of a queue is with the session: the queue's link must stay. */
  boolean isHolding(InboundQueue queue) {
    return settlement.isHolding(queue) || loaded.isHolding(queue);
  }

  /** The session as the application sees it. */
  PostriderSession facade() {
    return facade;
  }

  // Producers and consumers

  /** Makes them. */
  EndpointFactory factory() {
    return factory;
  }

  /** Those that are open. */
  Endpoints endpoints() {
    return endpoints;
  }

  /** Closes the links that waited for what was consumed over them to be settled. */
  void closeWhatIsSettled() {
    endpoints.closeWhatIsSettled();
    connection.connectionConsumers().closeWhatIsSettled();
  }

  // Consuming

  /** What the application says of the messages that it got. */
  Acknowledgement acknowledgement() {
    return acknowledgement;
  }

  void checkNoListener() throws JMSException {
    if (loaded.listener() != null) {
      throw PostriderConsumer.sessionListenerSet();
    }
    if (listened) {
      endpoints.checkNoListener();
    }
  }

  void listenerSet() throws JMSException {
    listened = true;
    dispatcher.startThread();
    if (connection.isStarted()) {
      dispatcher.resume();
    }
  }

  // Transactions

  /** Ends the transactions, and begins the next. */
  TransactionControl transactions() throws JMSException {
    checkOpen();
    return transactions;
  }

  /** The same for a commit, which is to say what became of its transaction with the session. */
  TransactionControl committing() throws JMSException {
    JMSException lost = takeLost();
    if (lost != null) {
      throw JmsErrors.again(lost);
    }
    return transactions();
  }

  /** Where the session has failed and is not closed: what its commit is to throw, once, or null. */
  @Nullable JMSException takeLost() {
    JMSException cause = failure;
    if (transaction == null || cause == null || close.isOver()) {
      return null;
    }
    boolean consumed = settlement.hasConsumed();
    settlement.acknowledgeAll(Accepted.INSTANCE);
    return transaction.takeLost(consumed ? cause : null);
  }

  // Start, stop, close

  void start() {
    endpoints.start();
  }

  /** Begins to stop; {@link #awaitStopped} is to follow, and may wait for the application. */
  void stop() {
    endpoints.stop();
  }

  /**
   * Returns when no listener runs and no receive will return a message any more, in sessions that
   * have begun to stop.
   *
   * @throws JMSException if a listener calls, and one that runs has not returned in {@code
   *     jms.closeTimeout}: two of them may stop each other's connection
   */
  static void awaitStopped(Collection<SessionCore> sessions, long closeTimeoutMs)
      throws JMSException {
    Deadline deadline = Deadline.in(closeTimeoutMs);
    boolean bounded = Caller.isListener();
    boolean returned = true;
    for (SessionCore session : sessions) {
      if (bounded) {
        returned &= session.close.awaitListeners(deadline);
      } else {
        session.dispatcher.awaitListener();
        session.loaded.awaitListener();
      }
      session.endpoints.awaitStopped();
    }
    if (!returned) {
      throw new JMSException(
          "a message listener has not returned in jms.closeTimeout: the connection is stopped, but"
              + " it runs yet");
    }
  }

  void checkNotInCallback(String what) throws JMSException {
    if (isInCallback()) {
      throw new IllegalStateException("a listener of the session must not " + what);
    }
  }

  void close() throws JMSException {
    checkNotInCallback("close its session");
    close.run();
  }

  /** Its close, step by step, for the connection that closes. */
  SessionClose closing() {
    return close;
  }
}
