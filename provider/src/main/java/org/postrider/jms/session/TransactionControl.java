// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.Accepted;

/**
 * Commits and rolls back the transactions of a session: what is on its way comes first, and after a
 * rollback everything comes again in its order (Jakarta Messaging 6.2.7).
 *
 * <p>Confined to the session's thread of control.
 */
final class TransactionControl {

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
    awaitCompletions();
    session.requesting(true);
    try {
      current.commit();
    } finally {
      session.requesting(false);
      session.settlement().acknowledgeAll(Accepted.INSTANCE);
      session.closeWhatIsSettled();
    }
  }

  void rollback() throws JMSException {
    LocalTransaction current = transaction("rollback");
    session.endpoints().producers().forEach(producer -> producer.path().dropWaiting());
    awaitCompletions();
    // All links at once are asked to stop, then all are waited for.
    Map<PostriderConsumer, CompletableFuture<Void>> suspensions = new LinkedHashMap<>();
    session
        .endpoints()
        .consumers()
        .forEach(consumer -> suspensions.put(consumer, consumer.receiver().suspend()));
    session.requesting(true);
    try {
      suspensions.forEach(PostriderConsumer::awaitDrain);
      current.rollback();
    } finally {
      // Behind the discharge, so that what was received comes again before what was not.
      for (PostriderConsumer consumer : suspensions.keySet()) {
        Waits.awaitQuietly(consumer.receiver().release(), session.requestTimeoutMs());
      }
      session.requesting(false);
      session.settlement().acknowledgeAll(Accepted.INSTANCE);
      session.closeWhatIsSettled();
      if (session.connection().wasEverStarted()) {
        session.endpoints().consumers().forEach(consumer -> consumer.receiver().grant());
      }
    }
  }

  private void awaitCompletions() throws JMSException {
    try {
      session.completions().awaitAll(session.requestTimeoutMs());
    } catch (InterruptedException interrupted) {
      throw Waits.interrupted("commit or rollback", interrupted);
    }
  }
}
