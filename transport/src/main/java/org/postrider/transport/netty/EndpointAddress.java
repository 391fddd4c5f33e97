// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a peer is to be found.
 *
 * <p>Immutable.
 *
 * @param scheme {@code amqp}, {@code amqps}, {@code amqpws} or {@code amqpwss}
 * @param host a name or an IP address, an IPv6 one without brackets
 * @param port 0 to 65535; 0 makes sense for listening only
 * @param path of a WebSocket, with its slash; that of other schemes means nothing
 */
public record EndpointAddress(String scheme, String host, int port, String path) {

  private static final int MAX_PORT = 65_535;

  private static final String ROOT = "/";

  /** The characters of a path (RFC 3986, 3.3). */
  private static final Pattern PATH = Pattern.compile("/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*");

  private static final Map<String, Integer> DEFAULT_PORTS =
      Map.of("amqp", 5672, "amqps", 5671, "amqpws", 5672, "amqpwss", 5671);

  /** Refuses what cannot be connected to. */
  public EndpointAddress {
    if (!DEFAULT_PORTS.containsKey(scheme)) {
      throw new IllegalArgumentException(
          "scheme '" + scheme + "' must be amqp, amqps, amqpws or amqpwss");
    }
    if (host.isEmpty()) {
      throw new IllegalArgumentException("an address must name a host");
    }
    if (port < 0 || port > MAX_PORT) {
      throw new IllegalArgumentException("port " + port + " must be 0 to " + MAX_PORT);
    }
    path = path.isEmpty() || !scheme.startsWith("amqpws") ? ROOT : path;
    if (!path.equals(ROOT) && !PATH.matcher(path).matches()) {
      throw new IllegalArgumentException(
          "path '" + path + "' must begin with a slash, and be percent-encoded");
    }
  }

  /** An address with the path {@code /}. */
  public EndpointAddress(String scheme, String host, int port) {
    this(scheme, host, port, ROOT);
  }

  /** An address without TLS. */
  public static EndpointAddress amqp(String host, int port) {
    return new EndpointAddress("amqp", host, port);
  }

  /**
   * The address of an URI such as {@code amqps://broker.example:5671}; without a port it is the
   * scheme's. User and query are not looked at.
   *
   * @throws IllegalArgumentException if it is no such URI
   */
  public static EndpointAddress parse(String text) {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
    String scheme = lowerCase(uri.getScheme());
    String host = uri.getHost();
    if (scheme == null || host == null) {
      throw new IllegalArgumentException("'" + text + "' must be like amqp://host:port");
    }
    Integer defaultPort = DEFAULT_PORTS.get(scheme);
    int port = uri.getPort() >= 0 || defaultPort == null ? uri.getPort() : defaultPort;
    boolean bracketed = host.startsWith("[");
    return new EndpointAddress(
        scheme,
        bracketed ? host.substring(1, host.length() - 1) : host,
        Math.max(port, 0),
        uri.getRawPath());
  }

  private static @Nullable String lowerCase(@Nullable String text) {
    return text == null ? null : text.toLowerCase(Locale.ROOT);
  }

  /** Whether TLS begins with the first octet. */
  public boolean isTls() {
    return scheme.equals("amqps") || scheme.equals("amqpwss");
  }

  /** Whether AMQP goes through a WebSocket. */
  public boolean isWebSocket() {
    return scheme.startsWith("amqpws");
  }

  /** Host and port, an IPv6 address in brackets. */
  public String hostAndPort() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }

  /** The URI. */
  @Override
  public String toString() {
    return scheme + "://" + hostAndPort() + (path.equals(ROOT) ? "" : path);
  }
}
