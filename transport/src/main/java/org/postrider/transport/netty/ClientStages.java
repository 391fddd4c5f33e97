// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.postrider.sasl.Wire;
import org.postrider.sasl.WireSecurity;
import org.postrider.transport.auth.AuthenticationException;
import org.postrider.transport.netty.TransportException.Kind;
import org.postrider.transport.tls.TlsContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes what stands below AMQP on a client's sockets, and says what came of it.
 *
 * <p>Confined to the driver's event loop.
 */
final class ClientStages {

  private static final Logger LOG = LoggerFactory.getLogger(ClientStages.class);

  private final String endpoint;
  private final EndpointAddress address;
  private final TransportOptions options;
  private final boolean namedInClear;

  ClientStages(String endpoint, ConnectRequest request) {
    this.endpoint = endpoint;
    this.address = request.address();
    this.options = request.options();
    this.namedInClear = request.namedInClear();
  }

  /** Why they cannot be made, or null: a library that is not on the class path. */
  @Nullable TransportException unsupported() {
    if (address.isWebSocket() && !isWebSocketThere()) {
      return missing(address + " needs", "netty-codec-http");
    }
    return options.proxy() != null && !isProxyThere()
        ? missing("a proxy needs", "netty-handler-proxy")
        : null;
  }

  /** Whether the class path has what WebSockets need. */
  static boolean isWebSocketThere() {
    try {
      WebSocketStage.requireLibrary();
      return true;
    } catch (LinkageError absent) {
      return false;
    }
  }

  private static boolean isProxyThere() {
    try {
      ProxyStage.requireLibrary();
      return true;
    } catch (LinkageError absent) {
      return false;
    }
  }

  private TransportException missing(String who, String library) {
    String what = who + " the library io.netty:" + library + " on the class path";
    return new TransportException(Kind.UNSUPPORTED, endpoint, what, null);
  }

  /**
   * Why a socket must not be opened, or null: it would show to others what logs in.
   *
   * @param remote where the socket goes to: the peer or, where there is one, the proxy
   */
  @Nullable TransportException exposure(InetSocketAddress remote) {
    Set<String> all = options.webSocket().headers().keySet();
    if (!address.isWebSocket()
        || (address.isTls() && !namedInClear)
        || all.isEmpty()
        || security(remote) != WireSecurity.CLEAR) {
      return null;
    }
    List<String> headers = options.webSocket().credentials();
    if (headers.isEmpty() || options.webSocket().credentialsInClear()) {
      // Any value may be a secret.
      LOG.warn("the HTTP headers {} go {}{}", all, exposed(), endpoint);
      return null;
    }
    String what =
        "would send the HTTP header "
            + headers.get(0)
            + " "
            + exposed()
            + "another host; use amqpwss, or allow it with"
            + " amqp.allowInsecureMechanisms=true (allowInsecureMechanisms)";
    return TransportException.ofSasl(endpoint, AuthenticationException.exposing(what));
  }

  private String exposed() {
    return namedInClear ? "to who is named by an unencrypted connection, " : "unencrypted to ";
  }

  /** Who could read what goes there in clear; behind a proxy that is anybody. */
  private WireSecurity security(@Nullable SocketAddress remote) {
    boolean loopback =
        options.proxy() == null
            && remote instanceof InetSocketAddress peer
            && peer.getAddress() != null
            && peer.getAddress().isLoopbackAddress();
    return loopback ? WireSecurity.LOOPBACK : WireSecurity.CLEAR;
  }

  /**
   * The stages of one socket, from the socket on.
   *
   * @param remote where the socket goes to: the peer or, where there is one, the proxy
   */
  List<Stage> of(InetSocketAddress remote, @Nullable TlsContext tls, ByteBufAllocator alloc) {
    List<Stage> stages = new ArrayList<>();
    ProxySettings proxy = options.proxy();
    if (proxy != null) {
      stages.add(new ProxyStage(endpoint, proxy, remote));
    }
    if (tls != null) {
      stages.add(
          new TlsStage(endpoint, tls.newClientEngine(alloc, address.host(), address.port()), tls));
    }
    if (address.isWebSocket()) {
      stages.add(new WebSocketStage(endpoint, address, options.webSocket()));
    }
    return stages;
  }

  /**
   * What the socket is to be connected to: the peer; for a proxy by its name, which the proxy is to
   * look up itself.
   */
  InetSocketAddress destination(InetSocketAddress remote) {
    if (options.proxy() == null) {
      return remote;
    }
    return NetUtil.createByteArrayFromIpAddressString(address.host()) == null
        ? InetSocketAddress.createUnresolved(address.host(), address.port())
        : new InetSocketAddress(address.host(), address.port());
  }

  /** Whether TLS leads to who was wanted: whoever names a server may have a certificate for it. */
  private boolean isProven(Channel connected) {
    return !namedInClear || security(connected.remoteAddress()) == WireSecurity.LOOPBACK;
  }

  /** What SASL is told of a socket whose stages are up. */
  Wire wire(Channel connected) {
    SslHandler handler = connected.pipeline().get(SslHandler.class);
    if (handler != null) {
      SSLSession session = handler.engine().getSession();
      return new Wire(
          address.host(),
          address.port(),
          isProven(connected) ? WireSecurity.ENCRYPTED : WireSecurity.CLEAR,
          TlsStage.peerCertificate(session),
          session.getLocalCertificates() != null);
    }
    return Wire.plain(address.host(), address.port(), security(connected.remoteAddress()));
  }
}
