// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static java.lang.Thread.State.TIMED_WAITING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.postrider.jms.session.TransactionScript.accepted;
import static org.postrider.jms.session.TransactionScript.committing;
import static org.postrider.jms.session.TransactionScript.id;
import static org.postrider.jms.session.TransactionScript.in;
import static org.postrider.jms.session.TransactionScript.sending;
import static org.postrider.jms.session.TransactionScript.sendsInTransaction;
import static org.postrider.jms.session.TransactionScript.transacted;

import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TransactionRolledBackException;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.Rejected;
import org.postrider.codec.performative.Detach;
import org.postrider.codec.performative.Transfer;
import org.postrider.codec.transaction.TransactionalState;
import org.postrider.codec.value.Symbol;
import org.postrider.jms.error.RequestTimedOutException;
import org.postrider.testpeer.ExpectTransfer;
import org.postrider.testpeer.Hold;

/**
 * What becomes of a commit that has not gone out, or comes after its connection, session or link
 * has ended: rows of docs/recovery.md. {@link RecoveryCommitInDoubtTest} has those of one without
 * answer.
 */
class RecoveryCommitTest {

  @Test
  void aCommitThatWasNotSentHasCommittedNothing() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins();
      broker.peer.expectAttach().ofCoordinator().respond().grantCredit(1);
      broker.declared(1);
      broker.sends(1).peer.expectTransfer().respondState(accepted(1));
      Outage outage = Outage.of(broker);
      broker.begins().coordinates().sends(1).declared(2);

      Session session = sending(broker.connectRecovering());
      Future<?> committing = committing(broker, session);
      broker.awaitFrames(Transfer.class, 2);
      outage.pass();

