// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.options;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Takes connection URIs apart.
 *
 * <p>Stateless. {@code java.net.URI} is not used: it refuses host names with an underscore and all
 * nested URIs.
 */
final class UriParser {

  private static final String FAILOVER = "failover:";
  private static final String DISCOVERY = "discovery:";
  private static final int MAX_PORT = 65_535;
  private static final int MAX_ENDPOINTS = 1000;

  /** A comma parts servers only where a scheme follows: option values have commas too. */
  private static final Pattern COMMA = Pattern.compile(",(?=\\s*[A-Za-z]+:(//|\\())");

  private static final Pattern OPTION = Pattern.compile("[?&][\\w.]+=");

  /** A part of the text, and where it begins in the whole. */
  private record Part(String text, int position) {

    Part from(int begin) {
      return new Part(text.substring(begin), position + begin);
    }

    Part between(int begin, int end) {
      return new Part(text.substring(begin, end), position + begin);
    }

    boolean isFailover() {
      return text.regionMatches(true, 0, FAILOVER, 0, FAILOVER.length());
    }

    /** Servers that come and go by themselves are more than this version can follow. */
    void refuseDiscovery() {
      if (text.regionMatches(true, 0, DISCOVERY, 0, DISCOVERY.length())) {
        throw UriQuery.at(
            position,
            "discovery URIs are not supported: the servers must be named, as in"
                + " failover:(amqp://one,amqp://two)");
      }
    }
  }

  private UriParser() {}

  static ConnectionUri parse(String uri, Options others) {
    Part whole = new Part(uri, 0);
    whole.refuseDiscovery();
    try {
      if (whole.isFailover()) {
        return failover(whole.from(FAILOVER.length()), others);
      }
      Endpoint endpoint = endpoint(whole, others, "");
      return new ConnectionUri(List.of(endpoint), false, endpoint.options(), endpoint.options());
    } catch (IllegalArgumentException refused) {
      throw withoutSecret(uri, refused);
    }
  }

  /** Whatever is wrong: where there may be a password, the message shows nothing of the text. */
  private static IllegalArgumentException withoutSecret(
      String text, IllegalArgumentException refused) {
    int at = text.indexOf('@');
    boolean userInfo = at >= 0 && !OPTION.matcher(text.substring(0, at)).find();
    return userInfo ? userInfo() : refused;
  }

  private static IllegalArgumentException userInfo() {
    return new IllegalArgumentException(
        "URI must not hold user and password: give them as jms.username and jms.password,"
            + " or to createConnection");
  }

  private static ConnectionUri failover(Part rest, Options others) {
    Part list = rest.text.startsWith("//") ? rest.from(2) : rest;
    UriQuery query = new UriQuery(List.of());
    if (list.text.startsWith("(")) {
      int end = list.text.lastIndexOf(')');
      if (end < 0) {
        throw UriQuery.at(list.position, "failover URI must close the bracket of its servers");
      }
      query = queryBehind(list.from(end + 1));
      list = list.between(1, end);
    }
    Options.Builder whole = others.toBuilder();
    Options.Builder nested = Options.builder();
    for (UriQuery.Entry entry : query.entries()) {
      if (entry.key().startsWith(FailoverOptions.NESTED)) {
        entry.setIn(nested, entry.key().substring(FailoverOptions.NESTED.length()));
      } else {
        entry.setIn(whole);
      }
    }
    Options options = whole.build();
    Options forAll = options.with(nested.build());
    List<Endpoint> endpoints = new ArrayList<>();
    for (Part server : servers(list)) {
      endpoints.add(component(server, forAll));
    }
    return new ConnectionUri(List.copyOf(endpoints), true, options, forAll);
  }

  private static Endpoint component(Part server, Options forAll) {
    if (server.text.isEmpty()) {
      throw UriQuery.at(
          server.position, "failover URI must name at least one server: failover:(amqp://host)");
    }
    if (server.isFailover()) {
      throw UriQuery.at(server.position, "failover URI must not hold another one");
    }
    server.refuseDiscovery();
    try {
      return endpoint(server, forAll, "jms.");
    } catch (IllegalArgumentException refused) {
      String message = String.valueOf(withoutSecret(server.text, refused).getMessage());
      throw message.endsWith("of the URI)") ? refused : UriQuery.at(server.position, message);
    }
  }

