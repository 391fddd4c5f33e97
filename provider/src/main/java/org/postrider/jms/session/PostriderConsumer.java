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
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.messaging.Released;
import org.postrider.jms.destination.PostriderDestination;
import org.postrider.jms.error.JmsErrors;
import org.postrider.jms.message.MessageDecoder;
import org.postrider.jms.message.PostriderMessage;
import org.postrider.jms.options.AmqpOptions;
import org.postrider.jms.options.JmsOptions;
import org.postrider.jms.settlement.InboundQueue;
import org.postrider.jms.settlement.Received;

/**
 * Receives messages from a destination (Jakarta Messaging 8).
 *
 * <p>Not thread-safe, as JMS has it; close may be called from anywhere.
 */
final class PostriderConsumer implements MessageConsumer, QueueReceiver, TopicSubscriber {

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
  private final InboundQueue inbound;
  private final AmqpReceiver receiver;
  private final ReentrantLock inUse = new ReentrantLock();
  private final Reception reception;
  private final DrainWait drains;
  private final int replenishAfter;
  private final boolean receiveLocalOnly;
  private final boolean receiveNoWaitLocalOnly;

  private int takenSinceReplenish;
  private volatile @Nullable MessageListener listener;
  private volatile boolean closed;
  private volatile @Nullable JMSException failure;

