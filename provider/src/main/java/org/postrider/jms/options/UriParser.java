// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.options;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Takes connection URIs apart.
 *
 * <p>Stateless. {@code java.net.URI} is not used: it refuses host names with an underscore and all
 * nested URIs.
 */
final class UriParser {

  private static final String FAILOVER = "failover:";
  private static final String DISCOVERY = "discovery:";
  private static final String FILE = "file:";
  private static final String MULTICAST = "multicast:";
  private static final int MAX_PORT = 65_535;
  private static final String USER_INFO =
      "URI must not hold user and password: give them as jms.username and jms.password,"
          + " or to createConnection";
  static final int MAX_ENDPOINTS = 1000;

  /** An interval longer than all: the file is not read again. */
  private static final long NEVER = Long.MAX_VALUE - 1;

  /** A comma parts servers only where a scheme or none follows: option values have commas too. */
  private static final Pattern COMMA =
      Pattern.compile(",(?=\\s*(?:[A-Za-z]+:(?://|\\(|[A-Za-z]+:)|,|$))");

  /** A server behind another one, before any options. */
  private static final Pattern SECOND = Pattern.compile("^[^?]*?,\\s*([A-Za-z]+://)");

  private static final Pattern OPTION = Pattern.compile("[?&][\\w.]+=");

  private static final Pattern NOT_OF_A_NAME = Pattern.compile("[^\\p{L}\\p{M}\\p{N}._~-]");

  /** A part of the text, and where it begins in the whole. */
  private record Part(String text, int position) {

    Part from(int begin) {
      return new Part(text.substring(begin), position + begin);
    }

    Part between(int begin, int end) {
      return new Part(text.substring(begin, end), position + begin);
    }

    boolean startsWith(String scheme) {
      return text.regionMatches(true, 0, scheme, 0, scheme.length());
    }
  }

  /** What stands in the brackets, and the options behind them. */
  private record Bracket(Part list, Options options) {}

  private UriParser() {}

  static ConnectionUri parse(String uri, Options others) {
    Part whole = new Part(uri, 0);
    try {
      if (whole.startsWith(FAILOVER)) {
        return failover(bracket(FAILOVER, whole, others));
      }
      if (whole.startsWith(DISCOVERY)) {
        return discovery(bracket(DISCOVERY, whole, others));
      }
      checkAlone(whole);
      Endpoint endpoint = endpoint(whole, others, false);
      return new ConnectionUri(List.of(endpoint), false, endpoint.options(), null);
    } catch (IllegalArgumentException refused) {
      throw withoutSecret(uri, refused);
    }
  }

  /** What looks like a further server is no part of a path. */
  private static void checkAlone(Part uri) {
    Matcher second = SECOND.matcher(uri.text);
    if (second.find()) {
      throw UriQuery.at(
          second.start(1), "URI must name one server; several are failover:(uri,uri)");
    }
  }

  /** Whatever is wrong: where there may be a password, the message shows nothing of the text. */
  private static IllegalArgumentException withoutSecret(
      String text, IllegalArgumentException refused) {
    int at = text.indexOf('@');
    boolean userInfo = at >= 0 && !OPTION.matcher(text.substring(0, at)).find();
    boolean told = String.valueOf(refused.getMessage()).startsWith(USER_INFO);
    return userInfo && !told ? userInfo() : refused;
  }

  private static IllegalArgumentException userInfo() {
    return new IllegalArgumentException(USER_INFO);
  }

  private static Bracket bracket(String scheme, Part uri, Options others) {
    String kind = scheme.substring(0, scheme.length() - 1);
    Part rest = uri.from(scheme.length());
    Part list = rest.text.startsWith("//") ? rest.from(2) : rest;
    UriQuery query = new UriQuery(List.of());
    if (list.text.startsWith("(")) {
      int end = list.text.lastIndexOf(')');
      if (end < 0) {
        throw UriQuery.at(list.position, kind + " URI must close the bracket of its servers");
      }
      query = queryBehind(kind, list.from(end + 1));
      list = list.between(1, end);
    }
    Options.Builder whole = others.toBuilder();
    Options.Builder nested = Options.builder();
    for (UriQuery.Entry entry : query.entries()) {
      String name = OptionTable.ofOneServer(entry.key());
      boolean ofServers = !name.equals(entry.key());
      if (ofServers && !entry.secretBefore()) {
        checkOfServers(entry, name);
      }
      entry.setIn(ofServers ? nested : whole, name);
    }
    return new Bracket(list, whole.build().with(nested.build()));
  }

