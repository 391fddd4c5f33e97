// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import org.postrider.codec.messaging.Outcome;
import org.postrider.codec.transaction.TransactionalState;
import org.postrider.codec.value.Binary;
import org.postrider.testpeer.ScriptedPeer;

/**
 * A scripted coordinator, and a container that has a transaction of it.
 *
 * <p>Confined to the thread of the test.
 */
final class TransactionScript implements AutoCloseable {

  static final byte ID = 1;

  final ScriptedPeer peer = ScriptedPeer.listen();
  final Recorder client;
  final Container container;
  private Connection connection;

  TransactionScript(EventType... kinds) {
    client = new Recorder(kinds);
    container = new Container(client);
  }

  /** The state of a delivery in the transaction; null for no outcome. */
  static TransactionalState in(Outcome outcome) {
    return new TransactionalState(Binary.wrap(new byte[] {ID}), outcome);
  }

  /** Expects everything up to the declared transaction. */
  ScriptedPeer declares() {
    coordinates();
    peer.expectTransfer().ofDeclare().respondDeclared(ID);
    return peer;
  }

  /** Expects everything up to the coordinator's link. */
  ScriptedPeer coordinates() {
    opens();
    peer.expectAttach().ofCoordinator().respond().grantCredit(10);
    return peer;
  }

  /** Expects a connection and its session. */
  ScriptedPeer opens() {
    peer.expectSaslAnonymous().expectOpen().respond();
    peer.expectBegin().respond();
    return peer;
  }

  /** Expects a sender's link, and grants it credit. */
  ScriptedPeer attaches(int credit) {
    peer.expectAttach().ofSender().respond();
    if (credit > 0) {
      peer.grantCredit(credit);
    }
    return peer;
  }

  /** Runs the container, and has a transaction declared. */
  Transaction declare() {
    container.start();
    return container.declareTransaction(connection());
  }

  /** Runs the container, and has the declared transaction. */
  Transaction declared() {
    declare();
    return client.next(EventType.TRANSACTION_DECLARED).transaction();
  }

  Connection connection() {
    if (connection == null) {
      connection = container.connect(peer.uri());
    }
    return connection;
  }

  Sender sender() {
    return container.createSender(connection(), "q");
  }

  @Override
  public void close() {
    try {
      peer.close();
    } finally {
      // Behind the script: its close is none of that.
      container.stop();
    }
  }
}
