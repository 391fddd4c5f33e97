// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import org.jspecify.annotations.Nullable;
import org.postrider.transport.tls.Secret;

/**
 * A proxy to connect through. The peer's host is looked up by the proxy.
 *
 * <p>Immutable.
 *
 * @param kind what it speaks
 * @param host of the proxy
 * @param port of the proxy, 1 to 65535
 * @param user to log in with, or null
 * @param password of the user, or null; SOCKS4 has none
 */
public record ProxySettings(
    Kind kind, String host, int port, @Nullable String user, @Nullable Secret password) {

  /** What proxies speak. */
  public enum Kind {
    /** HTTP's CONNECT. */
    HTTP,
    /** SOCKS version 4a. */
    SOCKS4,
    /** SOCKS version 5. */
    SOCKS5
  }

  private static final int MAX_PORT = 65_535;

  /** Refuses what cannot be connected to. */
  public ProxySettings {
    if (host.isBlank()) {
      throw new IllegalArgumentException("a proxy must name a host");
    }
    if (port < 1 || port > MAX_PORT) {
      throw new IllegalArgumentException("proxy port " + port + " must be 1 to " + MAX_PORT);
    }
    if (password != null && user == null) {
      throw new IllegalArgumentException("a proxy's password must come with a user");
    }
    if (password != null && kind == Kind.SOCKS4) {
      throw new IllegalArgumentException("a SOCKS4 proxy takes no password");
    }
  }

  /** Kind, host and port. */
  public String display() {
    return kind + " proxy " + (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
