// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import io.netty.channel.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.postrider.transport.auth.SaslServerNegotiation;
import org.postrider.transport.tls.ServerTls;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a listener's sockets are made of, and how many of them there may be.
 *
 * <p>Thread-safe: sockets are accepted on several event loops.
 */
final class Reception implements AmqpPipeline.Parts {

  private static final Logger LOG = LoggerFactory.getLogger(Reception.class);

  private final LoopGroup group;
  private final ListenRequest request;
  private final ConnectionAcceptor acceptor;
  private final @Nullable ServerTls tls;
  private final UnreadOutputs unread = new UnreadOutputs();
  private final AtomicInteger open = new AtomicInteger();

  /**
   * What accepts.
   *
   * @param tls null to accept without TLS
   */
  Reception(
      LoopGroup group,
      ListenRequest request,
      ConnectionAcceptor acceptor,
      @Nullable ServerTls tls) {
    this.group = group;
    this.request = request;
    this.acceptor = acceptor;
    this.tls = tls;
  }

  @Override
  public String endpoint(Channel channel) {
    return String.valueOf(channel.remoteAddress());
  }

  @Override
  public UnreadOutput unreadOutput(Channel channel) {
    return new UnreadOutput(endpoint(channel), unread);
  }

  @Override
  public EndpointAddress address() {
    return request.address();
  }

  @Override
  public List<Stage> stages(Channel channel) {
    List<Stage> stages = new ArrayList<>();
    if (tls != null) {
      stages.add(new ServerTlsStage(tls, group.lookups(), endpoint(channel)));
    }
    if (address().isWebSocket()) {
      stages.add(
          new ServerWebSocketStage(
              endpoint(channel), address().path(), request.options().webSocket()));
    }
    return stages;
  }

  @Override
  public SaslHandler sasl(Channel channel) {
    channel.closeFuture().addListener(closed -> open.decrementAndGet());
    if (open.incrementAndGet() > request.maxConnections()) {
      LOG.warn(
          "Closing a connection from {}: there are {} already, the limit",
          channel.remoteAddress(),
          request.maxConnections());
      GracefulClose.now(channel);
    }
    return new SaslHandler(
        ready -> new SaslServerNegotiation(request.sasl()),
        group.authentication(),
        accepted -> PeerHost.of(accepted.remoteAddress()),
        new AcceptAttempt(group, channel, request.options(), acceptor));
  }
}
