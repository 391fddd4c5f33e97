// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/**
 * Gives a client's WebSocket the server's answer without its body: that of a refusal is a page for
 * people, may be long, and need not end.
 *
 * <p>Confined to the channel's event loop.
 */
final class ResponseHead extends ChannelInboundHandlerAdapter {

  private @Nullable FullHttpResponse upgrade;

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof HttpResponse response) {
      FullHttpResponse head = headOf(response);
      if (response.status().code() == HttpResponseStatus.SWITCHING_PROTOCOLS.code()) {
        // The end of the answer must not come behind the upgrade, as if it were of the WebSocket.
        upgrade = head;
      } else {
        ctx.fireChannelRead(head);
      }
    } else if (message instanceof HttpContent) {
      ReferenceCountUtil.release(message);
      FullHttpResponse whole = upgrade;
      if (whole != null && message instanceof LastHttpContent) {
        upgrade = null;
        ctx.fireChannelRead(whole);
      }
    } else {
      ctx.fireChannelRead(message);
    }
  }

  /** A whole answer that has the head of another, and no body. */
  static FullHttpResponse headOf(HttpResponse response) {
    FullHttpResponse head =
        new DefaultFullHttpResponse(
            response.protocolVersion(),
            response.status(),
            Unpooled.EMPTY_BUFFER,
            response.headers(),
            new DefaultHttpHeaders());
    head.setDecoderResult(response.decoderResult());
    return head;
  }
}
