// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static java.lang.Thread.State.TIMED_WAITING;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.performative.Transfer;
import org.postrider.codec.transaction.TransactionalState;
import org.postrider.codec.value.Binary;
import org.postrider.testpeer.Hold;

/**
 * What tests of transactions have in common: the words of a scripted broker, and what is done with
 * a transacted session.
 *
 * <p>Stateless.
 */
final class TransactionScript {

  private TransactionScript() {}

  /** The state of a delivery in a transaction, without an outcome. */
  static TransactionalState in(int txnId) {
    return new TransactionalState(id(txnId), null);
  }

  /** The state of a delivery that is accepted in a transaction. */
  static TransactionalState accepted(int txnId) {
    return new TransactionalState(id(txnId), Accepted.INSTANCE);
  }

  static Binary id(int txnId) {
    return Binary.copyOf(new byte[] {(byte) txnId});
  }

  /** Expects a session, the declare of transaction 1, and a producer's only message in it. */
  static Broker sendsInTransaction(Broker broker) {
    broker.opens().begins().declares(1).sends(1).peer.expectTransfer().respondState(accepted(1));
    return broker;
  }

  static Session transacted(Connection connection) throws JMSException {
    return connection.createSession(true, Session.SESSION_TRANSACTED);
  }

  /** A transacted session that has sent a message. */
  static Session sending(Connection connection) throws JMSException {
    Session session = transacted(connection);
    Broker.producer(session).send(session.createTextMessage("m"));
    return session;
  }

  /** A connection whose time-outs are longer than any test. */
  static Connection outlasting(Broker broker) throws JMSException {
    return broker.connectRecovering("jms.closeTimeout=60000", "jms.requestTimeout=60000");
  }

  /**
   * A commit or rollback goes out with a message, and another thread closes; then comes the answer,
   * and none to the next declare.
   */
  static void isClosedBeforeItsAnswer(Broker broker, AutoCloseable closed, Future<?> call)
      throws Exception {
    Hold hold = broker.peer.hold();
    broker.peer.remoteDisposition().ofDelivery(2).accepted().settled().send();
    broker.peer.expectEnd().respond();
    broker.peer.allowSurplus();
    broker.awaitFrames(Transfer.class, 4);
    AtomicReference<Thread> closer = new AtomicReference<>();
    Future<?> closing =
        broker.async(
            () -> {
              closer.set(Thread.currentThread());
              closed.close();
              return null;
            });
    await().until(() -> closer.get() != null && closer.get().getState() == TIMED_WAITING);
    hold.release();

    Broker.result(call);
    broker.verify();
    broker.peer.close();
    Broker.result(closing);
  }

  /** A commit on a thread of its own. */
  static Future<?> committing(Broker broker, Session session) {
    return broker.async(
        () -> {
          session.commit();
          return null;
        });
  }
}
