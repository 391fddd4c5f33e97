// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.transport.engine.EngineOutput;
import org.postrider.transport.netty.TransportException.Kind;

class ConnectionDriverTest {

  private static final byte[] HELLO = "hello, postrider".getBytes(US_ASCII);

  private final FakeEngine engine = new FakeEngine();
  private final EventLoops loops = EventLoops.own(IoKind.AUTO, 1);
  private final ConnectionDriver driver = new ConnectionDriver(loops, engine, engine.failures::add);
  private RawServer server;
  private Socket peer;

  @BeforeEach
  void listen() throws Exception {
    server = new RawServer();
  }

  @AfterEach
  void nothingIsLeftRunning() throws Exception {
    driver.terminate();
    loops.close();
    if (peer != null) {
      peer.close();
    }
    server.close();
    assertThat(loops.awaitTermination(RawServer.TIMEOUT_MS)).isTrue();
  }

  private void connect(TransportOptions options) throws Exception {
    Outcome outcome = new Outcome();
    driver.connect(server.request(options), outcome);
    peer = server.accept();
    assertThat(outcome.await()).isNull();
    call(() -> {});
  }

  private void connect() throws Exception {
    connect(TransportOptions.defaults());
  }

  /** Runs on the loop, in a batch of its own, and waits for the batch's end. */
  private void call(Runnable command) throws Exception {
    for (Runnable step : List.of(command, () -> {})) {
      CompletableFuture<Void> done = new CompletableFuture<>();
      driver.execute(
          () -> {
            step.run();
            done.complete(null);
          });
      done.get(RawServer.TIMEOUT_MS, TimeUnit.MILLISECONDS);
    }
  }

  private static void write(EngineOutput output, byte[] octets) {
    output.write(octets, 0, octets.length);
  }

  private RecordingWrites record() throws Exception {
    RecordingWrites recorded = new RecordingWrites();
    call(() -> driver.socket().channel().pipeline().addFirst(recorded));
    return recorded;
  }

  @ParameterizedTest
  @EnumSource
  void octetsGoBothWaysWithEveryKindOfLoop(IoKind kind) throws Exception {
    Throwable why = kind.unavailability();
    assumeTrue(why == null, () -> kind + " is not available here: " + why);
    FakeEngine echo = new FakeEngine();
    echo.onStart = output -> write(output, HELLO);
    echo.onInput = ConnectionDriverTest::write;
    EventLoops own = EventLoops.own(kind, 1);
    ConnectionDriver other = new ConnectionDriver(own, echo, echo.failures::add);

    other.connect(server.request(), new Outcome());
    peer = server.accept();
    byte[] greeting = peer.getInputStream().readNBytes(HELLO.length);
    peer.getOutputStream().write("and back".getBytes(US_ASCII));
    byte[] answer = peer.getInputStream().readNBytes(8);
    peer.close();

    assertThat(greeting).isEqualTo(HELLO);
    assertThat(answer).asString(US_ASCII).isEqualTo("and back");
    await().untilAsserted(() -> assertThat(echo.closes).hasSize(1));
    other.terminate();
    own.close();
    assertThat(own.awaitTermination(RawServer.TIMEOUT_MS)).isTrue();
  }

  @Test
  void aPatientCommandRunsThoughNothingElseIsDone() throws Exception {
    CompletableFuture<Boolean> ran = new CompletableFuture<>();
    call(driver::expectBatch);

    driver.executePatiently(() -> ran.complete(driver.isInLoop()));

    assertThat(ran.get(RawServer.TIMEOUT_MS, TimeUnit.MILLISECONDS)).isTrue();
  }

  @Test
  void whatWaitsIsAskedOffTheLoopAndAnsweredOnIt() throws Exception {
    CompletableFuture<String> answered = new CompletableFuture<>();
    CompletableFuture<Throwable> failed = new CompletableFuture<>();

    driver.read(
        "files",
        () -> Thread.currentThread().getName(),
        (asker, none) -> answered.complete(asker + " " + driver.isInLoop()));
    driver.read(
        "files",
        () -> {
          throw new IOException("no file");
        },
        (none, failure) -> failed.complete(failure));

    assertThat(answered.get(RawServer.TIMEOUT_MS, TimeUnit.MILLISECONDS))
        .startsWith("postrider-files-")
        .endsWith(" true");
    assertThat(failed.get(RawServer.TIMEOUT_MS, TimeUnit.MILLISECONDS)).hasMessage("no file");
  }

