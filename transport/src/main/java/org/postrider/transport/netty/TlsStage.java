// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;
import org.postrider.transport.tls.TlsContext;

/**
 * TLS on one socket.
 *
 * <p>Confined to the channel's event loop. Time-outs are its owner's.
 */
final class TlsStage implements Stage {

  static final String NAME = "tls";
  private static final String WATCH_NAME = "tls-watch";

  private final String endpoint;
  private final SSLEngine engine;
  private final TlsContext context;
  private boolean up;

  /** The last that was seen of the handshake: an engine that has failed gives none. */
  private @Nullable SSLSession handshake;

  /**
   * A stage for one socket.
   *
   * @param endpoint the peer, for messages
   * @param context what the engine was made of
   */
  TlsStage(String endpoint, SSLEngine engine, TlsContext context) {
    this.endpoint = endpoint;
    this.engine = engine;
    this.context = context;
  }

  static SslHandler handler(SSLEngine engine) {
    SslHandler handler = new SslHandler(engine);
    handler.setHandshakeTimeoutMillis(0);
    // Until the peer ends too, or the socket would be reset and our last words be lost.
    handler.setCloseNotifyReadTimeoutMillis(GracefulClose.TIMEOUT_MS);
    return handler;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String opening() {
    return "the TLS handshake";
  }

  @Override
  public void addTo(ChannelPipeline pipeline) {
    pipeline.addLast(WATCH_NAME, new Watch());
    pipeline.addLast(NAME, handler(engine));
  }

  @Override
  public boolean isUp(Object event) {
    up |= event instanceof SslHandshakeCompletionEvent end && end.isSuccess();
    return up;
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
        new TlsFailures.Context(
            endpoint, up, own(up), refused -> context.refusal(refused, engine.getPeerHost())));
  }

  /** Which certificate this end showed. */
  private String own(boolean up) {
    X509Certificate sent = sent(up ? engine.getSession() : handshake);
    if (sent != null) {
      return "this end's certificate was " + name(sent.getSubjectX500Principal());
    }
    if (!context.mayShowCertificate()) {
      return "this end has no certificate";
    }
    X509Certificate known = context.identity();
    if (known == null) {
      return up
          ? "this end has certificates, and sent none: none has an issuer that is asked for"
          : "this end may have sent a certificate that it refuses";
    }
    String own = "this end's certificate " + name(known.getSubjectX500Principal());
    return up
        ? own
            + " was not sent: its issuer "
            + name(known.getIssuerX500Principal())
            + " is not asked for"
        : own + " may be what it refuses";
  }

  private static @Nullable X509Certificate sent(@Nullable SSLSession session) {
    Certificate[] sent = session == null ? null : session.getLocalCertificates();
    return sent != null && sent.length > 0 && sent[0] instanceof X509Certificate own ? own : null;
  }

  /** The peer's own certificate, or null. */
  static @Nullable X509Certificate peerCertificate(SSLSession session) {
    try {
      Certificate[] chain = session.getPeerCertificates();
      return chain.length > 0 && chain[0] instanceof X509Certificate leaf ? leaf : null;
    } catch (SSLPeerUnverifiedException e) {
      return null;
    }
  }

  private static String name(X500Principal principal) {
    return "'" + principal.getName() + "'";
  }

  /** Looks at the handshake before the engine reads what the peer says of it. */
  private final class Watch extends ChannelInboundHandlerAdapter {

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      if (up) {
        ctx.pipeline().remove(this);
      } else {
        handshake = engine.getHandshakeSession();
      }
      ctx.fireChannelRead(message);
    }
  }
}
