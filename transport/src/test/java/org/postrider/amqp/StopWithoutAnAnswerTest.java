// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.testpeer.ScriptedPeer;

/** A container is stopped, and a peer does not answer its close: that connection is dropped. */
@Timeout(60)
class StopWithoutAnAnswerTest {

  private final Recorder told =
      new Recorder(
          EventType.CONNECTION_LOCAL_CLOSE,
          EventType.CONNECTION_UNBOUND,
          EventType.CONNECTION_CLOSED,
          EventType.CONNECTION_FINAL) {
        @Override
        public void onConnectionOpened(Event event) {
          event.container().stop();
        }
      };

  @Test
  void theConnectionIsToldToBeClosed() {
    try (ScriptedPeer peer = ScriptedPeer.listen()) {
      peer.expectSaslAnonymous().expectOpen().respond();
      peer.expectClose();
      peer.expectDisconnect();
      Container container = new Container(told);
      container.connect(peer.uri());

      container.run();

      told.inOrder(
          EventType.CONNECTION_LOCAL_CLOSE,
          EventType.CONNECTION_UNBOUND,
          EventType.CONNECTION_CLOSED,
          EventType.CONNECTION_FINAL);
      peer.waitForScriptToComplete();
    }
  }
}
