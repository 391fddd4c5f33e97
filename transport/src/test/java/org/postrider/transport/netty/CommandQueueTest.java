// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CommandQueueTest {

  private final Deque<Runnable> tasks = new ArrayDeque<>();
  private final List<Throwable> failures = new ArrayList<>();
  private final List<Integer> ran = new ArrayList<>();
  private final CommandQueue queue = queue(tasks::add);

  private CommandQueue queue(Executor loop) {
    CommandQueue[] self = new CommandQueue[1];
    self[0] = new CommandQueue(loop, () -> self[0].drain(), failures::add);
    return self[0];
  }

  private void add(int first, int count) {
    for (int i = first; i < first + count; i++) {
      int number = i;
      queue.add(() -> ran.add(number));
    }
  }

  @Test
  void aBurstWakesTheLoopOnce() {
    add(0, 1_000);

    assertThat(tasks).hasSize(1);
    tasks.remove().run();

    assertThat(ran).hasSize(1_000).isSorted();
    assertThat(tasks).isEmpty();
  }

  @Test
  void theNextBurstWakesItAgain() {
    add(0, 10);
    tasks.remove().run();

    add(10, 10);

    assertThat(tasks).hasSize(1);
    tasks.remove().run();
    assertThat(ran).hasSize(20).isSorted();
  }

  @Test
  void aPatientCommandWakesALoopThatExpectsNothing() {
    queue.addPatiently(() -> ran.add(0));

    assertThat(tasks).hasSize(1);
    tasks.remove().run();
    assertThat(ran).containsExactly(0);
  }

  @Test
  void aPatientCommandGoesBeforeWhatIsAddedAfterItAndWakesNobodyItself() {
    queue.expect();
    queue.addPatiently(() -> ran.add(0));
    assertThat(tasks).isEmpty();

    add(1, 1);

    assertThat(tasks).hasSize(1);
    tasks.remove().run();
    assertThat(ran).containsExactly(0, 1);
  }

  @Test
  void aPatientCommandRunsInTheBatchThatWasExpected() {
    queue.expect();
    queue.addPatiently(() -> ran.add(0));

    queue.expected();

    assertThat(ran).containsExactly(0);
    assertThat(tasks).isEmpty();
  }

  @Test
  void aPatientCommandCanBeHurriedOnce() {
    queue.expect();
    queue.addPatiently(() -> ran.add(0));

    queue.hurry();
    queue.hurry();

    assertThat(tasks).hasSize(1);
    tasks.remove().run();
    assertThat(ran).containsExactly(0);
    queue.hurry();
    assertThat(tasks).isEmpty();
  }

  @Test
  void patientCommandsBeyondOneBatchHaveAnother() {
    queue.expect();
    for (int i = 0; i <= CommandQueue.MAX_COMMANDS_PER_BATCH; i++) {
      int number = i;
      queue.addPatiently(() -> ran.add(number));
    }

    queue.expected();

    assertThat(tasks).hasSize(1);
    tasks.remove().run();
    assertThat(ran).hasSize(CommandQueue.MAX_COMMANDS_PER_BATCH + 1).isSorted();
  }

  @Test
  void commandsAddedByACommandNeedNoWakeUp() {
    queue.add(() -> add(0, 10));

    tasks.remove().run();

    assertThat(ran).hasSize(10);
    assertThat(tasks).isEmpty();
  }

  /** A wake-up asked for while the loop's task runs must not be swallowed by it. */
  @Test
  void anotherBatchMayBeAskedForWithinABatch() {
    AtomicInteger batches = new AtomicInteger();
    CommandQueue[] self = new CommandQueue[1];
    self[0] =
        new CommandQueue(
            tasks::add,
            () -> {
              self[0].drain();
              if (batches.incrementAndGet() == 1) {
                self[0].again();
              }
            },
            failures::add);

    self[0].again();
    while (!tasks.isEmpty()) {
      tasks.remove().run();
    }

    assertThat(batches).hasValue(2);
  }

  @Test
  void aLongQueueLeavesTheLoopToOthersBetween() {
    add(0, 2 * CommandQueue.MAX_COMMANDS_PER_BATCH + 1);

    List<Integer> afterEachTask = new ArrayList<>();
    while (!tasks.isEmpty()) {
      tasks.remove().run();
      afterEachTask.add(ran.size());
    }

    assertThat(afterEachTask).containsExactly(1_024, 2_048, 2_049);
    assertThat(ran).isSorted();
  }

  @Test
  void whatACommandThrowsIsReportedAndTheRestRuns() {
    AssertionError error = new AssertionError("on purpose");
    queue.add(
        () -> {
          throw error;
        });
    add(0, 1);

    tasks.remove().run();

    assertThat(failures).containsExactly(error);
    assertThat(ran).containsExactly(0);
  }

  @Test
  void aLoopThatEndedIsReportedToEachAdder() {
    CommandQueue dead =
        queue(
            task -> {
              throw new RejectedExecutionException("ended");
            });

    for (int i = 0; i < 2; i++) {
      assertThatExceptionOfType(RejectedExecutionException.class)
          .isThrownBy(() -> dead.add(() -> {}));
    }
  }

  @Test
  void noCommandOfManyThreadsIsLostOrOvertaken() {
    int threads = 4;
    int each = 50_000;
    ExecutorService loop = Executors.newSingleThreadExecutor();
    ExecutorService producers = Executors.newFixedThreadPool(threads);
    AtomicInteger wakeUps = new AtomicInteger();
    AtomicInteger count = new AtomicInteger();
    AtomicInteger overtaken = new AtomicInteger();
    CommandQueue shared =
        queue(
            task -> {
              wakeUps.incrementAndGet();
              loop.execute(task);
            });
    int[] last = new int[threads];

    for (int thread = 0; thread < threads; thread++) {
      int producer = thread;
      producers.execute(
          () -> {
            for (int i = 1; i <= each; i++) {
              int number = i;
              shared.add(
                  () -> {
                    overtaken.addAndGet(last[producer] == number - 1 ? 0 : 1);
                    last[producer] = number;
                    count.incrementAndGet();
                  });
            }
          });
    }

    await().untilAsserted(() -> assertThat(count).hasValue(threads * each));
    assertThat(overtaken).hasValue(0);
    assertThat(wakeUps).hasValueLessThan(threads * each);
    producers.shutdown();
    loop.shutdown();
  }
}
