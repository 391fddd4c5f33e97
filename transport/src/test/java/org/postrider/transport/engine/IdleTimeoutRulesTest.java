// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.postrider.codec.performative.Close;
import org.postrider.codec.performative.Open;
import org.postrider.codec.performative.Transfer;
import org.postrider.codec.value.ErrorConditions;

/** The rules of the idle time-out in both directions, against one engine (AMQP 2.4.5). */
class IdleTimeoutRulesTest {

  private static final long FAR = Long.MAX_VALUE / 4;

  private final Stage stage = new Stage();
  private final ConnectionEngine engine = stage.engine;
  private final RawPeer peer = stage.peer;
  private final EventLog log = stage.log;

  @Test
  void halfOfTheTrueThresholdIsTold() {
    engine.open();

    peer.connect();

    peer.takeHeader();
    assertThat(peer.take(Open.class).idleTimeOutMs()).isEqualTo(Stage.IDLE_TIMEOUT_MS / 2);
  }

  @Test
  void aSignOfLifeIsSentBeforeThePeersTimeIsOver() {
    openedAt(0, 300);

    long lastMs = 0;
    long nowMs = 0;
    while (nowMs < 10_000) {
      peer.now(nowMs);
      peer.empty();
      long nextMs = engine.tick(nowMs);
      if (!peer.framesLeft().isEmpty()) {
        lastMs = nowMs;
        peer.forget();
      }
      assertThat(nextMs).isGreaterThan(nowMs);
      assertThat(nextMs - lastMs).isLessThan(300);
      nowMs = nextMs;
    }
    assertThat(engine.isOpened()).isTrue();
  }

  @Test
  void silenceIsNotThePeersWhileNothingIsRead() {
    openedAt(0, 0);

    engine.inputPaused(Stage.IDLE_TIMEOUT_MS - 1);
    engine.tick(2 * Stage.IDLE_TIMEOUT_MS - 2);
    assertThat(engine.isOpened()).isTrue();
    assertThat(peer.takeAll(Close.class)).isEmpty();

    engine.tick(2 * Stage.IDLE_TIMEOUT_MS);
    assertThat(peer.takeAll(Close.class)).hasSize(1);
  }

  @Test
  void aSignOfLifeIsAnEmptyFrameOnChannelZero() {
    openedAt(0, 300);

    engine.tick(100);
    engine.tick(200);

    WireFrame frame = peer.takeFrame();
    assertThat(frame.body()).isNull();
    assertThat(frame.size()).isEqualTo(8);
    assertThat(frame.channel()).isZero();
  }

  @Test
  void noSignOfLifeIsSentWhereFramesAre() {
    openedAt(0, 300);
    engine.tick(100);
    peer.forget();
    SenderLink sender = stage.sender(stage.session(10), "link", 5);
    sender.send(Stage.message(1, "m"));
    assertThat(peer.takeAll(Transfer.class)).hasSize(1);

    engine.tick(200);

    peer.takeNothing();
  }

  @Test
  void aPeerThatNeedsNoSignOfLifeGetsNone() {
    openedAt(0, 0);

    engine.tick(Stage.IDLE_TIMEOUT_MS - 1);

    peer.takeNothing();
  }

  @Test
  void silenceEndsTheConnectionWithAnError() {
    openedAt(0, 0);
    assertThat(engine.tick(10)).isEqualTo(Stage.IDLE_TIMEOUT_MS);

    engine.tick(Stage.IDLE_TIMEOUT_MS);

    assertThat(Objects.requireNonNull(peer.take(Close.class).error()).condition())
        .isEqualTo(ErrorConditions.RESOURCE_LIMIT_EXCEEDED);
    assertThat(peer.isClosed()).isTrue();
    peer.disconnect();
    assertThat(log.take()).containsExactly("connection lost");
    assertThat(engine.isLocallyOpen()).isTrue();
  }

  @Test
  void nothingIsWrittenAfterSilenceEndedTheConnection() {
    // AMQP 2.4.3: close is the last frame.
    openedAt(0, 0);
    SessionEndpoint session = stage.session(10);
    SenderLink sender = stage.sender(session, "link", 5);
    engine.tick(Stage.IDLE_TIMEOUT_MS);
    peer.take(Close.class);

    sender.send(Stage.message(1, "late"));
    session.end(null);
    engine.flush();
    engine.tick(2 * Stage.IDLE_TIMEOUT_MS);

    peer.takeNothing();
  }

  @Test
  void anyOctetEndsTheSilence() {
    openedAt(0, 0);
    peer.now(900);
    peer.raw(new byte[] {0});

    assertThat(engine.tick(1000)).isEqualTo(900 + Stage.IDLE_TIMEOUT_MS);

    peer.takeNothing();
  }

  @Test
  void aTimeoutTooShortToBeHonouredIsRefused() {
    engine.open();
    peer.connect();
    peer.header();
    stage.forget();

    peer.send(RawPeer.open(512, 1, 1));

    assertThat(Objects.requireNonNull(peer.take(Close.class).error()).condition())
        .isEqualTo(ErrorConditions.NOT_ALLOWED);
    assertThat(log.take()).containsExactly("connection closed amqp:not-allowed");
  }

  @Test
  void aTimeoutTooShortIsRefusedAlsoWhereTheFaceOpensLater() {
    log.opens = false;
    peer.connect();
    peer.header();

    peer.send(RawPeer.open(512, 1, 1));

    assertThat(Objects.requireNonNull(peer.takeAll(Close.class).get(0).error()).condition())
        .isEqualTo(ErrorConditions.NOT_ALLOWED);
    engine.open();
    assertThat(log.take()).containsExactly("connection closed amqp:not-allowed");
  }

  @Test
  void theClockMayBeginAnywhere() {
    for (long startMs : new long[] {-FAR, -1, FAR}) {
      Stage far = new Stage();
      far.peer.now(startMs);
      far.opened();
      far.peer.send(RawPeer.begin(-1, 0, 10));
      far.forget();

      assertThat(far.engine.tick(startMs + 1)).isEqualTo(startMs + Stage.IDLE_TIMEOUT_MS);
      far.peer.takeNothing();
    }
  }

  @Test
  void aSocketThatIsOpeningIsNotSilent() {
    // The peer does not know yet how often it must speak.
    engine.open();
    peer.connect();

    assertThat(engine.tick(100_000)).isEqualTo(Long.MAX_VALUE);
  }

  private void openedAt(long nowMs, long peersTimeoutMs) {
    peer.now(nowMs);
    engine.open();
    peer.connect();
    peer.header();
    peer.send(RawPeer.open(512, 7, peersTimeoutMs));
    stage.forget();
    engine.tick(nowMs);
    peer.forget();
  }

  @Test
  void aSignOfLifeMayComeOnAnyChannelThatThereMayBe() {
    // AMQP 2.3.3: an empty frame stands for nothing else.
    Stage open = new Stage().opened();
    open.peer.raw(new byte[] {0, 0, 0, 8, 2, 0, 0, Stage.CHANNEL_MAX});
    open.peer.takeNothing();

    open.peer.raw(new byte[] {0, 0, 0, 8, 2, 0, 0, Stage.CHANNEL_MAX + 1});

    assertThat(Objects.requireNonNull(open.peer.take(Close.class).error()).condition())
        .isEqualTo(ErrorConditions.FRAMING_ERROR);
  }
}
