// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import org.postrider.transport.netty.TransportException.Kind;

/**
 * Answers requests that HTTP's decoder could not read or did not take for their length (RFC 6585,
 * 5), and tells what was wrong with them.
 *
 * <p>Confined to the channel's event loop.
 */
final class UnreadableRequests extends ChannelInboundHandlerAdapter {

  private final String endpoint;

  UnreadableRequests(String endpoint) {
    this.endpoint = endpoint;
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // It is closed, whatever becomes of the answer.
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof FullHttpRequest request && request.decoderResult().isFailure()) {
      HttpResponseStatus status = status(request.decoderResult().cause());
      request.release();
      DefaultFullHttpResponse answer = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status);
      answer.headers().set(HttpHeaderNames.CONTENT_LENGTH, 0);
      ctx.writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE);
      String what = "the HTTP request is not taken: " + status;
      ctx.fireExceptionCaught(new TransportException(Kind.PROTOCOL, endpoint, what, null));
    } else {
      ctx.fireChannelRead(message);
    }
  }

  private static HttpResponseStatus status(Throwable fault) {
    if (fault instanceof TooLongHttpHeaderException) {
      return HttpResponseStatus.REQUEST_HEADER_FIELDS_TOO_LARGE;
    }
    return fault instanceof TooLongHttpLineException
        ? HttpResponseStatus.REQUEST_URI_TOO_LONG
        : HttpResponseStatus.BAD_REQUEST;
  }
}
