// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import java.util.LinkedHashMap;
import java.util.Map;

/** The transport options as Netty has them; what is the system's default is left out. */
final class SocketOptions {

  private SocketOptions() {}

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
