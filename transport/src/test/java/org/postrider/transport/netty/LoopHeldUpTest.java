// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A handler that blocks, or a process that stood still, has kept the loop from reading: the peer
 * was not silent for that (AMQP 2.4.5).
 */
@Timeout(60)
class LoopHeldUpTest {

  private static final int DEADLINE_MS = 20;
  private static final int HELD_UP_MS = DEADLINE_MS + 300;

  private final FakeEngine engine = new FakeEngine();
  private final EventLoops loops = EventLoops.own(IoKind.NIO, 1);
  private final ConnectionDriver driver = new ConnectionDriver(loops, engine, engine.failures::add);
  private RawServer server;
  private Socket peer;

  @BeforeEach
  void connect() throws Exception {
    engine.deadlineInMs = DEADLINE_MS;
    server = new RawServer();
    Outcome outcome = new Outcome();
    driver.connect(server.request(TransportOptions.defaults()), outcome);
    peer = server.accept();
    assertThat(outcome.await()).isNull();
    awaitBatch();
  }

  @AfterEach
  void end() throws Exception {
    driver.terminate();
    loops.close();
    peer.close();
    server.close();
    assertThat(loops.awaitTermination(RawServer.TIMEOUT_MS)).isTrue();
  }

  @Test
  void theEngineIsToldThatNothingWasRead() throws Exception {
    holdUp();

    assertThat(engine.pauses).hasValue(1);
  }

  @Test
  void aPeerIsNotExcusedAgainBeforeItIsHeard() throws Exception {
    holdUp();
    holdUp();
    assertThat(engine.pauses).hasValue(1);

    CompletableFuture<Void> heard = new CompletableFuture<>();
    engine.onInput = (output, octets) -> heard.complete(null);
    peer.getOutputStream().write(0);
    heard.get(RawServer.TIMEOUT_MS, TimeUnit.MILLISECONDS);
    holdUp();

    assertThat(engine.pauses).hasValue(2);
  }

  private void holdUp() throws Exception {
    driver.execute(
        () -> {
          long begunMs = MonotonicClock.nowMs();
          await().until(() -> MonotonicClock.nowMs() - begunMs > HELD_UP_MS);
        });
    awaitBatch();
  }

  /** Waits for the end of the batch that runs, which sets the time of the next one. */
  private void awaitBatch() throws Exception {
    for (int batch = 0; batch < 2; batch++) {
      CompletableFuture<Void> begun = new CompletableFuture<>();
      driver.schedule(1, () -> begun.complete(null));
      begun.get(RawServer.TIMEOUT_MS, TimeUnit.MILLISECONDS);
    }
  }
}
