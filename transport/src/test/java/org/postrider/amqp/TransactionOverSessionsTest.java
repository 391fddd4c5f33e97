// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.performative.Transfer;
import org.postrider.testpeer.Hold;
import org.postrider.testpeer.ScriptedPeer;

/** A discharge does not overtake what goes out in its transaction over other sessions. */
@Timeout(60)
class TransactionOverSessionsTest {

  private static final EventType[] KINDS = {
    EventType.TRANSACTION_DECLARED,
    EventType.TRANSACTION_COMMITTED,
    EventType.TRANSACTION_ABORTED,
    EventType.MESSAGE
  };

  private final TransactionScript script = new TransactionScript(KINDS);
  private final ScriptedPeer peer = script.peer;
  private final Recorder client = script.client;

  @Test
  void anAbortWaitsForWhatIsHalfSentOverAnotherSession() {
    try (script) {
      peer.expectSaslAnonymous();
      peer.expectOpen().respondWith(open -> open.withMaxFrameSize(512));
      peer.expectBegin().respond();
      peer.expectAttach().ofCoordinator().respond().grantCredit(10);
      peer.expectTransfer().ofDeclare().respondDeclared(TransactionScript.ID);
      peer.expectBegin().respondWith(begin -> begin.withIncomingWindow(1));
      script.attaches(1);
      peer.expectTransfer().withMore();
      Hold halfSent = peer.hold();
      peer.remoteFlow().withIncomingWindow(10).send();
      peer.expectTransfer()
          .withState(TransactionScript.in(null))
          .withoutMore()
          .respondState(TransactionScript.in(Accepted.INSTANCE))
          .expectTransfer()
          .ofRollback(TransactionScript.ID)
          .respondAccepted();

      Transaction transaction = script.declared();
      Session other = script.connection().createSession();
      transaction.send(other.createSender("q"), new Message("x".repeat(600)));
      await().until(() -> transfers() == 2);
      transaction.abort();
      // Behind the abort.
      script.container.execute(halfSent::release);

      client.next(EventType.TRANSACTION_ABORTED);
      peer.waitForScriptToComplete();
    }
  }

  private long transfers() {
    return peer.frames().stream().filter(frame -> frame.performative() instanceof Transfer).count();
  }

  @Test
  void whatIsAcceptedOverAnotherSessionGoesBeforeTheCommit() {
    try (script) {
      script.declares();
      peer.expectBegin().respond();
      peer.expectAttach().ofReceiver().respond();
      peer.expectFlow().withLinkCredit(10);
      peer.remoteTransfer().withText("x").send();
      peer.expectDisposition().withState(TransactionScript.in(Accepted.INSTANCE));
      peer.expectTransfer().ofCommit(TransactionScript.ID).respondAccepted();

      Transaction transaction = script.declared();
      Session other = script.connection().createSession();
      other.createReceiver("q", new ReceiverOptions().autoAccept(false));
      Delivery received = client.next(EventType.MESSAGE).delivery();
      script.container.execute(
          () -> {
            transaction.accept(received);
            transaction.commit();
          });

      client.next(EventType.TRANSACTION_COMMITTED);
      peer.waitForScriptToComplete();
    }
  }
}