      assertThatThrownBy(() -> Broker.result(committing))
          .hasCauseInstanceOf(TransactionRolledBackException.class);
      broker.verify();
    }
  }

  @Test
  void aCommitWhoseMessagesAreNotAnsweredInTimeLeavesItsTransactionOpen() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().declares(1).sends(1).peer.expectTransfer();
      broker.peer.expectTransfer().ofRollback((byte) 1).respondAccepted();
      broker.declared(2);

      Session session = sending(broker.connectRecovering("jms.requestTimeout=1500"));

      assertThatThrownBy(session::commit)
          .isInstanceOf(RequestTimedOutException.class)
          .hasMessageContaining("nothing was committed");
      session.rollback();
      broker.verify();
    }
  }

  @Test
  void aTransactionThatACommitLeftOpenKeepsTheLinksOfWhatWasConsumedInIt() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().declares(1).receives().peer.expectFlow();
      broker.delivers("consumed").peer.expectDisposition();
      broker.peer.expectFlow().draining().respondDrained();
      broker.sends(1).peer.expectTransfer();
      Hold hold = broker.peer.hold();
      broker.peer.remoteDisposition().ofDelivery(1).withState(accepted(1)).settled().send();
      broker.commits(1).peer.expectDetach().closed().respond();

      Connection connection = broker.connect("jms.requestTimeout=1500");
      connection.start();
      Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
      MessageConsumer consumer = Broker.consumer(session);
      consumer.receive();
      consumer.close();
      Broker.producer(session).send(session.createMessage());
      assertThatThrownBy(session::commit).isInstanceOf(RequestTimedOutException.class);
      assertThat(broker.peer.frames()).noneMatch(frame -> frame.performative() instanceof Detach);
      hold.release();
      session.commit();

      broker.verify();
    }
  }

  @Test
  void aCommitWithAMessageThatWasRejectedIsRolledBack() throws Exception {
    try (Broker broker = new Broker()) {
      rejects(broker).respondAccepted();
      broker.declared(2);

      Session session = sending(broker.connectRecovering());

      isRolledBackAsRejected(session).hasNoSuppressedExceptions();
      broker.verify();
    }
  }

  @Test
  void aCommitWithAMessageThatWasRejectedIsRolledBackThoughTheRollbackIsNotAnswered()
      throws Exception {
    try (Broker broker = new Broker()) {
      rejects(broker);
      broker.peer.allowSurplus();

      Session session = sending(broker.connectRecovering("jms.requestTimeout=1500"));

      isRolledBackAsRejected(session)
          .satisfies(
              thrown ->
                  assertThat(thrown.getSuppressed())
                      .singleElement()
                      .isInstanceOf(RequestTimedOutException.class));
      broker.verify();
    }
  }

  /** The message of a transaction is rejected, and the rollback comes. */
  private static ExpectTransfer rejects(Broker broker) {
    Rejected rejected =
        new Rejected(new AmqpError(Symbol.of("amqp:resource-limit-exceeded"), "full", Map.of()));
    broker.opens().begins().declares(1).sends(1);
    broker.peer.expectTransfer().respondState(new TransactionalState(id(1), rejected));
    return broker.peer.expectTransfer().ofRollback((byte) 1);
  }

  private static AbstractThrowableAssert<?, ?> isRolledBackAsRejected(Session session) {
    return assertThatThrownBy(session::commit)
        .isInstanceOf(TransactionRolledBackException.class)
        .hasMessageContaining("full");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aCommitAfterTheConnectionWasGivenUpIsRolledBackIfThereWasSomethingToCommit(
      boolean somethingWentOut) throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().declares(1).sends(somethingWentOut ? 1 : 0);
      if (somethingWentOut) {
        broker.peer.expectTransfer().respondState(accepted(1));
      }
      Hold hold = broker.peer.hold();
      broker.peer.dropConnection();

      Session session = sending(broker.connectRecovering("failover.maxReconnectAttempts=0"));
      broker.awaitFrames(Transfer.class, somethingWentOut ? 2 : 1);
      hold.release();
      await().until(() -> !broker.reported.isEmpty());

      assertThatThrownBy(session::commit).isInstanceOf(TransactionRolledBackException.class);
      assertThatThrownBy(session::commit).isInstanceOf(IllegalStateException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aCommitAfterTheConnectionWasGivenUpIsRolledBackThoughOnlyTheApplicationKnowsOfItsMessage(
      boolean closes) throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().declares(1).receives().peer.expectFlow();
      broker.delivers("m");
      Hold hold = broker.peer.hold();
      broker.peer.dropConnection();

      Connection connection = broker.connectRecovering("failover.maxReconnectAttempts=0");
      Session session = transacted(connection);
      PostriderConsumer consumer = (PostriderConsumer) Broker.consumer(session);
      connection.start();
      await().until(() -> consumer.inbound().size() == 1);
      org.postrider.jms.settlement.Received taken = consumer.inbound().poll();
      hold.release();
      await().until(() -> !broker.reported.isEmpty());
      // As if receive had taken it just before the loss.
      ((PostriderSession) session).core().settlement().received(taken);
      if (closes) {
        session.close();
      } else {
        assertThatThrownBy(session::commit)
            .isInstanceOf(TransactionRolledBackException.class)
            .hasMessageContaining("the session has failed");
      }

      assertThatThrownBy(session::commit).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void aCommitWhoseConnectionIsGivenUpWhileItWaitsForItsMessagesIsRolledBackAtOnce()
      throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().declares(1).sends(1).peer.expectTransfer();
      Hold hold = broker.peer.hold();
      broker.peer.dropConnection();

      Session session =
          sending(
              broker.connectRecovering(
                  "failover.maxReconnectAttempts=0", "jms.requestTimeout=60000"));
      AtomicReference<Thread> committer = new AtomicReference<>();
      Future<?> committing =
          broker.async(
              () -> {
                committer.set(Thread.currentThread());
                session.commit();
                return null;
              });
      await().until(() -> committer.get() != null);
      await().until(() -> committer.get().getState() == TIMED_WAITING);
      hold.release();

      assertThatThrownBy(() -> Broker.result(committing))
          .hasCauseInstanceOf(TransactionRolledBackException.class);
      assertThatThrownBy(session::commit).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void aCommitAfterItsSessionWasEndedIsRolledBack() throws Exception {
    try (Broker broker = new Broker()) {
      sendsInTransaction(broker);
      broker.peer.remoteEnd().withErrorOf("amqp:internal-error", "the peer's words").send();
      broker.peer.allowSurplus();

      Session session = sending(broker.connectRecovering());
      await().until(() -> !broker.reported.isEmpty());

      assertThatThrownBy(session::commit)
          .isInstanceOf(TransactionRolledBackException.class)
          .hasMessageContaining("the peer's words");
      assertThatThrownBy(session::commit).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void aCommitWhoseSessionIsEndedWhileItWaitsForItsMessagesLeavesNothingToBringBack()
      throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(10).begins().declares(1).sends(1).peer.expectTransfer();
      Hold hold = broker.peer.hold();
      broker.peer.remoteEnd().withErrorOf("amqp:internal-error", "the peer's words").send();
      broker.peer.expectEnd();
      Outage outage = Outage.of(broker);
      broker.begins().sends(10).accepts();

      Connection connection = outage.connect("jms.connectTimeout=1500");
      Session other = connection.createSession();
      MessageProducer producer = Broker.producer(other);
      Session session = sending(connection);
      Future<?> committing = committing(broker, session);
      broker.awaitWaiting(1);
      hold.release();
      assertThatThrownBy(() -> Broker.result(committing))
          .hasCauseInstanceOf(TransactionRolledBackException.class)
          .hasStackTraceContaining("the peer's words");
      outage.pass();
      outage.awaitRestored();
      session.close();
      producer.send(other.createTextMessage("over the second connection"));

      broker.verify();
      assertThat(broker.peer.connections()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aCommitThatIsInterruptedBeforeItWentLeavesItsTransactionOpen(boolean beforeItsCall)
      throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().declares(1).sends(1).peer.expectTransfer();
      Hold hold = broker.peer.hold();
      broker.peer.remoteDisposition().ofDelivery(1).withState(accepted(1)).settled().send();
      broker.peer.expectTransfer().ofRollback((byte) 1).respondAccepted();
      broker.declared(2);

      Session session = sending(broker.connectRecovering());
      AtomicReference<Thread> committer = new AtomicReference<>();
      Future<?> committing =
          broker.async(
              () -> {
                if (beforeItsCall) {
                  Thread.currentThread().interrupt();
                }
                committer.set(Thread.currentThread());
                assertThatThrownBy(session::commit)
                    .isInstanceOf(JMSException.class)
                    .hasMessageContaining("nothing was committed")
                    .hasMessageContaining("still open");
                return null;
              });
      await().until(() -> committer.get() != null);
      await().until(() -> beforeItsCall || committer.get().getState() == TIMED_WAITING);
      committer.get().interrupt();
      Broker.result(committing);
      // A rollback drops what waits for credit.
      broker.awaitFrames(Transfer.class, 2);
      hold.release();
      session.rollback();

      broker.verify();
    }
  }

  @Test
  void aCommitThatCannotGoInItsTimeIsRolledBack() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins();
      broker.peer.expectAttach().ofCoordinator().respond().grantCredit(1);
      broker.declared(1);
      broker.sends(1).peer.expectTransfer().respondState(accepted(1));
      CountDownLatch over = new CountDownLatch(1);
      broker
          .peer
          .after(over)
          .remoteFlow()
          .withHandle(0)
          .withDeliveryCount(1)
          .withLinkCredit(9)
          .send();
      broker.peer.expectTransfer().ofDeclare().respondDeclared((byte) 2);
      broker.peer.expectTransfer().ofRollback((byte) 1).respondAccepted();

      Session session = sending(broker.connectRecovering("jms.requestTimeout=1500"));

      assertThatThrownBy(session::commit)
          .isInstanceOf(TransactionRolledBackException.class)
          .hasMessageContaining("nothing was committed");
      over.countDown();
      broker.verify();
    }
  }

  @Test
  void aCommitOfWhatWasLostIsRolledBackWithoutWaitingForTheConnection() throws Exception {
    try (Broker broker = new Broker()) {
      sendsInTransaction(broker);
      Outage outage = Outage.of(broker);
      broker.begins().coordinates().sends(1).declared(2);

      Session session = sending(outage.connect());
      outage.begin();

      assertThatThrownBy(session::commit).isInstanceOf(TransactionRolledBackException.class);
      session.commit();
      outage.end();
      broker.verify();
    }
  }

  @Test
  void anEmptyTransactionIsCommittedWithoutWaitingForTheConnection() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().declares(1);
      Outage outage = Outage.of(broker);
      broker.begins().declares(2);

      Session session = transacted(outage.connect());
      outage.begin();
      session.commit();
      session.commit();
      assertThat(outage.told).containsExactly("interrupted");
      outage.end();

      broker.verify();
    }
  }

  @Test
  void aTransactionThatHadNothingInItGoesOnAfterTheLoss() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().declares(1).sends(1);
      Outage outage = Outage.of(broker);
      broker.begins().coordinates().sends(1).declared(2);
      broker.peer.expectTransfer().withState(in(2)).respondState(accepted(2));
      broker.commits(2);

      Session session = transacted(outage.connect());
      MessageProducer producer = Broker.producer(session);
      outage.begin();
      producer.send(session.createTextMessage("m"));
      outage.end();
      session.commit();

      broker.verify();
    }
  }
}
