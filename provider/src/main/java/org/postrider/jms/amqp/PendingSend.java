// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.amqp;

import io.netty.buffer.ByteBuf;
import jakarta.jms.JMSException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.DeliveryState;
import org.postrider.jms.error.JmsErrors;
import org.postrider.jms.message.MessageIds;
import org.postrider.transport.engine.DeliveryPhase;
import org.postrider.transport.engine.OutgoingDelivery;
import org.postrider.transport.engine.OutgoingMessage;

/**
 * A message on its way out: the command that carries it to the event loop, the record of its fate,
 * and what its sender parks on.
 *
 * <p>Made by an application thread, then owned by the event loop; the result may be awaited by one
 * thread.
 */
public final class PendingSend implements Runnable {

  /** The result of a send that came to its good end. */
  private static final Object DONE = new Object();

  private final AmqpSender sender;
  private final SendTracker tracker;
  private final ByteBuf payload;
  private final int from;
  private final int octets;
  private final boolean settled;
  private final @Nullable Runnable completion;

  private boolean unheard;
  private boolean atMostOnce;
  private @Nullable Object messageId;
  // Its number, as the tracker has it; 0 where it was not sent in one.
  private int transaction;
  private boolean wentBefore;
  private boolean holdingPayload = true;
  private @Nullable OutgoingDelivery delivery;
  private volatile @Nullable JMSException givenUp;
  private volatile @Nullable Object result;
  private volatile @Nullable Thread waiter;

  /**
   * A message that is still to be given to the event loop.
   *
   * @param payload the encoded message, of which one reference passes to this
   * @param settled whether it goes settled, so that nobody answers
   * @param completion run on the event loop when its fate is known, or null
   */
  public PendingSend(
      AmqpSender sender,
      SendTracker tracker,
      ByteBuf payload,
      boolean settled,
      @Nullable Runnable completion) {
    this.sender = sender;
    this.tracker = tracker;
    this.payload = payload;
    this.from = payload.readerIndex();
    this.octets = payload.readableBytes();
    this.settled = settled;
    this.completion = completion;
  }

  /** Nobody will ask for its fate: a failure goes to the exception listener. */
  public PendingSend unheard() {
    unheard = true;
    return this;
  }

  /**
   * Before it goes: it is not to go once more where the broker may have it, as a message that is
   * NON_PERSISTENT (JMS 2.0, 7.7).
   */
  public PendingSend atMostOnce() {
    atMostOnce = true;
    return this;
  }

  /** Before it goes: its id as AMQP has it, for reports. */
  public PendingSend named(@Nullable Object id) {
    messageId = id;
    return this;
  }

  /** Its {@code JMSMessageID}, or null where it has none. */
  @Nullable String messageId() {
    return MessageIds.toMessageId(messageId);
  }

  /** On the event loop: whether nobody will ask for its fate. */
  boolean isUnheard() {
    return unheard;
  }

  /** On the event loop: whether its fate was told. */
  boolean isOver() {
    return result != null;
  }

  /** How large its payload is. */
  public int octets() {
    return octets;
  }

  /** On the event loop: hands the message to its link. */
  @Override
  public void run() {
    try {
      sender.offer(this);
    } catch (Throwable fault) {
      // Nobody else knows of it: its sender would wait, and its octets would never be free.
      fail(JmsErrors.withCause(new JMSException("the send broke off: " + fault), fault));
      throw fault;
    }
  }

  /**
   * On the event loop: what the engine is to send; a reference of the payload passes to it.
   *
   * @param kept whether the message may have to be sent again
   */
  OutgoingMessage message(boolean kept) {
    DeliveryState state = tracker.sendState();
    transaction = state == null ? 0 : tracker.transaction();
    if (kept && !isTransactional()) {
      payload.retain();
    } else {
      holdingPayload = false;
    }
    return new OutgoingMessage(payload, from, octets, true, settled, state, this);
  }

  /** On the event loop: whether it was sent as a part of a transaction. */
  boolean isTransactional() {
    return transaction != 0;
  }

  /** On the event loop: whether the broker may have it, or a part of it. */
  boolean isInDoubt() {
    return wentBefore || (delivery != null && delivery.isStarted());
  }

