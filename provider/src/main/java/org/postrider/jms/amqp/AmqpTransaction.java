// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.amqp;

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
import org.postrider.transport.engine.DeliveryPhase;
import org.postrider.transport.engine.IncomingDelivery;
import org.postrider.transport.engine.LinkSettings;

/**
 * The transactions of a session on the event loop, one after the other: there is always one (AMQP
 * 4.2), or one that is being declared, for which messages wait.
 *
 * <p>Confined to the event loop, but for {@link #begin} and {@link #takeLost}.
 */
public final class AmqpTransaction implements AmqpCoordinator.Owner {

  private final AmqpSession session;
  private final SendTracker sends;
  private final CompletableFuture<Void> begun = new CompletableFuture<>();
  private @Nullable AmqpCoordinator coordinator;
  private @Nullable Binary txnId;
  private @Nullable CompletableFuture<Void> declared;
  private @Nullable CompletableFuture<Void> ending;
  private @Nullable JMSException doom;
  private boolean declaring;
  private boolean consumed;
  private boolean closing;
  private DeliveryState acceptedState = Accepted.INSTANCE;
  // Taken on any thread.
  private volatile @Nullable JMSException lost;

  /** A transaction that {@link #begin} begins. */
  public AmqpTransaction(AmqpSession session, SendTracker sends) {
    this.session = session;
    this.sends = sends;
  }

  /** Declares the first transaction; called from any thread. */
  public CompletableFuture<Void> begin() {
    return session.run(this::declare, begun);
  }

  /**
   * What accepting a message is. Where there is no transaction, the message must not be lost with
   * it: it goes back to the broker, and what is done with it cannot be committed. One that came
   * settled is the application's already, and no part of any transaction.
   */
  public DeliveryState acceptedState(IncomingDelivery delivery) {
    if (delivery.isRemotelySettled()) {
      return acceptedState;
    }
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
   * Ends the transaction and begins the next one, whose declare does not wait for the discharge
   * before it (AMQP 4.2).
   */
  public void discharge(
      boolean fail, CompletableFuture<Void> discharged, CompletableFuture<Void> next) {
    Binary id = txnId;
    JMSException doomed = doom;
    boolean sent = sends.takeUsed();
    boolean used = sent || consumed;
    consumed = false;
    doom = null;
    ending = discharged;
    if (fail) {
      sends.rolledBack();
    }
    if (coordinator != null && id != null) {
      if (!fail && doomed != null) {
        discharged.completeExceptionally(doomed);
      }
      follow(coordinator.discharge(id, fail || doomed != null), discharged);
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
    if (closing) {
      next.complete(null);
    } else if (declaring) {
      // The connection is lost: the one that is being declared is the next one.
      sends.sendState(null);
      next.complete(null);
    } else {
      declared = next;
      declare();
    }
  }

  /** Nobody waits for the commit that is under way any more. */
  public void giveUpCommit(JMSException why) {
    if (coordinator != null) {
      coordinator.giveUpCommit("the wait ended", why);
    }
  }

  /**
   * Rolls back the last transaction, for good, or passes on what becomes of it where it is being
   * discharged.
   */
  public void close(CompletableFuture<Void> discharged) {
    closing = true;
    // Nobody needs the next one.
    endOfDeclare(null);
    restored();
    CompletableFuture<Void> other = ending;
    if (other != null && !other.isDone()) {
      follow(other, discharged);
    } else if (coordinator != null && txnId != null) {
      follow(coordinator.discharge(txnId, true), discharged);
      txnId = null;
      sends.refuse(new TransactionRolledBackException("the session is closed"));
    } else {
      discharged.complete(null);
    }
  }

  /** Asks for a transaction; messages wait until it is there. */
  private void declare() {
    txnId = null;
    acceptedState = Modified.FAILED;
    if (session.isOver()) {
      // Whoever waits for the next one has heard of that end.
      declared = null;
      declaring = false;
      return;
    }
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
      restored();
    } else if (!session.connection().recovery().isOffline()
        || !session.connection().recovery().isMending()) {
      undeclared(failure);
    }
    return null;
  }

  private void undeclared(@Nullable Throwable failure) {
    JMSException cause =
        failure instanceof JMSException jms
            ? jms
            : JmsErrors.withCause(new JMSException("the transaction was not declared"), failure);
    if (coordinator != null && coordinator.isRetried(cause)) {
      return;
    }
    begun.completeExceptionally(cause);
    leave(rolledBack("there is no transaction: its declare failed", cause));
    restored();
  }

  private void restored() {
    if (coordinator != null) {
      coordinator.restored();
    }
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
  public boolean isAwaited() {
    return begun.isDone() && !closing;
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

  /**
   * The session has failed, and there will be no other transaction. A commit is to say that nothing
   * of this one was done, if there was something and its commit did not go.
   */
  public void failed(JMSException cause) {
    if (doom != null || sends.isUsed() || consumed) {
      lost = rolledBackWithSession(cause);
    }
  }

  /** Why {@link #failed} has the next commit fail, once, or null; called from any thread. */
  public @Nullable JMSException takeLost() {
    JMSException taken = lost;
    lost = null;
    return taken;
  }

  /** What a commit throws where its session has failed, and nothing of the transaction was done. */
  public static JMSException rolledBackWithSession(JMSException cause) {
    return rolledBack("rolled back, as the session has failed: " + cause.getMessage(), cause);
  }

  /** What a commit throws where nothing was done; a JMS cause gives its error code. */
  public static JMSException rolledBack(String what, @Nullable Throwable cause) {
    String code = cause instanceof JMSException jms ? jms.getErrorCode() : null;
    return JmsErrors.withCause(new TransactionRolledBackException(what, code), cause);
  }

  /** Passes a result on. */
  private static void follow(CompletableFuture<Void> from, CompletableFuture<Void> to) {
    CompletableFuture<Void> unused =
        from.handle(
            (value, failure) -> {
              if (failure == null) {
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
