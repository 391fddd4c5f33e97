// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tasks that take their time, for several peers. */
class WaitingThreadsTest {

  private static final int TIMEOUT_SECONDS = 10;

  private final WaitingThreads threads = new WaitingThreads("test");
  private final CountDownLatch release = new CountDownLatch(1);
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger mostAtOnce = new AtomicInteger();

  @AfterEach
  void end() {
    release.countDown();
    threads.close();
  }

  private void hang() {
    mostAtOnce.accumulateAndGet(running.incrementAndGet(), Math::max);
    awaitEnd(release);
    running.decrementAndGet();
  }

  private static void awaitEnd(CountDownLatch latch) {
    try {
      assertThat(latch.await(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException cancelled) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void oneSlowPeerDoesNotHoldAnotherUp() {
    for (int i = 0; i < 100; i++) {
      threads.run("hostile", this::hang, none -> {});
    }
    CountDownLatch honest = new CountDownLatch(1);

    threads.run("honest", honest::countDown, none -> {});

    awaitEnd(honest);
  }

  @Test
  void manySlowPeersDoNotHoldAnotherUp() {
    int greedy = WaitingThreads.MAX_THREADS / WaitingThreads.MAX_OF_ONE;
    for (int i = 0; i < greedy + WaitingThreads.MAX_MORE - 1; i++) {
      for (int task = 0; task < WaitingThreads.MAX_OF_ONE; task++) {
        threads.run("hostile" + i, this::hang, none -> {});
      }
    }
    CountDownLatch honest = new CountDownLatch(1);

    threads.run("honest", honest::countDown, none -> {});

    awaitEnd(honest);
  }

  @Test
  void thereAreNoMoreThreadsThanTheBoundSays() {
    int most = WaitingThreads.MAX_THREADS + WaitingThreads.MAX_MORE;
    CountDownLatch begun = new CountDownLatch(most);
    CountDownLatch done = new CountDownLatch(2 * most);
    for (int i = 0; i < 2 * most; i++) {
      Runnable task =
          () -> {
            begun.countDown();
            hang();
          };
      threads.run("peer" + i, task, none -> done.countDown());
    }

    awaitEnd(begun);
    release.countDown();

    awaitEnd(done);
    assertThat(mostAtOnce.get()).isLessThanOrEqualTo(most);
  }

  @Test
  void aPeersFurtherTasksBeginWhenThereIsRoomThoughItsFirstHangs() {
    CountDownLatch crowd = new CountDownLatch(1);
    threads.run("peer", this::hang, none -> {});
    for (int i = 1; i < WaitingThreads.MAX_THREADS; i++) {
      threads.run("other" + i, () -> awaitEnd(crowd), none -> {});
    }
    CountDownLatch second = new CountDownLatch(1);
    threads.run("peer", second::countDown, none -> {});
    assertThat(second.getCount()).isEqualTo(1);

    crowd.countDown();

    awaitEnd(second);
  }

  @Test
  void whatWaitsInAPeersLineIsDoneInOrderAlsoAfterTheClose() {
    CountDownLatch done = new CountDownLatch(50);
    for (int i = 0; i < WaitingThreads.MAX_OF_ONE; i++) {
      threads.run("peer", this::hang, none -> {});
    }
    for (int i = 0; i < 50; i++) {
      threads.run("peer", () -> {}, none -> done.countDown());
    }

    threads.close();
    release.countDown();

    awaitEnd(done);
    assertThat(mostAtOnce.get()).isLessThanOrEqualTo(WaitingThreads.MAX_OF_ONE);
  }

  private void hangWhateverHappens() {
    boolean interrupted = false;
    while (release.getCount() > 0) {
      try {
        release.await();
      } catch (InterruptedException ignored) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void whoDoesNotHeedItsInterruptionStarvesNobody() {
    List<Cancellable> deaf = new ArrayList<>();
    for (int i = 0; i < WaitingThreads.MAX_THREADS; i++) {
      String peer = "deaf" + i / WaitingThreads.MAX_OF_ONE;
      deaf.add(threads.run(peer, this::hangWhateverHappens, none -> {}));
    }
    CountDownLatch honest = new CountDownLatch(1);
    threads.run("honest", honest::countDown, none -> {});

    deaf.forEach(Cancellable::cancel);

    awaitEnd(honest);
  }

  @Test
  void whoWaitsComesNearerWithWhatIsDoneBeforeIt() {
    List<WaitingThreads.Given> hanging = new ArrayList<>();
    CountDownLatch proceed = new CountDownLatch(1);
    CountDownLatch begun = new CountDownLatch(WaitingThreads.MAX_OF_ONE);
    for (int i = 0; i < WaitingThreads.MAX_OF_ONE; i++) {
      CountDownLatch each = i == 0 ? proceed : release;
      hanging.add(threads.run("peer", () -> await(begun, each), none -> {}));
    }
    awaitEnd(begun);
    CountDownLatch next = new CountDownLatch(1);
    threads.run("peer", () -> await(next, release), none -> {});
    WaitingThreads.Given last = threads.run("peer", () -> {}, none -> {});

    assertThat(hanging.get(1).isNearer()).isFalse();
    assertThat(last.isNearer()).isFalse();
    proceed.countDown();
    awaitEnd(next);
    assertThat(last.isNearer()).isTrue();
    assertThat(last.isNearer()).isFalse();
  }

  private static void await(CountDownLatch begun, CountDownLatch end) {
    begun.countDown();
    awaitEnd(end);
  }

  @Test
  void whatIsCancelledInItsLineLeavesItsPlace() {
    for (int i = 0; i < WaitingThreads.MAX_OF_ONE; i++) {
      threads.run("peer", this::hangWhateverHappens, none -> {});
    }
    for (int i = 0; i < 5_000; i++) {
      threads.run("peer", () -> {}, none -> {}).cancel();
    }
    CountDownLatch last = new CountDownLatch(1);
    threads.run("peer", last::countDown, none -> {});

    release.countDown();

    awaitEnd(last);
  }

  @Test
  void whatIsCancelledInItsLineIsNotBegun() {
    List<Cancellable> hanging = new ArrayList<>();
    for (int i = 0; i < WaitingThreads.MAX_OF_ONE; i++) {
      hanging.add(threads.run("peer", this::hang, none -> {}));
    }
    AtomicInteger begun = new AtomicInteger();
    threads.run("peer", begun::incrementAndGet, none -> {}).cancel();
    CountDownLatch last = new CountDownLatch(1);
    threads.run("peer", last::countDown, none -> {});

    hanging.forEach(Cancellable::cancel);

    awaitEnd(last);
    assertThat(begun).hasValue(0);
  }

  /** A machine that has threads or has none. */
  private static final class Scarce implements ThreadFactory {
    volatile boolean exhausted;

    @Override
    public Thread newThread(Runnable task) {
      Thread thread = exhausted ? new Unstartable() : new Thread(task, "postrider-test");
      thread.setDaemon(true);
      return thread;
    }
  }

  @Test
  void whatFindsNoThreadIsRefusedAndKeepsNoPartOfThem() {
    Scarce machine = new Scarce();
    WaitingThreads few = new WaitingThreads(machine, WaitingThreads.MAX_OF_ONE);
    machine.exhausted = true;

    for (int i = 0; i < 2 * WaitingThreads.MAX_OF_ONE; i++) {
      assertThatThrownBy(() -> few.run("peer", this::hang, none -> {}))
          .isInstanceOf(RejectedExecutionException.class)
          .hasMessageContaining("unable to create native thread");
    }
    machine.exhausted = false;
    CountDownLatch begun = new CountDownLatch(WaitingThreads.MAX_OF_ONE);
    for (int i = 0; i < WaitingThreads.MAX_OF_ONE; i++) {
      few.run("peer", () -> await(begun, release), none -> {});
    }

    awaitEnd(begun);
    few.close();
  }

  @Test
  void whatWaitsInALineIsDoneByTheThreadsThatAreThereWhereNoneCanBeAdded() {
    Scarce machine = new Scarce();
    WaitingThreads few = new WaitingThreads(machine, WaitingThreads.MAX_OF_ONE);
    CountDownLatch begun = new CountDownLatch(WaitingThreads.MAX_OF_ONE);
    for (int i = 0; i < WaitingThreads.MAX_OF_ONE; i++) {
      few.run("peer", () -> await(begun, release), none -> {});
    }
    awaitEnd(begun);
    CountDownLatch done = new CountDownLatch(50);
    for (int i = 0; i < 50; i++) {
      few.run("peer", done::countDown, none -> {});
    }

    machine.exhausted = true;
    release.countDown();

    awaitEnd(done);
    few.close();
  }

  /** Each thread has a task, of another peer, that minds no interrupt. */
  private List<Cancellable> hangAll(WaitingThreads few) {
    CountDownLatch begun = new CountDownLatch(WaitingThreads.MAX_THREADS);
    List<Cancellable> deaf = new ArrayList<>();
    Runnable hanging =
        () -> {
          begun.countDown();
          hangWhateverHappens();
        };
    for (int i = 0; i < WaitingThreads.MAX_THREADS; i++) {
      deaf.add(few.run("peer" + i, hanging, none -> {}));
    }
    awaitEnd(begun);
    return deaf;
  }

  @Test
  void whoseTurnComesAndFindsNoThreadIsToldSo() {
    Scarce machine = new Scarce();
    WaitingThreads few = new WaitingThreads(machine, WaitingThreads.MAX_OF_ONE);
    List<Cancellable> deaf = hangAll(few);
    List<Throwable> told = new CopyOnWriteArrayList<>();
    few.run("peer0", () -> told.add(new AssertionError("it ran")), told::add);

    machine.exhausted = true;
    assertThatCode(deaf.get(5)::cancel).doesNotThrowAnyException();

    assertThat(told)
        .singleElement()
        .satisfies(
            why ->
                assertThat(why)
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasMessageContaining("unable to create native thread"));
    machine.exhausted = false;
    CountDownLatch next = new CountDownLatch(1);
    few.run("peer0", next::countDown, none -> {});
    awaitEnd(next);
    few.close();
  }

  @Test
  void whoIsGoneWhenItsTurnComesKeepsNothingFromTheOthers() {
    Scarce machine = new Scarce();
    WaitingThreads few = new WaitingThreads(machine, WaitingThreads.MAX_OF_ONE);
    List<Cancellable> deaf = hangAll(few);
    few.run(
        "peer0",
        () -> {},
        none -> {
          throw new RejectedExecutionException("the loop has ended");
        });

    machine.exhausted = true;
    assertThatCode(deaf.get(5)::cancel).doesNotThrowAnyException();

    machine.exhausted = false;
    CountDownLatch next = new CountDownLatch(1);
    few.run("peer0", next::countDown, none -> {});
    awaitEnd(next);
    few.close();
  }
}
