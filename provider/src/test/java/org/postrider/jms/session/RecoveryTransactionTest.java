// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.postrider.jms.session.TransactionScript.accepted;
import static org.postrider.jms.session.TransactionScript.in;
import static org.postrider.jms.session.TransactionScript.isClosedBeforeItsAnswer;
import static org.postrider.jms.session.TransactionScript.outlasting;
import static org.postrider.jms.session.TransactionScript.sending;
import static org.postrider.jms.session.TransactionScript.sendsInTransaction;
import static org.postrider.jms.session.TransactionScript.transacted;

import jakarta.jms.Connection;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TransactionRolledBackException;
import java.time.Duration;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.codec.performative.Flow;
import org.postrider.codec.performative.SenderSettleMode;
import org.postrider.codec.performative.Transfer;
import org.postrider.jms.error.ConnectionLostException;
import org.postrider.jms.error.RequestTimedOutException;
import org.postrider.testpeer.ScriptedPeer;

/**
 * What becomes of a transaction when the connection is lost: rows of docs/recovery.md. {@link
 * RecoveryCommitTest} has those of its commit.
 */
class RecoveryTransactionTest {

  // Send

  @Test
  void aSendThatWasNotSentBecomesPartOfTheNextTransaction() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().declares(1).sends(0);
      Outage outage = Outage.of(broker);
      broker.begins().coordinates().sends(1).declared(2);
      broker.peer.expectTransfer().withState(in(2)).respondState(accepted(2));
      broker.commits(2);

      Session session = sending(broker.connectRecovering());
      outage.pass();
      session.commit();

