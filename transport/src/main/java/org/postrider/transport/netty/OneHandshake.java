// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import javax.net.ssl.SSLEngine;
import org.postrider.transport.netty.TransportException.Kind;

/**
 * Ends a socket whose client begins a second TLS handshake (renegotiation, RFC 5246, 7.4.1.1): one
 * costs this end far more than the client, and nobody needs it here. TLS 1.3 has none.
 *
 * <p>Confined to the channel's event loop. OpenSSL's engine refuses by itself.
 */
final class OneHandshake extends ChannelInboundHandlerAdapter {

  private static final String WITHOUT = "TLSv1.3";

  private final SSLEngine engine;
  private final String endpoint;
  private boolean guarding;
  private boolean over;

  OneHandshake(SSLEngine engine, String endpoint) {
    this.engine = engine;
    this.endpoint = endpoint;
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    guarding |=
        event instanceof SslHandshakeCompletionEvent end
            && end.isSuccess()
            && !engine.getSession().getProtocol().equals(WITHOUT);
    ctx.fireUserEventTriggered(event);
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (guarding && !over && engine.getHandshakeSession() != null) {
      over = true;
      String what = "the client began a second TLS handshake, which is refused";
      ctx.fireExceptionCaught(new TransportException(Kind.TLS, endpoint, what, null));
      GracefulClose.pastStages(ctx.channel());
    }
    ctx.fireChannelReadComplete();
  }
}
