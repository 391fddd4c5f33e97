// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.Rejected;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.testpeer.ScriptedPeer;

/** A message above the peer's max-message-size: refused here, and told as if the peer had. */
@Timeout(60)
class MessageTooLargeForThePeerTest {

  private static final int LIMIT = 100;

  private final Recorder told =
      new Recorder(
          EventType.REJECTED,
          EventType.DELIVERY_UPDATED,
          EventType.SETTLED,
          EventType.DELIVERY_LOST,
          EventType.CONNECTION_CLOSED) {
        @Override
        public void onSendable(Event event) {
          event.sender().send(new Message("x".repeat(LIMIT)));
          event.connection().close();
        }
      };

  @Test
  void itIsRejectedAndSettled() {
    try (ScriptedPeer peer = ScriptedPeer.listen()) {
      peer.expectSaslAnonymous().expectOpen().respond();
      peer.expectBegin().respond();
      peer.expectAttach().respondWith(attach -> attach.withMaxMessageSize(LIMIT));
      peer.grantCredit(1).expectClose().respond();
      Container container = new Container(told);
      Connection connection = container.connect(peer.uri());
      container.createSender(connection, "q");

      container.run();

      Event rejected = told.next(EventType.REJECTED);
      AmqpError why = rejected.error();
      assertThat(why.condition()).isEqualTo(ErrorConditions.MESSAGE_SIZE_EXCEEDED);
      Delivery delivery = rejected.delivery();
      assertThat(delivery.remoteState()).isEqualTo(new Rejected(why));
      assertThat(delivery.isSettled()).isTrue();
      assertThat(delivery.isRemotelySettled()).isTrue();
      assertThat(delivery.isLost()).isFalse();
      told.inOrder(EventType.DELIVERY_UPDATED, EventType.SETTLED, EventType.CONNECTION_CLOSED);
      peer.waitForScriptToComplete();
    }
  }
}