  /** On the event loop: whether it may go once more, as its payload was kept. */
  boolean isKept() {
    return holdingPayload && !((settled || atMostOnce) && isInDoubt());
  }

  /** On the event loop: what the engine made of it. */
  void transferred(OutgoingDelivery made) {
    wentBefore = isInDoubt();
    delivery = made;
  }

  /**
   * On the event loop: why it must not be sent, or null: its transaction is gone, or its sender has
   * ceased to wait.
   */
  @Nullable JMSException refusal() {
    JMSException refusal = givenUp;
    return refusal != null ? refusal : tracker.refusal();
  }

  /**
   * Nobody is to wait any more: from now on the message does not go. It fails as in doubt where it
   * has gone.
   */
  public void giveUp(JMSException why) {
    givenUp = why;
    // Credit may come before this is run.
    sender.session().connection().tell(() -> abandon(why));
  }

  /** On the event loop: the sender does not wait any more. */
  private void abandon(JMSException why) {
    if (result != null) {
      return;
    }
    sender.takeBack(this);
    if (delivery != null && delivery.phase() == DeliveryPhase.TRANSFERRING) {
      // AMQP 2.7.5: of what is aborted the receiver keeps nothing.
      delivery.abort();
      delivery = null;
    }
    fail(
        isInDoubt()
            ? SendLosses.inDoubt(this, "the wait ended", why)
            : JmsErrors.again(
                why, why.getMessage() + ", waiting for credit or connection: it was not sent"));
  }

  /** On the event loop: the message has come to its good end. */
  void succeed() {
    finish(DONE);
  }

  /** On the event loop: the message has not been sent, or the broker did not take it. */
  void fail(JMSException cause) {
    finish(cause);
  }

  /**
   * On the event loop: this message was refused, not all that went over its link. Where no call can
   * throw it, the exception listener hears of it.
   */
  void refuse(JMSException cause) {
    boolean first = result == null;
    fail(cause);
    if (first && unheard) {
      sender.session().connection().asyncFailure(cause);
    }
  }

  /** The event loop takes no commands any more: the send throws, and nobody else is told. */
  public void discard(JMSException cause) {
    releasePayload();
    tracker.finished(octets, cause);
    sender.inFlight().finished();
    result = cause;
  }

  private void finish(Object outcome) {
    if (result != null) {
      return;
    }
    releasePayload();
    tracker.finished(octets, outcome == DONE || isRolledBack() ? null : (JMSException) outcome);
    sender.inFlight().finished();
    result = outcome;
    Thread parked = waiter;
    if (parked != null) {
      LockSupport.unpark(parked);
    }
    if (completion != null) {
      completion.run();
    }
  }

  /** Whether it was sent in a transaction that was rolled back since. */
  private boolean isRolledBack() {
    return isTransactional() && transaction != tracker.transaction();
  }

  private void releasePayload() {
    if (holdingPayload) {
      holdingPayload = false;
      payload.release();
    }
  }

  /** Why it failed, or null. */
  public @Nullable JMSException failure() {
    return result instanceof JMSException failure ? failure : null;
  }

  /**
   * Waits for the message's fate.
   *
   * @param begunNanos when the wait began, by {@link System#nanoTime}
   * @param nanos how long it lasts; negative for ever
   * @return false if it is not known in time
   * @throws JMSException if the message was not taken
   */
  public boolean await(long begunNanos, long nanos) throws JMSException, InterruptedException {
    if (result == null && !park(begunNanos + nanos, nanos < 0)) {
      return false;
    }
    JMSException failure = failure();
    if (failure != null) {
      throw JmsErrors.again(failure);
    }
    return true;
  }

  private boolean park(long deadline, boolean forever) throws InterruptedException {
    AmqpConnection connection = sender.session().connection();
    waiter = Thread.currentThread();
    connection.waitBegins();
    try {
      while (result == null) {
        if (forever) {
          LockSupport.park(this);
        } else {
          long left = deadline - System.nanoTime();
          if (left <= 0) {
            return false;
          }
          LockSupport.parkNanos(this, left);
        }
        if (result == null && Thread.interrupted()) {
          throw new InterruptedException();
        }
      }
      return true;
    } finally {
      connection.waitEnds();
    }
  }
}