  @Test
  void aBatchOfCommandsIsOneWriteAndOneFlush() throws Exception {
    connect();
    RecordingWrites recorded = record();
    CountDownLatch queued = new CountDownLatch(1);
    CountDownLatch written = new CountDownLatch(100);
    AtomicInteger flushesBefore = new AtomicInteger();

    driver.execute(
        () -> {
          flushesBefore.set(engine.flushes.get());
          awaitQuietly(queued);
        });
    for (int i = 0; i < 100; i++) {
      driver.execute(
          () -> {
            write(engine.output, HELLO);
            written.countDown();
          });
    }
    queued.countDown();
    byte[] received = peer.getInputStream().readNBytes(100 * HELLO.length);

    assertThat(received).hasSize(100 * HELLO.length);
    assertThat(written.getCount()).isZero();
    assertThat(recorded.writes).hasValue(1);
    assertThat(recorded.flushes).hasValue(1);
    // One more where a wake-up finds that another batch has taken its commands.
    assertThat(engine.flushes).hasValueLessThanOrEqualTo(flushesBefore.get() + 2);
  }

  @Test
  void whatAnswersOneReadIsOneWriteAndOneFlush() throws Exception {
    engine.onInput =
        (output, octets) -> {
          for (int i = 0; i < 50; i++) {
            write(output, HELLO);
          }
        };
    connect();
    RecordingWrites recorded = record();

    peer.getOutputStream().write(1);
    peer.getInputStream().readNBytes(50 * HELLO.length);

    assertThat(recorded.writes).hasValue(1);
    assertThat(recorded.flushes).hasValue(1);
  }

  @Test
  void aBatchWithoutOutputWritesNothing() throws Exception {
    connect();
    RecordingWrites recorded = record();

    call(() -> {});

    assertThat(recorded.writes).hasValue(0);
    assertThat(recorded.flushes).hasValue(0);
  }

  @Test
  void commandsOfAThreadKeepTheirOrder() throws Exception {
    List<Integer> ran = new ArrayList<>();

    for (int i = 0; i < 10_000; i++) {
      int number = i;
      driver.execute(() -> ran.add(number));
    }
    call(() -> {});

    assertThat(ran).hasSize(10_000).isSorted();
  }

  @Test
  void aCommandThatThrowsIsReportedAndHarmsNothing() throws Exception {
    connect();
    IllegalStateException failure = new IllegalStateException("on purpose");

    driver.execute(
        () -> {
          throw failure;
        });
    call(() -> write(engine.output, HELLO));

    assertThat(peer.getInputStream().readNBytes(HELLO.length)).isEqualTo(HELLO);
    assertThat(engine.failures).containsExactly(failure);
  }

  @Test
  void anEngineThatThrowsLosesItsSocketOnly() throws Exception {
    IllegalStateException failure = new IllegalStateException("on purpose");
    engine.onInput =
        (output, octets) -> {
          throw failure;
        };
    connect();

    peer.getOutputStream().write(1);

    await().untilAsserted(() -> assertThat(engine.closes).hasSize(1));
    assertThat(engine.closes.get(0).orElseThrow()).hasRootCause(failure);
    assertThat(engine.failures).containsExactly(failure);
    call(() -> {});
  }

  @Test
  void wantOfMemoryInAnEngineLosesItsSocketAndIsNoFailureOfTheOwner() throws Exception {
    OutOfMemoryError want = new OutOfMemoryError("on purpose");
    engine.onInput =
        (output, octets) -> {
          throw want;
        };
    connect();

    peer.getOutputStream().write(1);

    await().untilAsserted(() -> assertThat(engine.closes).hasSize(1));
    assertThat(engine.closes.get(0).orElseThrow()).hasRootCause(want);
    assertThat(engine.failures).isEmpty();
    call(() -> {});
  }

  @Test
  void closeSendsWhatWasWrittenThoughThePeerIsSlow() throws Exception {
    connect();
    byte[] large = new byte[4 * 1024 * 1024];

    peer.getOutputStream().write(HELLO);
    call(
        () -> {
          write(engine.output, large);
          engine.output.close();
        });
    // Octets that nobody reads any more must not reset the socket.
    peer.getOutputStream().write(HELLO);
    byte[] received = peer.getInputStream().readAllBytes();
    peer.close();

    assertThat(received).hasSize(large.length);
    await().untilAsserted(() -> assertThat(engine.closes).hasSize(1));
    assertThat(engine.closes.get(0)).isEmpty();
  }

  @Test
  void aPeerThatNeverEndsDoesNotKeepAClosedSocketOpen() throws Exception {
    connect();
    CompletableFuture<io.netty.channel.Channel> channel = new CompletableFuture<>();

    call(
        () -> {
          channel.complete(driver.socket().channel());
          engine.output.close();
        });

    await().until(() -> !channel.get().isOpen());
  }

  @Test
  void theEndOfThePeerIsToldOnce() throws Exception {
    connect();

    peer.close();

    await().untilAsserted(() -> assertThat(engine.closes).hasSize(1));
    TransportException cause = (TransportException) engine.closes.get(0).orElseThrow();
    assertThat(cause.kind()).isEqualTo(Kind.CLOSED);
    assertThat(cause).hasMessageStartingWith("127.0.0.1:" + server.port());
    driver.disconnect(null);
    call(() -> {});
    assertThat(engine.closes).hasSize(1);
  }

