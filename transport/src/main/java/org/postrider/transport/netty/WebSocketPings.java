// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.util.ReferenceCountUtil;

/**
 * Leaves pings unanswered while the peer does not take the answers; RFC 6455, 5.5.3 lets an end
 * answer the latest one only.
 *
 * <p>Confined to the channel's event loop. It stands before Netty's handler, which answers each.
 */
final class WebSocketPings extends ChannelInboundHandlerAdapter {

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof PingWebSocketFrame && !ctx.channel().isWritable()) {
      ReferenceCountUtil.release(message);
    } else {
      ctx.fireChannelRead(message);
    }
  }
}
