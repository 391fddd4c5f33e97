// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How a socket ends when its engine has said its last word. */
class SocketEndTest {

  private static final byte[] WORDS = "the last words".getBytes(US_ASCII);

  private final FakeEngine engine = new FakeEngine();
  private final EventLoops loops = EventLoops.own(IoKind.AUTO, 1);
  private final ConnectionDriver driver = new ConnectionDriver(loops, engine, engine.failures::add);
  private RawServer server;
  private Socket peer;
  private Channel channel;

  /** Tells when something was read, or nothing more will be. */
  private static final class Reads extends ChannelInboundHandlerAdapter {

    final CompletableFuture<Void> done = new CompletableFuture<>();

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      ctx.fireChannelReadComplete();
      done.complete(null);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      ctx.fireChannelInactive();
      done.complete(null);
    }
  }

  @BeforeEach
  void connect() throws Exception {
    server = new RawServer();
    Outcome outcome = new Outcome();
    driver.connect(server.request(), outcome);
    peer = server.accept();
    assertThat(outcome.await()).isNull();
    CompletableFuture<Channel> socket = new CompletableFuture<>();
    driver.execute(() -> socket.complete(driver.socket().channel()));
    channel = socket.get(RawServer.TIMEOUT_MS, TimeUnit.MILLISECONDS);
  }

  @AfterEach
  void nothingIsLeftRunning() throws Exception {
    driver.terminate();
    loops.close();
    peer.close();
    server.close();
    assertThat(loops.awaitTermination(RawServer.TIMEOUT_MS)).isTrue();
  }

  /** Runs in a batch, and waits for the batch's end. */
  private void call(Runnable command) throws Exception {
    CompletableFuture<Void> done = new CompletableFuture<>();
    driver.execute(
        () -> {
          command.run();
          done.complete(null);
        });
    done.get(RawServer.TIMEOUT_MS, TimeUnit.MILLISECONDS);
    // The loop's task that ran the command is over when another one runs.
    channel.eventLoop().submit(() -> {}).get(RawServer.TIMEOUT_MS, TimeUnit.MILLISECONDS);
  }

  @Test
  void aCloseThatThePeerHasAnsweredEndsTheSocketAtOnce() throws Exception {
    call(() -> engine.output.write(WORDS, 0, WORDS.length));

    call(() -> engine.output.closeAnswered());

    assertThat(channel.isOpen()).isFalse();
    assertThat(peer.getInputStream().readAllBytes()).isEqualTo(WORDS);
    assertThat(engine.closes).hasSize(1);
  }

  @Test
  void whatWasNotSentYetGoesOutBeforeAnAnsweredClose() throws Exception {
    call(
        () -> {
          engine.output.write(WORDS, 0, WORDS.length);
          engine.output.closeAnswered();
        });

    assertThat(peer.getInputStream().readAllBytes()).isEqualTo(WORDS);
  }

  @Test
  void readingGoesOnBehindTheEndOfTheOutput() throws Exception {
    Reads reads = new Reads();
    call(() -> channel.pipeline().addFirst(reads));
    call(() -> engine.output.close());
    assertThat(peer.getInputStream().read()).isEqualTo(-1);

    peer.getOutputStream().write(WORDS);

    reads.done.get(RawServer.TIMEOUT_MS, TimeUnit.MILLISECONDS);
    call(() -> {});
    assertThat(channel.config().isAutoRead()).isTrue();
  }
}