  private static List<Part> servers(Part list) {
    List<Part> servers = new ArrayList<>();
    Matcher comma = COMMA.matcher(list.text);
    int begin = 0;
    while (comma.find()) {
      servers.add(stripped(list.between(begin, comma.start())));
      begin = comma.end();
    }
    servers.add(stripped(list.from(begin)));
    if (servers.size() > MAX_ENDPOINTS) {
      throw new IllegalArgumentException(
          "failover URI with " + servers.size() + " servers; at most " + MAX_ENDPOINTS);
    }
    return servers;
  }

  private static Part stripped(Part part) {
    int blanks = part.text.length() - part.text.stripLeading().length();
    return new Part(part.text.strip(), part.position + blanks);
  }

  private static UriQuery queryBehind(Part rest) {
    if (!rest.text.isEmpty() && rest.text.charAt(0) != '?') {
      throw UriQuery.at(
          rest.position, "failover URI must have nothing but options behind its servers");
    }
    return rest.text.isEmpty()
        ? new UriQuery(List.of())
        : UriQuery.parse(rest.text.substring(1), rest.position + 1);
  }

  /** One server; options that begin with {@code refused} belong to the whole, if not empty. */
  private static Endpoint endpoint(Part uri, Options others, String refused) {
    int mark = uri.text.indexOf('?');
    String server = mark < 0 ? uri.text : uri.text.substring(0, mark);
    if (server.indexOf('@') >= 0) {
      throw userInfo();
    }
    int colon = server.indexOf("://");
    Scheme scheme = colon < 0 ? null : Scheme.of(server.substring(0, colon));
    if (scheme == null) {
      throw unknownScheme(server, colon);
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
    Part query = mark < 0 ? new Part("", uri.position) : uri.from(mark + 1);
    Options options = endpointOptions(query, others, refused);
    int hostEnd = hostEnd(authority);
    return new Endpoint(
        scheme,
        host(authority.substring(0, hostEnd)),
        port(authority.substring(hostEnd), scheme, options),
        scheme.isWebSocket() ? path : "",
        null,
        options);
  }

  private static IllegalArgumentException unknownScheme(String server, int colon) {
    String found =
        colon < 0
            ? "URI '" + server + "' has no scheme: it"
            : "URI scheme '" + server.substring(0, colon).toLowerCase(Locale.ROOT) + "'";
    return new IllegalArgumentException(
        found
            + " must be amqp, amqps, amqpws, amqpwss or failover, as in "
            + ConnectionUri.DEFAULT);
  }

  private static Options endpointOptions(Part query, Options others, String refused) {
    Options.Builder options = others.toBuilder();
    for (UriQuery.Entry entry : UriQuery.parse(query.text, query.position).entries()) {
      String key = entry.key();
      if (!refused.isEmpty() && (key.startsWith(refused) || key.startsWith("failover."))) {
        throw UriQuery.at(
            entry.position(),
            "option " + key + " must stand behind the servers' bracket, not at one server");
      }
      entry.setIn(options);
    }
    return options.build();
  }

  /** The index behind the host, where a port may begin. */
  private static int hostEnd(String authority) {
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
    if (bracketed && !host.matches("[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*(%[\\p{L}\\p{N}._~%-]+)?")) {
      throw new IllegalArgumentException(
          "host '" + text + "' must be an IPv6 address: it stands in brackets");
    }
    if (!bracketed && !host.matches("[\\p{L}\\p{N}._~-]+")) {
      throw new IllegalArgumentException("host '" + text + "' must be a name or an address");
    }
    return host;
  }

  private static int port(String text, Scheme scheme, Options options) {
    if (text.isEmpty()) {
      return scheme.defaultPort(options);
    }
    Integer port = OptionType.integer(1, MAX_PORT).parse(text.substring(1));
    if (port == null || text.charAt(0) != ':') {
      throw new IllegalArgumentException(
          "port '" + text.substring(1) + "' must be a number from 1 to " + MAX_PORT);
    }
    return port;
  }
}
