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
import org.postrider.jms.error.InDoubtException;
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

  /** How long the event loop, which never waits, may take to say what it knows. */
  private static final long FATE_MS = 1000;

  private final AmqpSession session;
  private final SendTracker sends;
  private final CompletableFuture<Void> begun = new CompletableFuture<>();

  // The event loop's.
  private @Nullable AmqpCoordinator coordinator;
  private @Nullable Binary txnId;
  private @Nullable CompletableFuture<Void> declared;
  private @Nullable CompletableFuture<Void> ending;
  private @Nullable JMSException doom;
  private boolean declaring;
  private boolean consumed;
  private boolean closing;
  // Set there, for any thread.
  private volatile @Nullable JMSException lost;
  private volatile boolean asked;
  private DeliveryState acceptedState = Accepted.INSTANCE;

  /** A transaction that {@link #begin} begins. */
  LocalTransaction(AmqpSession session, SendTracker sends) {
    this.session = session;
    this.sends = sends;
  }

  /** Declares the first transaction. */
  void begin(Deadline deadline) throws JMSException {
    session.run(this::declare, begun);
    Waits.await(begun, deadline, "declare of a transaction");
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
   * @throws InDoubtException if nobody can tell
   * @throws RequestTimedOutException if the time was over before the commit: the transaction is as
   *     it was
   */
  void commit(Deadline deadline) throws JMSException {
    asked = false;
    awaitSends(deadline);
    JMSException failed = sends.takeFailure();
    if (failed != null) {
      throw rollBackFor(failed, deadline);
    }
    CompletableFuture<Void> discharged = new CompletableFuture<>();
    CompletableFuture<Void> next = ask(false, discharged);
    try {
      awaitCommit(discharged, deadline);
    } finally {
      awaitNext(discharged, next, deadline);
    }
  }

  /** Has the transaction discharged; gives the begin of the next one. */
  private CompletableFuture<Void> ask(boolean fail, CompletableFuture<Void> discharged) {
    CompletableFuture<Void> next = session.awaiting(new CompletableFuture<>());
    session
        .connection()
        .run(
            () -> {
              asked = true;
              discharge(fail, discharged, next);
            },
            discharged);
    return next;
  }

  /** However the wait ends, the application hears what became of the commit. */
  private void awaitCommit(CompletableFuture<Void> discharged, Deadline deadline)
      throws JMSException {
    CompletableFuture<Void> givenUp = session.awaiting(new CompletableFuture<>());
    Waits.abandon(givenUp.whenComplete((value, closed) -> giveUpCommit(closed)));
    try {
      Waits.await(discharged, deadline, "commit");
    } catch (JMSException ended) {
      if (!discharged.isDone()) {
        giveUpCommit(ended);
      }
      awaitFate(discharged, ended);
    } finally {
      givenUp.complete(null);
    }
  }

  private void giveUpCommit(@Nullable Throwable why) {
    if (why != null) {
      JMSException cause = why instanceof JMSException jms ? jms : Waits.asJms(why);
      session
          .connection()
          .tell(
              () -> {
                if (coordinator != null) {
                  coordinator.giveUpCommit("the wait ended", cause);
                }
              });
    }
  }

  /** Waits for what the event loop knows of a commit that nobody waits for any more. */
  private static void awaitFate(CompletableFuture<Void> discharged, JMSException ended)
      throws JMSException {
    boolean interrupted = Thread.interrupted();
    try {
      Waits.await(discharged, FATE_MS, "commit");
    } catch (RequestTimedOutException unknown) {
      throw JmsErrors.withCause(
          new InDoubtException("the commit was not answered: the transaction is in doubt"), ended);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Rolls back and begins the next transaction. What has no outcome yet needs none. */
  void rollback(Deadline deadline) throws JMSException {
    asked = false;
    try {
      sends.awaitAll(deadline.halfMs());
    } catch (InterruptedException interrupted) {
      throw Waits.interrupted("rollback", interrupted);
    }
    rollBack(deadline);
    sends.takeFailure();
  }

  /** Whatever becomes of the answer: a discharge that fails its transaction commits nothing. */
  private JMSException rollBackFor(JMSException failed, Deadline deadline) {
    JMSException rolledBack =
        rolledBack(
            "rolled back, because a message of the transaction was not taken: "
                + failed.getMessage(),
            failed);
    try {
      rollBack(deadline);
    } catch (JMSException unanswered) {
      rolledBack.addSuppressed(unanswered);
    }
    return rolledBack;
  }

  private void rollBack(Deadline deadline) throws JMSException {
    CompletableFuture<Void> discharged = session.awaiting(new CompletableFuture<>());
    CompletableFuture<Void> next = ask(true, discharged);
    try {
      Waits.await(discharged, deadline, "rollback");
    } finally {
      awaitNext(discharged, next, deadline);
    }
  }

  /** If the next one fails, this one has ended as told all the same; the next commit will say. */
  private void awaitNext(
      CompletableFuture<Void> discharged, CompletableFuture<Void> next, Deadline deadline) {
    if (!asked) {
      // The connection was gone before it heard of this one: there is no next one.
      next.complete(null);
    } else if (discharged.isDone()) {
      Waits.awaitQuietly(next, deadline.leftMs());
    }
  }

  /**
   * Rolls back the last transaction, for good, or waits for the answer where another thread has it
   * discharged: that thread is to hear what became of it, which the end would hide. The end of the
   * session would do it too, but some brokers then keep what was acknowledged until the connection
   * ends.
   */
  void close(long closeTimeoutMs) {
    CompletableFuture<Void> discharged = new CompletableFuture<>();
    CompletableFuture<Void> sent =
        session
            .connection()
            .run(
                () -> {
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
                },
                discharged);
    Waits.awaitInClose(sent, closeTimeoutMs);
  }

  private void awaitSends(Deadline deadline) throws JMSException {
    try {
      if (!sends.awaitAll(deadline.leftMs()) || deadline.isOver()) {
        throw new RequestTimedOutException(
            "the broker told the fate of the transaction's messages not within "
                + deadline.timeoutMs()
                + " ms: nothing was committed, and the transaction is still open");
      }
    } catch (InterruptedException interrupted) {
      throw interruptedCommit(interrupted);
    }
  }

  /** A commit was interrupted before it went. */
  static JMSException interruptedCommit(InterruptedException interrupted) {
    return Waits.interrupted(
        "nothing was committed, and the transaction is still open: the commit", interrupted);
  }

  /** AMQP 4.2: the next declare does not wait for the discharge before it. */
  private void discharge(
      boolean fail, CompletableFuture<Void> discharged, CompletableFuture<Void> next) {
    Binary id = txnId;
    JMSException doomed = doom;
    boolean sent = sends.takeUsed();
    boolean used = sent || consumed;
    consumed = false;
    doom = null;
    ending = discharged;
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
      restored();
    } else if (!session.connection().isOffline() || !session.connection().isMending()) {
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
   * On the event loop: the session has failed, and there will be no other transaction. A commit is
   * to say that nothing of this one was done, if there was something and its commit did not go.
   */
  void failed(JMSException cause) {
    if (doom != null || sends.isUsed() || consumed) {
      lost = rolledBackWithSession(cause);
    }
  }

  private static JMSException rolledBackWithSession(JMSException cause) {
    return rolledBack("rolled back, as the session has failed: " + cause.getMessage(), cause);
  }

  /** Whether the last commit or rollback has come to the event loop. */
  boolean isAsked() {
    return asked;
  }

  /**
   * Where the session has failed: what a commit is to throw, once, or null.
   *
   * @param unheard why it failed, if something was consumed: the event loop may not have heard of
   *     it any more
   */
  @Nullable JMSException takeLost(@Nullable JMSException unheard) {
    JMSException taken = lost;
    JMSException failed = sends.takeFailure();
    lost = null;
    if (taken != null) {
      return taken;
    } else if (failed != null) {
      return rolledBack(
          "rolled back, as a message had not gone when the session failed: " + failed.getMessage(),
          failed);
    }
    return unheard == null ? null : rolledBackWithSession(unheard);
  }

  private static JMSException rolledBack(String what, @Nullable Throwable cause) {
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
