// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.ScheduledFuture;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.wire.Printable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client's way from the accepted socket to its engine.
 *
 * <p>Confined to the channel's event loop.
 */
final class AcceptAttempt implements SaslHandler.Next {

  private static final Logger LOG = LoggerFactory.getLogger(AcceptAttempt.class);

  private final LoopGroup group;
  private final Channel channel;
  private final TransportOptions options;
  private final ConnectionAcceptor acceptor;
  private final ScheduledFuture<?> deadline;

  AcceptAttempt(
      LoopGroup group, Channel channel, TransportOptions options, ConnectionAcceptor acceptor) {
    this.group = group;
    this.channel = channel;
    this.options = options;
    this.acceptor = acceptor;
    // From the first moment: the TLS handshake takes of the same time.
    this.deadline =
        HandshakeDeadline.schedule(
            channel, String.valueOf(channel.remoteAddress()), options.handshakeTimeoutMs());
  }

  @Override
  public void begun(ChannelHandlerContext context) {
    // The time runs already.
  }

  @Override
  public void authenticated(ChannelHandlerContext context, @Nullable String user) {
    AcceptedSocket socket = new AcceptedSocket(group, channel, options, user, deadline);
    try {
      acceptor.accepted(socket);
    } catch (RuntimeException e) {
      LOG.error("The acceptor of connections threw", e);
    }
    if (!socket.isDriven()) {
      deadline.cancel(false);
      GracefulClose.afterFlush(channel);
    }
  }

  @Override
  public void failed(Throwable cause) {
    deadline.cancel(false);
    String what =
        cause instanceof ClosedChannelException
            ? "it is closed before its log-in is over"
            : cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    if (cause instanceof TransportException) {
      // It names the client itself.
      LOG.warn("Closing the connection from {}", what);
    } else {
      String shown = Printable.of(what, 500);
      LOG.warn("Closing the connection from {}: {}", channel.remoteAddress(), shown);
    }
  }
}
