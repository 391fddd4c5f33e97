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
import org.postrider.transport.engine.DeliveryPhase;
import org.postrider.transport.engine.IncomingDelivery;
import org.postrider.transport.engine.LinkSettings;

/**
 * The transactions of a session, one after the other: there is always one (AMQP 4.2), or one that
 * is being declared, for which messages wait.
 *
 * <p>{@link #begin}, {@link #commit} and {@link #rollback} are the session's thread's; what the
 * messages bear is the event loop's.
 */
final class LocalTransaction implements AmqpCoordinator.Owner {

  private final AmqpSession session;
  private final SendTracker sends;
  private final long timeoutMs;
  private final CompletableFuture<Void> begun = new CompletableFuture<>();

  // The event loop's.
  private @Nullable AmqpCoordinator coordinator;
  private @Nullable Binary txnId;
  private @Nullable CompletableFuture<Void> declared;
  private @Nullable JMSException doom;
  private boolean declaring;
  private boolean consumed;
  private DeliveryState acceptedState = Accepted.INSTANCE;

  /** A transaction that {@link #begin} begins. */
  LocalTransaction(AmqpSession session, SendTracker sends, long timeoutMs) {
    this.session = session;
    this.sends = sends;
    this.timeoutMs = timeoutMs;
  }

  /** Declares the first transaction. */
  void begin() throws JMSException {
    session.run(this::declare, begun);
    Waits.await(begun, timeoutMs, "declare of a transaction");
  }

  /**
   * On the event loop: what accepting a message is. Where there is no transaction, the message must
   * not be lost with it: it goes back to the broker, and what is done with it cannot be committed.
   */
  DeliveryState acceptedState(IncomingDelivery delivery) {
    consumed = true;
    if (delivery.phase() == DeliveryPhase.LOST) {
      doom(rolledBack("a message of the transaction came over a connection that was lost", null));
    } else if (txnId == null) {
      doom(rolledBack("a message came while there was no transaction", null));
    }
    return acceptedState;
  }

  private void doom(JMSException why) {
    if (doom == null) {
      doom = why;
      sends.refuse(why);
      session.drop(why);
    }
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
                    follow(coordinator.discharge(txnId, true), null, discharged);
                    txnId = null;
                    sends.refuse(new TransactionRolledBackException("the session is closed"));
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
    CompletableFuture<Void> next = session.awaiting(new CompletableFuture<>());
    session.run(() -> discharge(fail, discharged, next), discharged);
    try {
      Waits.await(discharged, timeoutMs, what);
    } finally {
      if (discharged.isDone()) {
        // If it fails, this transaction has ended as told all the same; the next commit will say.
        Waits.awaitQuietly(next, timeoutMs);
      }
    }
  }

  /** AMQP 4.2: the next declare does not wait for the discharge before it. */
  private void discharge(
      boolean fail, CompletableFuture<Void> discharged, CompletableFuture<Void> next) {
    Binary ending = txnId;
    JMSException doomed = doom;
    boolean sent = sends.takeUsed();
    boolean used = sent || consumed;
    consumed = false;
    doom = null;
    if (coordinator != null && ending != null) {
      boolean rollback = fail || doomed != null;
      follow(coordinator.discharge(ending, rollback), fail ? null : doomed, discharged);
    } else if (fail || (doomed == null && declaring && !used)) {
      // It is rolled back already, or there was nothing in it.
      discharged.complete(null);
    } else {
      discharged.completeExceptionally(
          doomed != null
              ? doomed
              : new TransactionRolledBackException(
                  "there is no transaction: it was lost, or its declare failed"));
    }
    if (declaring) {
      // The connection is lost: the one that is being declared is the next one.
      sends.sendState(null);
      next.complete(null);
    } else {
      declared = next;
      declare();
    }
  }

  /** On the event loop: asks for a transaction; messages wait until it is there. */
  private void declare() {
    txnId = null;
    acceptedState = Modified.FAILED;
    declaring = true;
    session.hold();
    sends.sendState(null);
    AmqpCoordinator current = coordinator;
    if (current == null || current.isOver()) {
      current = new AmqpCoordinator(session, settings(), this);
      coordinator = current;
    }
    CompletableFuture<Void> unused = current.declare().handle(this::declared);
  }

  private @Nullable Void declared(@Nullable Binary id, @Nullable Throwable failure) {
    if (id != null) {
      declaring = false;
      txnId = id;
      acceptedState = new TransactionalState(id, Accepted.INSTANCE);
      sends.sendState(new TransactionalState(id, null));
      begun.complete(null);
      endOfDeclare(null);
      JMSException doomed = doom;
      if (doomed != null) {
        sends.refuse(doomed);
      }
      session.resume();
    } else if (!session.connection().isOffline()) {
      Throwable cause =
          failure == null || failure.getCause() == null ? failure : failure.getCause();
      begun.completeExceptionally(
          cause == null ? new JMSException("the transaction was not declared") : cause);
      leave(rolledBack("there is no transaction: its declare failed", cause));
    }
    return null;
  }

  private void endOfDeclare(@Nullable Throwable failure) {
    CompletableFuture<Void> waiter = declared;
    declared = null;
    if (waiter == null) {
      return;
    }
    if (failure == null) {
      waiter.complete(null);
    } else {
      waiter.completeExceptionally(failure);
    }
  }

  /** From now on nothing is part of a transaction, until one is declared. */
  private void leave(JMSException why) {
    txnId = null;
    declaring = false;
    acceptedState = Modified.FAILED;
    sends.refuse(why);
    endOfDeclare(why);
    // What waited is refused.
    session.resume();
  }

  @Override
  public void coordinatorLost(JMSException cause) {
    leave(rolledBack("the transaction was lost: " + cause.getMessage(), cause));
  }

  /**
   * The broker rolls back; if there was something, the application must hear of it at its commit.
   */
  @Override
  public void connectionLost(JMSException cause) {
    if (sends.isUsed() || consumed) {
      doom(rolledBack("the connection was lost, and the transaction with it", cause));
    }
    JMSException doomed = doom;
    endOfDeclare(null);
    declare();
    if (doomed != null) {
      sends.refuse(doomed);
    }
  }

  private static JMSException rolledBack(String what, @Nullable Throwable cause) {
    String code = cause instanceof JMSException jms ? jms.getErrorCode() : null;
    return JmsErrors.withCause(new TransactionRolledBackException(what, code), cause);
  }

  /** Passes a result on; with a doom, success is the failure that it means. */
  private static void follow(
      CompletableFuture<Void> from, @Nullable JMSException doom, CompletableFuture<Void> to) {
    CompletableFuture<Void> unused =
        from.handle(
            (value, failure) -> {
              if (doom != null) {
                to.completeExceptionally(doom);
              } else if (failure == null) {
                to.complete(null);
              } else {
                to.completeExceptionally(failure.getCause() == null ? failure : failure.getCause());
              }
              return null;
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
