// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.mockito.Mockito;
import org.postrider.transport.engine.IncomingDelivery;

/** What a stop and a close do to waiting messages. */
class InboundQueueTest {

  private static final long A_LITTLE_NANOS = 1_000_000;

  private final InboundQueue queue = new InboundQueue(() -> {});
  private final Received message = new Received(Mockito.mock(IncomingDelivery.class), queue, 0, 0);

  @Test
  void aStopCanWaitForWhatWasTaken() throws Exception {
    queue.run(true);
    queue.add(message.delivery());
    Received taken = queue.poll();

    queue.run(false);
    boolean early = queue.awaitHanded(A_LITTLE_NANOS);
    queue.handed();
    boolean late = queue.awaitHanded(A_LITTLE_NANOS);

    assertThat(taken).isEqualTo(message);
    assertThat(early).isFalse();
    assertThat(late).isTrue();
  }

  @Test
  void aStoppedQueueGivesNothing() throws Exception {
    queue.add(message.delivery());

    Received polled = queue.poll();
    Received taken = queue.take(A_LITTLE_NANOS);

    assertThat(polled).isNull();
    assertThat(taken).isNull();
    assertThat(queue.size()).isEqualTo(1);
  }

  @Test
  void aClosedQueueTakesNothingBack() {
    queue.close(null);

    assertThat(queue.undo(message)).isFalse();
    assertThat(queue.add(message.delivery())).isFalse();
    assertThat(queue.giveBack(java.util.List.of(message))).isFalse();
    assertThat(queue.clear()).isEmpty();
  }
}
