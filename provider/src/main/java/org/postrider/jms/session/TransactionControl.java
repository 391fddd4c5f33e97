// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.TransactionRolledBackException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.Accepted;
import org.postrider.jms.error.JmsErrors;
import org.postrider.jms.thread.Deadline;
import org.postrider.jms.thread.Waits;

/**
 * Commits and rolls back the transactions of a session: what is on its way comes first, and after a
 * rollback everything comes again in its order (Jakarta Messaging 6.2.7).
 *
 * <p>Confined to the session's thread of control.
 */
final class TransactionControl {

  /** What the event loop is asked for without the broker is done in a moment. */
  private static final long LOOP_MS = 100;

  private final SessionCore session;
  private final @Nullable LocalTransaction transaction;

  TransactionControl(SessionCore session, @Nullable LocalTransaction transaction) {
    this.session = session;
    this.transaction = transaction;
  }

  private LocalTransaction transaction(String what) throws JMSException {
    if (transaction == null) {
      throw new IllegalStateException("the session is not transacted: no " + what);
    }
    if (session.isCompletionThread()) {
      throw new IllegalStateException("a completion listener must not " + what);
    }
    return transaction;
  }

  void commit() throws JMSException {
    LocalTransaction current = transaction("commit");
    session.failureReport().running(() -> commit(current));
  }

  private void commit(LocalTransaction current) throws JMSException {
    Deadline deadline = Deadline.in(session.requestTimeoutMs());
    try {
      session.completions().awaitAll(deadline.leftMs());
    } catch (InterruptedException interrupted) {
      throw LocalTransaction.interruptedCommit(interrupted);
    }
    try {
      current.commit(deadline);
    } catch (JMSException ended) {
      throw current.isAsked() ? ended : unasked(ended);
    } finally {
      forgetConsumed(current);
    }
  }

  /** What was consumed in a transaction that goes on stays in it, and its links stay open. */
  private void forgetConsumed(LocalTransaction current) {
    if (!current.isStillOpen()) {
      session.settlement().acknowledgeAll(Accepted.INSTANCE);
      session.closeWhatIsSettled();
    }
  }

  /**
   * What a commit is to throw that the event loop has not come to, as one that is made behind the
   * end of the session: that may have come between the check and the command.
   */
  private JMSException unasked(JMSException ended) throws JMSException {
    session.awaitLoop();
    JMSException lost = session.takeLost();
    if (ended instanceof TransactionRolledBackException) {
      return ended;
    } else if (lost != null) {
      return JmsErrors.again(lost);
    }
    session.checkOpen();
    return ended;
  }

  void rollback() throws JMSException {
    LocalTransaction current = transaction("rollback");
    session.failureReport().running(() -> rollback(current));
  }

  private void rollback(LocalTransaction current) throws JMSException {
    Deadline deadline = Deadline.in(session.requestTimeoutMs());
    session.endpoints().producers().forEach(producer -> producer.path().dropWaiting());
    try {
      session.completions().awaitAll(deadline.halfMs());
    } catch (InterruptedException interrupted) {
      throw Waits.interrupted("rollback", interrupted);
    }
    // All links at once are asked to stop, then all are waited for.
    Map<PostriderConsumer, CompletableFuture<Void>> suspensions = new LinkedHashMap<>();
    session
        .endpoints()
        .consumers()
        .forEach(
            consumer -> suspensions.put(consumer, consumer.receiver().credit().suspendInOrder()));
    try {
      suspensions.forEach((consumer, drained) -> consumer.awaitDrain(drained, deadline.halfMs()));
      current.rollback(deadline);
    } finally {
      // Behind the discharge, so that what was received comes again before what was not.
      for (PostriderConsumer consumer : suspensions.keySet()) {
        Waits.awaitQuietly(consumer.receiver().release(), deadline.leftMs(LOOP_MS));
      }
      forgetConsumed(current);
      if (session.connection().wasEverStarted()) {
        session.endpoints().consumers().forEach(consumer -> consumer.receiver().credit().grant());
      }
    }
  }
}
