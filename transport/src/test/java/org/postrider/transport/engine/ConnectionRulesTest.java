// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.performative.Begin;
import org.postrider.codec.performative.Close;
import org.postrider.codec.performative.End;
import org.postrider.codec.performative.Open;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.codec.value.Symbol;

/** The rules of headers, open and close, against one engine (AMQP 2.2, 2.4, 2.7.1, 2.7.9). */
class ConnectionRulesTest {

  private final Stage stage = new Stage();
  private final ConnectionEngine engine = stage.engine;
  private final RawPeer peer = stage.peer;
  private final EventLog log = stage.log;

  @Test
  void headerAndOpenArePipelined() {
    // AMQP 2.4.1: open may follow the header without waiting.
    engine.open();

    peer.connect();

    peer.takeHeader();
    assertThat(peer.take(Open.class).containerId()).isEqualTo("engine");
    assertThat(engine.state()).isEqualTo(ConnectionState.OPEN_PIPE);
  }

  @Test
  void aServerAnswersWhatThePeerPipelinesInOneWrite() {
    // AMQP 2.4.1
    peer.connect();

    byte[] header = {'A', 'M', 'Q', 'P', 0, 1, 0, 0};
    byte[] open = RawPeer.octets(0, RawPeer.open(512, 1, 0));
    byte[] begin = RawPeer.octets(1, RawPeer.begin(-1, 0, 10));
    byte[] attach = RawPeer.octets(1, RawPeer.sender("link", 3));
    peer.raw(joined(header, open, begin, attach));

    assertThat(log.take())
        .containsExactly(
            "connection opened",
            "session begun",
            "session opened",
            "asked for link",
            "attached link");
    peer.takeHeader();
    peer.take(Open.class);
    assertThat(peer.take(Begin.class).remoteChannel()).isEqualTo(1);
  }

  @Test
  void whatThePeerPipelinesWaitsForAFaceThatOpensLater() {
    // AMQP 2.4.1: nothing may be answered before our own open.
    log.opens = false;
    peer.connect();
    peer.header();
    peer.send(RawPeer.open(512, 1, 0));
    peer.send(0, RawPeer.begin(-1, 0, 10));
    peer.send(0, RawPeer.sender("link", 0));
    stage.forget();

    engine.open();
    engine.flush();

    peer.take(Open.class);
    peer.take(Begin.class);
    assertThat(log.take())
        .containsExactly("session begun", "session opened", "asked for link", "attached link");
  }

  @Test
  void aHeaderOfAnotherProtocolEndsTheSocketWithoutAFrame() {
    // AMQP 2.2: the peer gets our header and the end of the socket.
    engine.open();
    peer.connect();
    stage.forget();

    peer.raw(new byte[] {'A', 'M', 'Q', 'P', 3, 1, 0, 0});

    peer.takeNothing();
    assertThat(peer.isClosed()).isTrue();
    assertThat(log.take()).containsExactly("connection closed amqp:connection:framing-error");
  }

