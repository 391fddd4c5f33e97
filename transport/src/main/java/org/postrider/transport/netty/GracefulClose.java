// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.DuplexChannel;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Closes a socket so that the peer gets what was written last.
 *
 * <p>Stateless; to be called on the channel's event loop. To close a socket at which unread octets
 * wait resets it, and a reset destroys what is still on its way. So the output ends first, and what
 * comes is thrown away until the peer ends too, or the time is over.
 */
@SuppressWarnings("FutureReturnValueIgnored") // A channel reports its end through its handlers.
final class GracefulClose {

  static final long TIMEOUT_MS = 2_000;

  private GracefulClose() {}

  /** Closes at once. */
  static void now(Channel channel) {
    channel.close();
  }

  /** Closes at once, without the last words of TLS: they wait for a handshake that may not end. */
  static void pastStages(Channel channel) {
    ChannelHandlerContext first = channel.pipeline().firstContext();
    if (first != null) {
      first.close();
    }
  }

  /**
   * Closes at once where the peer has answered our close: it has read all that we sent, and sends
   * nothing that would wait unread.
   */
  static void afterAnswer(Channel channel) {
    ChannelOutboundBuffer waiting = channel.unsafe().outboundBuffer();
    if (isBare(channel) && waiting != null && waiting.isEmpty()) {
      now(channel);
    } else {
      afterFlush(channel);
    }
  }

  private static boolean isBare(Channel channel) {
    return channel.pipeline().get(StageGate.class) == null;
  }

  static void afterFlush(Channel channel) {
    channel
        .writeAndFlush(Unpooled.EMPTY_BUFFER)
        .addListener(
            written -> {
              if (written.isSuccess()
                  && isBare(channel)
                  && channel instanceof DuplexChannel duplex) {
                duplex.shutdownOutput();
              } else {
                // TLS and WebSocket have their own last words, which their handlers send.
                channel.close();
              }
            });
    if (channel.isOpen()) {
      Future<?> force =
          channel.eventLoop().schedule(() -> channel.close(), TIMEOUT_MS, TimeUnit.MILLISECONDS);
      channel.closeFuture().addListener(closed -> force.cancel(false));
    }
  }
}
