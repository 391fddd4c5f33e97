// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.codec.performative.Disposition;
import org.postrider.codec.performative.Flow;
import org.postrider.testpeer.ScriptedPeer;

/** A message that its sender gives up half-way: the receiver hears of that, and not of it. */
@Timeout(60)
class AbortedMessageTest {

  private final AtomicInteger creditInside = new AtomicInteger();
  private final Recorder told =
      new Recorder() {
        @Override
        public void onAborted(Event event) {
          creditInside.set(event.receiver().credit());
          record(event);
        }

        @Override
        public void onMessage(Event event) {
          record(event);
          event.connection().close();
        }
      };

  @Test
  void itHasUsedItsCreditWhenItIsTold() {
    try (ScriptedPeer peer = ScriptedPeer.listen()) {
      peer.expectSaslAnonymous().expectOpen().respond();
      peer.expectBegin().respond().expectAttach().respond();
      peer.expectFlow().withLinkCredit(4);
      peer.remoteTransfer().withText("half").withMore().send();
      peer.remoteTransfer().aborted().send();
      peer.remoteTransfer().withText("whole").send();
      peer.ignore(Flow.class).ignore(Disposition.class).expectClose().respond();
      Container container = new Container(told);
      Connection connection =
          container.connect(peer.uri(), new ConnectionOptions().reconnect(false));
      container.createReceiver(connection, "q", new ReceiverOptions().credit(4));

      container.run();

      assertThat(told.next(EventType.ABORTED).message()).isNull();
      assertThat(told.next(EventType.MESSAGE).message().body()).isEqualTo("whole");
      assertThat(creditInside).hasValue(3);
    }
  }
}
