// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.thread;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URL;
import java.net.URLClassLoader;
import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.security.auth.Subject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postrider.jms.Latches;

/**
 * Callbacks of the application, one after the other: none is lost, and none is in a wrong place.
 */
class SerialExecutorTest {

  private static final InheritableThreadLocal<String> USER = new InheritableThreadLocal<>();
  private static final int MAX_WAITING = 2;

  private final ScarceThreads threads = new ScarceThreads();
  private final SerialExecutor executor = new SerialExecutor(threads, threads, MAX_WAITING);
  private final List<Integer> called = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    executor.close();
  }

  private void awaitCalls(Integer... numbers) {
    await().untilAsserted(() -> assertThat(called).containsExactly(numbers));
  }

  @Test
  void callbacksWithoutAThreadWaitForOneAndItIsToldOnce() {
    threads.exhausted = true;

    executor.execute(() -> called.add(1));
    executor.execute(() -> called.add(2));
    threads.retry();
    assertThat(called).isEmpty();
    threads.exhausted = false;
    threads.retry();

    awaitCalls(1, 2);
    assertThat(threads.told)
        .singleElement()
        .satisfies(cause -> assertThat(cause).hasMessage("unable to create native thread"));
    assertThat(threads.retries).isEmpty();
  }

  @Test
  void callbacksWaitForAFactoryThatRefuses() {
    threads.refusing = true;

    executor.execute(() -> called.add(1));
    threads.refusing = false;
    threads.retry();

    awaitCalls(1);
  }

  @Test
  void callbacksGivenBeforeTheCloseHaveTheirThreadAfterIt() throws Exception {
    threads.exhausted = true;
    executor.execute(() -> called.add(1));

    executor.close();
    assertThat(executor.awaitEnd(0)).isFalse();
    threads.exhausted = false;
    threads.retry();

    assertThat(executor.awaitEnd(TimeUnit.SECONDS.toMillis(Latches.PATIENCE_SECONDS))).isTrue();
    assertThat(called).containsExactly(1);
  }

  @Test
  void aCallbackThatThrowsOrInterruptsItsThreadHoldsUpNoOther() {
    List<Boolean> interrupted = new CopyOnWriteArrayList<>();

    executor.execute(
        () -> {
          Thread.currentThread().interrupt();
          throw new AssertionError("an application's mistake");
        });
    executor.execute(() -> interrupted.add(Thread.currentThread().isInterrupted()));

    await().until(() -> interrupted.equals(List.of(false)));
  }

  @Test
  void thereIsRoomForSoManyBesideTheOneThatRuns() {
    CountDownLatch mayReturn = new CountDownLatch(1);
    executor.execute(
        () -> {
          called.add(0);
          Latches.await(mayReturn);
        });
    awaitCalls(0);

    assertThat(executor.offer(() -> called.add(1))).isTrue();
    assertThat(executor.offer(() -> called.add(2))).isTrue();
    assertThat(executor.offer(() -> called.add(3))).isFalse();
    mayReturn.countDown();

    awaitCalls(0, 1, 2);
  }

  @Test
  void aCloseTakesNoMoreAndTheEndComesBehindWhatRuns() throws Exception {
    CountDownLatch mayReturn = new CountDownLatch(1);
    executor.execute(
        () -> {
          called.add(0);
          Latches.await(mayReturn);
        });
    awaitCalls(0);
    executor.execute(() -> called.add(1));

    executor.close();
    executor.execute(() -> called.add(2));
    assertThat(executor.isClosed()).isTrue();
    assertThat(executor.awaitEnd(1)).isFalse();
    mayReturn.countDown();

    assertThat(executor.awaitEnd(TimeUnit.SECONDS.toMillis(Latches.PATIENCE_SECONDS))).isTrue();
    assertThat(called).containsExactly(0, 1);
  }

  @Test
  void anExecutorThatHadNothingToRunHasNoEndToWaitFor() throws Exception {
    executor.close();

    assertThat(executor.awaitEnd(0)).isTrue();
  }

  @Test
  void anIdleThreadEndsAtTheClose() {
    List<Thread> used = new CopyOnWriteArrayList<>();
    executor.execute(() -> used.add(Thread.currentThread()));
    await().until(() -> used.size() == 1 && used.get(0).getState() == Thread.State.TIMED_WAITING);

    executor.close();

    await().until(() -> !used.get(0).isAlive());
    assertThat(executor.isCurrentThread()).isFalse();
  }

  @Test
  // Rights are how a thread says for whom it acts, up to JDK 23.
  @SuppressWarnings({"removal", "ThreadPriorityCheck"})
  void aThreadIsAsItsOwnerAndHasNothingOfTheThreadThatStartsIt() throws Exception {
    ClassLoader owners = Thread.currentThread().getContextClassLoader();
    SerialExecutor own =
        new SerialExecutor(new Threads("test", true).named("events"), threads, MAX_WAITING);
    CompletableFuture<List<Object>> seen = new CompletableFuture<>();
    Runnable callback =
        () ->
            seen.complete(
                List.of(
                    "user " + USER.get(),
                    Thread.currentThread().getContextClassLoader(),
                    "acts for " + AccessController.getContext().getDomainCombiner(),
                    Thread.currentThread().getPriority()));

    try (URLClassLoader others = new URLClassLoader(new URL[0], null)) {
      Thread starting =
          new Thread(
              () -> {
                USER.set("another's");
                Thread.currentThread().setContextClassLoader(others);
                Subject.doAs(
                    new Subject(),
                    (PrivilegedAction<Object>)
                        () -> {
                          own.execute(callback);
                          return null;
                        });
              },
              "starting");
      starting.setPriority(Thread.MIN_PRIORITY);
      starting.start();

      assertThat(seen.get(Latches.PATIENCE_SECONDS, TimeUnit.SECONDS))
          .containsExactly("user null", owners, "acts for null", Thread.NORM_PRIORITY);
    } finally {
      own.close();
    }
  }
}
