// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the latest ping while the peer does not take the answers, and has it answered when it does;
 * RFC 6455, 5.5.3 lets an end answer no other.
 *
 * <p>Confined to the channel's event loop. It stands before Netty's handler, which answers each.
 */
final class WebSocketPings extends ChannelInboundHandlerAdapter {

  private @Nullable Object latest;

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof PingWebSocketFrame && !ctx.channel().isWritable()) {
      forget();
      latest = message;
    } else {
      ctx.fireChannelRead(message);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    Object ping = latest;
    if (ping != null && ctx.channel().isWritable()) {
      // Before the engine hears that there is room, and fills it.
      latest = null;
      ctx.fireChannelRead(ping);
    }
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    forget();
    ctx.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    forget();
  }

  private void forget() {
    ReferenceCountUtil.release(latest);
    latest = null;
  }
}
