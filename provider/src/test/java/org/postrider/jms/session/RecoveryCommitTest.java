// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static java.lang.Thread.State.TIMED_WAITING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.postrider.jms.session.TransactionScript.accepted;
import static org.postrider.jms.session.TransactionScript.committing;
import static org.postrider.jms.session.TransactionScript.id;
import static org.postrider.jms.session.TransactionScript.in;
import static org.postrider.jms.session.TransactionScript.isClosedBeforeItsAnswer;
import static org.postrider.jms.session.TransactionScript.outlasting;
import static org.postrider.jms.session.TransactionScript.sending;
import static org.postrider.jms.session.TransactionScript.sendsInTransaction;
import static org.postrider.jms.session.TransactionScript.transacted;

import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TransactionRolledBackException;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.Rejected;
import org.postrider.codec.performative.Transfer;
import org.postrider.codec.transaction.TransactionalState;
import org.postrider.codec.value.Symbol;
import org.postrider.jms.error.InDoubtException;
import org.postrider.jms.error.RequestTimedOutException;
import org.postrider.testpeer.Hold;
import org.postrider.testpeer.ScriptedPeer;

/** What becomes of a commit when its connection, session or link ends: rows of docs/recovery.md. */
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
  void aCommitWithoutAnswerIsInDoubt() throws Exception {
    try (Broker broker = new Broker()) {
      sendsInTransaction(broker);
      broker.peer.expectTransfer().ofCommit((byte) 1);
      broker.peer.expectTransfer().ofDeclare();
      broker.returns().begins().coordinates().sends(1).declared(3);
      broker.peer.expectTransfer().withState(in(3)).respondState(accepted(3));
      broker.commits(3);

      Session session = transacted(broker.connectRecovering());
      MessageProducer producer = Broker.producer(session);
      producer.send(session.createTextMessage("m"));

      assertThatThrownBy(session::commit)
          .isInstanceOf(InDoubtException.class)
          .hasMessageContaining("in doubt");
      producer.send(session.createTextMessage("next"));
      session.commit();
      broker.verify();
    }
  }

  /** How a peer ends what a commit waits on, with an error; null is no error. */
  private interface End {
    void of(ScriptedPeer peer, String condition);
  }

  private static final End CLOSE =
      (peer, condition) -> peer.remoteClose().withErrorOf(condition, "the peer's words").send();
  private static final End END =
      (peer, condition) -> peer.remoteEnd().withErrorOf(condition, "the peer's words").send();
  private static final End DETACH =
      (peer, condition) ->
          peer.remoteDetach()
              .withHandle(0)
              .closed()
              .withErrorOf(condition, "the peer's words")
              .send();

  static Stream<Arguments> ends() {
    return Stream.of(
        Arguments.of(Named.of("close", CLOSE), "amqp:connection:forced", false),
        Arguments.of(Named.of("close", CLOSE), "amqp:connection:forced", true),
        Arguments.of(Named.of("close", CLOSE), "amqp:internal-error", false),
        Arguments.of(Named.of("close", CLOSE), "amqp:unauthorized-access", true),
        Arguments.of(Named.of("end", END), "amqp:internal-error", false),
        Arguments.of(Named.of("end", END), "amqp:internal-error", true),
        Arguments.of(Named.of("detach", DETACH), "amqp:internal-error", true),
        Arguments.of(Named.of("detach", DETACH), "amqp:link:detach-forced", false));
  }

  @ParameterizedTest
  @MethodSource("ends")
  void aCommitWhoseAnswerThePeerOwesIsInDoubtWhateverItsError(
      End end, String condition, boolean recovering) throws Exception {
    JMSException thrown = ending(end, condition, recovering);

    assertThat(thrown).isInstanceOf(InDoubtException.class).hasMessageContaining("in doubt");
    assertThat(thrown).hasStackTraceContaining("the peer's words");
    assertThat(thrown).hasStackTraceContaining(condition);
  }

  @ParameterizedTest
  @ValueSource(strings = {"amqp:transaction:rollback", "amqp:transaction:timeout"})
  void aCommitThatThePeerSaysItRolledBackIsRolledBack(String condition) throws Exception {
    assertThat(ending(DETACH, condition, true))
        .isInstanceOf(TransactionRolledBackException.class)
        .hasMessageContaining("the peer's words");
  }

  /** What a commit throws that the peer has, and ends something for instead of answering it. */
  private static JMSException ending(End end, String condition, boolean recovering)
      throws Exception {
    try (Broker broker = new Broker()) {
      unanswered(broker);
      end.of(broker.peer, condition);
      broker.peer.allowSurplus();

      Session session = sending(recovering ? broker.connectRecovering() : broker.connect());

      return catchThrowableOfType(JMSException.class, session::commit);
    }
  }

  /** A transaction with a message, whose commit comes and is not answered. */
  private static void unanswered(Broker broker) {
    sendsInTransaction(broker);
    broker.peer.expectTransfer().ofCommit((byte) 1);
    broker.peer.expectTransfer().ofDeclare();
  }

  @Test
  void aCommitWhoseTimeIsOverIsInDoubt() throws Exception {
    try (Broker broker = new Broker()) {
      unanswered(broker);
      broker.peer.allowSurplus();

      Session session = sending(broker.connectRecovering("jms.requestTimeout=1500"));

      assertThatThrownBy(session::commit)
          .isInstanceOf(InDoubtException.class)
          .hasMessageContaining("in doubt")
          .hasStackTraceContaining(RequestTimedOutException.class.getName());
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
  void aCommitThatIsInterruptedIsInDoubt() throws Exception {
    try (Broker broker = new Broker()) {
      unanswered(broker);
      broker.peer.allowSurplus();

      Session session = sending(broker.connectRecovering());
      AtomicReference<Thread> committer = new AtomicReference<>();
      Future<Boolean> interrupted =
          broker.async(
              () -> {
                committer.set(Thread.currentThread());
                assertThatThrownBy(session::commit).isInstanceOf(InDoubtException.class);
                return Thread.currentThread().isInterrupted();
              });
      broker.awaitFrames(Transfer.class, 4);
      committer.get().interrupt();

      assertThat(Broker.result(interrupted)).isTrue();
    }
  }

  @Test
  void aCommitWhoseSessionIsClosedMeanwhileIsInDoubt() throws Exception {
    try (Broker broker = new Broker()) {
      unanswered(broker);
      broker.peer.allowSurplus();

      Session session = sending(broker.connectRecovering("jms.closeTimeout=300"));
      Future<?> committing = committing(broker, session);
      broker.awaitFrames(Transfer.class, 4);
      session.close();

      assertThatThrownBy(() -> Broker.result(committing))
          .hasCauseInstanceOf(InDoubtException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aCommitWhoseSessionIsClosedMeanwhileHearsWhatTheBrokerAnswersInTime(boolean withConnection)
      throws Exception {
    try (Broker broker = new Broker()) {
      unanswered(broker);

      Connection connection = outlasting(broker);
      Session session = sending(connection);
      Future<?> committing = committing(broker, session);

      isClosedBeforeItsAnswer(broker, withConnection ? connection : session, committing);
    }
  }

  @Test
  void aCommitWithAMessageThatWasRejectedIsRolledBackThoughTheRollbackIsNotAnswered()
      throws Exception {
    try (Broker broker = new Broker()) {
      Rejected rejected =
          new Rejected(new AmqpError(Symbol.of("amqp:resource-limit-exceeded"), "full", Map.of()));
      broker.opens().begins().declares(1).sends(1);
      broker.peer.expectTransfer().respondState(new TransactionalState(id(1), rejected));
      broker.peer.expectTransfer().ofRollback((byte) 1);
      broker.peer.allowSurplus();

      Session session = sending(broker.connectRecovering("jms.requestTimeout=1500"));

      assertThatThrownBy(session::commit)
          .isInstanceOf(TransactionRolledBackException.class)
          .hasMessageContaining("full")
          .satisfies(
              thrown ->
                  assertThat(thrown.getSuppressed())
                      .singleElement()
                      .isInstanceOf(RequestTimedOutException.class));
      broker.verify();
    }
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
      END.of(broker.peer, "amqp:internal-error");
      broker.peer.allowSurplus();

      Session session = sending(broker.connectRecovering());
      await().until(() -> !broker.reported.isEmpty());

      assertThatThrownBy(session::commit)
          .isInstanceOf(TransactionRolledBackException.class)
          .hasMessageContaining("the peer's words");
    }
  }

  @Test
  void aCommitThatWasInDoubtIsNotRolledBackWhenItIsTriedAgainWithoutAConnection() throws Exception {
    try (Broker broker = new Broker()) {
      unanswered(broker);
      broker.peer.dropConnection();

      Session session = sending(broker.connectRecovering("failover.maxReconnectAttempts=0"));

      assertThatThrownBy(session::commit).isInstanceOf(InDoubtException.class);
      await().until(() -> !broker.reported.isEmpty());
      assertThatThrownBy(session::commit).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void aCommitThatWasInDoubtIsNotTriedAgainHoweverSoon() throws Exception {
    try (Broker broker = new Broker()) {
      unanswered(broker);
      CLOSE.of(broker.peer, "amqp:unauthorized-access");
      broker.peer.allowSurplus();

      Session session = sending(broker.connectRecovering());
      TransactionControl checked = ((PostriderSession) session).core().transactions();
      assertThatThrownBy(session::commit).isInstanceOf(InDoubtException.class);
      await().until(() -> !broker.reported.isEmpty());

      // As if the check of the session had come before the failure, and the command behind it.
      assertThatThrownBy(checked::commit)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("the peer's words");
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
