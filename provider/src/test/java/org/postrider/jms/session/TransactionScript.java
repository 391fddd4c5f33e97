// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import java.util.concurrent.Future;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.transaction.TransactionalState;
import org.postrider.codec.value.Binary;

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

  /** A commit on a thread of its own. */
  static Future<?> committing(Broker broker, Session session) {
    return broker.async(
        () -> {
          session.commit();
          return null;
        });
  }
}
