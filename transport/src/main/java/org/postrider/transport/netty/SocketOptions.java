// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The transport options as Netty has them; what is the system's default is left out.
 *
 * <p>Stateless.
 */
final class SocketOptions {

  private static final Logger LOG = LoggerFactory.getLogger(SocketOptions.class);

  private static final int LEAST_READ_OCTETS = 64;
  private static final int FIRST_READ_OCTETS = 2 * 1024;

  /** Four times Netty's own: a frame that begins in one read and ends in another is copied. */
  private static final int MAX_READ_OCTETS = 256 * 1024;

  /** Before what was read is answered, and other connections have their turn: 1 MiB, as Netty. */
  private static final int READS_IN_A_ROW = 4;

  /** Immutable: each socket has a guess of its own. */
  private static final RecvByteBufAllocator READS =
      new AdaptiveRecvByteBufAllocator(LEAST_READ_OCTETS, FIRST_READ_OCTETS, MAX_READ_OCTETS)
          .maxMessagesPerRead(READS_IN_A_ROW);

  private SocketOptions() {}

  /** What takes them: a socket, or whoever makes sockets. */
  @FunctionalInterface
  interface Target {

    /** Takes one. */
    <T> void set(ChannelOption<T> option, T value);
  }

  /** Sets them on a socket; what the system does not let be set it is used without. */
  static void set(Channel socket, TransportOptions options) {
    each(options, new Socket(socket));
  }

  private record Socket(Channel channel) implements Target {

    @Override
    public <T> void set(ChannelOption<T> option, T value) {
      try {
        if (!channel.config().setOption(option, value)) {
          LOG.warn("the socket does not know the option {}", option);
        }
      } catch (RuntimeException refused) {
        LOG.warn("the socket option {} cannot be {}", option, value, refused);
      }
    }
  }

  static void each(TransportOptions options, Target target) {
    target.set(ChannelOption.RECVBUF_ALLOCATOR, READS);
    target.set(ChannelOption.TCP_NODELAY, options.tcpNoDelay());
    target.set(ChannelOption.SO_KEEPALIVE, options.keepAlive());
    target.set(
        ChannelOption.WRITE_BUFFER_WATER_MARK,
        new WriteBufferWaterMark(options.writeLowWatermark(), options.writeHighWatermark()));
    if (options.sendBufferSize() > 0) {
      target.set(ChannelOption.SO_SNDBUF, options.sendBufferSize());
    }
    if (options.receiveBufferSize() > 0) {
      target.set(ChannelOption.SO_RCVBUF, options.receiveBufferSize());
    }
    if (options.soLingerSec() >= 0) {
      target.set(ChannelOption.SO_LINGER, options.soLingerSec());
    }
    if (options.trafficClass() > 0) {
      target.set(ChannelOption.IP_TOS, options.trafficClass());
    }
  }
}
