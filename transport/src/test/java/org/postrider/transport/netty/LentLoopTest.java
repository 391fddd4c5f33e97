// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A loop that who waits for it may run. */
@Timeout(60)
@SuppressWarnings("FutureReturnValueIgnored") // What a task did is looked at itself.
final class LentLoopTest {

  private static final long FOR_EVER = Long.MAX_VALUE;
  private static final long DEADLINE_S = 30;

  /** More than it ever takes to be lent the loop. */
  private static final int MANY_WAITS = 2_000;

  private LentLoops group;
  private LentLoop loop;

  @BeforeEach
  void loopThatHasBegun() throws Exception {
    assumeTrue(Epoll.isAvailable());
    group = new LentLoops(1, task -> daemon(task, "its-own"), EpollIoHandler.newFactory());
    loop = (LentLoop) group.next();
    loop.submit(() -> {}).get(DEADLINE_S, TimeUnit.SECONDS);
  }

  @AfterEach
  void end() throws InterruptedException {
    if (group != null) {
      group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
      assertThat(group.awaitTermination(DEADLINE_S, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /** Waits alone, as one who sends does, until the loop is lent; gives how often it waited. */
  private int takeIt() {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_S);
    int waits = 0;
    while (!loop.tryTake()) {
      assertThat(System.nanoTime() - end).as("time for a loan").isNegative();
      loop.waitBegins();
      loop.waitEnds();
      waits++;
      Thread.onSpinWait();
    }
    return waits;
  }

  private String whoRuns() throws Exception {
    return loop.submit(() -> Thread.currentThread().getName()).get(DEADLINE_S, TimeUnit.SECONDS);
  }

  @Test
  void isItsOwnThreadsAtFirst() throws Exception {
    assertThat(loop.tryTake()).isFalse();
    assertThat(whoRuns()).isEqualTo("its-own");
  }

  @Test
  void whoWaitsAloneAgainAndAgainRunsItHimself() {
    takeIt();

    assertThat(loop.inEventLoop()).isTrue();
    AtomicReference<Thread> runner = new AtomicReference<>();
    loop.execute(() -> runner.set(Thread.currentThread()));
    loop.runUntil(() -> runner.get() != null, FOR_EVER);
    loop.giveBack();

    assertThat(runner).hasValue(Thread.currentThread());
    assertThat(loop.inEventLoop()).isFalse();
  }

  /** Its own thread would see the next message, and keep the loop for that. */
  @Test
  void whoIsSoonerThanItsOwnThreadLetsGoWaitsForThat() throws Exception {
    int taken = 0;
    for (int i = 0; i < 200; i++) {
      CountDownLatch busy = new CountDownLatch(1);
      AtomicBoolean trying = new AtomicBoolean();
      loop.execute(
          () -> {
            busy.countDown();
            while (!trying.get()) {
              Thread.onSpinWait();
            }
          });
      assertThat(busy.await(DEADLINE_S, TimeUnit.SECONDS)).isTrue();
      for (int wait = 0; wait < MANY_WAITS; wait++) {
        loop.waitBegins();
        loop.waitEnds();
      }

      trying.set(true);
      if (loop.tryTake()) {
        taken++;
        loop.giveBack();
      }
      whoRuns();
    }

    // Not each time: this thread or the other one may lose its processor in between.
    assertThat(taken).isGreaterThan(10);
  }

  /** A compilation or a collection is enough for a pause. */
  @Test
  void whoMadeMuchOfItAndPausedNeedNotWaitForItLonger() throws Exception {
    int fewest = MANY_WAITS;
    for (int i = 0; i < 10; i++) {
      int waits = takeIt();
      loop.giveBack();
      for (int loans = 0; loans < 4 * MANY_WAITS && loop.tryTake(); loans++) {
        loop.giveBack();
      }
      while (loop.tryTake()) {
        loop.giveBack();
        LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(200));
      }
      whoRuns();
      fewest = i < 7 ? fewest : Math.min(fewest, waits);
    }

    assertThat(fewest).isLessThan(512);
  }

  @Test
  void whatOthersAddIsRunByWhoeverHasTaken() throws Exception {
    takeIt();

    AtomicReference<Thread> runner = new AtomicReference<>();
    Thread other =
        daemon(() -> loop.execute(() -> runner.set(Thread.currentThread())), "another one");
    other.start();
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_S);
    while (runner.get() == null && System.nanoTime() - end < 0) {
      loop.runUntil(() -> runner.get() != null, FOR_EVER);
    }
    loop.giveBack();

    assertThat(runner).hasValue(Thread.currentThread());
    other.join(TimeUnit.SECONDS.toMillis(DEADLINE_S));
  }

  @Test
  void whatIsAddedWhileNobodyHasItIsRunByItsOwnThread() throws Exception {
    takeIt();
    loop.giveBack();

    assertThat(whoRuns()).isEqualTo("its-own");
  }

  @Test
  void timersGoOnWhenNobodyTakesItAnyMore() throws Exception {
    takeIt();
    loop.giveBack();

    CompletableFuture<String> late = new CompletableFuture<>();
    loop.schedule(() -> late.complete(Thread.currentThread().getName()), 2, TimeUnit.MILLISECONDS);

    assertThat(late.get(DEADLINE_S, TimeUnit.SECONDS)).isEqualTo("its-own");
  }

  @Test
  void aTimerEndsTheWaitOfWhoHasTaken() {
    takeIt();

    AtomicBoolean rang = new AtomicBoolean();
    loop.schedule(() -> rang.set(true), 1, TimeUnit.MILLISECONDS);
    loop.runUntil(rang::get, FOR_EVER);
    boolean within = rang.get();
    loop.giveBack();

    assertThat(within).isTrue();
  }

  @Test
  void aLoanHasAnEnd() {
    takeIt();

    loop.runUntil(() -> false, FOR_EVER);
    loop.runUntil(() -> false, 1);
    loop.giveBack();

    assertThat(loop.inEventLoop()).isFalse();
  }

  @Test
  void isNotLentToWhoIsInterruptedAndKeepsTheInterrupt() {
    takeIt();
    Thread.currentThread().interrupt();
    loop.runUntil(() -> false, FOR_EVER);
    loop.giveBack();

    assertThat(loop.tryTake()).isFalse();
    assertThat(Thread.interrupted()).isTrue();
  }

  @Test
  void aThreadThatStandsByInterruptedComesBack() throws Exception {
    Thread own = loop.submit(Thread::currentThread).get(DEADLINE_S, TimeUnit.SECONDS);
    takeIt();
    own.interrupt();
    loop.giveBack();

    // It comes back by itself only where it has waited.
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_S);
    while (!loop.inEventLoop(own)) {
      assertThat(System.nanoTime() - end).as("time to come back").isNegative();
      Thread.onSpinWait();
    }
    assertThat(whoRuns()).isEqualTo("its-own");
  }

