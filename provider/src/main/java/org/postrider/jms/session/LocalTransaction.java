// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import jakarta.jms.JMSException;
import jakarta.jms.TransactionRolledBackException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.messaging.DeliveryState;
import org.postrider.codec.messaging.Modified;
import org.postrider.codec.messaging.Source;
import org.postrider.codec.performative.ReceiverSettleMode;
import org.postrider.codec.performative.SenderSettleMode;
import org.postrider.codec.transaction.Coordinator;
import org.postrider.codec.transaction.TransactionalState;
import org.postrider.codec.value.Binary;
import org.postrider.jms.error.JmsErrors;
import org.postrider.jms.error.RequestTimedOutException;
import org.postrider.transport.engine.LinkSettings;

/**
 * The transactions of a session, one after the other: there is always one (AMQP 4.2).
 *
 * <p>{@link #begin}, {@link #commit} and {@link #rollback} are the session's thread's; what the
 * messages bear is the event loop's.
 */
final class LocalTransaction {

  private final AmqpSession session;
  private final SendTracker sends;
  private final long timeoutMs;

  // The event loop's.
  private @Nullable AmqpCoordinator coordinator;
  private @Nullable Binary txnId;
  private DeliveryState acceptedState = Accepted.INSTANCE;

  LocalTransaction(AmqpSession session, SendTracker sends, long timeoutMs) {
    this.session = session;
    this.sends = sends;
    this.timeoutMs = timeoutMs;
  }

  /** Declares the first transaction. */
  void begin() throws JMSException {
    CompletableFuture<Void> declared = new CompletableFuture<>();
    session.run(() -> follow(declare(), declared), declared);
    Waits.await(declared, timeoutMs, "declare of a transaction");
  }

  /**
   * On the event loop: what accepting a message is. Where there is no transaction, the message must
   * not be lost with it: it goes back to the broker.
   */
  DeliveryState acceptedState() {
    return acceptedState;
  }

  /**
   * Commits and begins the next transaction. A send that was not taken rolls everything back.
   *
   * @throws TransactionRolledBackException if nothing was committed
   */
  void commit() throws JMSException {
    awaitSends();
    JMSException failed = sends.takeFailure();
    if (failed != null) {
      end(true, "rollback");
      throw JmsErrors.withCause(
          new TransactionRolledBackException(
              "rolled back, because a message of the transaction was not taken: "
                  + failed.getMessage(),
              failed.getErrorCode()),
          failed);
    }
    end(false, "commit");
  }

  /** Rolls back and begins the next transaction. What has no outcome yet needs none. */
  void rollback() throws JMSException {
    try {
      sends.awaitAll(timeoutMs);
    } catch (InterruptedException interrupted) {
      throw Waits.interrupted("rollback", interrupted);
    }
    end(true, "rollback");
    sends.takeFailure();
  }

  /**
   * Rolls back the last transaction, for good. The end of the session would do it too, but some
   * brokers then keep what was acknowledged until the connection ends.
   */
  void close(long closeTimeoutMs) {
    CompletableFuture<Void> discharged = new CompletableFuture<>();
    CompletableFuture<Void> sent =
        session
            .connection()
            .run(
                () -> {
                  if (coordinator != null && txnId != null) {
                    follow(coordinator.discharge(txnId, true), discharged);
                    leave(new TransactionRolledBackException("the session is closed"));
                  } else {
                    discharged.complete(null);
                  }
                },
                discharged);
    Waits.awaitQuietly(sent, closeTimeoutMs);
  }

  private void awaitSends() throws JMSException {
    try {
      if (!sends.awaitAll(timeoutMs)) {
        throw new RequestTimedOutException(
            "the broker told the fate of the transaction's messages not within "
                + timeoutMs
                + " ms");
      }
    } catch (InterruptedException interrupted) {
      throw Waits.interrupted("commit", interrupted);
    }
  }

  private void end(boolean fail, String what) throws JMSException {
    CompletableFuture<Void> discharged = new CompletableFuture<>();
    CompletableFuture<Void> declared = session.awaiting(new CompletableFuture<>());
    session.run(() -> discharge(fail, discharged, declared), discharged);
    try {
      Waits.await(discharged, timeoutMs, what);
    } finally {
      if (discharged.isDone()) {
        // If it fails, this transaction has ended as told all the same; the next commit will say.
        Waits.awaitQuietly(declared, timeoutMs);
      }
    }
  }

  /** AMQP 4.2: the next declare does not wait for the discharge before it. */
  private void discharge(
      boolean fail, CompletableFuture<Void> discharged, CompletableFuture<Void> declared) {
    Binary ending = txnId;
    if (coordinator != null && ending != null) {
      follow(coordinator.discharge(ending, fail), discharged);
    } else if (fail) {
      // It is rolled back already.
      discharged.complete(null);
    } else {
      discharged.completeExceptionally(
          new TransactionRolledBackException(
              "there is no transaction: it was lost, or its declare failed"));
    }
    leave(new TransactionRolledBackException("there is no transaction: its declare failed"));
    follow(declare(), declared);
  }

  /** From now on nothing is part of a transaction, until one is declared. */
  private void leave(JMSException why) {
    txnId = null;
    acceptedState = Modified.FAILED;
    sends.refuse(why);
  }

  private void lost(JMSException cause) {
    leave(
        JmsErrors.withCause(
            new TransactionRolledBackException(
                "the transaction was lost: " + cause.getMessage(), cause.getErrorCode()),
            cause));
  }

  private CompletableFuture<Void> declare() {
    AmqpCoordinator current = coordinator;
    if (current == null || current.isOver()) {
      current = new AmqpCoordinator(session, settings(), this::lost);
      coordinator = current;
    }
    return current.declare().thenAccept(this::declared);
  }

  private void declared(Binary id) {
    txnId = id;
    acceptedState = new TransactionalState(id, Accepted.INSTANCE);
    sends.sendState(new TransactionalState(id, null));
  }

  private static void follow(CompletableFuture<Void> from, CompletableFuture<Void> to) {
    from.whenComplete(
        (value, failure) -> {
          if (failure == null) {
            to.complete(value);
          } else {
            to.completeExceptionally(failure.getCause() == null ? failure : failure.getCause());
          }
        });
  }

  private static LinkSettings settings() {
    return LinkSettings.of(
            "postrider:coordinator:" + UUID.randomUUID(),
            Source.of(null),
            new Coordinator(List.of(Coordinator.LOCAL_TRANSACTIONS)))
        .withSettleModes(SenderSettleMode.UNSETTLED, ReceiverSettleMode.FIRST)
        .withCapabilities(List.of(), List.of(), Map.of());
  }
}
