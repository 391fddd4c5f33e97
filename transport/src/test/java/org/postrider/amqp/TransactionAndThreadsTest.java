// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.Modified;
import org.postrider.codec.messaging.Released;
import org.postrider.codec.performative.Flow;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.testpeer.ScriptedPeer;

/** What other threads do in a transaction, before the loop ends it or hears of its end. */
@Timeout(60)
class TransactionAndThreadsTest {

  private final TransactionScript script =
      new TransactionScript(
          EventType.MESSAGE,
          EventType.TRANSACTION_DECLARED,
          EventType.TRANSACTION_COMMITTED,
          EventType.TRANSACTION_ABORTED,
          EventType.TRANSACTION_COMMIT_FAILED,
          EventType.DELIVERY_LOST);
  private final ScriptedPeer peer = script.peer;
  private final Recorder client = script.client;

  /** Does something on another thread, and waits until it is done there. */
  private static void elsewhere(Runnable work) {
    CompletableFuture.runAsync(work).orTimeout(10, TimeUnit.SECONDS).join();
  }

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

  /** On the loop: another thread accepts what was received, then this is done. */
  private Delivery acceptElsewhereThen(Transaction transaction, Runnable end) {
    Delivery delivery = received();
    script.container.execute(
        () -> {
          elsewhere(() -> transaction.accept(delivery));
          end.run();
        });
    return delivery;
  }

  /** The coordinator's word that it is rolled back. */
  private static void timeOut(Transaction transaction) {
    transaction.failed(new AmqpError(ErrorConditions.TRANSACTION_TIMEOUT, "it took too long"));
  }

  @Test
  void aCommitOfTheLoopComesBehindWhatAnotherThreadHasAccepted() {
    try (script) {
      script.declares();
      sendsOne();
      peer.expectDisposition().unsettled().withState(TransactionScript.in(Accepted.INSTANCE));
      peer.expectTransfer().ofCommit(TransactionScript.ID).respondAccepted();

      Transaction transaction = script.declared();
      acceptElsewhereThen(transaction, transaction::commit);

      client.next(EventType.TRANSACTION_COMMITTED);
      peer.waitForScriptToComplete();
    }
  }

  @Test
  void aCommitOfTheLoopComesBehindWhatAnotherThreadHasSent() {
    try (script) {
      script.declares();
      script.attaches(1);
      peer.expectTransfer()
          .withState(TransactionScript.in(null))
          .respondState(TransactionScript.in(Accepted.INSTANCE));
      peer.expectTransfer().ofCommit(TransactionScript.ID).respondAccepted();

      Transaction transaction = script.declared();
      Sender sender = script.sender();
      script.container.execute(
          () -> {
            elsewhere(() -> transaction.send(sender, new Message("one")));
            transaction.commit();
          });

      client.next(EventType.TRANSACTION_COMMITTED);
      peer.waitForScriptToComplete();
    }
  }

  @Test
  void aRollbackOfTheLoopReleasesWhatAnotherThreadHasAccepted() {
    try (script) {
      script.declares();
      sendsOne();
      peer.expectDisposition().unsettled().withState(TransactionScript.in(Accepted.INSTANCE));
      peer.expectTransfer().ofRollback(TransactionScript.ID).respondAccepted();
      peer.expectDisposition().settled().withState(Released.INSTANCE);

      Transaction transaction = script.declared();
      acceptElsewhereThen(transaction, transaction::abort);

      client.next(EventType.TRANSACTION_ABORTED);
      peer.waitForScriptToComplete();
    }
  }

  @Test
  void whatIsAcceptedAsItsTransactionIsLostIsReleased() {
    try (script) {
      script.declares();
      sendsOne();
      peer.expectDisposition().settled().withState(Released.INSTANCE);

      Transaction transaction = script.declared();
      Delivery delivery = acceptElsewhereThen(transaction, () -> timeOut(transaction));

      client.next(EventType.TRANSACTION_ABORTED);
      peer.waitForScriptToComplete();
      assertThat(delivery.localState()).isEqualTo(Released.INSTANCE);
    }
  }

  @Test
  void whatIsSettledAsItsTransactionIsLostHasFailed() {
    try (script) {
      script.declares();
      sendsOne();
      peer.expectDisposition().settled().withState(Modified.FAILED);

      script.container.start();
      Session session = script.connection().defaultSession();
      script.container.declareTransaction(session, client, true);
      Transaction transaction = client.next(EventType.TRANSACTION_DECLARED).transaction();
      Delivery delivery = acceptElsewhereThen(transaction, () -> timeOut(transaction));

      client.next(EventType.TRANSACTION_ABORTED);
      peer.waitForScriptToComplete();
      assertThat(delivery.localState()).isEqualTo(Modified.FAILED);
    }
  }

  @Test
  void whatIsRefusedHoldsNoCommitUp() {
    try (script) {
      script.declares();
      sendsOne();
      peer.expectDisposition().settled().accepted();
      peer.expectTransfer().ofCommit(TransactionScript.ID).respondAccepted();

      Transaction transaction = script.declared();
      Delivery delivery = received();
      delivery.update(Delivery.ACCEPTED);
      assertThatIllegalStateException().isThrownBy(() -> transaction.accept(delivery));
      transaction.commit();
      assertThatIllegalStateException().isThrownBy(() -> transaction.accept(delivery));

      client.next(EventType.TRANSACTION_COMMITTED);
      peer.waitForScriptToComplete();
    }
  }
}
