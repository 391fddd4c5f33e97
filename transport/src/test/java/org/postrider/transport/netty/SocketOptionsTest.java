// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelOption;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is set on a socket, and what is left to the system. */
class SocketOptionsTest {

  private static Map<ChannelOption<?>, Object> set(TransportOptions options) {
    Map<ChannelOption<?>, Object> set = new HashMap<>();
    SocketOptions.each(
        options,
        new SocketOptions.Target() {
          @Override
          public <T> void set(ChannelOption<T> option, T value) {
            set.put(option, value);
          }
        });
    return set;
  }

  /** A buffer whose size was set is never made larger by the system, however long the way is. */
  @Test
  void theSystemMakesTheBuffersAsLargeAsItHelpsUnlessASizeIsGiven() {
    assertThat(set(TransportOptions.builder().build()))
        .doesNotContainKeys(ChannelOption.SO_SNDBUF, ChannelOption.SO_RCVBUF);
    assertThat(set(TransportOptions.builder().bufferSizes(70_000, 80_000).build()))
        .containsEntry(ChannelOption.SO_SNDBUF, 70_000)
        .containsEntry(ChannelOption.SO_RCVBUF, 80_000);
  }
}
