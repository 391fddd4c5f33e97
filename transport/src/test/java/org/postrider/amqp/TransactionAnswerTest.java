// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.DeliveryState;
import org.postrider.codec.messaging.Modified;
import org.postrider.codec.messaging.Received;
import org.postrider.codec.messaging.Rejected;
import org.postrider.codec.messaging.Released;
import org.postrider.codec.messaging.Target;
import org.postrider.codec.transaction.Declared;
import org.postrider.codec.value.Binary;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.testpeer.ScriptedPeer;

/** What a coordinator answers, and what that means (AMQP 4.2, 4.3). */
@Timeout(60)
class TransactionAnswerTest {

  private static final EventType[] KINDS = {
    EventType.TRANSACTION_DECLARED,
    EventType.TRANSACTION_DECLARE_FAILED,
    EventType.TRANSACTION_COMMITTED,
    EventType.TRANSACTION_ABORTED,
    EventType.TRANSACTION_COMMIT_FAILED,
    EventType.TRANSACTION_IN_DOUBT
  };

  private final TransactionScript script = new TransactionScript(KINDS);
  private final ScriptedPeer peer = script.peer;
  private final Recorder client = script.client;

  static Stream<@Nullable DeliveryState> strangeAnswers() {
    Rejected rejected = new Rejected(new AmqpError(ErrorConditions.INTERNAL_ERROR, "no"));
    return Stream.of(
        Released.INSTANCE,
        Modified.FAILED,
        new Declared(Binary.wrap(new byte[] {2})),
        TransactionScript.in(rejected),
        new Received(0, 0),
        null);
  }

  @ParameterizedTest
  @MethodSource("strangeAnswers")
  void aCommitWhoseAnswerTellsNothingIsInDoubtAtOnce(@Nullable DeliveryState answer) {
    try (script) {
      script.declares();
      peer.expectTransfer().ofCommit(TransactionScript.ID).respondState(answer);

      script.declared().commit();

      Event unknown = client.next(EventType.TRANSACTION_IN_DOUBT);
      assertThat(unknown.condition()).isEqualTo(ErrorConditions.ILLEGAL_STATE);
      assertThat(unknown.description())
          .contains(answer == null ? "without a state" : answer.toString());
    }
  }

  @ParameterizedTest
  @MethodSource("strangeAnswers")
  void anAbortIsDoneWhateverTheAnswer(@Nullable DeliveryState answer) {
    try (script) {
      script.declares();
      peer.expectTransfer().ofRollback(TransactionScript.ID).respondState(answer);

      script.declared().abort();

      client.next(EventType.TRANSACTION_ABORTED);
    }
  }

  @Test
  void aCommitThatIsOnlyReceivedIsStillWaitedFor() {
    try (script) {
      script.declares();
      peer.expectTransfer()
          .ofCommit(TransactionScript.ID)
          .respondUnsettled(new Received(0, 0))
          .remoteDisposition()
          .ofDelivery(1)
          .accepted()
          .settled()
          .send();

      script.declared().commit();

      client.next(EventType.TRANSACTION_COMMITTED);
    }
  }

  @Test
  void aRejectedCommitKeepsThePeersWords() {
    AmqpError error = new AmqpError(ErrorConditions.INTERNAL_ERROR, "disk full", Map.of());
    try (script) {
      script.declares();
      peer.expectTransfer().ofCommit(TransactionScript.ID).respondState(new Rejected(error));

      script.declared().commit();

      Event failed = client.next(EventType.TRANSACTION_COMMIT_FAILED);
      assertThat(failed.condition()).isEqualTo(ErrorConditions.INTERNAL_ERROR);
      assertThat(failed.description()).isEqualTo("disk full");
    }
  }

  @Test
  void aDeclareThatIsSettledWithoutAStateHasFailed() {
    try (script) {
      script.coordinates();
      peer.expectTransfer().ofDeclare().respondState(null);

      script.declare();

      Event failed = client.next(EventType.TRANSACTION_DECLARE_FAILED);
      assertThat(failed.description()).contains("declare", "without a state");
    }
  }

  @Test
  void aNodeThatIsNoCoordinatorIsNotSentTheDeclare() {
    try (script) {
      script.opens();
      peer.expectAttach()
          .ofCoordinator()
          .respondWith(attach -> attach.withTarget(Target.of("a queue")))
          .grantCredit(1);
      peer.expectDetach().closed().withErrorCondition("amqp:invalid-field").respond();

      script.declare();

      Event failed = client.next(EventType.TRANSACTION_DECLARE_FAILED);
      assertThat(failed.condition()).isEqualTo(ErrorConditions.INVALID_FIELD);
      assertThat(failed.description()).contains("coordinator");
      peer.waitForScriptToComplete();
    }
  }

  @Test
  void aDrainOfTheCoordinatorIsAnswered() {
    try (script) {
      script.opens();
      peer.expectAttach().ofCoordinator().respond();
      peer.remoteFlow().withLinkCredit(5).withDrain().send();
      peer.expectTransfer().ofDeclare().respondDeclared(TransactionScript.ID);
      peer.expectFlow().draining().withLinkCredit(0).withDeliveryCount(5);

      script.declared();

      peer.waitForScriptToComplete();
    }
  }

  /** AMQP 4.5 has ids of 32 octets at most; those of Artemis have 36. */
  @Test
  void anIdThatIsLongerThanItMayBeIsTaken() {
    byte[] id = new byte[36];
    try (script) {
      script.coordinates();
      peer.expectTransfer().ofDeclare().respondDeclared(id);
      peer.expectTransfer().ofCommit(id).respondAccepted();

      script.declared().commit();

      client.next(EventType.TRANSACTION_COMMITTED);
    }
  }
}