      broker.verify();
    }
  }

  @Test
  void aSendWithoutAnswerRollsItsTransactionBack() throws Exception {
    losesASendOfATransaction("failover.resendInDoubt=true");
  }

  @Test
  void aSendWithoutAnswerRollsItsTransactionBackWhereNothingIsSentOnceMoreToo() throws Exception {
    losesASendOfATransaction("failover.resendInDoubt=false");
  }

  private static void losesASendOfATransaction(String option) throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().declares(1).sends(1).peer.expectTransfer().withState(in(1));
      broker.returns().begins().coordinates().sends(1).declared(2);
      broker.peer.expectTransfer().ofRollback((byte) 2).respondAccepted();
      broker.declared(3);

      FailoverTest.Events events = new FailoverTest.Events();
      Connection connection = broker.connectRecovering(option);
      ((org.postrider.jms.event.ListenableConnection) connection).setConnectionListener(events);
      Session session = sending(connection);
      await().until(() -> events.told.size() == 2);
      broker.awaitFrames(Transfer.class, 3);

      assertThatThrownBy(session::commit).isInstanceOf(TransactionRolledBackException.class);
      broker.verify();
      assertThat(broker.reported).isEmpty();
    }
  }

  @Test
  void aSendWithoutAnswerWhoseLinkIsSuspendedRollsItsTransactionBack() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().declares(1).sends(1).peer.expectTransfer().withState(in(1));
      broker.peer.remoteDetach().notClosed().send().expectDetach();
      broker.peer.expectTransfer().ofRollback((byte) 1).respondAccepted();
      broker.declared(2);
      broker.commits(2);

      Session session = sending(broker.connect());

      assertThatThrownBy(session::commit).isInstanceOf(TransactionRolledBackException.class);
      session.commit();
      broker.verify();
    }
  }

  @Test
  void aSendOfATransactionThatIsLostIsNotSent() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().declares(1).sends(2);
      broker.peer.expectTransfer().withState(in(1)).respondState(accepted(1));
      Outage outage = Outage.of(broker);
      broker.begins().coordinates().sends(1).declared(2);

      Session session = transacted(outage.connect());
      MessageProducer producer = Broker.producer(session);
      producer.send(session.createTextMessage("one"));
      outage.begin();
      producer.send(session.createTextMessage("two"));

      assertThatThrownBy(session::commit).isInstanceOf(TransactionRolledBackException.class);
      outage.end();
      broker.verify();
    }
  }

  // Acknowledge

  @Test
  void aTransactionThatHasConsumedIsRolledBack() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().declares(1).receives().peer.expectFlow();
      broker.delivers("m");
      broker.peer.expectDisposition().withState(accepted(1));
      Outage outage = Outage.of(broker);
      broker.begins().coordinates();
      broker.receives().peer.expectTransfer().ofDeclare().respondDeclared((byte) 2);
      broker.peer.expectFlow();

      Connection connection = outage.connect();
      Session session = transacted(connection);
      MessageConsumer consumer = Broker.consumer(session);
      connection.start();
      consumer.receive();
      outage.begin();

      assertThatThrownBy(session::commit).isInstanceOf(TransactionRolledBackException.class);
      outage.end();
      broker.verify();
    }
  }

  @Test
  void aMessageOfTheLostConnectionRollsTheNextTransactionBackToo() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().declares(1).receives().peer.expectFlow();
      broker.delivers("m");
      Outage outage = Outage.of(broker);
      broker.begins().coordinates();
      broker.receives().peer.expectTransfer().ofDeclare().respondDeclared((byte) 2);
      broker.peer.expectFlow();

      Connection connection = outage.connect();
      Session session = transacted(connection);
      PostriderConsumer consumer = (PostriderConsumer) Broker.consumer(session);
      connection.start();
      await().until(() -> consumer.inbound().size() == 1);
      org.postrider.jms.settlement.Received taken = consumer.inbound().poll();
      outage.begin();
      // As if receive had taken it just before the loss.
      ((PostriderSession) session).core().settlement().received(taken);

      assertThatThrownBy(session::commit).isInstanceOf(TransactionRolledBackException.class);
      outage.end();
      broker.verify();
    }
  }

  @Test
  void aMessageThatCameSettledIsNoPartOfATransaction() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().declares(1);
      receivesMixed(broker).expectFlow();
      broker.peer.remoteTransfer().withText("m").settled().send();
      Outage outage = Outage.of(broker);
      broker.begins().coordinates();
      receivesMixed(broker).expectTransfer().ofDeclare().respondDeclared((byte) 2);
      broker.peer.expectFlow();

      Connection connection = outage.connect();
      Session session = transacted(connection);
      PostriderConsumer consumer = (PostriderConsumer) Broker.consumer(session);
      connection.start();
      await().until(() -> consumer.inbound().size() == 1);
      outage.begin();

      assertThat(consumer.receive(8000).getBody(String.class)).isEqualTo("m");
      outage.end();
      session.commit();
      broker.verify();
    }
  }

  /** Expects a consumer's link, over which messages may come settled or not. */
  private static ScriptedPeer receivesMixed(Broker broker) {
    return broker
        .peer
        .expectAttach()
        .ofReceiver()
        .respondWith(attach -> attach.withSenderSettleMode(SenderSettleMode.MIXED));
  }

  // Rollback

  @Test
  void aRollbackWithoutAnswerHasRolledBack() throws Exception {
    try (Broker broker = new Broker()) {
      sendsInTransaction(broker);
      broker.peer.expectTransfer().ofRollback((byte) 1);
      broker.peer.expectTransfer().ofDeclare();
      broker.returns().begins().coordinates().sends(1).declared(3);

      Session session = sending(broker.connectRecovering());
      broker.awaitFrames(Transfer.class, 2);
      session.rollback();

      broker.verify();
    }
  }

  @Test
  void aRollbackWithoutAnswerKeepsItsTimeOutWhateverItWaitsFor() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().declares(1).sends(1).peer.expectTransfer();
      broker.peer.ignore(Flow.class);
      broker.receives().receives().peer.allowSurplus();

      Connection connection =
          broker.connectRecovering("jms.requestTimeout=1500", "amqp.drainTimeout=60000");
      connection.start();
      Session session = sending(connection);
      broker.awaitFrames(Transfer.class, 2);
      Broker.consumer(session);
      Broker.consumer(session);
      long begun = System.nanoTime();

      assertThatThrownBy(session::rollback).isInstanceOf(RequestTimedOutException.class);
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aRollbackWhoseSessionIsClosedMeanwhileEndsWithItsAnswer(boolean withConnection)
      throws Exception {
    try (Broker broker = new Broker()) {
      sendsInTransaction(broker).peer.expectTransfer().ofRollback((byte) 1);
      broker.peer.expectTransfer().ofDeclare();

      Connection connection = outlasting(broker);
      Session session = sending(connection);
      broker.awaitFrames(Transfer.class, 2);
      Future<?> rollingBack =
          broker.async(
              () -> {
                session.rollback();
                return null;
              });

      isClosedBeforeItsAnswer(broker, withConnection ? connection : session, rollingBack);
    }
  }

  @Test
  void aRollbackDoesNotWaitForTheConnection() throws Exception {
    try (Broker broker = new Broker()) {
      sendsInTransaction(broker);
      Outage outage = Outage.of(broker);
      broker.begins().coordinates().sends(1).declared(2);
      broker.commits(2);

      Session session = sending(outage.connect());
      outage.begin();
      session.rollback();
      outage.end();
      broker.awaitFrames(Transfer.class, 3);
      outage.awaitRestored();
      session.commit();

      broker.verify();
    }
  }

  // Begin

  @Test
  void aTransactedSessionIsMadeWithTheNextConnection() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().peer.expectAttach().ofCoordinator().respond().grantCredit(1);
      broker.peer.expectTransfer().ofDeclare();
      broker.returns();
      broker.begins().declares(2);

      assertThat(transacted(broker.connectRecovering()).getTransacted()).isTrue();

      broker.verify();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aTransactedSessionIsNotMadeWhenTheConnectionIsGivenUp(boolean attached) throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins();
      if (attached) {
        broker.coordinates().peer.expectTransfer().ofDeclare();
      } else {
        broker.peer.expectAttach().ofCoordinator();
      }
      broker.peer.dropConnection();

      Connection connection =
          broker.connectRecovering("failover.maxReconnectAttempts=0", "jms.requestTimeout=-1");

      assertThatThrownBy(() -> Broker.result(broker.async(() -> transacted(connection))))
          .hasCauseInstanceOf(ConnectionLostException.class);
      await().until(() -> !broker.reported.isEmpty());
      assertThat(broker.reported).hasOnlyElementsOfType(ConnectionLostException.class);
    }
  }

  @Test
  void aTransactedSessionThatIsAskedForOfflineWaitsForTheConnection() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins();
      Outage outage = Outage.of(broker);
      broker.begins();
      broker.begins().declares(1);

      Connection connection = outage.connect();
      connection.createSession();
      outage.begin();
      Future<Session> creating = broker.async(() -> transacted(connection));
      assertThat(creating).isNotDone();
      outage.end();

      assertThat(Broker.result(creating).getTransacted()).isTrue();
      broker.verify();
    }
  }
}
