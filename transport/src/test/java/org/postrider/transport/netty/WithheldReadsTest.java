// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** While too much waits for a peer, nobody reads from it, who for whatever reason would. */
class WithheldReadsTest {

  private static final int MAX = 1024 * 1024;
  private static final int CHUNK = 256 * 1024;

  /** Stands where the socket is. */
  private static final class Reads extends ChannelOutboundHandlerAdapter {
    private int asked;

    @Override
    public void read(ChannelHandlerContext ctx) {
      asked++;
      ctx.read();
    }
  }

  /** Answers each octet with one and gives nothing on, and asks for more as TLS does then. */
  private static final class Records extends ChannelDuplexHandler {
    @Override
    @SuppressWarnings("FutureReturnValueIgnored")
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ctx.write(message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      if (!ctx.channel().config().isAutoRead()) {
        ctx.read();
      }
      ctx.fireChannelReadComplete();
    }
  }

  /** Keeps what went wrong. */
  private static final class End extends ChannelInboundHandlerAdapter {
    private Throwable failure;

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      failure = cause;
    }
  }

  private Reads reads;
  private End end;
  private EmbeddedChannel channel = socket(MAX, null);

  private EmbeddedChannel socket(int maxOctets, UnreadOutputs all) {
    reads = new Reads();
    end = new End();
    return new EmbeddedChannel(
        reads,
        new UnreadOutput("peer:1", maxOctets, UnreadOutput.PATIENCE_MS, all),
        new Records(),
        end);
  }

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

  @AfterEach
  void end() {
    channel.finishAndReleaseAll();
  }

  @Test
  void whoeverAsksForMoreGetsItWhenThePeerHasReadAndNotBefore() {
    comes(5);
    int before = reads.asked;

    comes(1);
    channel.read();
    assertThat(reads.asked).isEqualTo(before);

    isTaken();
    assertThat(channel.config().isAutoRead()).isTrue();
    assertThat(reads.asked).isGreaterThan(before);
  }

  @Test
  void theBoundHoldsWhileReadingIsOffForAnotherReason() {
    channel.config().setAutoRead(false);
    comes(5);
    int before = reads.asked;

    comes(1);
    assertThat(reads.asked).isEqualTo(before);

    isTaken();
    assertThat(channel.config().isAutoRead()).isFalse();
    assertThat(reads.asked).isEqualTo(before + 1);
  }

  @Test
  void whoTurnsReadingOnHasItOnWhenThePeerHasRead() {
    channel.config().setAutoRead(false);
    comes(5);
    int before = reads.asked;

    channel.config().setAutoRead(true);
    assertThat(reads.asked).isEqualTo(before);
    assertThat(channel.config().isAutoRead()).isFalse();

    isTaken();
    assertThat(channel.config().isAutoRead()).isTrue();
  }

  @Test
  void whatIsWrittenUnaskedCountsToo() {
    for (int i = 0; i < 5; i++) {
      var unused = channel.write(Unpooled.wrappedBuffer(new byte[CHUNK]));
    }
    channel.pipeline().addFirst(new Dam());

    channel.flush();

    assertThat(channel.config().isAutoRead()).isFalse();
    channel.pipeline().remove(Dam.class);
  }

  /** A peer that takes nothing. */
  private static final class Dam extends ChannelOutboundHandlerAdapter {
    @Override
    public void flush(ChannelHandlerContext ctx) {}
  }

  @Test
  void whoHasPausedAndGoesOnIsTheWorstOfAll() {
    channel.finishAndReleaseAll();
    channel = socket(2 * CHUNK, new UnreadOutputs(10L * CHUNK, CHUNK));
    comes(4);
    assertThat(channel.config().isAutoRead()).isFalse();
    assertThat(end.failure).isNull();

    comes(8);
    channel.runPendingTasks();

    assertThat(end.failure)
        .isInstanceOf(TransportException.class)
        .hasMessageContaining("for all clients of the listener");
  }
}
