// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.options;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Takes connection URIs apart.
 *
 * <p>Stateless. {@code java.net.URI} is not used: it refuses host names with an underscore and all
 * nested URIs.
 */
final class UriParser {

  private static final String FAILOVER = "failover:";
  private static final int MAX_PORT = 65_535;
  private static final int MAX_ENDPOINTS = 1000;

  private UriParser() {}

  static ConnectionUri parse(String uri, Options others) {
    if (uri.regionMatches(true, 0, FAILOVER, 0, FAILOVER.length())) {
      return failover(uri.substring(FAILOVER.length()), others);
    }
    Endpoint endpoint = endpoint(uri, others, "");
    return new ConnectionUri(List.of(endpoint), false, endpoint.options());
  }

  private static ConnectionUri failover(String rest, Options others) {
    String list = rest.startsWith("//") ? rest.substring(2) : rest;
    String query = "";
    if (list.startsWith("(")) {
      int end = list.lastIndexOf(')');
      if (end < 0) {
        throw new IllegalArgumentException("failover URI must close the bracket of its servers");
      }
      query = queryBehind(list.substring(end + 1));
      list = list.substring(1, end);
    }
    Options.Builder whole = others.toBuilder();
    Options.Builder nested = Options.builder();
    for (String[] pair : pairs(query)) {
      if (pair[0].startsWith(FailoverOptions.NESTED)) {
        nested.set(pair[0].substring(FailoverOptions.NESTED.length()), pair[1]);
      } else {
        whole.set(pair[0], pair[1]);
      }
    }
    Options options = whole.build();
    Options forAll = options.with(nested.build());
    List<Endpoint> endpoints = new ArrayList<>();
    for (String server : servers(list)) {
      endpoints.add(endpoint(server.strip(), forAll, "jms."));
    }
    return new ConnectionUri(List.copyOf(endpoints), true, options);
  }

  private static List<String> servers(String list) {
    // A comma parts servers only where a scheme follows: option values have commas too.
    String[] servers = list.split(",(?=\\s*[A-Za-z]+://)", -1);
    if (servers.length > MAX_ENDPOINTS) {
      throw new IllegalArgumentException(
          "failover URI with " + servers.length + " servers; at most " + MAX_ENDPOINTS);
    }
    return List.of(servers);
  }

  private static String queryBehind(String text) {
    if (!text.isEmpty() && text.charAt(0) != '?') {
      throw new IllegalArgumentException(
          "failover URI must have nothing but options behind its servers");
    }
    return text.isEmpty() ? "" : text.substring(1);
  }

  /** One server; options that begin with {@code refused} belong to the whole, if not empty. */
  private static Endpoint endpoint(String uri, Options others, String refused) {
    int mark = uri.indexOf('?');
    String server = mark < 0 ? uri : uri.substring(0, mark);
    int colon = server.indexOf("://");
    Scheme scheme = colon < 0 ? null : Scheme.of(server.substring(0, colon));
    if (scheme == null) {
      String found =
          colon < 0
              ? "URI '" + server.substring(server.lastIndexOf('@') + 1) + "' has no scheme: it"
              : "URI scheme '" + server.substring(0, colon).toLowerCase(Locale.ROOT) + "'";
      throw new IllegalArgumentException(
          found
              + " must be amqp, amqps, amqpws, amqpwss or failover, as in "
              + ConnectionUri.DEFAULT);
    }
    int authorityStart = colon + 3;
    int slash = server.indexOf('/', authorityStart);
    String authority =
        slash < 0 ? server.substring(authorityStart) : server.substring(authorityStart, slash);
    String path = slash < 0 ? "" : server.substring(slash);
    if (!scheme.isWebSocket() && path.length() > 1) {
      throw new IllegalArgumentException(
          "URI path '" + path + "' must be left out: only a WebSocket has one");
    }
    Options options = endpointOptions(mark < 0 ? "" : uri.substring(mark + 1), others, refused);
    int hostEnd = hostEnd(authority);
    return new Endpoint(
        scheme,
        host(authority.substring(0, hostEnd)),
        port(authority.substring(hostEnd), scheme, options),
        scheme.isWebSocket() ? path : "",
        options);
  }

  private static Options endpointOptions(String query, Options others, String refused) {
    Options.Builder options = others.toBuilder();
    for (String[] pair : pairs(query)) {
      if (!refused.isEmpty() && (pair[0].startsWith(refused) || pair[0].startsWith("failover."))) {
        throw new IllegalArgumentException(
            "option " + pair[0] + " must stand behind the servers' bracket, not at one server");
      }
      options.set(pair[0], pair[1]);
    }
    return options.build();
  }

  /** The index behind the host, where a port may begin. */
  private static int hostEnd(String authority) {
    if (authority.indexOf('@') >= 0) {
      // The text is not shown: it may hold a password.
      throw new IllegalArgumentException(
          "URI must not hold user and password: give them as jms.username and jms.password,"
              + " or to createConnection");
    }
    if (authority.startsWith("[")) {
      int end = authority.indexOf(']');
      if (end < 0) {
        throw new IllegalArgumentException("host '" + authority + "' must close its bracket");
      }
      return end + 1;
    }
    int colon = authority.indexOf(':');
    if (colon >= 0 && authority.indexOf(':', colon + 1) >= 0) {
      throw new IllegalArgumentException(
          "host '" + authority + "' must stand in brackets if it is an IPv6 address");
    }
    return colon < 0 ? authority.length() : colon;
  }

  private static String host(String text) {
    boolean bracketed = text.startsWith("[");
    String host = bracketed ? text.substring(1, text.length() - 1) : text;
    if (host.isEmpty()) {
      throw new IllegalArgumentException("URI must name a host, as in " + ConnectionUri.DEFAULT);
    }
    String allowed = bracketed ? "[0-9A-Fa-f:.]+(%.+)?" : "[\\p{L}\\p{N}._~-]+";
    if (!host.matches(allowed)) {
      throw new IllegalArgumentException("host '" + text + "' must be a name or an address");
    }
    return host;
  }

  private static int port(String text, Scheme scheme, Options options) {
    if (text.isEmpty()) {
      return options.get(
          scheme.isSecure()
              ? TransportOptions.DEFAULT_SSL_PORT
              : TransportOptions.DEFAULT_TCP_PORT);
    }
    Integer port = OptionType.integer(1, MAX_PORT).parse(text.substring(1));
    if (port == null || text.charAt(0) != ':') {
      throw new IllegalArgumentException(
          "port '" + text.substring(1) + "' must be a number from 1 to " + MAX_PORT);
    }
    return port;
  }

  /** The keys and values of a query, decoded. */
  private static List<String[]> pairs(String query) {
    List<String[]> pairs = new ArrayList<>();
    for (String part : query.split("&", -1)) {
      if (!part.isEmpty()) {
        int equals = part.indexOf('=');
        if (equals <= 0) {
          throw new IllegalArgumentException(
              "option '" + part + "' must be a key and a value with '=' between them");
        }
        String key = part.substring(0, equals);
        pairs.add(new String[] {key, decode(key, part.substring(equals + 1))});
      }
    }
    return pairs;
  }

  private static String decode(String key, String value) {
    try {
      // A plus is a plus: the form encoding is not that of URIs (RFC 3986).
      return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      throw new IllegalArgumentException(
          "option " + key + ": '%' in its value must begin two hexadecimal digits", malformed);
    }
  }
}
