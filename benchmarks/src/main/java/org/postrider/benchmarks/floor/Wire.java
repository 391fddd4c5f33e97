// SPDX-License-Identifier: Apache-2.0
package org.postrider.benchmarks.floor;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import java.util.concurrent.locks.LockSupport;

/**
 * A plain Netty socket to a peer that answers an octet for each so many that it gets.
 *
 * <p>Answers are awaited by the thread that connected, and counted on the event loop.
 */
final class Wire extends ChannelInboundHandlerAdapter implements AutoCloseable {

  /** As the clients do where they can. */
  private static final boolean EPOLL = Epoll.isAvailable();

  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(
          1, EPOLL ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
  private final Thread waiting = Thread.currentThread();
  private final Channel channel;
  private volatile long answers;

  /**
   * Connects.
   *
   * @param octetsAnAnswer how many octets the peer answers with one
   */
  Wire(InetSocketAddress peer, int octetsAnAnswer) throws InterruptedException {
    channel =
        new Bootstrap()
            .group(loops)
            .channel(EPOLL ? EpollSocketChannel.class : NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .handler(this)
            .connect(peer)
            .sync()
            .channel();
    channel.writeAndFlush(channel.alloc().directBuffer().writeInt(octetsAnAnswer));
  }

  Channel channel() {
    return channel;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf octets = (ByteBuf) message;
    // Written on this thread only.
    long counted = answers + octets.readableBytes();
    octets.release();
    answers = counted;
    LockSupport.unpark(waiting);
  }

  /** How many answers came. */
  long answers() {
    return answers;
  }

  /** Waits until so many have come. */
  void awaitAnswers(long wanted) throws InterruptedException {
    while (answers < wanted) {
      if (!channel.isOpen()) {
        throw new IllegalStateException("the peer has gone");
      }
      LockSupport.parkNanos(this, 1_000_000_000L);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }

  @Override
  public void close() {
    channel.close().syncUninterruptibly();
    loops.shutdownGracefully();
  }
}