  PostriderConsumer(SessionCore session, ReceiverWishes.Wish wish, Reception reception) {
    this.session = session;
    this.subscription = wish.subscription();
    this.reception = reception;
    this.inbound = new InboundQueue(this::arrived, Reception.localPriority(session.connection()));
    this.receiver =
        new AmqpReceiver(
            session.amqp(),
            wish.source().settings(),
            inbound,
            subscription.prefetch(),
            this::failed);
    this.receiver.remember(new MessageDecoder(session.connection().messageSettings()));
    this.drains =
        new DrainWait(receiver, session.options().get(AmqpOptions.DRAIN_TIMEOUT), toString());
    this.replenishAfter = Math.max(1, subscription.prefetch() / 2);
    // Looked up once: they are asked for with every message.
    this.receiveLocalOnly = session.options().get(JmsOptions.RECEIVE_LOCAL_ONLY);
    this.receiveNoWaitLocalOnly = session.options().get(JmsOptions.RECEIVE_NO_WAIT_LOCAL_ONLY);
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
      session.forget(this);
      session.reports().tell(listener -> listener.consumerClosed(this, cause));
      if (!told) {
        session.reports().failure(cause);
      }
    } else if (told) {
      session.toldByCall();
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

  /** Whether a call is in receive. */
  boolean isReceiving() {
    return inUse.isLocked();
  }

  AmqpReceiver receiver() {
    return receiver;
  }

  InboundQueue inbound() {
    return inbound;
  }

  // Start and stop

  void start() {
    inbound.run(true);
    receiver.grant();
    tokens();
  }

  /** For what waits already; a token too many is ignored. */
  private void tokens() {
    if (listener != null) {
      for (int i = inbound.size(); i > 0; i--) {
        session.dispatcher().ready(this);
      }
    }
  }

  /** No message is taken after this; one may be on its way to the application. */
  void stop() {
    inbound.run(false);
  }

  /** Returns when what a receive had taken before the stop is with the application. */
  void awaitStopped() {
    if (!inUse.isHeldByCurrentThread()) {
      try {
        inbound.awaitHanded(TimeUnit.MILLISECONDS.toNanos(Math.max(0, closeTimeoutMs())));
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
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

  /** Looks at the next message, for a browser: it came settled, and none is consumed. */
  @Nullable Message browse() throws JMSException {
    checkOpen();
    inUse.lock();
    try {
      for (Received next = takeDrained(); next != null; next = takeDrained()) {
        session.settler().settle(next, Accepted.INSTANCE);
        taken();
        PostriderMessage message = reception.read(next);
        if (message != null) {
          return message;
        }
      }
      return null;
    } finally {
      inbound.handed();
      inUse.unlock();
    }
  }

  /** Receives; negative for ever, 0 for not at all. */
  @Nullable Message receiveWithin(long nanos) throws JMSException {
    return receiveBodyWithin(nanos, message -> message);
  }

  /** What a body is read by. */
  interface BodyReader<T> {
    T read(PostriderMessage message) throws JMSException;
  }

  /**
   * Receives a message for its body. If that cannot be had, a message that would be acknowledged
   * with the call is as if it had not been received (Jakarta Messaging 8.6).
   */
  <T> @Nullable T receiveBodyWithin(long nanos, BodyReader<T> reader) throws JMSException {
    checkOpen();
    session.checkNoListener();
    long deadline = System.nanoTime() + nanos;
    inUse.lock();
    try {
      Received received = takeWithin(nanos);
      while (received != null) {
        PostriderMessage message = reception.read(received);
        if (message != null) {
          return body(received, message, reader);
        }
        // What is not for the application does not lengthen its wait.
        received = takeWithin(nanos <= 0 ? nanos : Math.max(0, deadline - System.nanoTime()));
      }
      return null;
    } finally {
      inbound.handed();
      inUse.unlock();
    }
  }

  private <T> T body(Received received, PostriderMessage message, BodyReader<T> reader)
      throws JMSException {
    try {
      T body = reader.read(message);
      session.settlement().received(received);
      return body;
    } catch (JMSException unreadable) {
      if (session.settlement().isImmediate()) {
        if (!inbound.undo(received)) {
          session.settler().settle(received, Released.INSTANCE);
        }
      } else {
        session.settlement().received(received);
      }
      throw unreadable;
    }
  }

  private @Nullable Received takeWithin(long nanos) throws JMSException {
    try {
      Received received = nanos == 0 ? takeNow() : takeLater(nanos);
      if (received == null && inbound.failure() instanceof JMSException cause && !closed) {
        throw JmsErrors.again(cause);
      }
      if (received != null) {
        taken();
      }
      return received;
    } catch (InterruptedException interrupted) {
      throw Waits.interrupted("receive", interrupted);
    }
  }

  private @Nullable Received takeNow() {
    Received local = inbound.poll();
    return local != null || receiveNoWaitLocalOnly ? local : takeDrained();
  }

  /** Asks the broker, too, if there is nothing here. */
  private @Nullable Received takeDrained() {
    Received local = inbound.poll();
    if (local != null) {
      return local;
    }
    if (inbound.isRunning()) {
      drains.await(receiver.drain(subscription.prefetch() == 0));
    }
    return inbound.poll();
  }

  private @Nullable Received takeLater(long nanos) throws InterruptedException {
    if (subscription.prefetch() == 0) {
      receiver.pull();
    }
    Received received = inbound.take(nanos);
    if (received != null || nanos < 0 || receiveLocalOnly) {
      return received;
    }
    if (inbound.isRunning()) {
      // What is on its way already has come in time.
      drains.awaitAfter(
          receiver.drain(subscription.prefetch() == 0), TimeUnit.NANOSECONDS.toMillis(nanos));
    }
    return inbound.poll();
  }

  /** Waits for the end of a drain. */
  void awaitDrain(CompletableFuture<Void> drained) {
    drains.await(drained);
  }

  private void taken() {
    if (++takenSinceReplenish >= replenishAfter) {
      takenSinceReplenish = 0;
      receiver.taken();
    }
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
    listener = newListener;
    if (newListener != null) {
      session.listenerSet();
      tokens();
      if (subscription.prefetch() == 0) {
        receiver.pull();
      }
    }
  }

  boolean hasListener() {
    return listener != null;
  }

  /** On the session's dispatch thread: gives one message to the listener. */
  Dispatcher.Given dispatchOne() {
    MessageListener current = listener;
    Received received = current == null || closed ? null : inbound.poll();
    if (current == null || received == null) {
      return Dispatcher.Given.NOTHING;
    }
    // The dispatcher's own gate tells when this one is with the application.
    inbound.handed();
    taken();
    PostriderMessage message = reception.read(received);
    boolean well = message == null || session.calls().give(current, received, message);
    if (subscription.prefetch() == 0 && !closed) {
      receiver.pull();
    }
    return well ? Dispatcher.Given.DONE : Dispatcher.Given.AGAIN;
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
    if (closed) {
      return;
    }
    closed = true;
    session.retire(this);
    stopReceiving();
    if (session.settlement().isHolding(inbound)) {
      // AMQP 2.6.12: what is consumed and not settled needs its link.
      awaitDrain(receiver.suspend());
      Waits.awaitQuietly(receiver.release(), closeTimeoutMs());
      session.closeLater(this);
    } else {
      closeLink();
    }
  }

  /** Ends every receive and waits for a listener that runs. */
  void stopReceiving() {
    closed = true;
    inbound.close(null);
    receiver.wake();
    Waits.awaitFree(inUse);
    session.dispatcher().awaitListener();
  }

  Subscription subscription() {
    return subscription;
  }

  void closeLink() {
    Waits.awaitQuietly(receiver.close(!subscription.isDurable()), closeTimeoutMs());
    session.leave(this);
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
