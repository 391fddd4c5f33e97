// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.codec.performative.Flow;
import org.postrider.testpeer.Hold;
import org.postrider.testpeer.ScriptedPeer;

/** A sender that is closed while its messages, which have credit, wait for the session's window. */
@Timeout(60)
class ClosingBehindTheWindowTest {

  private static final int MESSAGES = 3;
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

  @Test
  void itWaitsAsLongAsSomeGoOut() throws InterruptedException {
    Recorder told =
        new Recorder(
            EventType.SENDABLE,
            EventType.TIMER_TASK,
            EventType.DELIVERY_LOST,
            EventType.LINK_CLOSED);
    try (ScriptedPeer peer = ScriptedPeer.listen()) {
      peer.ignore(Flow.class).expectSaslAnonymous().expectOpen().respond();
      peer.expectBegin().respondWith(begin -> begin.withIncomingWindow(0));
      peer.expectAttach().respond();
      peer.remoteFlow().withHandle(0).withLinkCredit(MESSAGES).withIncomingWindow(0).send();
      Hold[] holds = new Hold[MESSAGES];
      for (int i = 0; i < MESSAGES; i++) {
        holds[i] = peer.hold();
        peer.remoteFlow().withNextIncomingId(i).withIncomingWindow(1).send();
        peer.expectTransfer().settled();
      }
      peer.expectDetach().closed().respond().allowSurplus();
      Container container = new Container(told);
      container.start();
      Sender sender =
          container.createSender(
              container.connect(peer.uri(), new ConnectionOptions().reconnect(false)),
              "q",
              new SenderOptions().atMostOnce().closeTimeout(CLOSE_TIMEOUT));
      told.next(EventType.SENDABLE);
      for (int i = 0; i < MESSAGES; i++) {
        sender.send(new Message("m" + i));
      }

      sender.close();
      for (Hold hold : holds) {
        // Within the time-out each, and all of them together beyond it.
        container.schedule(CLOSE_TIMEOUT.multipliedBy(2).dividedBy(5));
        told.next(EventType.TIMER_TASK);
        hold.release();
      }

      told.inOrder(EventType.LINK_CLOSED);
      peer.waitForScriptToComplete();
      container.stop();
      assertThat(container.awaitStopped(Duration.ofSeconds(10))).isTrue();
    }
  }
}