  @Test
  void aResetOfThePeerIsToldOnce() throws Exception {
    connect();
    peer.setSoLinger(true, 0);

    peer.close();

    await().untilAsserted(() -> assertThat(engine.closes).hasSize(1));
    call(() -> {});
    assertThat(engine.closes).hasSize(1);
  }

  @Test
  void theSameEngineConnectsAgainAfterALoss() throws Exception {
    connect();
    peer.close();
    await().untilAsserted(() -> assertThat(engine.closes).hasSize(1));

    connect();
    call(() -> write(engine.output, HELLO));

    assertThat(peer.getInputStream().readNBytes(HELLO.length)).isEqualTo(HELLO);
    assertThat(engine.starts).hasValue(2);
  }

  @Test
  void aSecondSocketIsRefusedWhileThereIsOne() throws Exception {
    connect();
    Outcome second = new Outcome();

    driver.connect(server.request(), second);

    assertThat(second.await().kind()).isEqualTo(Kind.CANCELLED);
    assertThat(engine.closes).isEmpty();
  }

  @Test
  void disconnectTellsTheEngineTheCause() throws Exception {
    connect();

    driver.disconnect(new IllegalStateException("open timed out"));
    call(() -> {});

    assertThat(engine.closes).hasSize(1);
    assertThat(engine.closes.get(0).orElseThrow()).hasMessageContaining("open timed out");
    assertThat(peer.getInputStream().read()).isNegative();
  }

  @Test
  void aSlowPeerHoldsTheEngineBackUntilItReads() throws Exception {
    int total = 16 * 1024 * 1024;
    byte[] part = new byte[1_000];
    AtomicInteger put = new AtomicInteger();
    AtomicInteger mostAtOnce = new AtomicInteger();
    engine.onWritable =
        output -> {
          int before = put.get();
          while (output.isWritable() && put.get() < total) {
            output.write(part, 0, part.length);
            put.addAndGet(part.length);
          }
          mostAtOnce.accumulateAndGet(put.get() - before, Math::max);
        };
    connect(TransportOptions.builder().writeWatermarks(16 * 1024, 32 * 1024).build());

    driver.execute(() -> engine.onWritable.accept(engine.output));
    // The system's buffers take some megabytes; then the socket stays unwritable.
    AtomicInteger last = new AtomicInteger(-1);
    await()
        .pollInterval(200, TimeUnit.MILLISECONDS)
        .until(() -> put.get() > 0 && last.getAndSet(put.get()) == put.get());
    int putBeforeReading = put.get();
    byte[] received = peer.getInputStream().readNBytes(total);

    assertThat(putBeforeReading).isBetween(1, total - 1);
    assertThat(received).hasSize(total);
    assertThat(mostAtOnce).hasValueLessThan(34 * 1024);
    assertThat(engine.writables).hasPositiveValue();
  }

  @Test
  void theEngineTicksAtItsDeadlines() throws Exception {
    engine.deadlineInMs = 20;
    connect();
    int before = engine.ticks.get();

    await().untilAsserted(() -> assertThat(engine.ticks).hasValueGreaterThan(before + 4));
  }

  @Test
  void ticksStopWithTheSocket() throws Exception {
    engine.deadlineInMs = 1;
    connect();
    driver.disconnect(null);
    call(() -> {});
    int after = engine.ticks.get();

    CompletableFuture<Void> later = new CompletableFuture<>();
    driver.schedule(50, () -> later.complete(null));
    later.get(RawServer.TIMEOUT_MS, TimeUnit.MILLISECONDS);

    assertThat(engine.ticks).hasValue(after);
  }

  @Test
  void aScheduledCommandRunsInABatchUnlessCancelled() throws Exception {
    connect();
    AtomicBoolean cancelledRan = new AtomicBoolean();

    Cancellable cancelled = driver.schedule(10, () -> cancelledRan.set(true));
    cancelled.cancel();
    driver.schedule(20, () -> write(engine.output, HELLO));
    byte[] received = peer.getInputStream().readNBytes(HELLO.length);

    assertThat(received).isEqualTo(HELLO);
    assertThat(cancelledRan).isFalse();
  }

  @Test
  void afterTerminationCommandsAreRejectedAndThoseBeforeHaveRun() throws Exception {
    connect();
    CountDownLatch ran = new CountDownLatch(1_000);

    for (int i = 0; i < 1_000; i++) {
      driver.execute(ran::countDown);
    }
    driver.execute(() -> write(engine.output, HELLO));
    driver.terminate();

    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> driver.execute(() -> {}));
    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> driver.schedule(1, () -> {}));
    assertThat(ran.await(RawServer.TIMEOUT_MS, TimeUnit.MILLISECONDS)).isTrue();
    assertThat(peer.getInputStream().readAllBytes()).isEqualTo(HELLO);
    peer.close();
    await().untilAsserted(() -> assertThat(engine.closes).hasSize(1));
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      assertThat(latch.await(RawServer.TIMEOUT_MS, TimeUnit.MILLISECONDS)).isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
