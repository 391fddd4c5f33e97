// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.performative.Flow;
import org.postrider.testpeer.Hold;
import org.postrider.testpeer.ScriptedPeer;

/** What was received and is accepted in a transaction: lost before it, or settled within it. */
@Timeout(60)
class TransactionDeliveriesTest {

  private final TransactionScript script =
      new TransactionScript(
          EventType.MESSAGE,
          EventType.TRANSACTION_DECLARED,
          EventType.TRANSACTION_COMMITTED,
          EventType.TRANSACTION_ABORTED,
          EventType.TRANSACTION_COMMIT_FAILED,
          EventType.LINK_CLOSED);
  private final ScriptedPeer peer = script.peer;
  private final Recorder client = script.client;

  /** Expects a receiver's link, and sends a message over it. */
  private void sendsOne() {
    peer.ignore(Flow.class).expectAttach().ofReceiver().respond();
    peer.expectFlow();
    peer.remoteTransfer().withText("one").send();
  }

  private Delivery received() {
    ReceiverOptions byHand = new ReceiverOptions().autoAccept(false);
    script.container.createReceiver(script.connection(), "q", byHand);
    return client.next(EventType.MESSAGE).delivery();
  }

  @Test
  void aCommitFailsWhereADeliveryWasLostWithItsConnectionBeforeItWasAccepted() {
    try (script) {
      script.opens();
      sendsOne();
      Hold held = peer.hold();
      peer.dropConnection().expectConnection();
      script.opens();
      peer.expectAttach().ofReceiver().respond();
      peer.expectAttach().ofCoordinator().respond().grantCredit(10);
      peer.expectTransfer().ofDeclare().respondDeclared(TransactionScript.ID);
      peer.expectTransfer().ofRollback(TransactionScript.ID).respondAccepted();

      script.container.start();
      Delivery old = received();
      held.release();
      script.container.declareTransaction(script.connection());
      Transaction transaction = client.next(EventType.TRANSACTION_DECLARED).transaction();
      assertThat(old.isLost()).isTrue();
      transaction.accept(old);
      transaction.commit();

      Event failed = client.next(EventType.TRANSACTION_COMMIT_FAILED);
      assertThat(failed.condition()).hasToString("postrider:io");
      peer.waitForScriptToComplete();
    }
  }

  @Test
  void aCommitFailsWhereADeliveryWasLostWithItsLinkBeforeItWasAccepted() {
    try (script) {
      script.declares();
      sendsOne();
      Hold held = peer.hold();
      peer.remoteDetach().closed().send().expectDetach();
      peer.expectTransfer().ofRollback(TransactionScript.ID).respondAccepted();

      Transaction transaction = script.declared();
      Delivery old = received();
      held.release();
      client.next(EventType.LINK_CLOSED);
      transaction.accept(old);
      transaction.commit();

      assertThat(client.next().type()).isEqualTo(EventType.TRANSACTION_COMMIT_FAILED);
      peer.waitForScriptToComplete();
    }
  }

  @Test
  void aRollbackLeavesADeliveryAloneThatThisEndHasSettledWithinTheTransaction() {
    try (script) {
      script.declares();
      sendsOne();
      peer.expectDisposition().unsettled().withState(TransactionScript.in(Accepted.INSTANCE));
      peer.expectDisposition().settled().withState(TransactionScript.in(Accepted.INSTANCE));
      peer.expectTransfer().ofRollback(TransactionScript.ID).respondAccepted();

      Transaction transaction = script.declared();
      Delivery delivery = received();
      script.container.execute(
          () -> {
            transaction.accept(delivery);
            delivery.settle();
            transaction.abort();
          });

      client.next(EventType.TRANSACTION_ABORTED);
      peer.waitForScriptToComplete();
      assertThat(script.connection().isOpen()).isTrue();
      assertThat(delivery.isSettled()).isTrue();
    }
  }

  @Test
  void aRollbackLeavesADeliveryAloneThatHasAnotherStateByThen() {
    try (script) {
      script.declares();
      sendsOne();
      peer.expectDisposition().unsettled().withState(TransactionScript.in(Accepted.INSTANCE));
      peer.expectDisposition().settled().accepted();
      peer.expectTransfer().ofRollback(TransactionScript.ID).respondAccepted();

      Transaction transaction = script.declared();
      Delivery delivery = received();
      script.container.execute(
          () -> {
            transaction.accept(delivery);
            delivery.update(Delivery.ACCEPTED);
            transaction.abort();
          });

      client.next(EventType.TRANSACTION_ABORTED);
      peer.waitForScriptToComplete();
      assertThat(delivery.localState()).isEqualTo(Accepted.INSTANCE);
    }
  }
}
