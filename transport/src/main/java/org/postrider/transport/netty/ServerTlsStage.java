// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.util.ReferenceCountUtil;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;
import org.postrider.transport.netty.TransportException.Kind;
import org.postrider.transport.tls.ServerTls;

/**
 * TLS on one socket that was accepted: nothing is read of it until the certificate is there.
 *
 * <p>Confined to the channel's event loop.
 */
final class ServerTlsStage implements Stage {

  private final ServerTls tls;
  private final Lookups lookups;
  private final String endpoint;

  ServerTlsStage(ServerTls tls, Lookups lookups, String endpoint) {
    this.tls = tls;
    this.lookups = lookups;
    this.endpoint = endpoint;
  }

  @Override
  public String name() {
    return TlsStage.NAME;
  }

  @Override
  public String opening() {
    return "the TLS handshake";
  }

  @Override
  public void addTo(ChannelPipeline pipeline) {
    Channel channel = pipeline.channel();
    channel.config().setAutoRead(false);
    Cancellable reading =
        lookups.read(
            tls,
            () -> tls.newEngine(channel.alloc()),
            (engine, e) -> channel.eventLoop().execute(() -> ready(channel, engine, e)));
    channel.closeFuture().addListener(closed -> reading.cancel());
  }

  private void ready(Channel channel, @Nullable SSLEngine engine, @Nullable Throwable failure) {
    if (!channel.isOpen()) {
      ReferenceCountUtil.release(engine);
    } else if (engine == null) {
      String what = failure == null ? "TLS is not there" : String.valueOf(failure.getMessage());
      channel
          .pipeline()
          .fireExceptionCaught(new TransportException(Kind.TLS, endpoint, what, failure));
    } else {
      channel.pipeline().addBefore(StageGate.name(this), TlsStage.NAME, TlsStage.handler(engine));
      channel.config().setAutoRead(true);
    }
  }

  @Override
  public boolean isUp(Object event) {
    return event instanceof SslHandshakeCompletionEvent handshake && handshake.isSuccess();
  }

  @Override
  public boolean isOver(Object event) {
    return event instanceof SslCloseCompletionEvent end && end.isSuccess();
  }

  @Override
  public @Nullable Throwable failure(Object event) {
    return event instanceof SslHandshakeCompletionEvent handshake ? handshake.cause() : null;
  }

  @Override
  public Throwable explain(Throwable cause, boolean up) {
    return TlsFailures.explain(
        cause,
        new TlsFailures.Context(endpoint, up, "", refused -> String.valueOf(refused.getMessage())));
  }
}
