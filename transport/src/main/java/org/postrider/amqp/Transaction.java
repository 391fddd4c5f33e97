// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.Outcome;
import org.postrider.codec.transaction.TransactionalState;
import org.postrider.codec.value.Binary;
import org.postrider.codec.value.ErrorConditions;

/**
 * A local transaction (AMQP 4): what is sent and accepted in it takes effect when it is committed,
 * all of it or nothing. {@link Container#declareTransaction} begins one; it can be used from {@link
 * MessagingHandler#onTransactionDeclared} on.
 *
 * <p>Thread-safe: what is asked for on another thread is handed over to the container's loop.
 */
public final class Transaction {

  /** How far it is. */
  enum Phase {
    DECLARING,
    DECLARED,
    /** A commit was asked for: its messages are waited for. */
    COMMITTING,
    /** It is the coordinator's to say what becomes of the commit. */
    DISCHARGING,
    ABORTING,
    ENDED
  }

  private final Session session;
  private final MessagingHandler handler;
  private final boolean settleBeforeDischarge;
  private volatile Phase phase = Phase.DECLARING;
  private volatile @Nullable Binary id;

  /** What was asked for before the end was, and the loop has not done yet. Guarded by this. */
  private int underWay;

  // Confined to the loop.
  private final TransactionSends sends = new TransactionSends(this::proceed);
  private final List<ReceivedDelivery> retired = new ArrayList<>();
  private boolean endAsked;
  private boolean rollingBack;
  private boolean dischargeSent;

  Transaction(Session session, @Nullable MessagingHandler handler, boolean settleBeforeDischarge) {
    this.session = session;
    this.handler = handler == null ? session.handler() : handler;
    this.settleBeforeDischarge = settleBeforeDischarge;
  }

  /** The session that it belongs to. */
  public Session session() {
    return session;
  }

  TransactionSends sends() {
    return sends;
  }

  /** Whether it is declared, and neither {@link #commit} nor {@link #abort} was called. */
  public boolean isDeclared() {
    return phase == Phase.DECLARED;
  }

  /**
   * The id that the coordinator gave it.
   *
   * @throws IllegalStateException before it is declared
   */
  public Binary id() {
    Binary given = id;
    if (given == null) {
      throw new IllegalStateException("the transaction is not declared yet");
    }
    return given;
  }

  /**
   * Makes what was done in it take effect, all of it: {@link
   * MessagingHandler#onTransactionCommitted} or {@link MessagingHandler#onTransactionCommitFailed}
   * follows, or, where nobody can tell, {@link MessagingHandler#onTransactionInDoubt}.
   *
   * <p>It waits until the messages sent in the transaction have gone out and have their outcomes.
   * If one is not accepted, or is lost, everything is rolled back; so it is if a delivery was lost
   * before it was accepted in the transaction. The wait is for credit too, and has no other limit
   * than {@link #abort} and the end of the link, session or connection. What was sent or accepted
   * on another thread before this is called is part of it.
   *
   * @throws IllegalStateException if it is not declared yet, or its end was asked for
   */
  public void commit() {
    synchronized (this) {
      requireDeclared();
      phase = Phase.COMMITTING;
    }
    session.connection().run(this::endAsked);
  }

  /**
   * Undoes what was done in it: {@link MessagingHandler#onTransactionAborted} follows. Deliveries
   * accepted in it are released. Messages that have not begun to go out are not sent any more
   * ({@link MessagingHandler#onDeliveryLost}). A commit that still waits for its messages is taken
   * back by it.
   *
   * @throws IllegalStateException if it is not declared yet, or has been discharged
   */
  public void abort() {
    synchronized (this) {
      if (phase != Phase.COMMITTING) {
        requireDeclared();
      }
      phase = Phase.ABORTING;
    }
    session.connection().run(this::endAsked);
  }

  /**
   * Sends a message that is only there once the transaction is committed.
   *
   * @throws IllegalStateException as {@link Sender#send}, or if the transaction is not declared
   *     yet, or its end was asked for
   * @throws IllegalArgumentException as {@link Sender#send}, or if the sender is of another
   *     connection
   */
  public Delivery send(Sender sender, Message message) {
    requireOwn(Checks.given("sender", sender));
    enter();
    try {
      return sender.send(message, this);
    } finally {
      // Behind the message, which the loop may have to take over yet.
      session.connection().run(this::leave);
    }
  }

  /**
   * Accepts a delivery received with {@code autoAccept(false)}, once the transaction is committed.
   * One that is {@linkplain Delivery#isLost lost} by then cannot be: the commit fails.
   *
   * @throws IllegalStateException if the delivery is settled, or if the transaction is not declared
   *     yet, or its end was asked for
   * @throws IllegalArgumentException if the delivery was sent, not received, or came over another
   *     connection
   */
  public void accept(Delivery delivery) {
    update(delivery, (Outcome) Delivery.ACCEPTED);
  }

  /** As {@link #accept}, with another outcome; some brokers only heed {@code accepted}. */
  public void update(Delivery delivery, Outcome outcome) {
    Checks.state(outcome);
    if (!(delivery instanceof ReceivedDelivery received)) {
      throw new IllegalArgumentException("delivery " + delivery + " must be a received one");
    }
    requireOwn(received.link());
    enter();
    try {
      TransactionalState state = new TransactionalState(id(), outcome);
      boolean known = received.update(state, settleBeforeDischarge, this);
      session.connection().run(() -> retire(received, known && !received.isLostBefore(state)));
    } finally {
      session.connection().run(this::leave);
    }
  }

