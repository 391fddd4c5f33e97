// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The time of a peer that does not come to the point. */
class HandshakeDeadlineTest {

  /** As TLS, which closes when its handshake is done and its last words are sent. */
  private static final class LastWords extends ChannelOutboundHandlerAdapter {
    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
      // Not before the peer has answered.
    }
  }

  @Test
  void theSocketClosesThoughAStageHasLastWords() {
    EmbeddedChannel channel =
        new EmbeddedChannel(new UnreadOutput("peer:1", null), new LastWords());
    channel.freezeTime();
    var unused = HandshakeDeadline.schedule(channel, "peer:1", 1000);

    channel.advanceTimeBy(1000, TimeUnit.MILLISECONDS);
    channel.runScheduledPendingTasks();

    assertThat(channel.isOpen()).isFalse();
    assertThatThrownBy(channel::checkException)
        .hasMessage("peer:1: no SASL outcome and AMQP header within 1000 ms");
  }
}
