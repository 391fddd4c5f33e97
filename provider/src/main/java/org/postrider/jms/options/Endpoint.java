// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.options;

/**
 * A server to connect to.
 *
 * <p>Immutable.
 *
 * @param scheme how to connect
 * @param host name or address; an IPv6 address without brackets
 * @param port 1 to 65535
 * @param path of a WebSocket, with its slash; empty where there is none
 * @param options all options that hold for this server
 */
public record Endpoint(Scheme scheme, String host, int port, String path, Options options) {

  /** The same server with options that go before these. */
  Endpoint with(Options others) {
    return new Endpoint(scheme, host, port, path, options.with(others));
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
