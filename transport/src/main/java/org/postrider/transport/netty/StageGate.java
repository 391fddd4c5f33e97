// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.channels.ClosedChannelException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lets what stands behind a stage begin when the stage is up, and explains the stage's failures.
 *
 * <p>Confined to the channel's event loop. To the stages behind, the socket becomes active only
 * then; so each begins in its turn.
 */
final class StageGate extends ChannelInboundHandlerAdapter {

  private static final String SUFFIX = "-gate";

  private final Stage stage;
  private boolean up;
  private boolean failed;

  StageGate(Stage stage) {
    this.stage = stage;
  }

  /** The gate's own name in the pipeline. */
  static String name(Stage stage) {
    return stage.name() + SUFFIX;
  }

  /** What a socket waits for below AMQP, or null. */
  static @Nullable String waitingFor(Channel channel) {
    for (Map.Entry<String, ChannelHandler> each : channel.pipeline()) {
      if (each.getValue() instanceof StageGate gate && !gate.up) {
        return gate.stage.opening();
      }
    }
    return null;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    if (up) {
      ctx.fireChannelActive();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    if (!up && stage.isUp(event)) {
      up = true;
      ctx.fireChannelActive();
      return;
    }
    Throwable failure = up ? null : stage.failure(event);
    if (failure == null) {
      ctx.fireUserEventTriggered(event);
    } else {
      fail(ctx, failure);
    }
    if (stage.isOver(event)) {
      // The socket itself may stay open for ever.
      ctx.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    fail(ctx, cause);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (!up && !failed) {
      fail(ctx, new ClosedChannelException());
    }
    ctx.fireChannelInactive();
  }

  private void fail(ChannelHandlerContext ctx, Throwable cause) {
    failed = true;
    ctx.fireExceptionCaught(cause instanceof TransportException ? cause : stage.explain(cause, up));
  }
}
