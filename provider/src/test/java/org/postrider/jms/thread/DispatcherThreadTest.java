// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.thread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postrider.jms.Latches;

/** The thread of a session's listeners ends when it is idle, and nobody but it notices. */
class DispatcherThreadTest {

  private static final long AT_ONCE = 1;
  private static final InheritableThreadLocal<String> USER = new InheritableThreadLocal<>();
  private static final long NEVER = TimeUnit.HOURS.toNanos(1);

  private final KeepAlive keepAlive = new KeepAlive();
  private final List<Dispatcher> dispatchers = new ArrayList<>();
  private final NumberedSource source = new NumberedSource(number -> {});

  @AfterEach
  void closeAll() {
    dispatchers.forEach(Dispatcher::close);
    USER.remove();
  }

  private Dispatcher dispatcher(boolean daemon, long idleNanos) {
    Dispatcher made =
        new Dispatcher(
            new WorkerThreads(new Threads("test", daemon), "session", daemon),
            daemon ? null : keepAlive,
            NumberedSource.NO_SHORTAGE,
            idleNanos);
    dispatchers.add(made);
    return made;
  }

  /** A dispatcher that runs, and has a thread. */
  private Dispatcher started(boolean daemon, long idleNanos) throws Exception {
    Dispatcher dispatcher = dispatcher(daemon, idleNanos);
    dispatcher.startThread();
    dispatcher.resume();
    return dispatcher;
  }

  private void awaitGiven(int count) {
    await().until(() -> source.given() == count);
  }

  private Thread awaitEndOfThread(int index) {
    Thread thread = source.threads.get(index);
    await().until(() -> !thread.isAlive());
    return thread;
  }

  @Test
  void anIdleThreadEndsAndTheNextMessageHasOneLikeIt() throws Exception {
    ClassLoader loaderBefore = Thread.currentThread().getContextClassLoader();
    try (URLClassLoader own = new URLClassLoader(new URL[0], loaderBefore)) {
      Dispatcher dispatcher = dispatcher(true, AT_ONCE);
      Thread.currentThread().setContextClassLoader(own);
      try {
        // The first has what the thread has that sets the listener.
        source.add(1, dispatcher);
        dispatcher.resume();
        awaitGiven(1);
      } finally {
        Thread.currentThread().setContextClassLoader(loaderBefore);
      }
      Thread first = awaitEndOfThread(0);

      source.add(2, dispatcher);
      awaitGiven(2);

      Thread second = source.threads.get(1);
      assertThat(second).isNotSameAs(first);
      assertThat(second.getName()).isEqualTo(first.getName()).startsWith("postrider-session-test-");
      assertThat(second.isDaemon()).isTrue();
      assertThat(second.getContextClassLoader()).isSameAs(own);
    }
  }

  @Test
  void aNewThreadHasNothingOfTheThreadThatStartsIt() throws Exception {
    List<String> seen = new CopyOnWriteArrayList<>();
    NumberedSource looking = new NumberedSource(number -> seen.add("user " + USER.get()));
    USER.set("who sets the listener");
    Dispatcher dispatcher = started(true, AT_ONCE);
    looking.add(1, dispatcher);
    await().until(() -> looking.given() == 1);
    await().until(() -> !looking.threads.get(0).isAlive());

    USER.set("of another session");
    looking.add(2, dispatcher);

    await().until(() -> looking.given() == 2);
    assertThat(seen).containsExactly("user null", "user null");
  }

  @Test
  void aMessageThatComesWhenTheThreadHasDecidedToEndIsGivenByANewOne() throws Exception {
    Dispatcher dispatcher = dispatcher(false, AT_ONCE);
    // It asks for this on its way to the end, when its time of idleness is over.
    synchronized (keepAlive) {
      source.add(1, dispatcher);
      dispatcher.resume();
      awaitGiven(1);
      Thread ending = source.threads.get(0);
      await().until(() -> ending.getState() == Thread.State.BLOCKED);

      source.add(2, dispatcher);
      assertThat(source.given()).isEqualTo(1);
    }

    awaitGiven(2);
    assertThat(source.threads).hasSize(2);
  }

  @Test
  void noMessageWaitsForAThreadThatEndsHoweverTheyMeet() throws Exception {
    long idleNanos = TimeUnit.MICROSECONDS.toNanos(20);
    Dispatcher dispatcher = started(true, idleNanos);
    int count = 2_000;

    for (int i = 1; i <= count; i++) {
      source.add(i, dispatcher);
      // Nothing else follows that could wake it.
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(Latches.PATIENCE_SECONDS);
      while (source.given() < i) {
        assertThat(System.nanoTime() - deadline).as("message %d waits", i).isNegative();
        Thread.onSpinWait();
      }
      long pause = System.nanoTime() + ThreadLocalRandom.current().nextLong(4 * idleNanos);
      while (System.nanoTime() - pause < 0) {
        Thread.onSpinWait();
      }
    }

    assertThat(source.given()).isEqualTo(count);
    assertThat(source.threads).as("threads that have ended").hasSizeGreaterThan(1);
  }

