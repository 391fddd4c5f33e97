// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import io.netty.channel.Channel;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.postrider.transport.netty.TransportException.Kind;

/**
 * Ends a socket whose peer is too slow with SASL and its AMQP header.
 *
 * <p>Stateless. The failure goes through the pipeline, so that the stage that waits is the one that
 * is told.
 */
final class HandshakeDeadline {

  private HandshakeDeadline() {}

  /** Starts the time; to be cancelled when the header has come, or the socket is gone. */
  static ScheduledFuture<?> schedule(Channel channel, String endpoint, int timeoutMs) {
    return channel
        .eventLoop()
        .schedule(
            () -> {
              // It may be at this end that it takes so long.
              String work = SaslHandler.work(channel);
              String missing =
                  work == null ? "no SASL outcome and AMQP header" : "no end of " + work;
              String what = missing + " within " + timeoutMs + " ms";
              channel
                  .pipeline()
                  .fireExceptionCaught(
                      new TransportException(Kind.HANDSHAKE_TIMEOUT, endpoint, what, null));
              GracefulClose.pastStages(channel);
            },
            timeoutMs,
            TimeUnit.MILLISECONDS);
  }
}
