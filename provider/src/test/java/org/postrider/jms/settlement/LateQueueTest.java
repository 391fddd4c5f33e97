// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The queue that is made with its first element. */
class LateQueueTest {

  @Test
  void withoutElementsItIsEmptyAndGivesNone() {
    LateQueue<String> queue = new LateQueue<>();

    assertThat(queue.isEmpty()).isTrue();
    assertThat(queue.poll()).isNull();
  }

  @Test
  void elementsComeInTheOrderInWhichTheyWereAdded() {
    LateQueue<Integer> queue = new LateQueue<>();
    for (int i = 0; i < 1000; i++) {
      queue.add(i);
    }

    for (int i = 0; i < 1000; i++) {
      assertThat(queue.isEmpty()).isFalse();
      assertThat(queue.poll()).isEqualTo(i);
    }
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void noneIsLostWhereTwoThreadsAddTheFirst() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      for (int round = 0; round < 500; round++) {
        LateQueue<String> queue = new LateQueue<>();
        CountDownLatch start = new CountDownLatch(2);
        List<Future<?>> adding = new ArrayList<>();
        for (String name : List.of("a", "b")) {
          adding.add(
              threads.submit(
                  () -> {
                    start.countDown();
                    start.await();
                    queue.add(name);
                    return null;
                  }));
        }
        for (Future<?> each : adding) {
          each.get(10, TimeUnit.SECONDS);
        }

        assertThat(List.of(String.valueOf(queue.poll()), String.valueOf(queue.poll())))
            .containsExactlyInAnyOrder("a", "b");
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
