// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.amqp;

import jakarta.jms.JMSException;
import jakarta.jms.TransactionRolledBackException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.DeliveryState;
import org.postrider.codec.messaging.Received;
import org.postrider.codec.messaging.Rejected;
import org.postrider.codec.transaction.Declare;
import org.postrider.codec.transaction.Declared;
import org.postrider.codec.transaction.Discharge;
import org.postrider.codec.value.Binary;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.wire.Encodable;
import org.postrider.codec.wire.Printable;
import org.postrider.jms.error.ErrorContext;
import org.postrider.jms.error.InDoubtException;
import org.postrider.jms.error.JmsErrors;
import org.postrider.transport.engine.OutgoingDelivery;

/**
 * A declare or discharge, and what its answer, or the want of one, means to who waits for it (AMQP
 * 4.2, 4.3): a declare gives the transaction's id.
 *
 * <p>Confined to the event loop.
 */
final class CoordinatorRequest {

  /** AMQP 4.5.8: these say that the transaction was rolled back, and no others do. */
  private static final Set<Symbol> ROLLED_BACK =
      Set.of(ErrorConditions.TRANSACTION_ROLLBACK, ErrorConditions.TRANSACTION_TIMEOUT);

  private final Encodable body;
  private final CompletableFuture<@Nullable Binary> answer = new CompletableFuture<>();
  private @Nullable OutgoingDelivery delivery;

  private CoordinatorRequest(Encodable body) {
    this.body = body;
  }

  /** Asks for a transaction. */
  static CoordinatorRequest declare() {
    return new CoordinatorRequest(new Declare(null));
  }

  /** Asks for the end of a transaction: its commit, or with {@code fail} its rollback. */
  static CoordinatorRequest discharge(Binary txnId, boolean fail) {
    return new CoordinatorRequest(new Discharge(txnId, fail));
  }

  Encodable body() {
    return body;
  }

  /** What becomes of it. */
  CompletableFuture<@Nullable Binary> answer() {
    return answer;
  }

  boolean isCommit() {
    return body instanceof Discharge discharge && !discharge.fail();
  }

  void sentAs(OutgoingDelivery newDelivery) {
    delivery = newDelivery;
  }

  /** Whether the coordinator may have it. */
  boolean isWritten() {
    return delivery != null && delivery.isStarted();
  }

  /** It is not to go out any more. */
  void withdraw() {
    if (delivery != null) {
      delivery.abort();
    }
  }

  /** Takes what the coordinator told, if that is an answer; received alone is none (AMQP 3.4.1). */
  void updated(OutgoingDelivery update) {
    DeliveryState state = update.remoteState();
    boolean open = state == null || state instanceof Received;
    if (open && !update.isRemotelySettled()) {
      return;
    }
    update.settle();
    if (!(body instanceof Discharge discharge)) {
      declared(state);
    } else if (discharge.fail()) {
      rolledBack(state);
    } else {
      committed(state);
    }
  }

  private void declared(@Nullable DeliveryState state) {
    if (state instanceof Declared declared) {
      answer.complete(declared.txnId());
    } else {
      refused(state, "the declare of a transaction");
    }
  }

  /** A discharge that fails its transaction commits nothing: what is over is rolled back. */
  private void rolledBack(@Nullable DeliveryState state) {
    AmqpError error = state instanceof Rejected rejected ? rejected.error() : null;
    boolean over = state == null || state instanceof Accepted || isOver(error);
    if (over) {
      answer.complete(null);
    } else {
      refused(state, "the rollback");
    }
  }

  private void refused(@Nullable DeliveryState state, String what) {
    answer.completeExceptionally(
        state instanceof Rejected rejected
            ? JmsErrors.toException(rejected.error(), ErrorContext.TRANSACTION)
            : new JMSException(answered(what, state)));
  }

  /** AMQP 4.3: it is answered accepted or rejected; what else there is tells neither. */
  private void committed(@Nullable DeliveryState state) {
    if (state instanceof Accepted) {
      answer.complete(null);
    } else if (state instanceof Rejected rejected) {
      answer.completeExceptionally(JmsErrors.toException(rejected.error(), ErrorContext.COMMIT));
    } else {
      answer.completeExceptionally(
          new InDoubtException(answered("the commit", state) + ": the transaction is in doubt"));
    }
  }

  private static String answered(String what, @Nullable DeliveryState state) {
    return state == null
        ? "the broker settled " + what + " without a state"
        : "the broker answered " + what + " with " + Printable.of(state.toString(), 500);
  }

  /** Its link was ended by the coordinator, with this error or none. */
  void linkEnded(@Nullable AmqpError error, JMSException cause) {
    if (isWritten() && isCommit() && isRolledBack(error)) {
      answer.completeExceptionally(JmsErrors.toException(error, ErrorContext.COMMIT));
    } else {
      unanswered("the link to the coordinator was lost", cause);
    }
  }

  /**
   * There will be no answer. AMQP 4.3: with its link a transaction ends, and nothing of it stays;
   * but whether a discharge that went out was done before that, nobody tells.
   *
   * @param what what has ended the wait, for a person
   */
  void unanswered(String what, JMSException cause) {
    if (!(body instanceof Discharge discharge)) {
      answer.completeExceptionally(cause);
    } else if (discharge.fail()) {
      answer.complete(null);
    } else {
      answer.completeExceptionally(isWritten() ? inDoubt(what, cause) : notSent(what, cause));
    }
  }

  private static boolean isRolledBack(@Nullable AmqpError error) {
    return error != null && ROLLED_BACK.contains(error.condition());
  }

  private static boolean isOver(@Nullable AmqpError error) {
    return isRolledBack(error)
        || (error != null && error.condition().equals(ErrorConditions.TRANSACTION_UNKNOWN_ID));
  }

  private static JMSException inDoubt(String what, JMSException cause) {
    String text = what + " before the broker answered the commit: the transaction is in doubt";
    return JmsErrors.withCause(new InDoubtException(text + because(cause)), cause);
  }

  private static JMSException notSent(String what, JMSException cause) {
    String text = what + " before the commit was sent: nothing was committed";
    return JmsErrors.withCause(
        new TransactionRolledBackException(text + because(cause), cause.getErrorCode()), cause);
  }

  private static String because(JMSException cause) {
    return " (" + cause.getMessage() + ")";
  }
}
