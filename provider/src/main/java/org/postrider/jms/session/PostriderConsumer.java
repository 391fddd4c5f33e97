// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageListener;
import jakarta.jms.Queue;
import jakarta.jms.QueueReceiver;
import jakarta.jms.Topic;
import jakarta.jms.TopicSubscriber;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.postrider.jms.amqp.AmqpReceiver;
import org.postrider.jms.destination.PostriderDestination;
import org.postrider.jms.error.JmsErrors;
import org.postrider.jms.message.PostriderMessage;
import org.postrider.jms.options.JmsOptions;
import org.postrider.jms.settlement.InboundQueue;
import org.postrider.jms.settlement.Received;
import org.postrider.jms.thread.Deadline;
import org.postrider.jms.thread.Dispatcher;
import org.postrider.jms.thread.Waits;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Receives messages from a destination (Jakarta Messaging 8).
 *
 * <p>Not thread-safe, as JMS has it; close may be called from anywhere.
 */
final class PostriderConsumer
    implements MessageConsumer, QueueReceiver, TopicSubscriber, Dispatcher.Source {

  private static final Logger LOG = LoggerFactory.getLogger(PostriderConsumer.class);

  /**
   * What a consumer was made for.
   *
   * @param name of the subscription, or null where it has none
   * @param kind of the subscription, or null where it has no name
   */
  record Subscription(
      PostriderDestination destination,
      @Nullable String selector,
      boolean noLocal,
      int prefetch,
      @Nullable String name,
      Subscriptions.@Nullable Kind kind) {

    boolean isDurable() {
      return kind != null && kind.isDurable();
    }
  }

  private final SessionCore session;
  private final Subscription subscription;
  private final InboundPath path;

  private final Closing closing = new Closing();
  private final AtomicBoolean left = new AtomicBoolean();
  private volatile @Nullable MessageListener listener;
  private volatile boolean closed;
  private volatile @Nullable JMSException failure;

  PostriderConsumer(SessionCore session, ReceiverWishes.Wish wish, Reception reception) {
    this.session = session;
    this.subscription = wish.subscription();
    this.path = new InboundPath(session, wish, reception, this::arrived, this::failed);
  }

  /** On the event loop: a message has come. */
  private void arrived() {
    if (listener != null) {
      session.dispatcher().ready(this);
    }
  }

  /** On the event loop: the broker ended the link. */
  private void failed(JMSException cause, boolean alone) {
    failure = cause;
    boolean told = isReceiving();
    if (alone) {
      session.endpoints().forget(this);
      session.reports().tell(listener -> listener.consumerClosed(this, cause));
      if (!told) {
        session.reports().failure(cause);
      }
    } else if (told) {
      session.failureReport().toldByCall();
    }
  }

  private void checkOpen() throws JMSException {
    session.checkOpen();
    if (closed || failure != null) {
      throw JmsErrors.closed("consumer", failure);
    }
  }

  boolean isOf(PostriderDestination destination) {
    return subscription.destination().equals(destination);
  }

  /** Whether the broker has ended the link. */
  boolean hasFailed() {
    return failure != null;
  }

  /** Whether it is neither closed nor ended by the broker. */
  boolean isUsable() {
    return !closed && failure == null;
  }

  /** Whether a call is in receive. */
  boolean isReceiving() {
    return path.isReceiving();
  }

  AmqpReceiver receiver() {
    return path.receiver();
  }

  InboundQueue inbound() {
    return path.inbound();
  }

  // Start and stop

  /** The session or connection closes: who must not go on with that waits no more. */
  void closing() {
    path.closing();
  }

  void start() {
    path.start();
    tokens();
  }

  /** For what waits already; a token too many is ignored. */
  private void tokens() {
    if (listener != null) {
      for (int i = inbound().size(); i > 0; i--) {
        session.dispatcher().ready(this);
      }
    }
  }

  /** No message is taken after this; one may be on its way to the application. */
  void stop() {
    path.stop();
  }

  /** Returns when what a receive had taken before the stop is with the application. */
  void awaitStopped() {
    path.awaitStopped(closeTimeoutMs());
  }

  // Receive

  @Override
  public @Nullable Message receive() throws JMSException {
    return receiveWithin(-1);
  }

  @Override
  public @Nullable Message receive(long timeoutMs) throws JMSException {
    return receiveWithin(checkedTimeoutNanos(timeoutMs));
  }

  /** The time of a receive: 0 is for ever, which is negative here. */
  static long checkedTimeoutNanos(long timeoutMs) throws JMSException {
    if (timeoutMs < 0) {
      throw new JMSException("receive time-out " + timeoutMs + " ms must not be negative");
    }
    return timeoutMs == 0 ? -1 : TimeUnit.MILLISECONDS.toNanos(timeoutMs);
  }

  @Override
  public @Nullable Message receiveNoWait() throws JMSException {
    return receiveWithin(0);
  }

  /** Looks at the next message, for a browser: see {@link InboundPath#browse}. */
  @Nullable Message browse() throws JMSException {
    checkOpen();
    return path.browse();
  }

  private @Nullable Message receiveWithin(long nanos) throws JMSException {
    return receiveBodyWithin(nanos, message -> message);
  }

  /** Receives a message for its body; negative for ever, 0 for not at all. */
  <T> @Nullable T receiveBodyWithin(long nanos, InboundPath.BodyReader<T> reader)
      throws JMSException {
    checkOpen();
    session.checkNoListener();
    return path.receive(nanos, reader);
  }

  /** Waits for the end of a drain, so long at most; negative as long as the option says. */
  void awaitDrain(CompletableFuture<Void> drained, long timeoutMs) {
    path.awaitDrain(drained, timeoutMs);
  }

  // Listener

  @Override
  public @Nullable MessageListener getMessageListener() throws JMSException {
    checkOpen();
    return listener;
  }

  @Override
  public void setMessageListener(@Nullable MessageListener newListener) throws JMSException {
    checkOpen();
    if (newListener != null && session.loaded().listener() != null) {
      throw sessionListenerSet();
    }
    if (newListener != null) {
      // Throws where there is no thread for it.
      session.listenerSet();
    }
    boolean had = listener != null;
    listener = newListener;
    if (newListener != null) {
      tokens();
      path.pull();
    } else if (had) {
      path.listenerGone();
    }
  }

  boolean hasListener() {
    return listener != null;
  }

  /** On the session's dispatch thread: gives one message to the listener. */
  @Override
  public Dispatcher.Given dispatchOne() {
    MessageListener current = listener;
    Received received = current == null || closed ? null : path.takeForListener();
    if (current == null || received == null) {
      return Dispatcher.Given.NOTHING;
    }
    try {
      PostriderMessage message = path.read(received);
      boolean well = message == null || session.calls().give(current, received, message);
      return well ? Dispatcher.Given.DONE : Dispatcher.Given.AGAIN;
    } finally {
      if (listener != null) {
        path.pull();
        if (listener == null) {
          // Taken away meanwhile, by another thread.
          path.listenerGone();
        }
      }
    }
  }

  // The rest

  @Override
  public @Nullable String getMessageSelector() throws JMSException {
    checkOpen();
    return subscription.selector();
  }

  @Override
  public @Nullable Queue getQueue() throws JMSException {
    checkOpen();
    return Domain.queue(subscription.destination());
  }

  @Override
  public @Nullable Topic getTopic() throws JMSException {
    checkOpen();
    return Domain.topic(subscription.destination());
  }

  @Override
  public boolean getNoLocal() throws JMSException {
    checkOpen();
    return subscription.noLocal();
  }

  @Override
  public void close() throws JMSException {
    if (!closed || closing.isBegun()) {
      closing.run(closeTimeoutMs(), deadline -> closeAlone());
    } else {
      // It goes with its session.
      session.closing().awaitOther();
    }
  }

  private void closeAlone() {
    closed = true;
    session.endpoints().retire(this);
    endReceive(Deadline.in(closeTimeoutMs()));
    awaitListener();
    if (session.settlement().isHolding(inbound())) {
      // AMQP 2.6.12: what is consumed and not settled needs its link.
      path.giveBack(Deadline.in(closeTimeoutMs()));
      session.endpoints().closeLater(this);
      // Another thread may have settled all of it before this was entered.
      session.endpoints().closeWhatIsSettled();
    } else {
      closeLink(Deadline.in(closeTimeoutMs()));
    }
  }

  /** Waits for a listener of the session that runs; from another listener not without end. */
  private void awaitListener() {
    if (!Caller.isListener()) {
      session.dispatcher().awaitListener();
    } else if (!session.dispatcher().awaitListener(closeTimeoutMs())) {
      // It may be closing a consumer whose listener is the one that calls.
      LOG.warn("a message listener has not returned in jms.closeTimeout: its consumer is closed");
    }
  }

  /** Ends the receive that waits, and every later one. */
  void endReceive(Deadline deadline) {
    closed = true;
    path.close(deadline.lastMs());
  }

  Subscription subscription() {
    return subscription;
  }

  /** Whether it gives back the use of its subscription now: gives true once, to one caller. */
  boolean leaves() {
    return left.compareAndSet(false, true);
  }

  void closeLink(Deadline deadline) {
    Waits.awaitInClose(receiver().close(!subscription.isDurable()), deadline.lastMs());
    session.endpoints().leave(this);
  }

  private long closeTimeoutMs() {
    return session.options().get(JmsOptions.CLOSE_TIMEOUT);
  }

  @Override
  public String toString() {
    return "consumer of " + subscription.destination();
  }

  /** Jakarta Messaging 6.2.9: a session's own listener excludes every other way to receive. */
  static IllegalStateException sessionListenerSet() {
    return new IllegalStateException(
        "the session has a message listener of its own: its consumers receive nothing");
  }

  /** Jakarta Messaging 8.7: receive and listeners exclude each other in a session. */
  static IllegalStateException listenerSet() {
    return new IllegalStateException(
        "a consumer of the session has a message listener: receive is not possible");
  }
}
