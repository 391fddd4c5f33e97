// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.testpeer.Hold;
import org.postrider.testpeer.ScriptedPeer;

/** What a handler sends when a message is lost. */
@Timeout(60)
class ResendTest {

  @Test
  void aMessageThatIsSentAgainWhenItIsLostGoesOverTheNextConnection() throws Exception {
    CountDownLatch sent = new CountDownLatch(1);
    Container container =
        new Container(
            new MessagingHandler() {
              @Override
              public void onLinkOpened(Event event) {
                if (sent.getCount() > 0) {
                  event.sender().send(new Message("x"));
                  sent.countDown();
                }
              }

              @Override
              public void onDeliveryLost(Event event) {
                if (!event.connection().isClosed()) {
                  event.sender().send(new Message("x"));
                }
              }
            });
    try (ScriptedPeer peer = ScriptedPeer.listen()) {
      attaches(peer);
      Hold waits = peer.hold();
      peer.dropConnection().expectConnection();
      attaches(peer).grantCredit(1).expectTransfer().respondAccepted().allowSurplus();
      container.start();
      container.createSender(container.connect(peer.uri()), "q");
      sent.await();
      waits.release();

      peer.waitForScriptToComplete();
    } finally {
      container.stop();
    }
  }

  @Test
  void aMessageThatIsSentAgainWhenItsLinkEndsIsToldAsLost() throws Exception {
    CountDownLatch lost = new CountDownLatch(2);
    Container container =
        new Container(
            new MessagingHandler() {
              @Override
              public void onLinkOpened(Event event) {
                event.sender().send(new Message("x"));
              }

              @Override
              public void onDeliveryLost(Event event) {
                lost.countDown();
                if (lost.getCount() > 0) {
                  event.sender().send(new Message("x"));
                }
              }
            });
    try (ScriptedPeer peer = ScriptedPeer.listen()) {
      attaches(peer).remoteDetach().closed().send().expectDetach();
      peer.allowSurplus();
      container.start();
      container.createSender(container.connect(peer.uri()), "q");

      assertThat(lost.await(10, TimeUnit.SECONDS)).isTrue();
      peer.waitForScriptToComplete();
    } finally {
      container.stop();
    }
  }

  private static ScriptedPeer attaches(ScriptedPeer peer) {
    peer.expectSaslAnonymous().expectOpen().respond();
    peer.expectBegin().respond();
    return peer.expectAttach().ofSender().respond();
  }
}
