// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How much a receiver gets of which nothing is settled. */
@Timeout(60)
class UnsettledOctetsTest {

  private static final int MESSAGES = 40;
  private static final String LARGE = "x".repeat(10_000);

  private static MessagingHandler sendingAll() {
    return new MessagingHandler() {
      private int sent;

      @Override
      public void onLinkOpening(Event event) {
        if (event.sender() != null) {
          event.sender().open();
        }
      }

      @Override
      public void onSendable(Event event) {
        while (event.sender().credit() > 0 && sent < MESSAGES) {
          event.sender().send(new Message(LARGE));
          sent++;
        }
      }
    };
  }

  private static int mostUnsettled(ConnectionOptions options) throws Exception {
    LinkedBlockingQueue<Delivery> arrived = new LinkedBlockingQueue<>();
    MessagingHandler receiving = Recorder.onMessage(event -> arrived.add(event.delivery()));
    List<Delivery> held = new ArrayList<>();
    int[] most = new int[1];
    int[] all = new int[1];
    try (Loopback loopback = new Loopback(sendingAll(), receiving)) {
      Connection connection = loopback.client.connect(loopback.url(), options);
      ReceiverOptions byHand = new ReceiverOptions().autoAccept(false).credit(4);
      Receiver receiver = loopback.client.createReceiver(connection, "jobs", byHand);
      await()
          .until(
              () -> {
                all[0] += arrived.drainTo(held);
                most[0] = Math.max(most[0], held.size());
                if (receiver.isOpen() && receiver.credit() == 0) {
                  held.forEach(delivery -> delivery.update(Delivery.ACCEPTED));
                  held.clear();
                }
                return all[0] == MESSAGES;
              });
    }
    return most[0];
  }

  @Test
  void creditIsTakenBackUntilMessagesAreSettled() throws Exception {
    int most = mostUnsettled(new ConnectionOptions().maxWaitingSize(100_000));

    assertThat(most).isBetween(1, 15);
  }

  @Test
  void withoutALimitAllMayBeUnsettled() throws Exception {
    int most = mostUnsettled(new ConnectionOptions().maxWaitingSize(0));

    assertThat(most).isGreaterThan(20);
  }
}
