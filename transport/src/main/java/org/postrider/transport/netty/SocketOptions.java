// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The transport options as Netty has them; what is the system's default is left out.
 *
 * <p>Stateless.
 */
final class SocketOptions {

  private static final Logger LOG = LoggerFactory.getLogger(SocketOptions.class);

  private SocketOptions() {}

  /** Sets them on a socket; what the system does not let be set it is used without. */
  static void set(Channel socket, TransportOptions options) {
    of(options).forEach((option, value) -> set(socket, option, value));
  }

  @SuppressWarnings("unchecked")
  private static void set(Channel socket, ChannelOption<?> option, Object value) {
    try {
      if (!socket.config().setOption((ChannelOption<Object>) option, value)) {
        LOG.warn("the socket does not know the option {}", option);
      }
    } catch (RuntimeException refused) {
      LOG.warn("the socket option {} cannot be {}", option, value, refused);
    }
  }

  static Map<ChannelOption<?>, Object> of(TransportOptions options) {
    Map<ChannelOption<?>, Object> result = new LinkedHashMap<>();
    result.put(ChannelOption.TCP_NODELAY, options.tcpNoDelay());
    result.put(ChannelOption.SO_KEEPALIVE, options.keepAlive());
    result.put(
        ChannelOption.WRITE_BUFFER_WATER_MARK,
        new WriteBufferWaterMark(options.writeLowWatermark(), options.writeHighWatermark()));
    if (options.sendBufferSize() > 0) {
      result.put(ChannelOption.SO_SNDBUF, options.sendBufferSize());
    }
    if (options.receiveBufferSize() > 0) {
      result.put(ChannelOption.SO_RCVBUF, options.receiveBufferSize());
    }
    if (options.soLingerSec() >= 0) {
      result.put(ChannelOption.SO_LINGER, options.soLingerSec());
    }
    if (options.trafficClass() > 0) {
      result.put(ChannelOption.IP_TOS, options.trafficClass());
    }
    return result;
  }
}
