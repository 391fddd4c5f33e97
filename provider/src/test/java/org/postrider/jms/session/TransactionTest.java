// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.postrider.jms.session.TransactionScript.accepted;
import static org.postrider.jms.session.TransactionScript.id;
import static org.postrider.jms.session.TransactionScript.in;
import static org.postrider.jms.session.TransactionScript.sending;
import static org.postrider.jms.session.TransactionScript.transacted;

import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TransactionRolledBackException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.Rejected;
import org.postrider.codec.messaging.Released;
import org.postrider.codec.performative.Flow;
import org.postrider.codec.transaction.TransactionalState;
import org.postrider.codec.value.Binary;
import org.postrider.codec.value.Symbol;
import org.postrider.jms.error.InDoubtException;
import org.postrider.jms.error.RequestTimedOutException;
import org.postrider.testpeer.Hold;

/** Local transactions. */
class TransactionTest {

  @Test
  void sendsAndReceiptsBearTheTransaction() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().declares(1).sends(1).receives().peer.expectFlow();
      broker.peer.remoteTransfer().withText("in").send();
      broker.peer.expectTransfer().withState(in(1)).respondState(accepted(1));
      broker.peer.expectDisposition().settled().withState(accepted(1));
      broker.peer.expectTransfer().ofCommit((byte) 1).respondAccepted();
      broker.peer.expectTransfer().ofDeclare().respondDeclared((byte) 2);

      Connection connection = broker.connect();
      Session session = transacted(connection);
      MessageProducer producer = Broker.producer(session);
      PostriderConsumer consumer = (PostriderConsumer) Broker.consumer(session);
      connection.start();
      broker.awaitFrames(Flow.class, 1);
      producer.send(session.createTextMessage("out"));
      broker.awaitFrames(org.postrider.codec.performative.Transfer.class, 2);
      consumer.receive();
      session.commit();

