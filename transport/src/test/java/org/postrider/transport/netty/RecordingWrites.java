// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts what reaches the socket, and keeps whether it became writable or not. */
@SuppressWarnings("FutureReturnValueIgnored") // The promise is passed on.
final class RecordingWrites extends ChannelDuplexHandler {

  final AtomicInteger writes = new AtomicInteger();
  final AtomicInteger flushes = new AtomicInteger();
  final List<Boolean> writabilities = new CopyOnWriteArrayList<>();

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    writes.incrementAndGet();
    ctx.write(message, promise);
  }

  @Override
  public void flush(ChannelHandlerContext ctx) {
    flushes.incrementAndGet();
    ctx.flush();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    writabilities.add(ctx.channel().isWritable());
    ctx.fireChannelWritabilityChanged();
  }
}
