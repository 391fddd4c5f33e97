// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import java.io.OutputStream;
import java.net.Socket;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A peer that sends and does not read. */
class UnreadOutputTest {

  private static final int MAX = 1024 * 1024;
  private static final int PATIENCE_MS = 1000;
  private static final int CHUNK = 256 * 1024;

  /** Answers each octet with one, which waits until the channel is flushed. */
  private static final class Echo extends ChannelInboundHandlerAdapter {
    Throwable failure;

    @Override
    @SuppressWarnings("FutureReturnValueIgnored")
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ctx.write(message);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      failure = cause;
      ctx.close();
    }
  }

  private final Echo echo = new Echo();
  private final EmbeddedChannel channel =
      new EmbeddedChannel(new UnreadOutput("peer:1", MAX, PATIENCE_MS, null), echo);

  private void comes(int chunks) {
    for (int i = 0; i < chunks; i++) {
      channel.writeOneInbound(Unpooled.wrappedBuffer(new byte[CHUNK]));
    }
    channel.flushInbound();
  }

  private void isTaken() {
    channel.flushOutbound();
    channel.releaseOutbound();
  }

  @Test
  void readingStopsWhereTooMuchWaitsForThePeerAndGoesOnWhenItIsTaken() {
    comes(3);
    assertThat(channel.config().isAutoRead()).isTrue();

    comes(2);
    assertThat(channel.config().isAutoRead()).isFalse();

    isTaken();
    assertThat(channel.config().isAutoRead()).isTrue();
    assertThat(channel.finishAndReleaseAll()).isFalse();
  }

  @Test
  void aPeerThatTakesNothingIsGivenUpWithAReason() {
    channel.freezeTime();
    comes(5);

    channel.advanceTimeBy(PATIENCE_MS, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();

    assertThat(echo.failure)
        .isInstanceOf(TransportException.class)
        .hasMessageStartingWith("peer:1: the peer does not read: ");
    assertThat(channel.isOpen()).isFalse();
    channel.releaseOutbound();
  }

  @Test
  void aPeerThatReadsInTimeIsNotGivenUp() {
    channel.freezeTime();
    comes(5);
    channel.advanceTimeBy(PATIENCE_MS - 1, TimeUnit.MILLISECONDS);
    isTaken();

    channel.advanceTimeBy(PATIENCE_MS, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();

    assertThat(echo.failure).isNull();
    assertThat(channel.isOpen()).isTrue();
    assertThat(channel.finishAndReleaseAll()).isFalse();
  }

  @Test
  void whoStoppedReadingForItselfIsLeftAlone() {
    channel.config().setAutoRead(false);

    comes(5);
    isTaken();

    assertThat(channel.config().isAutoRead()).isFalse();
    assertThat(channel.finishAndReleaseAll()).isFalse();
  }

  /** A client of a listener for which so many chunks wait. */
  private static EmbeddedChannel client(UnreadOutputs all, Echo echo, int chunks) {
    UnreadOutput bound = new UnreadOutput("peer:2", Integer.MAX_VALUE, PATIENCE_MS, all);
    EmbeddedChannel client = new EmbeddedChannel(bound, echo);
    client.freezeTime();
    comes(client, chunks);
    return client;
  }

  private static void comes(EmbeddedChannel client, int chunks) {
    for (int i = 0; i < chunks; i++) {
      client.writeOneInbound(Unpooled.wrappedBuffer(new byte[CHUNK]));
    }
    client.flushInbound();
  }

  @Test
  void ofManyThatDoNotReadTheWorstIsGivenUpAndTheOthersAreNot() {
    UnreadOutputs all = new UnreadOutputs(20 * CHUNK, 4 * CHUNK);
    Echo worst = new Echo();
    Echo slow = new Echo();
    EmbeddedChannel first = client(all, worst, 15);
    EmbeddedChannel second = client(all, slow, 3);
    assertThat(worst.failure).isNull();

    comes(second, 4);
    first.runPendingTasks();

    assertThat(worst.failure)
        .isInstanceOf(TransportException.class)
        .hasMessageContaining("for all clients of the listener");
    assertThat(slow.failure).isNull();
    assertThat(second.isOpen()).isTrue();
    assertThat(first.isOpen()).isFalse();
    first.releaseOutbound();
    assertThat(second.finishAndReleaseAll()).isFalse();
  }

  @Test
  void whereNobodyIsWorstWhoTakesNothingIsGivenUpInTheEnd() {
    UnreadOutputs all = new UnreadOutputs(5 * CHUNK, 4 * CHUNK);
    Echo before = new Echo();
    Echo stuck = new Echo();
    EmbeddedChannel first = client(all, before, 3);
    EmbeddedChannel second = client(all, stuck, 4);
    assertThat(second.config().isAutoRead()).isFalse();

    second.advanceTimeBy(PATIENCE_MS, TimeUnit.MILLISECONDS);
    second.runScheduledPendingTasks();

    assertThat(stuck.failure).isInstanceOf(TransportException.class);
    assertThat(before.failure).isNull();
    second.releaseOutbound();
    assertThat(first.finishAndReleaseAll()).isFalse();
  }

  @Test
  void whoReadsInTheEndCountsNoMore() {
    UnreadOutputs all = new UnreadOutputs(20 * CHUNK, 4 * CHUNK);
    Echo reader = new Echo();
    EmbeddedChannel first = client(all, reader, 15);
    first.flushOutbound();
    first.releaseOutbound();

    Echo other = new Echo();
    EmbeddedChannel second = client(all, other, 15);

    assertThat(reader.failure).isNull();
    assertThat(other.failure).isNull();
    assertThat(first.finishAndReleaseAll()).isFalse();
    assertThat(second.finishAndReleaseAll()).isFalse();
  }

  @Test
  void pingsAreAnsweredOnlyWhileThePeerTakesTheAnswers() {
    EmbeddedChannel socket = new EmbeddedChannel(new WebSocketPings());
    assertThat(socket.writeInbound(new PingWebSocketFrame(Unpooled.buffer()))).isTrue();
    socket.releaseInbound();
    ByteBuf unread = Unpooled.wrappedBuffer(new byte[CHUNK]);

    var unused = socket.write(unread);

    assertThat(socket.writeInbound(ping(1), ping(2))).isFalse();

    // RFC 6455, 5.5.3: the latest
    socket.flushOutbound();
    PingWebSocketFrame answered = socket.readInbound();
    assertThat(answered.content().readByte()).isEqualTo((byte) 2);
    answered.release();
    assertThat(socket.<Object>readInbound()).isNull();
    socket.finishAndReleaseAll();
  }

  @Test
  void aPingThatWaitsAtTheEndIsReleased() {
    EmbeddedChannel socket = new EmbeddedChannel(new WebSocketPings());
    var unused = socket.write(Unpooled.wrappedBuffer(new byte[CHUNK]));
    PingWebSocketFrame waiting = ping(1);
    socket.writeInbound(waiting);

    socket.finishAndReleaseAll();

    assertThat(waiting.refCnt()).isZero();
  }

  private static PingWebSocketFrame ping(int octet) {
    return new PingWebSocketFrame(Unpooled.buffer().writeByte(octet));
  }

  @Test
  void aFloodWaitsAtThePeerUntilItReadsAndThenGoesOn() throws Exception {
    int total = 4 * UnreadOutput.MAX_OCTETS;
    EventLoops loops = EventLoops.own(IoKind.AUTO, 1);
    FakeEngine engine = new FakeEngine();
    engine.onInput = (output, octets) -> output.write(octets, 0, octets.length);
    ConnectionDriver driver = new ConnectionDriver(loops, engine, engine.failures::add);
    try (RawServer server = new RawServer()) {
      driver.connect(server.request(), new Outcome());
      try (Socket peer = server.accept()) {
        CompletableFuture<Void> flood = CompletableFuture.runAsync(() -> write(peer, total));
        await().until(() -> engine.starts.get() == 1);
        Channel socket = Objects.requireNonNull(driver.socket()).channel();

        await().until(() -> !socket.config().isAutoRead());
        assertThat(flood).isNotDone();
        driver.execute(() -> {});
        await().until(() -> engine.pauses.get() > 0);
        assertThat(socket.bytesBeforeWritable()).isLessThan(2 * UnreadOutput.MAX_OCTETS);

        assertThat(peer.getInputStream().readNBytes(total)).hasSize(total);
        flood.get(RawServer.TIMEOUT_MS, TimeUnit.MILLISECONDS);
        await().until(() -> socket.config().isAutoRead());
        assertThat(engine.closes).isEmpty();
      }
    } finally {
      driver.terminate();
      loops.close();
      assertThat(loops.awaitTermination(RawServer.TIMEOUT_MS)).isTrue();
    }
  }

  private static void write(Socket peer, int octets) {
    try {
      OutputStream out = peer.getOutputStream();
      byte[] chunk = new byte[CHUNK];
      for (int sent = 0; sent < octets; sent += CHUNK) {
        out.write(chunk);
      }
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
