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
    DISCHARGING,
    ENDED
  }

  private final Session session;
  private final MessagingHandler handler;
  private final boolean settleBeforeDischarge;
  private volatile Phase phase = Phase.DECLARING;
  private volatile @Nullable Binary id;

  // Confined to the loop.
  private final List<ReceivedDelivery> retired = new ArrayList<>();
  private boolean failing;

  Transaction(Session session, @Nullable MessagingHandler handler, boolean settleBeforeDischarge) {
    this.session = session;
    this.handler = handler == null ? session.handler() : handler;
    this.settleBeforeDischarge = settleBeforeDischarge;
  }

  /** The session that it belongs to. */
  public Session session() {
    return session;
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
   * Makes what was done in it take effect: {@link MessagingHandler#onTransactionCommitted} or
   * {@link MessagingHandler#onTransactionCommitFailed} follows, or, where no answer comes, {@link
   * MessagingHandler#onTransactionInDoubt}.
   *
   * @throws IllegalStateException if it is not declared yet, or has been discharged
   */
  public void commit() {
    discharge(false);
  }

  /**
   * Undoes what was done in it: {@link MessagingHandler#onTransactionAborted} follows. Deliveries
   * accepted in it are released.
   *
   * @throws IllegalStateException if it is not declared yet, or has been discharged
   */
  public void abort() {
    discharge(true);
  }

  /**
   * Sends a message that is only there once the transaction is committed.
   *
   * @throws IllegalStateException as {@link Sender#send}, or if the transaction is not declared yet
   *     or has been discharged
   */
  public Delivery send(Sender sender, Message message) {
    requireDeclared();
    return Checks.given("sender", sender).send(message, this);
  }

  /**
   * Accepts a delivery received with {@code autoAccept(false)}, once the transaction is committed.
   *
   * @throws IllegalStateException if the delivery is settled, or if the transaction is not declared
   *     yet or has been discharged
   * @throws IllegalArgumentException if the delivery was sent, not received
   */
  public void accept(Delivery delivery) {
    update(delivery, (Outcome) Delivery.ACCEPTED);
  }

  /** As {@link #accept}, with another outcome; some brokers only heed {@code accepted}. */
  public void update(Delivery delivery, Outcome outcome) {
    requireDeclared();
    Checks.state(outcome);
    if (!(delivery instanceof ReceivedDelivery received)) {
      throw new IllegalArgumentException("delivery " + delivery + " must be a received one");
    }
    received.transaction(this);
    received.update(new TransactionalState(id(), outcome), settleBeforeDischarge);
    if (!settleBeforeDischarge) {
      session.connection().run(() -> retired.add(received));
    }
  }

  private void requireDeclared() {
    if (phase != Phase.DECLARED) {
      throw new IllegalStateException("the transaction is " + phase + ", not declared");
    }
  }

  private synchronized void discharge(boolean fail) {
    requireDeclared();
    phase = Phase.DISCHARGING;
    session
        .connection()
        .run(
            () -> {
              failing = fail;
              session.coordinator().discharge(this, fail);
            });
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

  void discharged() {
    phase = Phase.ENDED;
    if (failing) {
      releaseRetired();
    }
    retired.clear();
    fire(failing ? EventType.TRANSACTION_ABORTED : EventType.TRANSACTION_COMMITTED, null);
  }

  /** It is rolled back, though nobody asked for that. */
  void failed(@Nullable AmqpError why) {
    if (phase == Phase.ENDED) {
      return;
    }
    boolean committing = phase == Phase.DISCHARGING && !failing;
    phase = Phase.ENDED;
    releaseRetired();
    fire(committing ? EventType.TRANSACTION_COMMIT_FAILED : EventType.TRANSACTION_ABORTED, why);
  }

  /** Its discharge went out, and no answer comes: AMQP 4.5.8 has two conditions that tell all. */
  void unanswered(@Nullable AmqpError why) {
    boolean known =
        why != null
            && (why.condition().equals(ErrorConditions.TRANSACTION_ROLLBACK)
                || why.condition().equals(ErrorConditions.TRANSACTION_TIMEOUT));
    if (failing || known || phase == Phase.ENDED) {
      failed(why);
      return;
    }
    phase = Phase.ENDED;
    // Where the commit was done they are settled there, and this has no effect.
    releaseRetired();
    AmqpError told = why == null ? new AmqpError(Failures.IO, "the link was closed") : why;
    fire(EventType.TRANSACTION_IN_DOUBT, told);
  }

  /** AMQP 4.4.2: after a rollback the deliveries are still ours, to be disposed of again. */
  private void releaseRetired() {
    for (ReceivedDelivery delivery : retired) {
      if (!delivery.isRemotelySettled()) {
        delivery.update(Delivery.RELEASED, true);
      }
    }
    retired.clear();
  }

  private void fire(EventType type, @Nullable AmqpError why) {
    Connection connection = session.connection();
    Event event = new Event(type, connection.container()).about(this);
    connection.loop().events().deliver(handler, event.because(why));
  }
}
