// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.thread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postrider.jms.Latches;

/** A thread that is there while there is something to do. */
class WorkerTest {

  private static final long AT_ONCE = 1;
  private static final long NEVER = TimeUnit.HOURS.toNanos(1);

  /** Things to do that are counted, and may go wrong. */
  private static final class Counted implements Worker.Work {
    final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicInteger inside = new AtomicInteger();
    private volatile Runnable each = () -> {};

    /** As whoever has something to do for it: that is there before the thread is looked for. */
    void add(Worker worker) {
      waiting.incrementAndGet();
      if (worker.isAsleep()) {
        worker.wake();
      }
    }

    int done() {
      return done.get();
    }

    @Override
    public boolean isWaiting() {
      return waiting.get() > 0;
    }

    @Override
    public void doAll() {
      if (inside.incrementAndGet() > 1) {
        throw new AssertionError("two threads at once");
      }
      try {
        threads.add(Thread.currentThread());
        while (waiting.get() > 0) {
          waiting.decrementAndGet();
          done.incrementAndGet();
          each.run();
        }
      } finally {
        inside.decrementAndGet();
      }
    }
  }

  private final Counted work = new Counted();
  private final ScarceThreads threads = new ScarceThreads();
  private final List<Worker> workers = new ArrayList<>();

  @AfterEach
  void closeAll() {
    workers.forEach(Worker::close);
  }

  private Worker worker(long idleNanos) {
    Worker made = new Worker(work, threads, null, threads, idleNanos);
    workers.add(made);
    return made;
  }

  private void awaitDone(int count) {
    await().until(() -> work.done() == count);
  }

  @Test
  void aThreadStartsWithTheFirstWorkAndStaysForWhatComesSoon() {
    Worker worker = worker(NEVER);
    assertThat(worker.isAsleep()).isTrue();

    work.add(worker);
    awaitDone(1);
    await().until(worker::isAsleep);
    work.add(worker);
    awaitDone(2);

    assertThat(work.threads).hasSize(2).containsOnly(work.threads.get(0));
  }

  @Test
  void nothingWaitsForAThreadThatEndsHoweverTheyMeet() {
    long idleNanos = TimeUnit.MICROSECONDS.toNanos(20);
    Worker worker = worker(idleNanos);
    int count = 2_000;

    for (int i = 1; i <= count; i++) {
      work.add(worker);
      // Nothing else follows that could wake it.
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(Latches.PATIENCE_SECONDS);
      while (work.done() < i) {
        assertThat(System.nanoTime() - deadline).as("number %d waits", i).isNegative();
        Thread.onSpinWait();
      }
      long pause = System.nanoTime() + ThreadLocalRandom.current().nextLong(4 * idleNanos);
      while (System.nanoTime() - pause < 0) {
        Thread.onSpinWait();
      }
    }

    assertThat(work.done()).isEqualTo(count);
    assertThat(work.threads.stream().distinct())
        .as("threads that have ended")
        .hasSizeGreaterThan(1);
  }

  @Test
  void whatWaitsBehindWorkThatThrewIsDoneByTheNextThread() {
    Worker worker = worker(NEVER);
    work.each =
        () -> {
          if (work.done() == 1) {
            throw new IllegalStateException("a fault");
          }
        };
    work.waiting.set(2);

    worker.wake();

    awaitDone(2);
    assertThat(work.threads.get(1)).isNotSameAs(work.threads.get(0));
  }

  @Test
  void aThreadThatWasInterruptedByItsWorkWaitsAsAnyOther() {
    Worker worker = worker(NEVER);
    work.each = () -> Thread.currentThread().interrupt();

    work.add(worker);

    awaitDone(1);
    Thread thread = work.threads.get(0);
    await().until(() -> thread.getState() == Thread.State.TIMED_WAITING && !thread.isInterrupted());
  }

  @Test
  void aRestEndsWithTheClose() {
    Worker worker = worker(NEVER);
    work.each = () -> worker.rest(NEVER);
    work.add(worker);
    awaitDone(1);
    Thread thread = work.threads.get(0);
    await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);

    worker.close();

    await().until(() -> !thread.isAlive());
  }

  @Test
  void aClosedWorkerStartsNoThread() {
    Worker worker = worker(AT_ONCE);

    worker.close();
    work.add(worker);
    worker.wake();

    assertThat(worker.start()).isNull();
    assertThat(worker.isClosed()).isTrue();
    assertThat(work.threads).isEmpty();
  }

  @Test
  void onlyItsThreadIsTheCurrentOne() {
    Worker worker = worker(NEVER);
    List<Boolean> current = new CopyOnWriteArrayList<>();
    work.each = () -> current.add(worker.isCurrentThread());

    work.add(worker);

    await().until(() -> current.size() == 1);
    assertThat(current).containsExactly(true);
    assertThat(worker.isCurrentThread()).isFalse();
  }

  @Test
  void aFactoryThatRefusesIsAskedAgain() {
    Worker worker = worker(AT_ONCE);
    threads.refusing = true;

    work.add(worker);
    work.add(worker);

    assertThat(threads.told)
        .singleElement()
        .satisfies(cause -> assertThat(cause).hasMessage("no more threads of this factory"));
    threads.refusing = false;
    threads.retry();
    awaitDone(2);
    assertThat(threads.retries).isEmpty();
  }

  @Test
  void aThreadThatCannotStartIsTriedOnceATime() {
    Worker worker = worker(AT_ONCE);
    threads.exhausted = true;

    work.add(worker);
    work.add(worker);
    assertThat(threads.retries).hasSize(1);
    threads.retry();
    assertThat(threads.retries).hasSize(1);
    assertThat(threads.told).hasSize(1);
    threads.exhausted = false;
    threads.retry();

    awaitDone(2);
  }

  @Test
  void aStartThatFailsIsToldToTheCallerAndTriedAgainForWorkOnly() {
    Worker worker = worker(AT_ONCE);
    threads.exhausted = true;

    assertThat(worker.start()).hasMessage("unable to create native thread");
    assertThat(threads.retries).isEmpty();
    work.waiting.set(1);
    assertThat(worker.start()).hasMessage("unable to create native thread");
    assertThat(threads.retries).hasSize(1);
    threads.exhausted = false;
    threads.retry();

    awaitDone(1);
  }

  @Test
  void aWorkerThatIsClosedMeanwhileIsNotTriedAgain() {
    Worker worker = worker(AT_ONCE);
    threads.exhausted = true;
    work.add(worker);
    worker.close();
    threads.exhausted = false;

    threads.retry();

    assertThat(work.threads).isEmpty();
    assertThat(threads.retries).isEmpty();
  }

  @Test
  void aCloseBesideWorkLetsItReturn() {
    Worker worker = worker(NEVER);
    CountDownLatch mayReturn = new CountDownLatch(1);
    work.each = () -> Latches.await(mayReturn);
    work.add(worker);
    awaitDone(1);

    worker.close();
    Thread thread = work.threads.get(0);
    assertThat(thread.isAlive()).isTrue();
    mayReturn.countDown();

    await().until(() -> !thread.isAlive());
  }
}
