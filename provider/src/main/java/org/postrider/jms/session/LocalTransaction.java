// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import jakarta.jms.JMSException;
import jakarta.jms.TransactionRolledBackException;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.postrider.jms.amqp.AmqpSession;
import org.postrider.jms.amqp.AmqpTransaction;
import org.postrider.jms.amqp.SendTracker;
import org.postrider.jms.error.InDoubtException;
import org.postrider.jms.error.JmsErrors;
import org.postrider.jms.error.RequestTimedOutException;
import org.postrider.jms.thread.Deadline;
import org.postrider.jms.thread.Waits;

/**
 * The transactions of a session as its thread has them: it asks the event loop for their begin,
 * commit and rollback, and waits for what becomes of them.
 *
 * <p>Used by the session's thread of control; {@link #close} is for whoever closes the session.
 */
final class LocalTransaction {

  /** How long the event loop, which never waits, may take to say what it knows. */
  private static final long FATE_MS = 1000;

  private final AmqpSession session;
  private final SendTracker sends;
  private final AmqpTransaction amqp;
  // Set on the event loop.
  private volatile boolean asked;
  // The session's thread's.
  private boolean stillOpen;

  /** A transaction that {@link #begin} begins. */
  LocalTransaction(AmqpSession session, SendTracker sends) {
    this.session = session;
    this.sends = sends;
    this.amqp = new AmqpTransaction(session, sends);
  }

  /** Its side on the event loop. */
  AmqpTransaction amqp() {
    return amqp;
  }

  /** Declares the first transaction. */
  void begin(Deadline deadline) throws JMSException {
    Waits.await(amqp.begin(), deadline, "declare of a transaction");
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
    stillOpen = true;
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
    stillOpen = false;
    CompletableFuture<Void> next = session.awaiting(new CompletableFuture<>());
    session
        .connection()
        .run(
            () -> {
              asked = true;
              amqp.discharge(fail, discharged, next);
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
      session.connection().tell(() -> amqp.giveUpCommit(cause));
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
    stillOpen = true;
    try {
      sends.awaitAll(deadline.halfMs());
    } catch (InterruptedException interrupted) {
      throw Waits.interrupted("rollback", interrupted);
    }
    rollBack(deadline);
  }

  /** Whatever becomes of the answer: a discharge that fails its transaction commits nothing. */
  private JMSException rollBackFor(JMSException failed, Deadline deadline) {
    JMSException rolledBack =
        AmqpTransaction.rolledBack(
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
        session.connection().run(() -> amqp.close(discharged), discharged);
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

  /** Whether the last commit or rollback has come to the event loop. */
  boolean isAsked() {
    return asked;
  }

  /** Whether the last commit or rollback was given up before it ended the transaction. */
  boolean isStillOpen() {
    return stillOpen;
  }

  /**
   * Where the session has failed: what a commit is to throw, once, or null.
   *
   * @param unheard why it failed, if something was consumed: the event loop may not have heard of
   *     it any more
   */
  @Nullable JMSException takeLost(@Nullable JMSException unheard) {
    JMSException taken = amqp.takeLost();
    JMSException failed = sends.takeFailure();
    if (taken != null) {
      return taken;
    } else if (failed != null) {
      return AmqpTransaction.rolledBack(
          "rolled back, as a message had not gone when the session failed: " + failed.getMessage(),
          failed);
    }
    return unheard == null ? null : AmqpTransaction.rolledBackWithSession(unheard);
  }
}
