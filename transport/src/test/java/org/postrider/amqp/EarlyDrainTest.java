// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.testpeer.ScriptedPeer;

/** A drain that is asked for before the link is there, and the credit that a handler sees. */
@Timeout(60)
class EarlyDrainTest {

  private final AtomicInteger creditInside = new AtomicInteger();
  private final Recorder told =
      new Recorder(EventType.DRAINED) {
        @Override
        public void onMessage(Event event) {
          creditInside.set(event.receiver().credit());
          record(event);
        }

        @Override
        public void onDrained(Event event) {
          record(event);
          event.connection().close();
        }
      };
  private final Container container = new Container(told);

  @Test
  void aDrainThatIsAskedForAtOnceGoesOutBehindTheAttach() {
    try (ScriptedPeer peer = ScriptedPeer.listen()) {
      peer.expectSaslAnonymous().expectOpen().respond();
      peer.expectBegin().respond().expectAttach().respond();
      peer.expectFlow().withLinkCredit(5);
      peer.expectFlow().withLinkCredit(5).draining();
      peer.remoteTransfer().withText("the only one").settled().send();
      peer.remoteFlow().drained().send();
      peer.expectClose().respond();
      Receiver receiver = receiver(peer, 0);
      receiver.addCredit(5);
      receiver.drain();

      container.run();

      peer.waitForScriptToComplete();
      told.next(EventType.MESSAGE);
      assertThat(creditInside).hasValue(4);
      assertThat(told.next(EventType.DRAINED).receiver()).isSameAs(receiver);
    }
  }

  @Test
  void aDrainWithoutAnyCreditEndsWhenTheLinkIsThere() {
    try (ScriptedPeer peer = ScriptedPeer.listen()) {
      peer.expectSaslAnonymous().expectOpen().respond();
      peer.expectBegin().respond().expectAttach().respond();
      peer.expectClose().respond();
      Receiver receiver = receiver(peer, 0);
      receiver.drain();

      container.run();

      assertThat(told.next(EventType.DRAINED).receiver()).isSameAs(receiver);
    }
  }

  private Receiver receiver(ScriptedPeer peer, int credit) {
    Connection connection = container.connect(peer.uri(), new ConnectionOptions().reconnect(false));
    return container.createReceiver(
        connection, "q", new ReceiverOptions().credit(credit).atMostOnce());
  }
}
