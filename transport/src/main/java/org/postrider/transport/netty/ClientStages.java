// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import io.netty.buffer.ByteBufAllocator;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.transport.netty.TransportException.Kind;
import org.postrider.transport.tls.TlsContext;

/**
 * Makes what stands below AMQP on a client's sockets.
 *
 * <p>Confined to the driver's event loop.
 */
final class ClientStages {

  private final String endpoint;
  private final EndpointAddress address;
  private final TransportOptions options;

  ClientStages(String endpoint, ConnectRequest request) {
    this.endpoint = endpoint;
    this.address = request.address();
    this.options = request.options();
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
          new TlsStage(
              endpoint,
              tls.newClientEngine(alloc, address.host(), address.port()),
              tls.identity()));
    }
    if (address.isWebSocket()) {
      stages.add(new WebSocketStage(endpoint, address, options.webSocket()));
    }
    return stages;
  }
}
