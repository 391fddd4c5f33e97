// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;
import static org.postrider.jms.session.TransactionScript.accepted;
import static org.postrider.jms.session.TransactionScript.committing;
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
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.codec.performative.Transfer;
import org.postrider.jms.error.InDoubtException;
import org.postrider.jms.error.RequestTimedOutException;
import org.postrider.testpeer.ScriptedPeer;

/**
 * What becomes of a commit that has gone out and is not answered, whatever ends the wait: rows of
 * docs/recovery.md.
 */
class RecoveryCommitInDoubtTest {

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

  @Test
  void aCommitWhoseCoordinatorIsSuspendedInsteadOfAnsweredIsInDoubt() throws Exception {
    try (Broker broker = new Broker()) {
      unanswered(broker);
      broker.peer.remoteDetach().withHandle(0).notClosed().send();
      broker.peer.allowSurplus();

      Session session = sending(broker.connect());

      assertThatThrownBy(session::commit)
          .isInstanceOf(InDoubtException.class)
          .hasMessageContaining("the link to the coordinator was lost");
    }
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
}
