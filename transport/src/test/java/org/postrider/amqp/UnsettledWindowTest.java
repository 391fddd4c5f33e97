// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.codec.performative.Flow;
import org.postrider.testpeer.ScriptedPeer;

/** A peer that goes on within the credit that it had before it was taken back. */
@Timeout(60)
class UnsettledWindowTest {

  /** Within the credit, but more than the window and what is tolerated beyond it. */
  private static final int MESSAGES = 6000;

  private static final ReceiverOptions NOTHING_SETTLED =
      new ReceiverOptions().autoAccept(false).credit(10_000);

  @Test
  void oneThatMindsNeitherItsCreditNorItsWindowIsEnded() throws Exception {
    Container container = new Container(new Recorder());
    try (ScriptedPeer peer = ScriptedPeer.listen()) {
      peer.ignore(Flow.class).expectSaslAnonymous().expectOpen().respond();
      peer.expectBegin().respond().expectAttach().ofReceiver().respond();
      peer.expectFlow().withLinkCredit(10_000);
      for (int i = 0; i < MESSAGES; i++) {
        peer.remoteTransfer().withText("x".repeat(100)).send();
      }
      peer.expectEnd().withErrorCondition("amqp:session:window-violation").respond();

      ConnectionOptions options = new ConnectionOptions().urls(peer.uri()).maxWaitingSize(20_000);
      Connection connection = container.connect(options);
      container.createReceiver(connection, "q", NOTHING_SETTLED);
      container.start();

      peer.waitForScriptToComplete();
    } finally {
      container.stop();
    }
  }
}
