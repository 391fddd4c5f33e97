// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.postrider.transport.auth.AuthenticationException;
import org.postrider.transport.auth.SaslNegotiation;
import org.postrider.transport.auth.SaslStatus;

/**
 * Carries the SASL layer's octets, and leaves the pipeline when the layer is done.
 *
 * <p>Confined to the channel's event loop.
 */
final class SaslHandler extends ChannelInboundHandlerAdapter {

  /** Who waits for the SASL layer. */
  interface Next {

    /** The socket is there, and all that stands below AMQP is up. */
    void begun(ChannelHandlerContext context);

    /** The SASL layer is done; the engine's handler is to be added at the pipeline's end. */
    void authenticated(ChannelHandlerContext context, @Nullable String user);

    /** It is over; told once, and the socket is being closed. */
    void failed(Throwable cause);
  }

  private final Function<Channel, @Nullable SaslNegotiation> negotiations;
  private final WaitingThreads threads;
  private final Function<Channel, PeerHost> account;
  private final Next next;
  private @Nullable SaslNegotiation negotiation;
  private boolean begun;
  private boolean over;

  /** Cancels the step of the negotiation that is under way, if one is. */
  private @Nullable Cancellable step;

  /** What came meanwhile; no more than was read already, as reading stops. */
  private @Nullable ByteBuf kept;

  /**
   * A handler for one socket.
   *
   * @param negotiations makes the negotiation when the socket is ready for it, so that it may ask
   *     what TLS has agreed on; null where AMQP begins without SASL
   * @param threads for its steps that may take a while
   * @param account on whose these are
   */
  SaslHandler(
      Function<Channel, @Nullable SaslNegotiation> negotiations,
      WaitingThreads threads,
      Function<Channel, PeerHost> account,
      Next next) {
    this.negotiations = negotiations;
    this.threads = threads;
    this.account = account;
    this.next = next;
  }

  /** What the log-in of a socket waits for at this end, or null. */
  static @Nullable String work(Channel channel) {
    SaslHandler handler = channel.pipeline().get(SaslHandler.class);
    SaslNegotiation sasl = handler == null ? null : handler.negotiation;
    return sasl == null ? null : sasl.work();
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    begin(ctx);
    ctx.fireChannelActive();
  }

  private void begin(ChannelHandlerContext ctx) {
    if (begun) {
      return;
    }
    begun = true;
    next.begun(ctx);
    SaslNegotiation sasl = over ? null : negotiations.apply(ctx.channel());
    negotiation = sasl;
    if (sasl != null) {
      sasl.start();
      writeOutput(ctx, sasl);
    } else if (!over) {
      succeed(ctx, null);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ByteBuf in = (ByteBuf) message;
    SaslNegotiation sasl = negotiation;
    if (over || sasl == null) {
      in.release();
      return;
    }
    ByteBuf before = kept;
    ByteBuf all = before == null ? in : Unpooled.wrappedBuffer(before, in);
    kept = null;
    if (step != null) {
      kept = all;
    } else {
      proceed(ctx, sasl, all);
    }
  }

  /** Takes octets, which it owns, and does what the negotiation has come to. */
  private void proceed(ChannelHandlerContext ctx, SaslNegotiation sasl, ByteBuf in) {
    boolean passedOn = false;
    try {
      sasl.input(in);
      writeOutput(ctx, sasl);
      Runnable task = sasl.takeTask();
      if (task != null) {
        kept = in;
        passedOn = true;
        beginStep(ctx, sasl, task);
      } else if (sasl.status() == SaslStatus.SUCCEEDED) {
        succeed(ctx, sasl.user());
        byte[] prefix = sasl.amqpPrefix();
        if (prefix.length > 0) {
          ctx.fireChannelRead(Unpooled.wrappedBuffer(prefix));
        }
        if (in.isReadable()) {
          passedOn = true;
          ctx.fireChannelRead(in);
        }
        ctx.pipeline().remove(this);
      } else if (sasl.failure() != null) {
        fail(ctx, sasl.failure());
      }
    } finally {
      if (!passedOn) {
        in.release();
      }
    }
  }

  private void beginStep(ChannelHandlerContext ctx, SaslNegotiation sasl, Runnable task) {
    ctx.channel().config().setAutoRead(false);
    try {
      PeerHost host = account.apply(ctx.channel());
      step =
          threads.run(host, task, none -> ctx.executor().execute(() -> stepDone(ctx, sasl, none)));
    } catch (RejectedExecutionException e) {
      stepLost(ctx, sasl, e);
    }
  }

  /** A step that was taken finds no thread: the negotiation ends, and lets go of its mechanism. */
  private void stepLost(ChannelHandlerContext ctx, SaslNegotiation sasl, Throwable none) {
    fail(ctx, none);
    sasl.taskDone();
    // The peer's end of the socket is to be seen.
    ctx.channel().config().setAutoRead(true);
  }

  /** A step has ended, or has never begun, for want of a thread. */
  private void stepDone(ChannelHandlerContext ctx, SaslNegotiation sasl, @Nullable Throwable none) {
    step = null;
    if (none != null) {
      stepLost(ctx, sasl, none);
      return;
    }
    sasl.taskDone();
    if (over) {
      return;
    }
    ctx.channel().config().setAutoRead(true);
    ByteBuf in = kept == null ? Unpooled.EMPTY_BUFFER : kept;
    kept = null;
    proceed(ctx, sasl, in);
  }

  @SuppressWarnings("FutureReturnValueIgnored") // A write that fails closes the channel.
  private void writeOutput(ChannelHandlerContext ctx, SaslNegotiation sasl) {
    ByteBuf out = sasl.takeOutput();
    if (out != null) {
      ctx.writeAndFlush(out, ctx.voidPromise());
    }
  }

  private void succeed(ChannelHandlerContext ctx, @Nullable String user) {
    over = true;
    next.authenticated(ctx, user);
    if (negotiation == null) {
      ctx.pipeline().remove(this);
    }
  }

  private void fail(ChannelHandlerContext ctx, Throwable cause) {
    if (!over) {
      over = true;
      if (negotiation != null) {
        negotiation.inputClosed();
      }
      if (step != null) {
        step.cancel();
        // The peer's end of the socket is to be seen.
        ctx.channel().config().setAutoRead(true);
      }
      if (kept != null) {
        kept.release();
        kept = null;
      }
      next.failed(cause);
      GracefulClose.afterFlush(ctx.channel());
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    AuthenticationException cause = null;
    if (negotiation != null) {
      negotiation.inputClosed();
      cause = negotiation.failure();
    }
    fail(ctx, cause == null ? new ClosedChannelException() : cause);
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    fail(ctx, cause);
  }
}
