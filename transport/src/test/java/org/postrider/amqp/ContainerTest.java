// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The life of a container: running, stopping, commands and timers. */
@Timeout(30)
class ContainerTest {

  @Test
  void theIdIsAGeneratedUuidUnlessGiven() {
    assertThat(UUID.fromString(new Container().id())).isNotNull();
    assertThat(new Container(new MessagingHandler() {}, "job-processor-3").id())
        .isEqualTo("job-processor-3");
  }

  @Test
  void runReturnsWhenNothingIsLeftToDo() {
    List<String> seen = new ArrayList<>();
    Container container =
        new Container(
            new MessagingHandler() {
              @Override
              public void onStart(Event event) {
                seen.add("start");
                event.container().schedule(Duration.ofMillis(20));
              }

              @Override
              public void onTimerTask(Event event) {
                seen.add("timer " + (event.timerTask() != null));
              }
            });

    container.run();

    assertThat(seen).containsExactly("start", "timer true");
  }

  @Test
  void startGoesOnUntilStop() throws Exception {
    Recorder handler = new Recorder(EventType.START);
    Container container = new Container(handler);

    container.start();

    handler.next(EventType.START);
    for (int i = 0; i < 100; i++) {
      // Idle in between: one that ends then would refuse the next.
      CompletableFuture<Void> command = new CompletableFuture<>();
      container.execute(() -> command.complete(null));
      command.get(10, TimeUnit.SECONDS);
    }
    container.stop();
    assertThat(container.awaitStopped(Duration.ofSeconds(10))).isTrue();
  }

  @Test
  void commandsOfOneThreadRunInOrderAfterOnStart() throws Exception {
    List<Integer> seen = new ArrayList<>();
    Container container = new Container(started(() -> seen.add(-1)));
    for (int i = 0; i < 10; i++) {
      int number = i;
      container.execute(() -> seen.add(number));
    }

    container.run();

    assertThat(seen).containsExactly(-1, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
  }

  @Test
  void everythingHappensOnOneThread() throws Exception {
    CompletableFuture<Thread> start = new CompletableFuture<>();
    CompletableFuture<Thread> command = new CompletableFuture<>();
    Container container = new Container(started(() -> start.complete(Thread.currentThread())));
    container.start();

    container.execute(() -> command.complete(Thread.currentThread()));

    assertThat(command.get(10, TimeUnit.SECONDS))
        .isSameAs(start.get(10, TimeUnit.SECONDS))
        .isNotSameAs(Thread.currentThread());
    container.stop();
  }

  @Test
  void runThrowsWhatAHandlerThrew() {
    IllegalStateException thrown = new IllegalStateException("of the handler");
    Container container =
        new Container(
            started(
                () -> {
                  throw thrown;
                }));

    assertThatIllegalStateException().isThrownBy(container::run).isSameAs(thrown);
  }

  @Test
  void whatACommandThrowsEndsTheContainer() throws Exception {
    Container container = new Container();
    container.start();

    container.execute(
        () -> {
          throw new IllegalArgumentException("of the command");
        });

    assertThat(container.awaitStopped(Duration.ofSeconds(10))).isTrue();
  }

  @Test
  void aCancelledTaskDoesNotCome() {
    Recorder handler = new Recorder(EventType.TIMER_TASK);
    Container container = new Container(handler);
    TimerTask task = container.schedule(Duration.ofMinutes(10));
    container.execute(task::cancel);

    container.run();

    assertThat(handler.isEmpty()).isTrue();
  }

  @Test
  void aStoppedContainerRefusesWork() {
    Container container = new Container();
    container.stop();

    assertThatIllegalStateException().isThrownBy(container::run);
    assertThatIllegalStateException().isThrownBy(container::start);
    assertThatIllegalStateException().isThrownBy(() -> container.connect("amqp://h"));
    assertThatIllegalStateException().isThrownBy(() -> container.execute(() -> {}));
  }

  @Test
  void runIsRefusedOnTheLoop() {
    Container container =
        new Container(
            new MessagingHandler() {
              @Override
              public void onStart(Event event) {
                event.container().run();
              }
            });

    assertThatIllegalStateException()
        .isThrownBy(container::run)
        .withMessageContaining("must not be called by a handler");
  }

  @Test
  void stopEndsRunWithConnectionsThatAreStillTrying() throws Exception {
    Recorder handler = new Recorder(EventType.RECONNECTING);
    Container container = new Container(handler);
    container.connect("amqp://127.0.0.1:1");
    CountDownLatch over = new CountDownLatch(1);
    Thread runner =
        new Thread(
            () -> {
              container.run();
              over.countDown();
            });
    runner.start();

    handler.next(EventType.RECONNECTING);
    container.stop();

    assertThat(over.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aPortInUseIsRefusedAtOnce() {
    Container container = new Container();
    try (Acceptor acceptor = container.listen("amqp://127.0.0.1:0")) {
      assertThat(acceptor.port()).isPositive();
      assertThatExceptionOfType(UncheckedIOException.class)
          .isThrownBy(() -> container.listen("amqp://127.0.0.1:" + acceptor.port()));
    } finally {
      container.stop();
    }
  }

  private static MessagingHandler started(Runnable work) {
    return new MessagingHandler() {
      @Override
      public void onStart(Event event) {
        work.run();
      }
    };
  }

  @Test
  void nullIsRefusedByTheNameOfTheArgument() {
    Container container = new Container();
    ConnectionOptions options = null;
    Runnable command = null;

    assertRefusal("options", () -> container.connect("amqp://localhost", options));
    assertRefusal("options", () -> container.connect(options));
    assertRefusal("options", () -> container.listen("amqp://127.0.0.1:0", options));
    assertRefusal("options", () -> container.connectionDefaults(options));
    assertRefusal("command", () -> container.execute(command));
    assertRefusal("handler", () -> container.schedule(Duration.ZERO, null));
    assertRefusal("io", () -> container.io(null));
    assertRefusal("connection", () -> container.createSender(null, "jobs"));
    assertRefusal("connection", () -> container.createReceiver(null, "jobs"));
    assertRefusal("session", () -> container.declareTransaction(null, new Recorder(), false));
  }

  private static void assertRefusal(String name, ThrowingCallable call) {
    assertThatIllegalArgumentException().isThrownBy(call).withMessage(name + " must not be null");
  }

  @Test
  void aContainerThatFindsNoThreadToKeepTheJvmAliveIsStopped() throws Exception {
    Container container = new Container(new MessagingHandler() {});

    assertThatExceptionOfType(OutOfMemoryError.class)
        .isThrownBy(
            () ->
                container.start(
                    task -> {
                      throw new OutOfMemoryError("unable to create native thread");
                    }));

    assertThat(container.awaitStopped(Duration.ofSeconds(10))).isTrue();
    assertThatIllegalStateException().isThrownBy(container::start);
  }
}
