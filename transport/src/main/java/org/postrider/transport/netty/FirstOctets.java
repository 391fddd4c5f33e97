// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;
import org.postrider.transport.netty.TransportException.Kind;

/**
 * Looks at the first octets of a socket without TLS and WebSocket, to tell a peer that speaks one
 * of these from a broken one; then it leaves the pipeline.
 *
 * <p>Confined to the channel's event loop.
 */
final class FirstOctets extends ChannelInboundHandlerAdapter {

  private static final int TLS_ALERT = 0x15;
  private static final int TLS_HANDSHAKE = 0x16;
  private static final int TLS_MAJOR_VERSION = 3;

  private final String endpoint;

  FirstOctets(String endpoint) {
    this.endpoint = endpoint;
  }

  /** Whether nothing has come yet on a socket without TLS and WebSocket. */
  static boolean areAwaited(Channel channel) {
    return channel.pipeline().get(FirstOctets.class) != null;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    String other = other((ByteBuf) message);
    if (other == null) {
      ctx.fireChannelRead(message);
    } else {
      ReferenceCountUtil.release(message);
      ctx.fireExceptionCaught(new TransportException(Kind.PROTOCOL, endpoint, other, null));
    }
    ctx.pipeline().remove(this);
  }

  private static @Nullable String other(ByteBuf in) {
    int at = in.readerIndex();
    if (in.readableBytes() < 2) {
      return null;
    }
    int first = in.getByte(at);
    int second = in.getByte(at + 1);
    if ((first == TLS_ALERT || first == TLS_HANDSHAKE) && second == TLS_MAJOR_VERSION) {
      return "the peer speaks TLS at this port (amqps, not amqp)";
    }
    boolean http = first == 'H' && second == 'T' || first == 'G' && second == 'E';
    return http ? "the peer speaks HTTP at this port (amqpws, not amqp)" : null;
  }
}
