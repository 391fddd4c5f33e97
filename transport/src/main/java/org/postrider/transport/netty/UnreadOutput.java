// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
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
final class UnreadOutput extends ChannelDuplexHandler {

  /** How much may wait for the socket while more is read. */
  static final int MAX_OCTETS = 16 * 1024 * 1024;

  /** How long a peer may take nothing while so much waits for it. */
  static final int PATIENCE_MS = 30_000;

  /** By how much it has to grow before all are looked at again. */
  private static final int STEP = 64 * 1024;

  private final String endpoint;
  private final int maxOctets;
  private final int patienceMs;
  private final @Nullable UnreadOutputs all;
  private @Nullable ChannelHandlerContext context;
  private @Nullable Future<?> deadline;
  private long waitingBefore;
  private long toldAll;

  /** While nothing is read; the other two are what follows: reading on and on, or once. */
  private boolean paused;

  private boolean readsOn;
  private boolean readsOnce;

  /**
   * For one socket.
   *
   * @param all what waits for others counts with this; null for a socket alone
   */
  UnreadOutput(String endpoint, @Nullable UnreadOutputs all) {
    this(endpoint, MAX_OCTETS, PATIENCE_MS, all);
  }

  UnreadOutput(String endpoint, int maxOctets, int patienceMs, @Nullable UnreadOutputs all) {
    this.endpoint = endpoint;
    this.maxOctets = maxOctets;
    this.patienceMs = patienceMs;
    this.all = all;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ctx.fireChannelRead(message);
    look(ctx);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    ctx.fireChannelReadComplete();
    look(ctx);
  }

  @Override
  public void flush(ChannelHandlerContext ctx) {
    ctx.flush();
    look(ctx);
  }

  /** TLS reads on by itself where what it read held none of our data: not while too much waits. */
  @Override
  public void read(ChannelHandlerContext ctx) {
    if (!paused) {
      ctx.read();
    } else if (ctx.channel().config().isAutoRead()) {
      // Whoever had stopped it, a step of SASL say, goes on.
      readsOn = true;
      ctx.channel().config().setAutoRead(false);
    } else {
      readsOnce = true;
    }
  }

  private void look(ChannelHandlerContext ctx) {
    Channel channel = ctx.channel();
    if (channel.isWritable()) {
      return;
    }
    long waiting = waiting(channel);
    // Asked in any case: whoever has paused may be the worst.
    boolean tooMuch = isTooMuchForAll(waiting) || waiting > maxOctets;
    if (tooMuch && !paused) {
      paused = true;
      readsOn = channel.config().isAutoRead();
      channel.config().setAutoRead(false);
      awaitProgress(ctx);
    }
  }

  private void readOn(ChannelHandlerContext ctx) {
    paused = false;
    if (readsOn) {
      ctx.channel().config().setAutoRead(true);
    } else if (readsOnce) {
      ctx.read();
    }
    readsOn = false;
    readsOnce = false;
  }

  private boolean isTooMuchForAll(long waiting) {
    if (all == null || waiting < toldAll + STEP) {
      return false;
    }
    toldAll = waiting;
    all.add(this);
    return all.isTooMuch();
  }

  /** How much waits at the moment; may be asked from any thread. */
  long waiting() {
    ChannelHandlerContext ctx = context;
    return ctx == null ? 0 : waiting(ctx.channel());
  }

  /** Ends the socket, as too much waits; may be asked from any thread. */
  void giveUp(String why) {
    ChannelHandlerContext ctx = context;
    if (ctx != null) {
      ctx.executor()
          .execute(
              () ->
                  fail(
                      ctx,
                      "the peer does not read: " + waiting() + " octets wait for it, and " + why));
    }
  }

  private void fail(ChannelHandlerContext ctx, String what) {
    ctx.fireExceptionCaught(new TransportException(Kind.CLOSED, endpoint, what, null));
  }

  /** How much must be taken before there is room again. */
  private static long waiting(Channel channel) {
    long waiting = channel.bytesBeforeWritable();
    // So Netty says that the output has ended: what comes then is read, and thrown away.
    return waiting == Long.MAX_VALUE ? 0 : waiting;
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
    fail(
        ctx,
        "the peer does not read: " + waiting + " octets wait for it since " + patienceMs + " ms");
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    if (ctx.channel().isWritable()) {
      leaveAll();
      if (paused) {
        endDeadline();
        readOn(ctx);
      }
    }
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    endDeadline();
    leaveAll();
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    endDeadline();
    leaveAll();
  }

  private void leaveAll() {
    if (all != null && toldAll > 0) {
      toldAll = 0;
      all.remove(this);
    }
  }

  private void endDeadline() {
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
  }
}