  @Test
  void whatIsNoHeaderEndsTheSocketWithoutAFrame() {
    // AMQP 2.2
    engine.open();
    peer.connect();
    stage.forget();

    peer.raw("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

    peer.takeNothing();
    assertThat(peer.isClosed()).isTrue();
    assertThat(log.take()).containsExactly("connection closed amqp:connection:framing-error");
  }

  @Test
  void aSecondOpenClosesTheConnection() {
    // AMQP 2.7.1: exactly one open.
    stage.opened();

    peer.send(RawPeer.open(512, 1, 0));

    assertThat(closeCondition()).isEqualTo(ErrorConditions.ILLEGAL_STATE);
  }

  @Test
  void anOpenOnAnotherChannelClosesTheConnection() {
    // AMQP 2.7.1: open is sent on channel 0.
    engine.open();
    peer.connect();
    peer.header();
    stage.forget();

    peer.send(1, RawPeer.open(512, 1, 0));

    assertThat(closeCondition()).isEqualTo(ErrorConditions.NOT_ALLOWED);
  }

  @Test
  void aFrameBeforeTheOpenClosesTheConnection() {
    // AMQP 2.7.1: open is the first frame.
    engine.open();
    peer.connect();
    peer.header();
    stage.forget();

    peer.send(RawPeer.begin(-1, 0, 10));

    assertThat(closeCondition()).isEqualTo(ErrorConditions.ILLEGAL_STATE);
  }

  @Test
  void aCloseWithoutAnOpenIsTakenAsTheReasonThatItIs() {
    // Peers are seen to refuse so; the standard wants an open first.
    engine.open();
    peer.connect();
    peer.header();
    stage.forget();

    peer.send(new Close(new AmqpError(ErrorConditions.UNAUTHORIZED_ACCESS, "no")));

    peer.take(Close.class);
    assertThat(log.take()).containsExactly("connection closed amqp:unauthorized-access");
  }

  @Test
  void aCloseThatComesBeforeOurOpenIsAnsweredByOpenAndClose() {
    // AMQP 2.7.9: a close needs an open before it.
    log.opens = false;
    peer.connect();
    peer.header();
    peer.send(RawPeer.open(512, 1, 0));
    stage.forget();

    peer.send(new Close(null));
    peer.takeNothing();
    engine.open();

    peer.take(Open.class);
    peer.take(Close.class);
    peer.takeNothing();
    assertThat(peer.isClosed()).isTrue();
  }

  @Test
  void aServerRefusesAConnectionByOpenAndClose() {
    // AMQP 2.7.9: a close needs an open before it.
    log.opens = false;
    peer.connect();
    peer.header();
    peer.send(RawPeer.open(512, 1, 0));
    stage.forget();

    engine.close(new AmqpError(ErrorConditions.NOT_ALLOWED, "not you"));

    peer.take(Open.class);
    assertThat(closeCondition()).isEqualTo(ErrorConditions.NOT_ALLOWED);
  }

  @Test
  void closeIsAnsweredAndTheSocketGoes() {
    // AMQP 2.4.3
    stage.opened();

    peer.send(5, new Close(new AmqpError(ErrorConditions.CONNECTION_FORCED, "later")));

    assertThat(peer.take(Close.class).error()).isNull();
    peer.takeNothing();
    assertThat(peer.isClosed()).isTrue();
    assertThat(log.take()).containsExactly("connection closed amqp:connection:forced");
  }

  @Test
  void nothingIsWrittenAfterClose() {
    // AMQP 2.4.3: close is the last frame.
    stage.opened();
    SessionEndpoint session = stage.session(10);
    SenderLink sender = stage.sender(session, "s", 5);
    ReceiverLink receiver = stage.receiver(session, "r", 5);
    peer.send(0, RawPeer.transfer(1, 0, ""), new byte[1]);
    engine.close(null);
    peer.take(Close.class);

    sender.detach(true, null);
    receiver.credit(10);
    log.deliveries.get(0).update(null, true);
    session.end(null);
    engine.createSession().begin();
    engine.close(null);
    engine.flush();
    peer.send(0, RawPeer.flow(0, 1, 0, 0, 10, false, true));

    peer.takeNothing();
    assertThat(sender.credit()).isZero();
  }

  @Test
  void framesAfterOurCloseAreDiscardedUntilThePeersClose() {
    // AMQP 2.4.6, DISCARDING
    stage.opened();
    engine.close(null);
    stage.forget();

    peer.send(3, new End(null));
    peer.send(0, RawPeer.flow(0, 0, 99, 0, 0));
    assertThat(log.take()).isEmpty();
    peer.send(new Close(null));

    assertThat(log.take()).containsExactly("connection closed");
    assertThat(peer.isClosed()).isTrue();
  }

  @Test
  void aCloseThatWasPipelinedWaitsForThePeersOpenAndClose() {
    // AMQP 2.4.6, OC_PIPE and CLOSE_PIPE
    engine.open();
    peer.connect();
    engine.close(null);
    assertThat(peer.takeAll(Close.class)).hasSize(1);

    peer.header();
    peer.send(RawPeer.open(512, 0, 0));
    peer.send(new Close(null));

    assertThat(log.take()).containsExactly("connection closed");
  }

  @Test
  void aChannelAboveOursClosesTheConnection() {
    // AMQP 2.7.1, channel-max
    stage.opened();

    peer.send(Stage.CHANNEL_MAX + 1, RawPeer.begin(-1, 0, 10));

    assertThat(closeCondition()).isEqualTo(ErrorConditions.FRAMING_ERROR);
  }

  @Test
  void sessionsBeyondThePeersChannelMaxAreRefusedHere() {
    // AMQP 2.7.1, channel-max
    engine.open();
    peer.connect();
    peer.header();
    peer.send(RawPeer.open(512, 0, 0));
    engine.createSession().begin();

    assertThatThrownBy(() -> engine.createSession().begin())
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("channel-max 0");

    assertThat(peer.takeAll(Begin.class)).hasSize(1);
  }

  @Test
  void aPeerThatBeginsMoreSessionsThanItAllowsUsIsToldSo() {
    // AMQP 2.7.1: our answer would need a channel above its channel-max.
    engine.open();
    peer.connect();
    peer.header();
    peer.send(RawPeer.open(512, 0, 0));
    peer.send(0, RawPeer.begin(-1, 0, 10));
    stage.forget();

    peer.send(1, RawPeer.begin(-1, 0, 10));

    assertThat(closeCondition()).isEqualTo(ErrorConditions.RESOURCE_LIMIT_EXCEEDED);
  }

  @Test
  void aFrameOfExactlyOurMaxFrameSizeIsTaken() {
    // AMQP 2.7.1, max-frame-size
    stage.opened();

    byte[] frame = beginOf(Stage.MAX_FRAME_SIZE);
    peer.raw(frame);

    assertThat(frame).hasSize(Stage.MAX_FRAME_SIZE);
    peer.take(Begin.class);
  }

  @Test
  void aFrameLargerThanOursClosesTheConnectionByItsFirstFourOctets() {
    // AMQP 2.7.1, max-frame-size
    stage.opened();

    peer.raw(Arrays.copyOf(beginOf(Stage.MAX_FRAME_SIZE + 1), 4));

    assertThat(closeCondition()).isEqualTo(ErrorConditions.FRAMING_ERROR);
  }

  @Test
  void aSaslFrameAfterTheSaslLayerClosesTheConnection() {
    // AMQP 2.3.1, type
    stage.opened();

    peer.raw(new byte[] {0, 0, 0, 8, 2, 1, 0, 0});

    assertThat(closeCondition()).isEqualTo(ErrorConditions.FRAMING_ERROR);
  }

  @Test
  void whatCannotBeDecodedClosesTheConnection() {
    // AMQP 2.8.15
    stage.opened();

    peer.raw(new byte[] {0, 0, 0, 12, 2, 0, 0, 0, 0, 0x53, 0x77, 0x45});

    assertThat(closeCondition()).isEqualTo(ErrorConditions.DECODE_ERROR);
    assertThat(peer.isClosed()).isTrue();
  }

  @Test
  void anErrorTooLargeForThePeersFramesIsCutNotKept() {
    // AMQP 2.7.1: no frame exceeds the peer's max-frame-size; the condition is what matters.
    stage.opened(512);
    Map<Symbol, Object> info = Map.of(Symbol.of("why"), "x".repeat(600));

    engine.close(new AmqpError(ErrorConditions.INTERNAL_ERROR, "y".repeat(600), info));

    assertThat(peer.take(Close.class).error())
        .satisfies(
            error -> assertThat(error.condition()).isEqualTo(ErrorConditions.INTERNAL_ERROR));
  }

  @Test
  void aCloseBeforeThePeersOpenIsOfTheSmallestFrameSize() {
    // AMQP 2.7.1: 512 octets until the open tells more.
    engine.open();
    peer.connect();
    stage.forget();

    engine.close(new AmqpError(ErrorConditions.INTERNAL_ERROR, "y".repeat(600)));

    assertThat(peer.takeFrame().size()).isLessThanOrEqualTo(512);
  }

  @Test
  void aListenerThatThrowsClosesTheConnectionButNotTheLoop() {
    // AMQP 2.8.15, internal-error
    stage.opened();
    log.next =
        () -> {
          throw new IllegalArgumentException("a fault of the face " + "z".repeat(600));
        };

    peer.send(0, RawPeer.begin(-1, 0, 10));

    assertThat(closeCondition()).isEqualTo(ErrorConditions.INTERNAL_ERROR);
  }

  @Test
  void aListenerThatThrowsEvenWhenToldOfTheCloseDoesNotBreakInput() {
    stage.opened();
    Runnable fault =
        () -> {
          throw new IllegalStateException("a fault of the face");
        };
    log.next = fault;

    peer.send(new Close(null));

    assertThat(log.take()).containsExactly("connection closed");
    assertThat(engine.state()).isEqualTo(ConnectionState.END);
  }

  @Test
  void anIdleTimeoutThatAnOpenCannotCarryIsRefused() {
    // AMQP 2.7.1: idle-time-out is an unsigned 32 bit number.
    assertThatThrownBy(() -> ConnectionSettings.of("a").withLimits(512, 0, Long.MAX_VALUE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("idle time-out");
  }

  @Test
  void aConnectionClosedBeforeItsSocketCameIsReported() {
    engine.open();

    engine.close(null);

    assertThat(log.take()).containsExactly("connection closed");
  }

  private Symbol closeCondition() {
    AmqpError error = peer.take(Close.class).error();
    assertThat(error).isNotNull();
    peer.takeNothing();
    return Objects.requireNonNull(error).condition();
  }

  /** A begin whose properties fill the frame to a size. */
  private static byte[] beginOf(int size) {
    int bare = RawPeer.octets(1, padded(300)).length - 300;
    return RawPeer.octets(1, padded(size - bare));
  }

  private static Begin padded(int octets) {
    return new Begin(
        -1, 0, 10, 10, 10, List.of(), List.of(), Map.of(Symbol.of("pad"), "x".repeat(octets)));
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      whole.writeBytes(part);
    }
    return whole.toByteArray();
  }
}
