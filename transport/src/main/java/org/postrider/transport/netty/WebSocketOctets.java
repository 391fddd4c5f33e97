// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;
import org.postrider.transport.netty.TransportException.Kind;

/**
 * Makes a stream of octets of a WebSocket's binary messages, whose bounds mean nothing to AMQP, and
 * the other way round.
 *
 * <p>Confined to the channel's event loop. Parts of a fragmented message are passed on as they
 * come.
 */
final class WebSocketOctets extends ChannelDuplexHandler {

  /** Peers limit frames, many to 64 KiB. */
  private static final int MAX_SENT_OCTETS = 32 * 1024;

  private static final int NORMAL_CLOSURE = 1000;

  private final String endpoint;

  WebSocketOctets(String endpoint) {
    this.endpoint = endpoint;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    if (message instanceof BinaryWebSocketFrame || message instanceof ContinuationWebSocketFrame) {
      // The frame and its content are counted as one.
      ctx.fireChannelRead(((WebSocketFrame) message).content());
      return;
    }
    String what = "the peer sent a WebSocket message that is not binary, as AMQP's must be";
    Kind kind = Kind.PROTOCOL;
    if (message instanceof CloseWebSocketFrame close) {
      what = closed(close);
      kind = Kind.CLOSED;
    }
    ReferenceCountUtil.release(message);
    if (what != null) {
      ctx.fireExceptionCaught(new TransportException(kind, endpoint, what, null));
    }
    ctx.close();
  }

  private static @Nullable String closed(CloseWebSocketFrame close) {
    int code = close.statusCode();
    boolean normal = code == NORMAL_CLOSURE || code < 0;
    return normal ? null : "the peer closed the WebSocket: " + code + " " + close.reasonText();
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (!(message instanceof ByteBuf octets) || !octets.isReadable()) {
      // Nothing but the wish to be told when all before is written.
      ctx.write(message, promise);
      return;
    }
    while (octets.readableBytes() > MAX_SENT_OCTETS) {
      ByteBuf part = octets.readRetainedSlice(MAX_SENT_OCTETS);
      ctx.write(new BinaryWebSocketFrame(part), ctx.voidPromise());
    }
    ctx.write(new BinaryWebSocketFrame(octets), promise);
  }
}
