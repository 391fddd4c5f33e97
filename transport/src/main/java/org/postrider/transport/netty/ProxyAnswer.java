// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.ReferenceCountUtil;

/**
 * Gives the way through an HTTP proxy a refusal without its body, which may be long, and need not
 * end; where there is none it stands in nobody's way.
 *
 * <p>Confined to the channel's event loop.
 */
final class ProxyAnswer extends ChannelInboundHandlerAdapter {

  private boolean refused;

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (refused) {
      // The page for people, as octets where the codec has gone already.
      ReferenceCountUtil.release(message);
    } else if (!(message instanceof HttpResponse response)) {
      ctx.fireChannelRead(message);
    } else if (response.status().equals(HttpResponseStatus.OK)) {
      // What follows comes from the proxy's peer.
      ctx.pipeline().remove(this);
      ctx.fireChannelRead(response);
    } else {
      refused = true;
      ctx.fireChannelRead(ResponseHead.headOf(response));
    }
  }
}
