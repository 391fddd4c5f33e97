// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import org.postrider.transport.netty.TransportOptions;
import org.postrider.transport.netty.WebSocketSettings;
import org.postrider.transport.tls.TlsSettings;

/**
 * What stands between a connection's socket and its engine, and how long that may take to come
 * about, by the options.
 *
 * <p>Stateless.
 */
final class SocketSettings {

  private SocketSettings() {}

  /** The settings of a connection's sockets, to which a listener adds its own. */
  static TransportOptions.Builder of(ConnectionOptions options) {
    OptionValues values = options.values();
    long timeoutMs = values.get(ConnectionOptions.CONNECT_TIMEOUT).toMillis();
    int limitMs = timeoutMs == 0 ? Integer.MAX_VALUE : (int) timeoutMs;
    TlsOptions tls = values.find(ConnectionOptions.TLS);
    ProxyOptions proxy = values.find(ConnectionOptions.PROXY);
    return TransportOptions.builder()
        .connectTimeoutMs(limitMs)
        .handshakeTimeoutMs(limitMs)
        .tls(tls == null ? TlsSettings.defaults() : tls.settings())
        .proxy(proxy == null ? null : proxy.settings())
        .webSocket(
            new WebSocketSettings(
                values.get(ConnectionOptions.WEB_SOCKET_HEADERS),
                values.get(ConnectionOptions.WEB_SOCKET_COMPRESSION),
                values.get(ConnectionOptions.WEB_SOCKET_MAX_FRAME_SIZE).intValue(),
                values.get(ConnectionOptions.ALLOW_INSECURE_MECHANISMS)));
  }
}