      broker.verify();
    }
  }

  @Test
  void theNextDeclareDoesNotWaitForTheDischarge() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().declares(1).peer.expectTransfer().ofCommit((byte) 1);
      broker.peer.expectTransfer().ofDeclare();
      broker.peer.remoteDisposition().ofDelivery(1).settled().accepted().send();
      broker
          .peer
          .remoteDisposition()
          .ofDelivery(2)
          .settled()
          .withState(new org.postrider.codec.transaction.Declared(Binary.copyOf(new byte[] {2})))
          .send();

      transacted(broker.connect()).commit();

      broker.verify();
    }
  }

  @Test
  void aRefusedCommitIsRolledBackAndTheSessionGoesOn() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().declares(1);
      broker.peer.expectTransfer().ofCommit((byte) 1).respondRejected("amqp:internal-error", "no");
      broker.peer.expectTransfer().ofDeclare().respondDeclared((byte) 2);
      broker.peer.expectTransfer().ofCommit((byte) 2).respondAccepted();
      broker.peer.expectTransfer().ofDeclare().respondDeclared((byte) 3);

      Session session = transacted(broker.connect());

      assertThatThrownBy(session::commit)
          .isInstanceOf(TransactionRolledBackException.class)
          .hasMessageContaining("no");
      session.commit();
      broker.verify();
    }
  }

  @Test
  void aMessageThatIsNotTakenRollsTheTransactionBack() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().declares(1).sends(1);
      broker.peer.expectTransfer().withState(in(1)).respondRejected("amqp:not-found", "no q");
      broker.peer.expectTransfer().ofRollback((byte) 1).respondAccepted();
      broker.peer.expectTransfer().ofDeclare().respondDeclared((byte) 2);

      Session session = transacted(broker.connect());
      Broker.producer(session).send(session.createTextMessage("a"));

      assertThatThrownBy(session::commit)
          .isInstanceOf(TransactionRolledBackException.class)
          .hasMessageContaining("no q");
      broker.verify();
      assertThat(broker.reported).isEmpty();
    }
  }

  @Test
  void aCommitThatIsNotAnsweredIsInDoubtWhenItsTimeIsOver() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().declares(1).peer.expectTransfer().ofCommit((byte) 1);
      broker.peer.expectTransfer().ofDeclare();

      Session session = transacted(broker.connect("jms.requestTimeout=1000"));

      assertThatThrownBy(session::commit).isInstanceOf(InDoubtException.class);
      broker.verify();
    }
  }

  @Test
  void aFailedDeclareDoesNotSpoilTheCommitBeforeIt() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().declares(1);
      broker.peer.expectTransfer().ofCommit((byte) 1).respondAccepted();
      broker.peer.expectTransfer().ofDeclare().respondRejected("amqp:internal-error", "later");
      broker.peer.expectTransfer().ofDeclare().respondDeclared((byte) 2);

      Session session = transacted(broker.connect());
      session.commit();

      assertThatThrownBy(session::commit).isInstanceOf(TransactionRolledBackException.class);
      broker.verify();
    }
  }

  @Test
  void aCoordinatorThatDetachesTakesTheTransactionWithIt() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().declares(1).sends(2);
      broker.peer.expectTransfer().withState(in(1)).respondState(accepted(1));
      broker
          .peer
          .remoteDetach()
          .withHandle(0)
          .closed()
          .withErrorOf("amqp:transaction:timeout", "too long")
          .send();
      broker.peer.expectDetach();
      broker.declares(2);

      Session session = transacted(broker.connect());
      MessageProducer producer = Broker.producer(session);
      producer.send(session.createTextMessage("in the lost one"));
      broker.awaitFrames(org.postrider.codec.performative.Detach.class, 1);
      producer.send(session.createTextMessage("must not go outside of it"));

      assertThatThrownBy(session::commit)
          .isInstanceOf(TransactionRolledBackException.class)
          .hasMessageContaining("too long");
      broker.verify();
      assertThat(broker.reported).isEmpty();
    }
  }

  @Test
  void rollbackGivesThePrefetchedBackAndGrantsAgain() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().declares(1).receives().peer.expectFlow().withLinkCredit(10);
      for (int i = 0; i < 3; i++) {
        broker.peer.remoteTransfer().withText("m" + i).send();
      }
      broker.peer.expectDisposition().ofDelivery(0).settled().withState(accepted(1));
      broker.peer.expectFlow().draining().respondDrained();
      broker.peer.expectTransfer().ofRollback((byte) 1).respondAccepted();
      broker.peer.expectTransfer().ofDeclare().respondDeclared((byte) 2);
      broker.peer.expectDisposition().ofDeliveries(1, 2).settled().withState(Released.INSTANCE);
      broker.peer.expectFlow().notDraining().withLinkCredit(10);

      Connection connection = broker.connect("jms.prefetchPolicy.all=10");
      Session session = transacted(connection);
      PostriderConsumer consumer = (PostriderConsumer) Broker.consumer(session);
      connection.start();
      await().until(() -> consumer.inbound().size() == 3);
      consumer.receive();
      broker.awaitFrames(org.postrider.codec.performative.Disposition.class, 1);
      session.rollback();

      broker.verify();
      assertThat(consumer.inbound().size()).isZero();
    }
  }

  /** A message of transaction 1 is not answered, its rollback is, and transaction 2 is declared. */
  private static Broker rollsBackUnanswered() {
    Broker broker = new Broker();
    broker.opens().begins().declares(1).sends(2).peer.expectTransfer().withState(in(1));
    broker.peer.expectTransfer().ofRollback((byte) 1).respondAccepted();
    return broker.declared(2);
  }

  private static TransactionalState rejected(int txnId, String why) {
    return new TransactionalState(
        id(txnId), new Rejected(new AmqpError(Symbol.of("amqp:internal-error"), why, Map.of())));
  }

  @Test
  void aMessageThatIsRejectedBehindItsRollbackDoesNotFailTheNextCommit() throws Exception {
    try (Broker broker = rollsBackUnanswered()) {
      Hold hold = broker.peer.hold();
      broker.peer.remoteDisposition().ofDelivery(1).settled().withState(rejected(1, "late")).send();
      broker.commits(2);

      Session session = sending(broker.connect("jms.requestTimeout=1500"));
      session.rollback();
      hold.release();
      session.commit();

      broker.verify();
      assertThat(broker.reported).isEmpty();
    }
  }

  @Test
  void aMessageThatIsRejectedFailsItsCommitThoughOneOfARollbackWasRejectedBehindThat()
      throws Exception {
    try (Broker broker = rollsBackUnanswered()) {
      Hold hold = broker.peer.hold();
      broker.peer.remoteDisposition().ofDelivery(1).settled().withState(rejected(1, "late")).send();
      broker.peer.expectTransfer().withState(in(2)).respondState(rejected(2, "in time"));
      broker.peer.expectTransfer().ofRollback((byte) 2).respondAccepted();
      broker.declared(3);

      Session session = transacted(broker.connect("jms.requestTimeout=1500"));
      MessageProducer producer = Broker.producer(session);
      producer.send(session.createTextMessage("rolled back"));
      session.rollback();
      hold.release();
      producer.send(session.createTextMessage("not taken"));

      assertThatThrownBy(session::commit)
          .isInstanceOf(TransactionRolledBackException.class)
          .hasMessageContaining("in time");
      broker.verify();
    }
  }

  @Test
  void aMessageOfARollbackWithoutAnswerDoesNotFailTheNextCommit() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().declares(1).sends(1);
      broker.peer.expectTransfer().withState(in(1)).respondState(rejected(1, "not taken"));
      broker.peer.expectTransfer().ofRollback((byte) 1);
      broker.declared(2).commits(2);

      Session session = sending(broker.connect("jms.requestTimeout=1500"));
      assertThatThrownBy(session::rollback).isInstanceOf(RequestTimedOutException.class);
      session.commit();

      broker.verify();
    }
  }

  @Test
  void rollbackDropsWhatWaitsForCredit() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().declares(1).sends(0);
      broker.peer.expectTransfer().ofRollback((byte) 1).respondAccepted();
      broker.peer.expectTransfer().ofDeclare().respondDeclared((byte) 2);

      Session session = transacted(broker.connect());
      Broker.producer(session).send(session.createTextMessage("a"));
      session.rollback();

      broker.verify();
    }
  }

  @Test
  void closeRollsBack() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().declares(1).sends(0);
      broker.peer.expectTransfer().ofRollback((byte) 1).respondAccepted();
      broker.peer.expectEnd().respond();

      Session session = transacted(broker.connect("jms.closeTimeout=30000"));
      Broker.producer(session).send(session.createTextMessage("a"));
      session.close();

      broker.verify();
      assertThatThrownBy(session::commit).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void aConnectionThatIsLostInACommitLeavesItInDoubt() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().declares(1).peer.expectTransfer().ofCommit((byte) 1);
      broker.peer.expectTransfer().ofDeclare();
      broker.peer.dropConnection();

      Session session = transacted(broker.connect());

      assertThatThrownBy(session::commit)
          .isInstanceOf(JMSException.class)
          .hasMessageContaining("in doubt");
      await().until(() -> broker.reported.size() == 1);
    }
  }

  @Test
  void aCommitThatLeavesItsTransactionOpenKeepsTheLinksOfWhatWasConsumed() throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.ignore(Flow.class);
      broker.opens().begins().declares(1).sends(1).receives().peer.expectFlow();
      broker.peer.remoteTransfer().withText("in").send();
      broker.peer.expectDisposition().settled().withState(accepted(1));
      broker.peer.expectTransfer().withState(in(1));
      Hold hold = broker.peer.hold();
      broker.peer.remoteDisposition().ofDelivery(1).settled().withState(accepted(1)).send();
      broker.commits(1).peer.expectDetach().closed().respond();

      Connection connection = broker.connect("jms.requestTimeout=1000", "amqp.drainTimeout=1");
      Session session = transacted(connection);
      MessageProducer producer = Broker.producer(session);
      MessageConsumer consumer = Broker.consumer(session);
      connection.start();
      consumer.receive();
      producer.send(session.createTextMessage("out"));
      assertThatThrownBy(session::commit)
          .isInstanceOf(RequestTimedOutException.class)
          .hasMessageContaining("the transaction is still open");
      consumer.close();
      hold.release();
      session.commit();

      broker.verify();
    }
  }
}
