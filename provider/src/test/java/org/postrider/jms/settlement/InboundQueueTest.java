// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;
import org.postrider.transport.engine.IncomingDelivery;

/** What a stop and a close do to waiting messages. */
class InboundQueueTest {

  private static final long A_LITTLE_NANOS = 1_000_000;
  private static final long LONG_NANOS = 10_000_000_000L;

  private final InboundQueue queue = new InboundQueue(() -> {});
  private final Received message = new Received(delivery(), queue, 0, 0);

  private static IncomingDelivery delivery() {
    IncomingDelivery delivery = Mockito.mock(IncomingDelivery.class);
    Mockito.when(delivery.payload()).thenReturn(new byte[10]);
    return delivery;
  }

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
  void aStoppedQueueGivesWhatItHasWhenItRuns() throws Exception {
    queue.add(message.delivery());

    assertThatThrownBy(() -> queue.pollRunning(A_LITTLE_NANOS))
        .isInstanceOf(TimeoutException.class);
    queue.run(true);

    assertThat(queue.pollRunning(0)).isEqualTo(message);
    assertThat(queue.pollRunning(0)).isNull();
  }

  @Test
  void aStoppedQueueThatIsClosedGivesNothingAtOnce() throws Exception {
    queue.add(message.delivery());

    queue.close(null);

    assertThat(queue.pollRunning(LONG_NANOS)).isNull();
  }

  @Test
  void aClosedQueueTakesNothingBack() {
    queue.close(null);

    assertThat(queue.undo(message)).isFalse();
    assertThat(queue.add(message.delivery())).isFalse();
    assertThat(queue.giveBack(List.of(message))).isFalse();
    assertThat(queue.clear()).isEmpty();
  }

  @Test
  void byPriorityTheMostUrgentComesFirstAndThoseAlikeInTheirOrder() {
    Map<IncomingDelivery, Integer> priorities = new LinkedHashMap<>();
    for (int priority : new int[] {4, 9, 0, 4, 42}) {
      priorities.put(delivery(), priority);
    }
    InboundQueue urgent = new InboundQueue(() -> {}, priorities::get);
    urgent.run(true);
    priorities.keySet().forEach(urgent::add);

    List<Integer> polled = new ArrayList<>();
    Received first = urgent.poll();
    urgent.undo(first);
    for (Received next = urgent.poll(); next != null; next = urgent.poll()) {
      polled.add(priorities.get(next.delivery()));
    }

    assertThat(polled).containsExactly(9, 42, 4, 4, 0);
    assertThat(urgent.size()).isZero();
  }

  @Test
  void aLossLeavesWhatCameSettledAndGivesTheRest() {
    IncomingDelivery first = delivery();
    IncomingDelivery unsettled = delivery();
    IncomingDelivery last = delivery();
    queue.run(true);
    queue.add(first, true);
    queue.add(unsettled, false);
    queue.add(last, true);
    Received taken = queue.poll();

    List<Received> lost = queue.lose();

    assertThat(lost).extracting(Received::delivery).containsExactly(unsettled);
    assertThat(queue.isLost(lost.get(0))).isTrue();
    assertThat(queue.isLost(taken)).isFalse();
    assertThat(queue.size()).isEqualTo(1);
    assertThat(queue.octets()).isEqualTo(10);
    assertThat(queue.giveBack(List.of(taken, lost.get(0)))).isTrue();
    assertThat(queue.clear()).extracting(Received::delivery).containsExactly(first, last);
  }
}
