// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import jakarta.jms.JMSException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.messaging.Released;
import org.postrider.codec.performative.SenderSettleMode;
import org.postrider.jms.amqp.AmqpLink;
import org.postrider.jms.amqp.AmqpReceiver;
import org.postrider.jms.destination.PostriderDestination;
import org.postrider.jms.error.JmsErrors;
import org.postrider.jms.error.RequestTimedOutException;
import org.postrider.jms.message.PostriderMessage;
import org.postrider.jms.options.AmqpOptions;
import org.postrider.jms.options.JmsOptions;
import org.postrider.jms.settlement.InboundQueue;
import org.postrider.jms.settlement.Received;
import org.postrider.jms.thread.Deadline;
import org.postrider.jms.thread.Threads;
import org.postrider.jms.thread.Waits;

/**
 * The way of messages to a consumer: takes what has come, asks the broker where nothing has, and
 * has credit granted for what was taken.
 *
 * <p>One receive runs at a time; start, stop and close come from anywhere.
 */
final class InboundPath {

  private static final String STOPPED = "the connection is stopped, and was not started again";

  /** What a body is read by. */
  interface BodyReader<T> {
    T read(PostriderMessage message) throws JMSException;
  }

  private final SessionCore session;
  private final Reception reception;
  private final InboundQueue inbound;
  private final AmqpReceiver receiver;
  private final DrainWait drains;
  private final ReentrantLock inUse = new ReentrantLock();
  private final BooleanSupplier givenUp = this::isGivenUp;
  private final int replenishAfter;
  private final boolean pulls;
  private final boolean receiveLocalOnly;
  private final boolean receiveNoWaitLocalOnly;

  private int takenSinceReplenish;
  // Whether the receive of now waits for ever.
  private boolean endless;
  private volatile boolean started;
  private volatile boolean closed;
  // A scan throws nothing to the application.
  private volatile boolean scanning;

  /** The path of the messages that a consumer was made for, who hears of each and of the end. */
  InboundPath(
      SessionCore session,
      ReceiverWishes.Wish wish,
      Reception reception,
      Runnable arrived,
      AmqpLink.PeerEnd closedByPeer) {
    this.session = session;
    this.reception = reception;
    int prefetch = wish.subscription().prefetch();
    this.inbound =
        new InboundQueue(
            arrived,
            Reception.localPriority(session.connection()),
            session.handed().of(origin(wish)));
    this.receiver =
        new AmqpReceiver(session.amqp(), wish.source().settings(), inbound, prefetch, closedByPeer);
    if (session.settlement().isImmediate()) {
      this.receiver.acknowledgedAtOnce();
    }
    this.receiver.remember(session.decoder());
    this.drains =
        new DrainWait(
            receiver.credit(),
            session.options().get(AmqpOptions.DRAIN_TIMEOUT),
            wish.subscription().destination());
    this.replenishAfter = Math.max(1, prefetch / 2);
    this.pulls = prefetch == 0;
    // Looked up once: they are asked for with every message.
    this.receiveLocalOnly = session.options().get(JmsOptions.RECEIVE_LOCAL_ONLY);
    this.receiveNoWaitLocalOnly = session.options().get(JmsOptions.RECEIVE_NO_WAIT_LOCAL_ONLY);
  }

  /** Consumers of one queue take each message but once; all others have copies of their own. */
  private Object origin(ReceiverWishes.Wish wish) {
    PostriderDestination destination = wish.subscription().destination();
    boolean copied = wish.source().settings().senderSettleMode() == SenderSettleMode.SETTLED;
    return destination.kind().isQueue() && !copied ? destination : this;
  }

  AmqpReceiver receiver() {
    return receiver;
  }

  InboundQueue inbound() {
    return inbound;
  }

  /** Whether a call is in receive: it will throw why the link ends. */
  boolean isReceiving() {
    return inUse.isLocked() && !scanning;
  }

  // Start, stop, close