  private static void checkOfServers(UriQuery.Entry entry, String name) {
    if (OptionTable.find(name) == null) {
      throw UriQuery.at(entry.position(), "unknown option " + entry.key());
    }
    if (isOfTheWhole(name)) {
      throw UriQuery.at(
          entry.position(),
          "option " + entry.key() + " must be one that a server may have; without prefix: " + name);
    }
  }

  private static boolean isOfTheWhole(String key) {
    return key.startsWith("jms.")
        || key.startsWith("failover.")
        || key.startsWith(DiscoveryOptions.PREFIX);
  }

  private static ConnectionUri failover(Bracket bracket) {
    List<Part> servers = servers(bracket.list);
    List<Endpoint> endpoints = new ArrayList<>();
    for (Part server : servers) {
      endpoints.add(component(server, bracket.options));
    }
    checkAlike(servers, endpoints, bracket.options);
    Options options = WholeOptions.with(bracket.options, endpoints.get(0));
    return new ConnectionUri(List.copyOf(endpoints), true, options, null);
  }

  private static void checkAlike(List<Part> servers, List<Endpoint> endpoints, Options common) {
    for (Endpoint endpoint : endpoints) {
      Option<?> option = WholeOptions.differing(endpoints.get(0).options(), endpoint.options());
      if (option != null) {
        // Told of that which gives it, not of that which does not.
        boolean first =
            !Objects.equals(endpoints.get(0).options().find(option), common.find(option));
        int server = first ? 0 : endpoints.indexOf(endpoint);
        throw UriQuery.at(servers.get(server).position, "option " + option + WholeOptions.RULE);
      }
    }
  }

  private static ConnectionUri discovery(Bracket bracket) {
    List<DiscoveryFile> files = new ArrayList<>();
    long shortestMs = Long.MAX_VALUE;
    for (Part agent : servers(bracket.list)) {
      int mark = agent.text.indexOf('?');
      Part file = mark < 0 ? agent : agent.between(0, mark);
      files.add(
          new DiscoveryFile(
              file.text, file.position, path(file), bracket.options, Options.DEFAULTS));
      if (mark >= 0) {
        shortestMs = Math.min(shortestMs, intervalMs(agent.from(mark + 1)));
      }
    }
    Options.Builder whole = bracket.options.toBuilder();
    if (shortestMs != Long.MAX_VALUE) {
      whole.set(DiscoveryOptions.UPDATE_INTERVAL, shortestMs == NEVER ? 0 : shortestMs);
    }
    return new ConnectionUri(List.of(), true, whole.build(), new Discovery(files));
  }

  private static long intervalMs(Part query) {
    Options.Builder agent = Options.builder();
    for (UriQuery.Entry entry : UriQuery.parse(query.text, query.position).entries()) {
      String name = DiscoveryOptions.PREFIX + entry.key();
      if (!DiscoveryOptions.UPDATE_INTERVAL.name().equals(name)) {
        throw UriQuery.at(
            entry.position(), "discovery agent must have no option but updateInterval");
      }
      entry.setIn(agent, name);
    }
    long givenMs = agent.build().get(DiscoveryOptions.UPDATE_INTERVAL);
    return givenMs == 0 ? NEVER : givenMs;
  }

  private static Path path(Part agent) {
    if (agent.text.isEmpty()) {
      throw UriQuery.at(
          agent.position, "discovery URI must name an agent: discovery:(file:///path/to/list)");
    }
    if (agent.startsWith(MULTICAST)) {
      throw UriQuery.at(
          agent.position,
          "discovery agent multicast is not supported, as anybody could name the servers: it must"
              + " be a file of them, as in discovery:(file:///path/to/list)");
    }
    Path path = agent.startsWith(FILE) ? fileAt(agent.text) : null;
    if (path == null) {
      throw UriQuery.at(
          agent.position,
          "discovery agent must be the URI of a file, percent-encoded, as in file:///path/to/list");
    }
    return path;
  }

  private static @Nullable Path fileAt(String uri) {
    try {
      return Path.of(URI.create(uri));
    } catch (IllegalArgumentException malformed) {
      return null;
    }
  }

  /** The server of a line of a discovery file. */
  static Endpoint line(String line, Options forAll) {
    Part server = new Part(line, 0);
    if (server.startsWith(FAILOVER) || server.startsWith(DISCOVERY)) {
      throw UriQuery.at(0, "a line of a discovery file must be the URI of one server");
    }
    Endpoint endpoint = component(server, forAll);
    Option<?> option = WholeOptions.differing(endpoint.options(), forAll);
    if (option != null) {
      throw UriQuery.at(0, "option " + option + WholeOptions.RULE);
    }
    return endpoint;
  }

