// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.codec.performative.Flow;
import org.postrider.testpeer.Hold;
import org.postrider.testpeer.ScriptedPeer;

/** A rollback takes messages back that have credit and wait for the session's window. */
@Timeout(60)
class MessagesTakenBackTest {

  private final TransactionScript script =
      new TransactionScript(
          EventType.SENDABLE,
          EventType.TRANSACTION_DECLARED,
          EventType.TRANSACTION_ABORTED,
          EventType.DELIVERY_LOST,
          EventType.LINK_CLOSED);
  private final ScriptedPeer peer = script.peer;
  private final Recorder client = script.client;

  /** Expects everything up to a sender with credit in a session without a window. */
  private void shutsTheWindow(int credit) {
    script.declares().ignore(Flow.class);
    peer.expectAttach().ofSender().respond();
    peer.remoteFlow().withLinkCredit(credit).withIncomingWindow(0).send();
  }

  @Test
  void theirCreditIsToldOfWhereThereWasNoneLeft() {
    try (script) {
      shutsTheWindow(1);
      Hold held = peer.hold();
      peer.remoteFlow().withIncomingWindow(100).send();
      peer.expectTransfer().ofRollback(TransactionScript.ID).respondAccepted();
      peer.expectTransfer().settled();

      Transaction transaction = script.declared();
      Sender sender = sender();
      client.next(EventType.SENDABLE);
      script.container.execute(
          () -> {
            transaction.send(sender, new Message("takes the last credit"));
            transaction.abort();
          });
      client.inOrder(EventType.DELIVERY_LOST, EventType.SENDABLE);
      assertThat(sender.credit()).isEqualTo(1);
      held.release();
      client.next(EventType.TRANSACTION_ABORTED);
      sender.send(new Message("goes"));

      peer.waitForScriptToComplete();
    }
  }

  private Sender sender() {
    SenderOptions atMostOnce = new SenderOptions().atMostOnce();
    return script.container.createSender(script.connection(), "q", atMostOnce);
  }

  @Test
  void aCloseWaitsForTheMessagesBeforeThem() {
    try (script) {
      shutsTheWindow(2);
      Hold held = peer.hold();
      peer.remoteFlow().withIncomingWindow(100).send();
      peer.expectTransfer().settled();
      peer.expectTransfer().ofRollback(TransactionScript.ID).respondAccepted();
      peer.expectDetach().closed().respond();

      Transaction transaction = script.declared();
      Sender sender = sender();
      client.next(EventType.SENDABLE);
      AtomicReference<Delivery> stays = new AtomicReference<>();
      script.container.execute(
          () -> {
            stays.set(sender.send(new Message("stays")));
            transaction.send(sender, new Message("is taken back"));
            transaction.abort();
            sender.close();
          });
      Delivery lost = client.next(EventType.DELIVERY_LOST).delivery();
      held.release();

      assertThat(lost.transaction()).isSameAs(transaction);
      client.inOrder(EventType.SENDABLE, EventType.TRANSACTION_ABORTED, EventType.LINK_CLOSED);
      peer.waitForScriptToComplete();
      assertThat(stays.get().isLost()).isFalse();
    }
  }
}