  void start() {
    started = true;
    inbound.run(true);
    receiver.credit().grant();
  }

  /** No message is taken after this; one may be on its way to the application. */
  void stop() {
    inbound.run(false);
  }

  /**
   * Returns when what a receive had taken before the stop is with the application.
   *
   * @param timeoutMs how long that may take; negative for ever
   */
  void awaitStopped(long timeoutMs) {
    if (!inUse.isHeldByCurrentThread()) {
      try {
        inbound.awaitHanded(
            timeoutMs < 0 ? Long.MAX_VALUE : TimeUnit.MILLISECONDS.toNanos(timeoutMs));
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** The session or connection closes: who must not go on with that waits no more. */
  void closing() {
    inbound.wake();
  }

  /** Ends every receive; returns when none runs, or that took longer. */
  void close(long timeoutMs) {
    closed = true;
    inbound.close(null);
    receiver.credit().wake();
    receiver.link().wake();
    Waits.awaitFree(inUse, timeoutMs);
  }

  /** Waits for the end of a drain, so long at most; negative as long as the option says. */
  void awaitDrain(CompletableFuture<Void> drained, long limitMs) {
    drains.await(drained, limitMs);
  }

  /** Waits until nothing is on its way, and gives back what nobody took. */
  void giveBack(Deadline deadline) {
    drains.await(receiver.credit().suspend(), deadline.leftMs());
    Waits.awaitQuietly(receiver.release(), deadline.lastMs());
  }

  // Receive

  /**
   * Looks at the next message, for a browser: it came settled, and none is consumed. Null is the
   * end of the queue, or of this path; before the first start, as nothing is delivered then, it is
   * given at once.
   *
   * @throws JMSException if the broker has told neither in {@code jms.requestTimeout}, or the
   *     connection was stopped and is not started again in that time
   */
  @Nullable PostriderMessage browse() throws JMSException {
    Deadline deadline = Deadline.in(session.requestTimeoutMs());
    scanning = true;
    inUse.lock();
    try {
      for (Received next = takeScanned(deadline); next != null; next = takeScanned(deadline)) {
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

  /**
   * Receives a message for its body. If that cannot be had, a message that would be acknowledged
   * with the call is as if it had not been received (Jakarta Messaging 8.6).
   *
   * @param nanos negative for ever, 0 for not at all
   */
  <T> @Nullable T receive(long nanos, BodyReader<T> reader) throws JMSException {
    long deadline = System.nanoTime() + nanos;
    // Jakarta Messaging 6.2.12: a message may come again only while it is the last one.
    session.amqp().connection().hurry();
    inUse.lock();
    try {
      Received received = takeWithin(nanos);
      while (received != null) {
        PostriderMessage message = reception.read(received);
        if (message != null) {
          return body(received, message, reader);
        }
        // What is not for the application does not lengthen its wait; 0 would ask without one.
        received = takeWithin(nanos <= 0 ? nanos : Math.max(1, deadline - System.nanoTime()));
      }
      return null;
    } finally {
      inbound.handed();
      inUse.unlock();
    }
  }

  private <T> T body(Received received, PostriderMessage message, BodyReader<T> reader)
      throws JMSException {
    T body;
    boolean had = false;
    try {
      body = reader.read(message);
      had = true;
    } finally {
      // Whatever was thrown: a body may be more than the heap has room for.
      if (!had && session.settlement().isImmediate()) {
        undo(received);
      } else {
        session.settlement().received(received);
      }
    }
    return body;
  }

  private void undo(Received received) {
    if (!inbound.undo(received)) {
      session.settler().settle(received, Released.INSTANCE);
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
      drains.await(receiver.credit().drain(pulls));
    }
    return inbound.poll();
  }

  /** Does not take a loss for the end: with the next connection a scan begins anew. */
  private @Nullable Received takeScanned(Deadline deadline) throws JMSException {
    Received next = takeStarted(deadline);
    boolean ended = false;
    while (next == null && !ended && !closed) {
      int losses = receiver.losses();
      boolean told = Waits.awaitQuietly(receiver.link().whenAttached(), deadline.leftMs());
      if (told && started) {
        told = drains.awaitEnd(receiver.credit().drain(pulls), deadline.leftMs());
      }
      next = takeStarted(deadline);
      if (next == null && !told && !closed) {
        throw cutShort("the broker has told neither a message nor the end", deadline);
      }
      ended = losses == receiver.losses();
    }
    return next;
  }

  /**
   * Takes what is here for a scan. Nor is a stop the end, behind which nothing may be taken: the
   * next start is waited for. A listener does not wait for it, as the stop waits for its return.
   */
  private @Nullable Received takeStarted(Deadline deadline) throws JMSException {
    if (!started) {
      return inbound.poll();
    }
    // What runs on a thread that is not ours is looked for only where there is something to wait
    // for.
    boolean listening = Threads.isListener() || !inbound.isRunning() && Caller.isListener();
    long leftMs = listening ? 0 : deadline.leftMs();
    try {
      return inbound.pollRunning(leftMs < 0 ? -1 : TimeUnit.MILLISECONDS.toNanos(leftMs));
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw cutShort(STOPPED, deadline);
    } catch (TimeoutException late) {
      throw cutShort(STOPPED, deadline);
    }
  }

  private static JMSException cutShort(String why, Deadline deadline) {
    boolean interrupted = Thread.currentThread().isInterrupted();
    return new RequestTimedOutException(
        "a scan of a queue is cut short: "
            + why
            + (interrupted ? " when it was interrupted" : " in " + deadline.spentMs() + " ms"));
  }

  private @Nullable Received takeLater(long nanos) throws InterruptedException {
    // Looked for first, so that none is asked for in the place of one that is here.
    Received local = pulls ? inbound.poll() : null;
    if (local != null) {
      return local;
    }
    Received received = takeAsked(nanos);
    if (received != null || nanos < 0 || receiveLocalOnly || isGivenUp()) {
      return received;
    }
    boolean running = inbound.isRunning();
    if (running || pulls) {
      // What is on its way already has come in time; what a stopped one asked for is taken back.
      drains.awaitAfter(receiver.credit().drain(pulls && running));
    }
    return inbound.poll();
  }

  private @Nullable Received takeAsked(long nanos) throws InterruptedException {
    pull();
    endless = nanos < 0;
    try {
      return inbound.take(nanos, givenUp);
    } catch (InterruptedException interrupted) {
      if (pulls) {
        // It would bring a message that nobody waits for.
        drains.awaitAfter(receiver.credit().drain(false));
      }
      throw interrupted;
    } finally {
      pulledEnough();
    }
  }

  /** A close ends every receive but those of listeners, who wait for what they asked for. */
  private boolean isGivenUp() {
    return session.isRefused() || (endless && session.isClosing());
  }

  private void taken() {
    if (++takenSinceReplenish >= replenishAfter) {
      takenSinceReplenish = 0;
      receiver.credit().taken();
    }
  }

  // Listener

  /** Takes a message for the listener, or null; the dispatcher tells when it has returned. */
  @Nullable Received takeForListener() {
    Received received = closed ? null : inbound.poll();
    if (received != null) {
      // The dispatcher's own gate tells when this one is with the application.
      inbound.handed();
      taken();
    }
    return received;
  }

  /** What the application gets of a message; null if it is not for the application. */
  @Nullable PostriderMessage read(Received received) {
    return reception.read(received);
  }

  /** Asks for one message, where there is no prefetch. */
  void pull() {
    if (pulls && !closed) {
      receiver.credit().pull();
    }
  }

  /** Whoever asked has its message, or waits no more. */
  private void pulledEnough() {
    if (pulls) {
      receiver.credit().pulledEnough();
    }
  }

  /** There is no listener any more, which always asks for the next. */
  void listenerGone() {
    if (pulls) {
      receiver.credit().pulledInVain();
    }
  }
}