  /** Lets something be done in it, which the loop may get to later: its end waits for that. */
  private synchronized void enter() {
    requireDeclared();
    underWay++;
  }

  private void requireDeclared() {
    if (phase != Phase.DECLARED) {
      throw new IllegalStateException("the transaction is " + phase + ", not declared");
    }
  }

  /** A coordinator knows nothing of what goes over other connections (AMQP 4.1). */
  private void requireOwn(Link link) {
    if (link.connection() != session.connection()) {
      throw new IllegalArgumentException(
          link + " must be of the transaction's connection, which is " + session.connection());
    }
  }

  // On the loop.

  /** Something has been done, or was refused. */
  private void leave() {
    synchronized (this) {
      underWay--;
    }
    proceed();
  }

  private synchronized boolean isUnderWay() {
    return underWay > 0;
  }

  /** Whether it has come to its end. */
  boolean isOver() {
    return phase == Phase.ENDED;
  }

  /** The peer is told a delivery's state, unless the delivery was lost before that. */
  private void retire(ReceivedDelivery delivery, boolean told) {
    if (!told) {
      sends.fail(new AmqpError(Failures.IO, "a delivery was lost before it was accepted"));
    } else if (isOver()) {
      delivery.releaseFrom(this);
    } else if (!settleBeforeDischarge) {
      retired.add(delivery);
    }
  }

  private void endAsked() {
    endAsked = true;
    proceed();
  }

  /** Discharges once that was asked for and nothing can go out behind it. */
  private void proceed() {
    if (!endAsked || isUnderWay() || dischargeSent || isOver()) {
      return;
    }
    sends.end();
    if (phase == Phase.ABORTING || rollingBack || (sends.failure() != null && claimCommit())) {
      rollBack();
    } else if (sends.isEmpty() && claimCommit()) {
      dischargeSent = true;
      session.coordinator().discharge(this, false);
    }
  }

  /** Whether a commit goes on; an abort may have taken it back. */
  private synchronized boolean claimCommit() {
    boolean mine = phase == Phase.COMMITTING;
    if (mine) {
      phase = Phase.DISCHARGING;
    }
    return mine;
  }

  private void rollBack() {
    rollingBack = true;
    sends.withdraw();
    // AMQP 4.3: what is half sent comes first; in its own session it does.
    if (!dischargeSent && !sends.isGoingOutBeside(session)) {
      dischargeSent = true;
      session.coordinator().discharge(this, true);
    }
  }

  // What the coordinator tells, on the loop.

  void declared(Binary given) {
    id = given;
    phase = Phase.DECLARED;
    fire(EventType.TRANSACTION_DECLARED, null);
  }

  void declareFailed(@Nullable AmqpError why) {
    phase = Phase.ENDED;
    fire(EventType.TRANSACTION_DECLARE_FAILED, why);
  }

  /** The discharge is accepted. */
  void discharged() {
    if (rollingBack) {
      failed(null);
    } else {
      ended(EventType.TRANSACTION_COMMITTED, null);
    }
  }

  /** It is rolled back, as was asked for or not. */
  void failed(@Nullable AmqpError why) {
    if (isOver()) {
      return;
    }
    if (phase == Phase.COMMITTING || phase == Phase.DISCHARGING) {
      AmqpError cause = rollingBack ? sends.failure() : why;
      ended(EventType.TRANSACTION_COMMIT_FAILED, cause);
    } else {
      ended(EventType.TRANSACTION_ABORTED, why);
    }
  }

  /** Its discharge went out and no answer comes, or one that tells nothing. */
  void unanswered(@Nullable AmqpError why) {
    // AMQP 4.5.8 has two conditions that tell all.
    boolean known =
        why != null
            && (why.condition().equals(ErrorConditions.TRANSACTION_ROLLBACK)
                || why.condition().equals(ErrorConditions.TRANSACTION_TIMEOUT));
    if (rollingBack || known || isOver()) {
      failed(why);
    } else {
      AmqpError told = why == null ? new AmqpError(Failures.IO, "the link was closed") : why;
      ended(EventType.TRANSACTION_IN_DOUBT, told);
    }
  }

  private void ended(EventType type, @Nullable AmqpError why) {
    synchronized (this) {
      phase = Phase.ENDED;
    }
    sends.end();
    sends.withdraw();
    if (type != EventType.TRANSACTION_COMMITTED) {
      // Where a commit in doubt was done they are settled there, and this has no effect.
      releaseRetired();
    }
    retired.clear();
    fire(type, why);
  }

  /** AMQP 4.4.2: after a rollback the deliveries are still ours, to be disposed of again. */
  private void releaseRetired() {
    retired.forEach(delivery -> delivery.releaseFrom(this));
    retired.clear();
  }

  private void fire(EventType type, @Nullable AmqpError why) {
    Connection connection = session.connection();
    Event event = new Event(type, connection.container()).about(this);
    connection.loop().events().deliver(handler, event.because(why));
  }
}
