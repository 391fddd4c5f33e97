// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.embedded.EmbeddedChannel;
import java.net.Socket;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Outcomes gather while many are awaited, for a moment. */
class ReadPauseTest {

  private static final int MANY = ReadPause.MIN_AWAITED;
  private static final int WORTHWHILE = ReadPause.WORTHWHILE_OCTETS;

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final ReadPause pause = new ReadPause(channel);

  @BeforeEach
  void freeze() {
    channel.freezeTime();
  }

  @AfterEach
  void finish() {
    channel.finishAndReleaseAll();
  }

  private boolean isReading() {
    return channel.config().isAutoRead();
  }

  private void pass(long micros) {
    channel.advanceTimeBy(micros, TimeUnit.MICROSECONDS);
    channel.runScheduledPendingTasks();
  }

  @Test
  void readingGoesOnWhereFewOutcomesAreAwaited() {
    pause.readDone(WORTHWHILE, MANY - 1, 0);

    assertThat(isReading()).isTrue();
  }

  @Test
  void readingPausesForAMicrosecondForEachOutcomeThatIsAwaited() {
    pause.readDone(WORTHWHILE, MANY, 0);

    pass(MANY - 1);
    assertThat(isReading()).isFalse();
    pass(1);
    assertThat(isReading()).isTrue();
  }

  @Test
  void noPauseIsLongerThanItsBound() {
    pause.readDone(WORTHWHILE, 1_000_000, 0);

    pass(ReadPause.MAX_MICROS - 1);
    assertThat(isReading()).isFalse();
    pass(1);
    assertThat(isReading()).isTrue();
  }

  @Test
  void aPauseThatGatheredMuchIsFollowedByAnother() {
    pause.readDone(WORTHWHILE, MANY, 0);
    pass(MANY);

    pause.readDone(WORTHWHILE, MANY, 0);

    assertThat(isReading()).isFalse();
  }

  @Test
  void afterAPauseThatGatheredLittleThereIsNoneForAWhileAndForLongerEachTime() {
    long nowMs = 0;
    pause.readDone(WORTHWHILE, MANY, nowMs);
    int backOffMs = ReadPause.FIRST_BACK_OFF_MS;
    while (backOffMs <= ReadPause.MAX_BACK_OFF_MS) {
      pass(MANY);
      pause.readDone(WORTHWHILE - 1, MANY, nowMs);
      pause.readDone(WORTHWHILE, MANY, nowMs + backOffMs - 1);
      assertThat(isReading()).isTrue();

      nowMs += backOffMs;
      pause.readDone(WORTHWHILE, MANY, nowMs);
      assertThat(isReading()).isFalse();
      backOffMs *= 2;
    }

    pass(MANY);
    pause.readDone(WORTHWHILE - 1, MANY, nowMs);
    pause.readDone(WORTHWHILE, MANY, nowMs + ReadPause.MAX_BACK_OFF_MS);
    assertThat(isReading()).isFalse();
  }

  @Test
  void aPauseThatGatheredMuchEndsTheBackingOff() {
    pause.readDone(WORTHWHILE, MANY, 0);
    pass(MANY);
    pause.readDone(WORTHWHILE - 1, MANY, 0);
    pause.readDone(WORTHWHILE, MANY, 10);
    pass(MANY);
    pause.readDone(WORTHWHILE, MANY, 20);
    pass(MANY);

    pause.readDone(WORTHWHILE - 1, MANY, 30);
    pause.readDone(WORTHWHILE, MANY, 30 + ReadPause.FIRST_BACK_OFF_MS);

    assertThat(isReading()).isFalse();
  }

  @Test
  void whoStoppedReadingForAnotherReasonGoesOnHimself() {
    channel.config().setAutoRead(false);

    pause.readDone(WORTHWHILE, MANY, 0);
    pass(ReadPause.MAX_MICROS);

    assertThat(isReading()).isFalse();
  }

  @Test
  void aSocketThatIsClosedInAPauseStaysClosed() {
    pause.readDone(WORTHWHILE, MANY, 0);
    channel.close();

    pass(MANY);

    assertThat(isReading()).isFalse();
    assertThat(channel.isOpen()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(IoKind.class)
  void whatComesInAPauseIsReadBehindIt(IoKind kind) throws Exception {
    assumeThat(kind.unavailability()).isNull();
    EventLoops loops = EventLoops.own(kind, 1);
    FakeEngine engine = new FakeEngine();
    engine.awaited = MANY;
    ConnectionDriver driver = new ConnectionDriver(loops, engine, engine.failures::add);
    byte[] octets = new byte[WORTHWHILE];
    int times = 100;
    try (RawServer server = new RawServer()) {
      driver.connect(server.request(), new Outcome());
      try (Socket peer = server.accept()) {
        for (int i = 0; i < times; i++) {
          peer.getOutputStream().write(octets);
        }

        await().until(() -> engine.received().length == times * WORTHWHILE);
        assertThat(engine.closes).isEmpty();
      }
      // The end of the stream is heard, too.
      await().until(() -> engine.closes.size() == 1);
    } finally {
      driver.terminate();
      loops.close();
      assertThat(loops.awaitTermination(RawServer.TIMEOUT_MS)).isTrue();
    }
  }
}
