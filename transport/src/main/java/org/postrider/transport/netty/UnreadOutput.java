// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postrider.transport.netty.TransportException.Kind;

/**
 * Stops to read from a peer that does not read: what it sends has to be answered, and the answers
 * would wait here without bound. A peer that takes nothing at all for too long is given up.
 *
 * <p>Confined to the channel's event loop. The bound is far above the watermark that holds messages
 * back, so that two ends that both send much do not wait for each other.
 */
final class UnreadOutput extends ChannelInboundHandlerAdapter {

  /** How much may wait for the socket while more is read. */
  static final int MAX_OCTETS = 16 * 1024 * 1024;

  /** How long a peer may take nothing while so much waits for it. */
  static final int PATIENCE_MS = 30_000;

  private final String endpoint;
  private final int maxOctets;
  private final int patienceMs;
  private @Nullable Future<?> deadline;
  private long waitingBefore;

  UnreadOutput(String endpoint) {
    this(endpoint, MAX_OCTETS, PATIENCE_MS);
  }

  UnreadOutput(String endpoint, int maxOctets, int patienceMs) {
    this.endpoint = endpoint;
    this.maxOctets = maxOctets;
    this.patienceMs = patienceMs;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ctx.fireChannelRead(message);
    pauseIfFull(ctx);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    ctx.fireChannelReadComplete();
    pauseIfFull(ctx);
  }

  private void pauseIfFull(ChannelHandlerContext ctx) {
    Channel channel = ctx.channel();
    // While SASL has a step done elsewhere, reading is off, and on again by its own doing.
    if (!channel.isWritable() && waiting(channel) > maxOctets && channel.config().isAutoRead()) {
      channel.config().setAutoRead(false);
      if (deadline == null) {
        awaitProgress(ctx);
      }
    }
  }

  /** How much must be taken before there is room again. */
  private static long waiting(Channel channel) {
    return channel.bytesBeforeWritable();
  }

  private void awaitProgress(ChannelHandlerContext ctx) {
    waitingBefore = waiting(ctx.channel());
    deadline = ctx.executor().schedule(() -> checkProgress(ctx), patienceMs, TimeUnit.MILLISECONDS);
  }

  private void checkProgress(ChannelHandlerContext ctx) {
    long waiting = waiting(ctx.channel());
    if (waiting < waitingBefore) {
      awaitProgress(ctx);
      return;
    }
    deadline = null;
    String what =
        "the peer does not read: " + waiting + " octets wait for it since " + patienceMs + " ms";
    ctx.fireExceptionCaught(new TransportException(Kind.CLOSED, endpoint, what, null));
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (deadline != null && ctx.channel().isWritable()) {
      endDeadline();
      ctx.channel().config().setAutoRead(true);
    }
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    endDeadline();
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    endDeadline();
  }

  private void endDeadline() {
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
  }
}