  @Test
  void messagesKeepTheirOrderAndOneThreadAtATimeWhileThreadsComeAndGo() throws Exception {
    List<Integer> order = new ArrayList<>();
    NumberedSource ordered = new NumberedSource(order::add);
    Dispatcher dispatcher = started(true, AT_ONCE);
    int count = 1_000;

    for (int i = 0; i < count; i++) {
      ordered.add(i, dispatcher);
      for (int spins = i % 7 * 100; spins > 0; spins--) {
        Thread.onSpinWait();
      }
    }

    await().atMost(Duration.ofSeconds(60)).until(() -> ordered.given() == count);
    assertThat(order).isEqualTo(IntStream.range(0, count).boxed().toList());
  }

  @Test
  void aStoppedSessionHasNoThreadAndItsMessagesComeWithTheStart() throws Exception {
    AtomicInteger made = new AtomicInteger();
    WorkerThreads threads = new WorkerThreads(new Threads("test", true), "session", true);
    Dispatcher dispatcher =
        new Dispatcher(
            task -> {
              made.incrementAndGet();
              return threads.newThread(task);
            },
            null,
            NumberedSource.NO_SHORTAGE,
            AT_ONCE);
    dispatchers.add(dispatcher);
    source.add(1, dispatcher);
    dispatcher.resume();
    awaitGiven(1);
    awaitEndOfThread(0);

    dispatcher.halt();
    dispatcher.awaitListener();
    source.add(2, dispatcher);
    source.add(3, dispatcher);
    assertThat(made).hasValue(1);
    dispatcher.resume();

    awaitGiven(3);
  }

  @Test
  void aCloseWaitsForTheListenerOfAThreadThatCameLater() throws Exception {
    CountDownLatch inListener = new CountDownLatch(1);
    CountDownLatch mayReturn = new CountDownLatch(1);
    List<Boolean> own = new CopyOnWriteArrayList<>();
    List<Dispatcher> asked = new CopyOnWriteArrayList<>();
    NumberedSource blocking =
        new NumberedSource(
            number -> {
              own.add(asked.get(0).isCurrentThread());
              asked.get(0).awaitListener();
              if (number == 2) {
                inListener.countDown();
                Latches.await(mayReturn);
              }
            });
    Dispatcher dispatcher = started(true, AT_ONCE);
    asked.add(dispatcher);
    blocking.add(1, dispatcher);
    await().until(() -> blocking.given() == 1 && !blocking.threads.get(0).isAlive());
    blocking.add(2, dispatcher);
    blocking.add(3, dispatcher);
    Latches.await(inListener);

    CompletableFuture<Integer> givenAtTheClose = new CompletableFuture<>();
    Thread closing =
        new Thread(
            () -> {
              dispatcher.close();
              dispatcher.awaitListener();
              givenAtTheClose.complete(blocking.given());
            },
            "closing");
    closing.start();
    await().until(() -> closing.getState() == Thread.State.WAITING);
    mayReturn.countDown();

    assertThat(givenAtTheClose.get(Latches.PATIENCE_SECONDS, TimeUnit.SECONDS)).isEqualTo(2);
    assertThat(own).containsExactly(true, true);
    assertThat(dispatcher.isCurrentThread()).isFalse();
    await().until(() -> !blocking.threads.get(1).isAlive());
  }

  @Test
  void aThreadThatAListenerHasInterruptedWaitsAsAnyOther() throws Exception {
    List<Boolean> interrupted = new CopyOnWriteArrayList<>();
    NumberedSource interrupting =
        new NumberedSource(
            number -> {
              interrupted.add(Thread.currentThread().isInterrupted());
              Thread.currentThread().interrupt();
            });
    Dispatcher dispatcher = started(true, NEVER);

    interrupting.add(1, dispatcher);
    await()
        .until(
            () ->
                interrupting.given() == 1
                    && interrupting.threads.get(0).getState() == Thread.State.TIMED_WAITING
                    && !interrupting.threads.get(0).isInterrupted());
    interrupting.add(2, dispatcher);

    await().until(() -> interrupting.given() == 2);
    assertThat(interrupted).containsExactly(false, false);
  }

  @Test
  void aListenerThatIsInterruptedAndThrowsDoesNotKeepAProcessorBusy() throws Exception {
    List<Thread> threads = new CopyOnWriteArrayList<>();
    Dispatcher dispatcher = started(true, NEVER);
    for (int i = 0; i < 12; i++) {
      // The pause behind each is longer than the one before.
      dispatcher.ready(
          () -> {
            threads.add(Thread.currentThread());
            Thread.currentThread().interrupt();
            return Dispatcher.Given.AGAIN;
          });
    }

    await()
        .until(
            () ->
                threads.size() > 4
                    && threads.get(0).getState() == Thread.State.TIMED_WAITING
                    && !threads.get(0).isInterrupted());
    assertThat(threads).containsOnly(threads.get(0));
  }
}
