// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.util.function.Consumer;

/**
 * Shows what comes and goes at its place in a pipeline, to one reader for each direction; a reader
 * leaves the octets as they are.
 *
 * <p>Confined to the channel's event loop.
 */
final class SocketTrace extends ChannelDuplexHandler {

  /**
   * A larger frame ends a trace: the engine may have refused it, and what its peer goes on to send
   * must not fill the memory.
   */
  static final int MAX_FRAME_OCTETS = 16 << 20;

  private final Consumer<ByteBuf> in;
  private final Consumer<ByteBuf> out;

  SocketTrace(Consumer<ByteBuf> in, Consumer<ByteBuf> out) {
    this.in = in;
    this.out = out;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    show(message, in);
    ctx.fireChannelRead(message);
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    show(message, out);
    ctx.write(message, promise);
  }

  private static void show(Object message, Consumer<ByteBuf> reader) {
    if (message instanceof ByteBuf octets) {
      reader.accept(octets);
    }
  }
}