  private static Endpoint component(Part server, Options forAll) {
    if (server.text.isEmpty() || server.text.startsWith("?")) {
      throw UriQuery.at(
          server.position, "failover URI must name at least one server: failover:(amqp://host)");
    }
    if (server.startsWith(FAILOVER) || server.startsWith(DISCOVERY)) {
      throw UriQuery.at(server.position, "failover URI must not hold another one");
    }
    try {
      return endpoint(server, forAll, true);
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
      throw UriQuery.at(
          servers.get(MAX_ENDPOINTS).position,
          "failover URI with " + servers.size() + " servers; at most " + MAX_ENDPOINTS);
    }
    return servers;
  }

  private static Part stripped(Part part) {
    int blanks = part.text.length() - part.text.stripLeading().length();
    return new Part(part.text.strip(), part.position + blanks);
  }

  private static UriQuery queryBehind(String kind, Part rest) {
    if (!rest.text.isEmpty() && rest.text.charAt(0) != '?') {
      throw UriQuery.at(
          rest.position, kind + " URI must have nothing but options behind its servers");
    }
    return rest.text.isEmpty()
        ? new UriQuery(List.of())
        : UriQuery.parse(rest.text.substring(1), rest.position + 1);
  }

  /** One server; where it is one of many, some options belong to the whole. */
  private static Endpoint endpoint(Part uri, Options others, boolean oneOfMany) {
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
    Part authority = uri.between(authorityStart, slash < 0 ? server.length() : slash);
    String path = slash < 0 ? "" : server.substring(slash);
    if (!scheme.isWebSocket() && path.length() > 1) {
      throw new IllegalArgumentException(
          "URI path '" + Excerpt.of(path) + "' must be left out: only a WebSocket has one");
    }
    if (path.chars().anyMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c))) {
      // It goes into the line of an HTTP request.
      throw new IllegalArgumentException(
          "URI path '" + Excerpt.of(path) + "' must not hold blanks or control characters");
    }
    Excerpt.requireNoOption(path, uri.position + server.length() - path.length());
    Part query = mark < 0 ? new Part("", uri.position) : uri.from(mark + 1);
    Options options = endpointOptions(query, others, oneOfMany);
    int hostEnd = hostEnd(authority.text);
    return new Endpoint(
        scheme,
        host(authority.between(0, hostEnd)),
        port(authority.text.substring(hostEnd), scheme, options),
        scheme.isWebSocket() ? path : "",
        null,
        options);
  }

  private static IllegalArgumentException unknownScheme(String server, int colon) {
    String found =
        colon < 0
            ? "URI '" + Excerpt.ofAddress(Excerpt.of(server)) + "' has no scheme: it"
            : "URI scheme '"
                + Excerpt.of(server.substring(0, colon)).toLowerCase(Locale.ROOT)
                + "'";
    return new IllegalArgumentException(
        found
            + " must be amqp, amqps, amqpws, amqpwss, failover or discovery, as in "
            + ConnectionUri.DEFAULT);
  }

  private static Options endpointOptions(Part query, Options others, boolean oneOfMany) {
    Options.Builder options = others.toBuilder();
    for (UriQuery.Entry entry : UriQuery.parse(query.text, query.position).entries()) {
      String key = entry.key();
      if (oneOfMany && isOfTheWhole(key)) {
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
        throw new IllegalArgumentException(
            "host '" + Excerpt.of(authority) + "' must close its bracket");
      }
      return end + 1;
    }
    int colon = authority.indexOf(':');
    if (colon >= 0 && authority.indexOf(':', colon + 1) >= 0) {
      throw new IllegalArgumentException(
          "host '"
              + Excerpt.ofAddress(authority)
              + "' must stand in brackets if it is an IPv6 address");
    }
    return colon < 0 ? authority.length() : colon;
  }

  private static String host(Part part) {
    String text = part.text;
    boolean bracketed = text.startsWith("[");
    String host = bracketed ? text.substring(1, text.length() - 1) : text;
    if (host.isEmpty()) {
      throw new IllegalArgumentException("URI must name a host, as in " + ConnectionUri.DEFAULT);
    }
    if (bracketed && !host.matches("[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*(%[\\p{L}\\p{N}._~%-]+)?")) {
      throw new IllegalArgumentException(
          "host '" + Excerpt.of(text) + "' must be an IPv6 address: it stands in brackets");
    }
    Matcher wrong = NOT_OF_A_NAME.matcher(host);
    if (!bracketed && wrong.find()) {
      // What stands behind it is not shown: it may be an option, and that a password.
      throw UriQuery.at(
          part.position + wrong.start(),
          "host '%s' must be a name or an address, and cannot hold '%s'"
              .formatted(host.substring(0, wrong.start()), wrong.group()));
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
          "port '"
              + Excerpt.ofNumber(text.substring(1))
              + "' must be a number from 1 to "
              + MAX_PORT);
    }
    return port;
  }
}
