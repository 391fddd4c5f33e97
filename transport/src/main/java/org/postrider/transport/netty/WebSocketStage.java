// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.handler.codec.http.websocketx.extensions.compression.WebSocketClientCompressionHandler;
import java.net.URI;
import java.nio.channels.ClosedChannelException;
import java.util.Objects;
import org.postrider.transport.netty.TransportException.Kind;

/**
 * A client's WebSocket on one socket.
 *
 * <p>Confined to the channel's event loop. It needs netty-codec-http, so that the class is touched
 * only where a WebSocket is wanted. Time-outs are its owner's.
 */
final class WebSocketStage implements Stage {

  static final String NAME = "websocket";

  /** The sub-protocol's registered name (AMQP over WebSocket, 2.1). */
  static final String SUB_PROTOCOL = "amqp";

  /** Netty wants one; ours ends sooner. */
  private static final long HANDSHAKE_TIMEOUT_MS = Integer.MAX_VALUE;

  private final String endpoint;
  private final EndpointAddress address;
  private final WebSocketSettings settings;

  WebSocketStage(String endpoint, EndpointAddress address, WebSocketSettings settings) {
    this.endpoint = endpoint;
    this.address = address;
    this.settings = settings;
  }

  /**
   * Does nothing where the library is there.
   *
   * @throws LinkageError if it is not
   */
  static void requireLibrary() {
    Objects.requireNonNull(WebSocketVersion.V13);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String opening() {
    return "the WebSocket's upgrade";
  }

  @Override
  public void addTo(ChannelPipeline pipeline) {
    pipeline.addLast(new HttpClientCodec());
    pipeline.addLast(new ResponseHead());
    if (settings.compression()) {
      pipeline.addLast(new WebSocketClientCompressionHandler(settings.maxFrameSize()));
    }
    pipeline.addLast(new WebSocketPings());
    pipeline.addLast(new WebSocketClientProtocolHandler(config()));
    pipeline.addLast(NAME, new WebSocketOctets(endpoint));
  }

  private WebSocketClientProtocolConfig config() {
    String scheme = address.isTls() ? "wss" : "ws";
    return WebSocketClientProtocolConfig.newBuilder()
        .webSocketUri(URI.create(scheme + "://" + address.hostAndPort() + address.path()))
        .version(WebSocketVersion.V13)
        .subprotocol(SUB_PROTOCOL)
        .allowExtensions(settings.compression())
        .customHeaders(headers())
        .maxFramePayloadLength(settings.maxFrameSize())
        .handleCloseFrames(false)
        .handshakeTimeoutMillis(HANDSHAKE_TIMEOUT_MS)
        .forceCloseTimeoutMillis(GracefulClose.TIMEOUT_MS)
        .generateOriginHeader(false)
        .withUTF8Validator(false)
        .build();
  }

  private HttpHeaders headers() {
    HttpHeaders headers = new DefaultHttpHeaders();
    settings.headers().forEach(headers::set);
    if (!headers.contains(HttpHeaderNames.HOST)) {
      // Not left to the URI: it knows no host name with an underscore.
      headers.set(HttpHeaderNames.HOST, address.hostAndPort());
    }
    return headers;
  }

  @Override
  public boolean isUp(Object event) {
    return event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE;
  }

  @Override
  public Throwable explain(Throwable cause, boolean up) {
    if (cause instanceof WebSocketClientHandshakeException refusal) {
      return refused(refusal);
    }
    if (!up && cause instanceof ClosedChannelException) {
      String what = "the peer closed the connection instead of upgrading it to a WebSocket";
      return new TransportException(Kind.CLOSED, endpoint, what, cause);
    }
    return WebSocketFailures.explain(endpoint, cause);
  }

  private TransportException refused(WebSocketClientHandshakeException refusal) {
    HttpResponse response = refusal.response();
    String words = words(refusal);
    if (response == null) {
      return refused(Kind.PROTOCOL, "no WebSocket: ", words, refusal);
    }
    HttpResponseStatus status = response.status();
    if (status.code() == HttpResponseStatus.SWITCHING_PROTOCOLS.code()) {
      return refused(Kind.PROTOCOL, "no WebSocket for AMQP: ", words, refusal);
    }
    boolean login = status.code() == 401 || status.code() == 403;
    return refused(
        login ? Kind.AUTHENTICATION : Kind.PROTOCOL,
        "no WebSocket at path '" + address.path() + "': the server answers ",
        status.toString(),
        refusal);
  }

  /** Some servers repeat what they do not take; the cause has the same words. */
  private TransportException refused(Kind kind, String what, String said, Exception refusal) {
    String masked = settings.masking(said);
    boolean clean = settings.masking(words(refusal)).equals(words(refusal));
    return new TransportException(
        kind, endpoint, what + masked, clean ? TransportException.printable(refusal) : null);
  }

  private static String words(Exception refusal) {
    return String.valueOf(refusal.getMessage());
  }
}
