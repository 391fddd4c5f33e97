// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.postrider.jms.session.TransactionScript.id;
import static org.postrider.jms.session.TransactionScript.transacted;

import jakarta.jms.JMSException;
import jakarta.jms.Session;
import jakarta.jms.TransactionRolledBackException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.DeliveryState;
import org.postrider.codec.messaging.Modified;
import org.postrider.codec.messaging.Received;
import org.postrider.codec.messaging.Rejected;
import org.postrider.codec.messaging.Released;
import org.postrider.codec.messaging.Target;
import org.postrider.codec.transaction.Declared;
import org.postrider.codec.transaction.TransactionalState;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.jms.error.InDoubtException;

/** What a coordinator answers, and what that means (AMQP 4.2, 4.3): rows of docs/recovery.md. */
@Timeout(40)
class RecoveryAnswerTest {

  /** Longer than the test has. */
  private static final String FOR_EVER = "jms.requestTimeout=-1";

  static Stream<@Nullable DeliveryState> strangeAnswers() {
    Rejected rejected = new Rejected(new AmqpError(ErrorConditions.INTERNAL_ERROR, "no"));
    return Stream.of(
        Released.INSTANCE,
        Modified.FAILED,
        new Declared(id(2)),
        new TransactionalState(id(1), rejected),
        new Received(0, 0),
        null);
  }

  @ParameterizedTest
  @MethodSource("strangeAnswers")
  void aCommitWhoseAnswerTellsNothingIsInDoubtAtOnce(@Nullable DeliveryState answer)
      throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().declares(1);
      broker.peer.expectTransfer().ofCommit((byte) 1).respondState(answer);
      broker.declared(2).commits(2);

      Session session = transacted(broker.connect(FOR_EVER));

      assertThatThrownBy(session::commit)
          .isInstanceOf(InDoubtException.class)
          .hasMessageContaining(answer == null ? "without a state" : answer.toString());
      session.commit();
      broker.verify();
    }
  }

  @Test
  void aCommitThatIsOnlyReceivedIsStillWaitedFor() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().declares(1);
      broker.peer.expectTransfer().ofCommit((byte) 1).respondUnsettled(new Received(0, 0));
      broker.declared(2).peer.remoteDisposition().ofDelivery(1).accepted().settled().send();

      transacted(broker.connect(FOR_EVER)).commit();

      broker.verify();
    }
  }

  @Test
  void aRejectedCommitKeepsTheBrokersWords() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().declares(1);
      broker
          .peer
          .expectTransfer()
          .ofCommit((byte) 1)
          .respondRejected("amqp:internal-error", "disk full");
      broker.declared(2);

      Session session = transacted(broker.connect(FOR_EVER));

      assertThatThrownBy(session::commit)
          .isInstanceOf(TransactionRolledBackException.class)
          .hasMessageContaining("disk full")
          .extracting("errorCode")
          .isEqualTo("amqp:internal-error");
      broker.verify();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "amqp:transaction:rollback",
        "amqp:transaction:timeout",
        "amqp:transaction:unknown-id"
      })
  void aRollbackOfWhatIsRolledBackAlreadyIsDone(String condition) throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().declares(1);
      broker.peer.expectTransfer().ofRollback((byte) 1).respondRejected(condition, "over");
      broker.declared(2);

      transacted(broker.connect(FOR_EVER)).rollback();

      broker.verify();
    }
  }

  @Test
  void aRollbackThatIsSettledWithoutAStateIsDone() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().declares(1);
      broker.peer.expectTransfer().ofRollback((byte) 1).respondState(null);
      broker.declared(2);

      transacted(broker.connect(FOR_EVER)).rollback();

      broker.verify();
    }
  }

  @Test
  void aRollbackThatTheBrokerDetachesForIsDone() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().declares(1);
      broker.peer.expectTransfer().ofRollback((byte) 1);
      broker.peer.expectTransfer().ofDeclare();
      broker
          .peer
          .remoteDetach()
          .withHandle(0)
          .closed()
          .withErrorOf("amqp:transaction:rollback", "over")
          .send();
      broker.peer.expectDetach();

      transacted(broker.connect(FOR_EVER)).rollback();

      broker.verify();
    }
  }

  @Test
  void aRollbackThatTheBrokerRefusesFailsWithItsWords() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().declares(1);
      broker
          .peer
          .expectTransfer()
          .ofRollback((byte) 1)
          .respondRejected("amqp:internal-error", "disk full");
      broker.declared(2);

      Session session = transacted(broker.connect(FOR_EVER));

      assertThatThrownBy(session::rollback)
          .isInstanceOf(JMSException.class)
          .hasMessageContaining("disk full");
      broker.verify();
    }
  }

  @Test
  void aDeclareThatIsSettledWithoutAStateHasFailed() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().coordinates().peer.expectTransfer().ofDeclare().respondState(null);
      broker.peer.allowSurplus();

      assertThatThrownBy(() -> transacted(broker.connect(FOR_EVER)))
          .isInstanceOf(JMSException.class)
          .hasMessageContaining("declare")
          .hasMessageContaining("without a state");
      broker.verify();
    }
  }

  @Test
  void aNodeThatIsNoCoordinatorIsNotSentTheDeclare() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins();
      broker
          .peer
          .expectAttach()
          .ofCoordinator()
          .respondWith(attach -> attach.withTarget(Target.of("a queue")))
          .grantCredit(1);
      broker.peer.expectDetach().closed().withErrorCondition("amqp:invalid-field").respond();
      broker.peer.expectEnd().respond();

      assertThatThrownBy(() -> transacted(broker.connect(FOR_EVER)))
          .isInstanceOf(JMSException.class)
          .hasMessageContaining("coordinator")
          .extracting("errorCode")
          .isEqualTo("amqp:invalid-field");
      broker.verify();
    }
  }
}
