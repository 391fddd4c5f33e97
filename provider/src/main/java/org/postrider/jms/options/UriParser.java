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
  private static final int ALL = Integer.MAX_VALUE;
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

  /** What stands in the brackets, and the options behind them. */
  private record Bracket(UriPart list, Options options) {}

  private UriParser() {}

  static ConnectionUri parse(String uri, Options others) {
    UriPart whole = UriPart.whole(uri);
    try {
      if (whole.startsWith(FAILOVER)) {
        return failover(bracket(FAILOVER, whole, others));
      }
      if (whole.startsWith(DISCOVERY)) {
        return discovery(bracket(DISCOVERY, whole, others));
      }
      checkAlone(whole);
      Endpoint endpoint = endpoint(whole, others, false);
      return new ConnectionUri(List.of(endpoint), false, endpoint.options(), null, ALL);
    } catch (IllegalArgumentException refused) {
      throw withoutSecret(uri, refused);
    }
  }

  /** What looks like a further server is no part of a path. */
  private static void checkAlone(UriPart uri) {
    Matcher second = SECOND.matcher(uri.text());
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

  private static Bracket bracket(String scheme, UriPart uri, Options others) {
    String kind = scheme.substring(0, scheme.length() - 1);
    UriPart rest = uri.from(scheme.length());
    UriPart list = rest.text().startsWith("//") ? rest.from(2) : rest;
    UriQuery query = new UriQuery(List.of());
    if (list.text().startsWith("(")) {
      int end = list.text().lastIndexOf(')');
      if (end < 0) {
        throw UriQuery.at(list.position(), kind + " URI must close the bracket of its servers");
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
      throw UriQuery.at(
          entry.position(), "unknown option " + PossibleSecrets.maskedKey(entry.key()));
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
    List<UriPart> servers = servers(bracket.list);
    List<Endpoint> endpoints = new ArrayList<>();
    for (UriPart server : servers) {
      endpoints.add(component(server, bracket.options));
    }
    checkAlike(servers, endpoints, bracket.options);
    Options options = WholeOptions.with(bracket.options, endpoints.get(0));
    int shown = (int) servers.stream().takeWhile(server -> !server.isHidden()).count();
    return new ConnectionUri(List.copyOf(endpoints), true, options, null, shown);
  }

  private static void checkAlike(List<UriPart> servers, List<Endpoint> endpoints, Options common) {
    for (Endpoint endpoint : endpoints) {
      Option<?> option = WholeOptions.differing(endpoints.get(0).options(), endpoint.options());
      if (option != null) {
        // Told of that which gives it, not of that which does not.
        boolean first =
            !Objects.equals(endpoints.get(0).options().find(option), common.find(option));
        int server = first ? 0 : endpoints.indexOf(endpoint);
        throw UriQuery.at(servers.get(server).position(), "option " + option + WholeOptions.RULE);
      }
    }
  }

  private static ConnectionUri discovery(Bracket bracket) {
    List<DiscoveryFile> files = new ArrayList<>();
    long shortestMs = Long.MAX_VALUE;
    for (UriPart agent : servers(bracket.list)) {
      int mark = agent.text().indexOf('?');
      UriPart file = mark < 0 ? agent : agent.between(0, mark);
      Excerpt.requireNoOption(file.text(), file.position());
      files.add(
          new DiscoveryFile(
              file.text(), file.position(), path(file), bracket.options, Options.DEFAULTS));
      if (mark >= 0) {
        shortestMs = Math.min(shortestMs, intervalMs(agent.from(mark + 1)));
      }
    }
    Options.Builder whole = bracket.options.toBuilder();
    if (shortestMs != Long.MAX_VALUE) {
      whole.set(DiscoveryOptions.UPDATE_INTERVAL, shortestMs == NEVER ? 0 : shortestMs);
    }
    return new ConnectionUri(List.of(), true, whole.build(), new Discovery(files), ALL);
  }

  private static long intervalMs(UriPart query) {
    Options.Builder agent = Options.builder();
    for (UriQuery.Entry entry : UriQuery.parse(query).entries()) {
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

  private static Path path(UriPart agent) {
    if (agent.text().isEmpty()) {
      throw UriQuery.at(
          agent.position(), "discovery URI must name an agent: discovery:(file:///path/to/list)");
    }
    if (agent.startsWith(MULTICAST)) {
      throw UriQuery.at(
          agent.position(),
          "discovery agent multicast is not supported, as anybody could name the servers: it must"
              + " be a file of them, as in discovery:(file:///path/to/list)");
    }
    Path path = agent.startsWith(FILE) ? fileAt(agent.text()) : null;
    if (path == null) {
      throw UriQuery.at(
          agent.position(),
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
    UriPart server = UriPart.whole(line);
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

  private static Endpoint component(UriPart server, Options forAll) {
    if (server.text().isEmpty() || server.text().startsWith("?")) {
      throw UriQuery.at(
          server.position(), "failover URI must name at least one server: failover:(amqp://host)");
    }
    if (server.startsWith(FAILOVER) || server.startsWith(DISCOVERY)) {
      throw UriQuery.at(server.position(), "failover URI must not hold another one");
    }
    try {
      return endpoint(server, forAll, true);
    } catch (IllegalArgumentException refused) {
      String message = String.valueOf(withoutSecret(server.text(), refused).getMessage());
      throw message.endsWith("of the URI)") ? refused : UriQuery.at(server.position(), message);
    }
  }

  private static List<UriPart> servers(UriPart list) {
    List<UriPart> servers = new ArrayList<>();
    Matcher comma = COMMA.matcher(list.text());
    int begin = 0;
    while (comma.find()) {
      servers.add(list.between(begin, comma.start()).stripped());
      begin = comma.end();
    }
    servers.add(list.from(begin).stripped());
    if (servers.size() > MAX_ENDPOINTS) {
      throw UriQuery.at(
          servers.get(MAX_ENDPOINTS).position(),
          "failover URI with " + servers.size() + " servers; at most " + MAX_ENDPOINTS);
    }
    return servers;
  }

  private static UriQuery queryBehind(String kind, UriPart rest) {
    if (!rest.text().isEmpty() && rest.text().charAt(0) != '?') {
      throw UriQuery.at(
          rest.position(), kind + " URI must have nothing but options behind its servers");
    }
    return rest.text().isEmpty() ? new UriQuery(List.of()) : UriQuery.parse(rest.from(1));
  }

  /** One server; where it is one of many, some options belong to the whole. */
  private static Endpoint endpoint(UriPart uri, Options others, boolean oneOfMany) {
    int mark = uri.text().indexOf('?');
    UriPart server = mark < 0 ? uri : uri.between(0, mark);
    if (server.text().indexOf('@') >= 0) {
      throw userInfo();
    }
    int colon = server.text().indexOf("://");
    Scheme scheme = colon < 0 ? null : Scheme.of(server.text().substring(0, colon));
    if (scheme == null) {
      throw unknownScheme(server, colon);
    }
    int authorityStart = colon + 3;
    int slash = server.text().indexOf('/', authorityStart);
    int pathStart = slash < 0 ? server.text().length() : slash;
    UriPart path = server.from(pathStart);
    checkPath(path, scheme);
    UriPart authority = server.between(authorityStart, pathStart);
    int hostEnd = hostEnd(authority);
    // First: what is wrong in it may be an option's mark, and the options a part of its value.
    String host = host(authority.between(0, hostEnd));
    Options options =
        endpointOptions(uri.from(mark < 0 ? uri.text().length() : mark + 1), others, oneOfMany);
    return new Endpoint(
        scheme,
        host,
        port(authority.from(hostEnd), scheme, options),
        scheme.isWebSocket() ? path.text() : "",
        null,
        options,
        false);
  }

  private static void checkPath(UriPart path, Scheme scheme) {
    if (!scheme.isWebSocket() && path.text().length() > 1) {
      throw new IllegalArgumentException(
          "URI path '" + Excerpt.of(path.shown()) + "' must be left out: only a WebSocket has one");
    }
    if (path.text().chars().anyMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c))) {
      // It goes into the line of an HTTP request.
      throw new IllegalArgumentException(
          "URI path '" + Excerpt.of(path.shown()) + "' must not hold blanks or control characters");
    }
    Excerpt.requireNoOptionInPath(path.text(), path.position());
  }

  private static IllegalArgumentException unknownScheme(UriPart server, int colon) {
    String found =
        colon < 0
            ? "URI '" + Excerpt.ofAddress(Excerpt.of(server.shown())) + "' has no scheme: it"
            : "URI scheme '"
                + Excerpt.of(server.between(0, colon).shown()).toLowerCase(Locale.ROOT)
                + "'";
    return new IllegalArgumentException(
        found
            + " must be amqp, amqps, amqpws, amqpwss, failover or discovery, as in "
            + ConnectionUri.DEFAULT);
  }

  private static Options endpointOptions(UriPart query, Options others, boolean oneOfMany) {
    Options.Builder options = others.toBuilder();
    for (UriQuery.Entry entry : UriQuery.parse(query).entries()) {
      String key = entry.key();
      if (oneOfMany && !entry.secretBefore() && isOfTheWhole(key)) {
        throw UriQuery.at(
            entry.position(),
            "option " + key + " must stand behind the servers' bracket, not at one server");
      }
      entry.setIn(options);
    }
    return options.build();
  }

  /** The index behind the host, where a port may begin. */
  private static int hostEnd(UriPart part) {
    String authority = part.text();
    if (authority.startsWith("[")) {
      int end = authority.indexOf(']');
      if (end < 0) {
        throw new IllegalArgumentException(
            "host '" + Excerpt.of(part.shown()) + "' must close its bracket");
      }
      return end + 1;
    }
    int colon = authority.indexOf(':');
    if (colon >= 0 && authority.indexOf(':', colon + 1) >= 0) {
      throw new IllegalArgumentException(
          "host '"
              + Excerpt.ofAddress(part.shown())
              + "' must stand in brackets if it is an IPv6 address");
    }
    return colon < 0 ? authority.length() : colon;
  }

  private static String host(UriPart part) {
    String text = part.text();
    boolean bracketed = text.startsWith("[");
    String host = bracketed ? text.substring(1, text.length() - 1) : text;
    if (host.isEmpty()) {
      throw new IllegalArgumentException("URI must name a host, as in " + ConnectionUri.DEFAULT);
    }
    if (bracketed && !host.matches("[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*(%[\\p{L}\\p{N}._~%-]+)?")) {
      throw new IllegalArgumentException(
          "host '" + Excerpt.of(part.shown()) + "' must be an IPv6 address: it stands in brackets");
    }
    Matcher wrong = NOT_OF_A_NAME.matcher(host);
    if (!bracketed && wrong.find()) {
      // What stands behind it is not shown: it may be an option, and that a password.
      throw UriQuery.at(
          part.position() + wrong.start(),
          "host '%s' must be a name or an address, and cannot hold '%s'"
              .formatted(
                  Excerpt.cut(part.shown().substring(0, wrong.start())),
                  Excerpt.cut(part.shown().substring(wrong.start(), wrong.end()))));
    }
    return host;
  }

  private static int port(UriPart part, Scheme scheme, Options options) {
    String text = part.text();
    if (text.isEmpty()) {
      return scheme.defaultPort(options);
    }
    Integer port = OptionType.integer(1, MAX_PORT).parse(text.substring(1));
    if (port == null || text.charAt(0) != ':') {
      throw new IllegalArgumentException(
          "port '"
              + Excerpt.ofNumber(part.shown().substring(1))
              + "' must be a number from 1 to "
              + MAX_PORT);
    }
    return port;
  }
}