  @Test
  void whileItIsKeptItIsNotLent() throws Exception {
    takeIt();
    loop.execute(loop::keep);
    loop.runUntil(() -> false, FOR_EVER);
    loop.giveBack();

    assertThat(whoRuns()).isEqualTo("its-own");
    for (int i = 0; i < 5000; i++) {
      assertThat(loop.tryTake()).isFalse();
      loop.waitBegins();
      loop.waitEnds();
    }
    assertThat(whoRuns()).isEqualTo("its-own");

    loop.submit(loop::keepNoMore).get(DEADLINE_S, TimeUnit.SECONDS);
    takeIt();
    loop.giveBack();
  }

  @Test
  void itEndsWhileItIsLent() throws Exception {
    takeIt();

    group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    loop.runUntil(() -> false, FOR_EVER);
    loop.giveBack();

    assertThat(group.awaitTermination(DEADLINE_S, TimeUnit.SECONDS)).isTrue();
    assertThat(loop.tryTake()).isFalse();
  }

  /** Two who send, and two who only add: each task is run, once, and one at a time. */
  @Test
  void noTaskIsLostBetweenThoseWhoTakeAndGiveBack() throws Exception {
    int each = 20_000;
    int[] unguarded = new int[1];
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger together = new AtomicInteger();
    CountDownLatch run = new CountDownLatch(4 * each);
    Runnable task =
        () -> {
          together.addAndGet(inside.getAndIncrement());
          unguarded[0]++;
          inside.decrementAndGet();
          run.countDown();
        };
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        all.add(threads.submit(() -> awaitEach(each, task)));
        all.add(threads.submit(() -> addEach(each, task)));
      }
      for (Future<?> one : all) {
        one.get(DEADLINE_S, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }

    assertThat(run.await(DEADLINE_S, TimeUnit.SECONDS)).isTrue();
    assertThat(together).hasValue(0);
    assertThat(loop.submit(() -> unguarded[0]).get(DEADLINE_S, TimeUnit.SECONDS))
        .isEqualTo(4 * each);
  }

  private void awaitEach(int count, Runnable task) {
    for (int i = 0; i < count; i++) {
      CountDownLatch done = new CountDownLatch(1);
      Runnable awaited =
          () -> {
            task.run();
            done.countDown();
          };
      boolean taken = loop.tryTake();
      loop.execute(awaited);
      if (taken) {
        loop.runUntil(() -> done.getCount() == 0, FOR_EVER);
        loop.giveBack();
      }
      if (done.getCount() > 0) {
        loop.waitBegins();
        try {
          assertThat(done.await(DEADLINE_S, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException ended) {
          throw new IllegalStateException(ended);
        } finally {
          loop.waitEnds();
        }
      }
    }
  }

  private void addEach(int count, Runnable task) {
    for (int i = 0; i < count; i++) {
      loop.execute(task);
      if (i % 100 == 0) {
        Thread.onSpinWait();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"NIO", "IO_URING"})
  void kindsThatBelongToOneThreadAreNotLent(IoKind kind) {
    assertThat(kind.isLendable()).isFalse();
  }
}
