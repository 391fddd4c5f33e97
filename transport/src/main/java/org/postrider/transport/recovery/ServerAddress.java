// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.recovery;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.performative.Open;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.wire.Printable;

/**
 * A server as a peer names it: in a redirect (AMQP 2.8.16), or in the list of servers of its open.
 *
 * <p>Immutable.
 *
 * @param scheme as the peer wrote it in lower case, or null for that of the connection
 * @param host a name or an address
 * @param port 1 to 65535, or -1 for that of the scheme
 * @param hostname the virtual host to be asked for there, or null
 * @param path of a WebSocket, or null
 */
public record ServerAddress(
    @Nullable String scheme,
    String host,
    int port,
    @Nullable String hostname,
    @Nullable String path) {

  private static final int MAX_PORT = 65_535;
  private static final int MAX_SHOWN = 500;
  private static final int MAX_SERVERS = 1000;

  /** The longest name of a host that can be looked up (RFC 1035, 2.3.4). */
  private static final int MAX_HOST = 255;

  private static final int MAX_PATH = 1000;

  /** A name, in any script, or an address, with its zone where it is one of IPv6. */
  private static final Pattern HOST =
      Pattern.compile("[\\p{L}\\p{M}\\p{N}._~-]+|[0-9A-Fa-f.:]+(%[\\p{L}\\p{N}._~-]+)?");

  private static final Symbol NETWORK_HOST = Symbol.of("network-host");
  private static final Symbol PORT = Symbol.of("port");
  private static final Symbol SCHEME = Symbol.of("scheme");
  private static final Symbol HOSTNAME = Symbol.of("hostname");
  private static final Symbol PATH = Symbol.of("path");
  private static final Symbol SERVER_LIST = Symbol.of("failover-server-list");

  /** Where a redirect leads, or null if the error is none or names no host. */
  public static @Nullable ServerAddress ofRedirect(@Nullable AmqpError error) {
    return error != null && error.condition().equals(ErrorConditions.CONNECTION_REDIRECT)
        ? of(error.info())
        : null;
  }

  /**
   * The servers that an open lists; empty where it lists none. Entries without host are left, and
   * those with a {@link #fault}.
   */
  public static List<ServerAddress> listOf(Open open) {
    List<ServerAddress> servers = new ArrayList<>();
    if (open.properties().get(SERVER_LIST) instanceof List<?> entries) {
      for (Object entry : entries) {
        ServerAddress server = entry instanceof Map<?, ?> map ? of(map) : null;
        if (server != null && server.fault() == null && servers.size() < MAX_SERVERS) {
          servers.add(server);
        }
      }
    }
    return servers;
  }

  private static @Nullable ServerAddress of(Map<?, ?> fields) {
    String host = text(fields, NETWORK_HOST);
    if (host == null || host.isEmpty()) {
      return null;
    }
    String scheme = text(fields, SCHEME);
    boolean bracketed = host.startsWith("[") && host.endsWith("]");
    return new ServerAddress(
        scheme == null ? null : scheme.toLowerCase(Locale.ROOT),
        bracketed ? host.substring(1, host.length() - 1) : host,
        port(value(fields, PORT)),
        text(fields, HOSTNAME),
        text(fields, PATH));
  }

  private static @Nullable String text(Map<?, ?> fields, Symbol key) {
    Object value = value(fields, key);
    return value instanceof String || value instanceof Symbol ? value.toString() : null;
  }

  /** Some brokers write the keys as strings. */
  private static @Nullable Object value(Map<?, ?> fields, Symbol key) {
    Object value = fields.get(key);
    return value == null ? fields.get(key.toString()) : value;
  }

  /**
   * Why no server can be there, or null: what a peer writes goes into logs at each try, to the next
   * server and into requests of HTTP.
   */
  public @Nullable String fault() {
    if (host.length() > MAX_HOST || !HOST.matcher(host).matches()) {
      return "its network-host must be a name or an address of " + MAX_HOST + " characters at most";
    }
    String fault = fault("hostname", hostname, MAX_HOST);
    return fault == null ? fault("path", path, MAX_PATH) : fault;
  }

  private static @Nullable String fault(String field, @Nullable String value, int most) {
    return value == null || value.equals(Printable.of(value, most))
        ? null
        : "its " + field + " must be of printable characters, " + most + " at most";
  }

  /** As it may stand in a line of a log: it is the peer who says so. */
  @Override
  public String toString() {
    String text =
        (scheme == null ? "" : scheme + "://")
            + host
            + (port < 0 ? "" : ":" + port)
            + (hostname == null ? "" : " as " + hostname)
            + (path == null ? "" : " at " + path);
    return Printable.of(text, MAX_SHOWN);
  }

  private static int port(@Nullable Object value) {
    long port =
        value instanceof Number number
            ? number.longValue()
            : value instanceof String text && text.matches("[0-9]{1,5}")
                ? Long.parseLong(text)
                : -1;
    return port >= 1 && port <= MAX_PORT ? (int) port : -1;
  }
}
