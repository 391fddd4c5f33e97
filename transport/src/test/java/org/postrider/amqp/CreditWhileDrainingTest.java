// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.testpeer.Hold;
import org.postrider.testpeer.ScriptedPeer;

/** Credit that is given by hand while a drain goes on: the drain ends, and then it is there. */
@Timeout(60)
class CreditWhileDrainingTest {

  private final Recorder told = new Recorder(EventType.DRAINED, EventType.LINK_OPENED);
  private final Container container = new Container(told);

  @Test
  void creditThatIsGivenWhileADrainGoesOnIsThereBehindIt() {
    try (ScriptedPeer peer = ScriptedPeer.listen()) {
      Hold drained = attachedAndDraining(peer);
      peer.expectFlow().withLinkCredit(3).notDraining().optional();
      peer.expectFlow().withLinkCredit(3).draining();
      peer.remoteFlow().drained().send().allowSurplus();
      Receiver receiver = receiver(peer);
      container.start();
      told.next(EventType.LINK_OPENED);

      receiver.addCredit(2);
      receiver.drain();
      receiver.addCredit(3);
      drained.release();
      assertThat(told.next(EventType.DRAINED).receiver()).isSameAs(receiver);
      receiver.drain();
      told.next(EventType.DRAINED);

      peer.waitForScriptToComplete();
    }
  }

  @Test
  void whatIsAskedForBeforeTheLinkIsThereIsDoneInItsOrderToo() {
    try (ScriptedPeer peer = ScriptedPeer.listen()) {
      Hold drained = attachedAndDraining(peer);
      drained.release();
      peer.expectFlow().withLinkCredit(3).notDraining();
      peer.allowSurplus();
      Receiver receiver = receiver(peer);
      receiver.addCredit(2);
      receiver.drain();
      receiver.addCredit(3);
      container.start();

      told.inOrder(EventType.LINK_OPENED, EventType.DRAINED);
      peer.waitForScriptToComplete();
    }
  }

  @AfterEach
  void stop() throws InterruptedException {
    container.stop();
    assertThat(container.awaitStopped(Duration.ofSeconds(20))).isTrue();
  }

  private static Hold attachedAndDraining(ScriptedPeer peer) {
    peer.expectSaslAnonymous().expectOpen().respond();
    peer.expectBegin().respond().expectAttach().respond();
    peer.expectFlow().withLinkCredit(2).notDraining().optional();
    peer.expectFlow().withLinkCredit(2).draining();
    Hold drained = peer.hold();
    peer.remoteFlow().drained().send();
    return drained;
  }

  private Receiver receiver(ScriptedPeer peer) {
    Connection connection = container.connect(peer.uri(), new ConnectionOptions().reconnect(false));
    return container.createReceiver(connection, "q", new ReceiverOptions().credit(0));
  }
}
