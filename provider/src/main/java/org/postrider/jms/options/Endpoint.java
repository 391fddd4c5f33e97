// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.options;

import org.jspecify.annotations.Nullable;

/**
 * A server to connect to.
 *
 * <p>Immutable.
 *
 * @param scheme how to connect
 * @param host name or address; an IPv6 address without brackets
 * @param port 1 to 65535
 * @param path of a WebSocket, with its slash; empty where there is none
 * @param hostname the virtual host that a redirect names, or null for that of the options
 * @param options all options that hold for this server
 * @param named whether a broker names it, and neither the URI nor a discovery file: its options are
 *     those that the broker handed on
 */
public record Endpoint(
    Scheme scheme,
    String host,
    int port,
    String path,
    @Nullable String hostname,
    Options options,
    boolean named) {

  /** The same server with options that go before these. */
  Endpoint with(Options others) {
    return new Endpoint(scheme, host, port, path, hostname, options.with(others), named);
  }

  /** The same server, asked for another virtual host; null for that of the options. */
  public Endpoint withHostname(@Nullable String newHostname) {
    return new Endpoint(scheme, host, port, path, newHostname, options, named);
  }

  /** The same server with another path, which only a WebSocket has. */
  public Endpoint withPath(String newPath) {
    String ownPath = scheme.isWebSocket() ? newPath : "";
    return new Endpoint(scheme, host, port, ownPath, hostname, options, named);
  }

  /** Whether it is the same server, whatever the options. */
  public boolean isSameServer(Endpoint other) {
    return port == other.port && host.equalsIgnoreCase(other.host);
  }

  /** The URI, without options. */
  public String uri() {
    String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    return scheme.text() + "://" + name + ":" + port + path;
  }

  @Override
  public String toString() {
    return uri();
  }
}
