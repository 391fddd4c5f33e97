// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.thread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postrider.jms.Latches;

/** Which listener is called next, and when none is. */
class DispatcherTest {

  private final List<String> called = new CopyOnWriteArrayList<>();
  private final Dispatcher dispatcher =
      new Dispatcher(
          task -> {
            Thread thread = new Thread(task, "postrider-session-test");
            thread.setDaemon(true);
            return thread;
          },
          null,
          NumberedSource.NO_SHORTAGE,
          TimeUnit.HOURS.toNanos(1));

  @AfterEach
  void close() {
    dispatcher.close();
  }

  private Dispatcher.Source named(String name) {
    return () -> {
      called.add(name);
      return Dispatcher.Given.DONE;
    };
  }

  private void awaitCalls(int count) {
    await().until(() -> called.size() == count);
  }

  @Test
  void consumersHaveTheirTurnsInTheOrderOfTheirMessages() {
    Dispatcher.Source a = named("a");
    Dispatcher.Source b = named("b");
    dispatcher.ready(a);
    dispatcher.ready(b);
    dispatcher.ready(a);
    assertThat(called).isEmpty();

    dispatcher.resume();

    awaitCalls(3);
    assertThat(called).containsExactly("a", "b", "a");
  }

  @Test
  void aSourceThatThrowsHoldsUpNoOther() {
    dispatcher.ready(
        () -> {
          throw new IllegalStateException("a fault of a consumer");
        });
    dispatcher.ready(named("behind"));

    dispatcher.resume();

    awaitCalls(1);
  }

  @Test
  void aTokenTooManyIsTakenForNothing() {
    AtomicInteger asked = new AtomicInteger();
    Dispatcher.Source empty =
        () -> {
          asked.incrementAndGet();
          return Dispatcher.Given.NOTHING;
        };
    for (int i = 0; i < 20; i++) {
      dispatcher.ready(empty);
    }
    dispatcher.ready(named("behind"));

    dispatcher.resume();

    awaitCalls(1);
    assertThat(asked).hasValue(20);
  }

  @Test
  void aMessageWhoseListenerAlwaysThrowsComesAgainAfterPauses() {
    Deque<Long> times = new ArrayDeque<>();
    Dispatcher.Source failing =
        new Dispatcher.Source() {
          @Override
          public Dispatcher.Given dispatchOne() {
            times.add(System.nanoTime());
            if (times.size() < 5) {
              // As a consumer does whose message has gone back to its queue.
              dispatcher.ready(this);
              return Dispatcher.Given.AGAIN;
            }
            called.add("at last");
            return Dispatcher.Given.DONE;
          }
        };
    dispatcher.ready(failing);

    dispatcher.resume();

    awaitCalls(1);
    // At once, then 10, 20 and 40 ms.
    assertThat(times.getLast() - times.getFirst())
        .isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(70));
  }

  @Test
  void aListenerMayHaltItsSessionAndTheRestWaitsForTheResume() throws Exception {
    CountDownLatch halted = new CountDownLatch(1);
    dispatcher.ready(
        () -> {
          dispatcher.halt();
          dispatcher.awaitListener();
          dispatcher.awaitListener();
          halted.countDown();
          return Dispatcher.Given.DONE;
        });
    dispatcher.ready(named("later"));
    dispatcher.resume();
    Latches.await(halted);

    dispatcher.halt();
    dispatcher.awaitListener();
    dispatcher.ready(named("last"));
    assertThat(called).isEmpty();
    dispatcher.resume();

    awaitCalls(2);
    assertThat(called).containsExactly("later", "last");
  }

  @Test
  void noListenerIsCalledBehindAPauseThoughItsTurnHasCome() {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger behind = new AtomicInteger();
    List<Integer> seen = new CopyOnWriteArrayList<>();
    Dispatcher.Source endless =
        new Dispatcher.Source() {
          @Override
          public Dispatcher.Given dispatchOne() {
            inside.set(1);
            seen.add(behind.get());
            dispatcher.ready(this);
            inside.set(0);
            return Dispatcher.Given.DONE;
          }
        };
    dispatcher.ready(endless);

    for (int i = 1; i <= 200; i++) {
      int before = seen.size();
      dispatcher.resume();
      await().until(() -> seen.size() > before);
      dispatcher.halt();
      dispatcher.awaitListener();
      assertThat(inside).as("listeners behind pause %d", i).hasValue(0);
      int calls = seen.size();
      behind.set(i);
      Thread.onSpinWait();
      assertThat(seen).as("calls behind pause %d", i).hasSize(calls);
    }

    // A resume ends each pause: what was seen never goes back.
    assertThat(seen).isSorted();
  }
}
