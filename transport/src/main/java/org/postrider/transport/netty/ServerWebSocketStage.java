// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.codec.http.websocketx.extensions.compression.WebSocketServerCompressionHandler;

/**
 * The WebSocket on one socket that was accepted.
 *
 * <p>Confined to the channel's event loop. It needs netty-codec-http. Time-outs are its owner's.
 */
final class ServerWebSocketStage implements Stage {

  /** Of a request to upgrade, which has none. */
  private static final int MAX_HTTP_BODY = 8 * 1024;

  private static final long HANDSHAKE_TIMEOUT_MS = Integer.MAX_VALUE;

  private final String endpoint;
  private final String path;
  private final WebSocketSettings settings;

  ServerWebSocketStage(String endpoint, String path, WebSocketSettings settings) {
    this.endpoint = endpoint;
    this.path = path;
    this.settings = settings;
  }

  @Override
  public String name() {
    return WebSocketStage.NAME;
  }

  @Override
  public String opening() {
    return "the WebSocket's upgrade";
  }

  @Override
  public void addTo(ChannelPipeline pipeline) {
    pipeline.addLast(new HttpServerCodec());
    pipeline.addLast(new HttpObjectAggregator(MAX_HTTP_BODY));
    pipeline.addLast(new UnreadableRequests(endpoint));
    if (settings.compression()) {
      pipeline.addLast(new WebSocketServerCompressionHandler(settings.maxFrameSize()));
    }
    pipeline.addLast(new WebSocketPings());
    pipeline.addLast(
        new WebSocketServerProtocolHandler(
            WebSocketServerProtocolConfig.newBuilder()
                .websocketPath(path)
                .subprotocols(WebSocketStage.SUB_PROTOCOL)
                .allowExtensions(settings.compression())
                .maxFramePayloadLength(settings.maxFrameSize())
                .handleCloseFrames(false)
                .handshakeTimeoutMillis(HANDSHAKE_TIMEOUT_MS)
                .forceCloseTimeoutMillis(GracefulClose.TIMEOUT_MS)
                .withUTF8Validator(false)
                .build()));
    pipeline.addLast(new OtherPath());
    pipeline.addLast(WebSocketStage.NAME, new WebSocketOctets(endpoint));
  }

  /** Answers requests that are for no WebSocket of ours. */
  private static final class OtherPath extends SimpleChannelInboundHandler<FullHttpRequest> {

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // It is closed, whatever becomes of the answer.
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
      DefaultFullHttpResponse answer =
          new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.NOT_FOUND);
      answer.headers().set(HttpHeaderNames.CONTENT_LENGTH, 0);
      ctx.writeAndFlush(answer).addListener(ChannelFutureListener.CLOSE);
    }
  }

  @Override
  public boolean isUp(Object event) {
    return event instanceof WebSocketServerProtocolHandler.HandshakeComplete;
  }

  @Override
  public Throwable explain(Throwable cause, boolean up) {
    return WebSocketFailures.explain(endpoint, cause);
  }
}
