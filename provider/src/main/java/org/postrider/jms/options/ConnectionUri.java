// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.options;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a connection URI says: the servers and the options.
 *
 * <p>Immutable. Forms: {@code amqp[s]://host[:port][?key=value&…]}, {@code
 * amqpws[s]://host[:port][/path][?…]}, {@code failover:(uri,uri…)[?…]} of these, and {@code
 * discovery:(file:///path[?…])[?…]} for a file of these.
 *
 * @param endpoints one server, or those of a failover URI in their order; none of a discovery URI
 *     before {@link #discovered}
 * @param failover whether it is a failover or discovery URI
 * @param options the options of the whole; each endpoint has them too, with its own over them
 * @param discovery the files of a discovery URI, or null
 * @param shown how many servers may be shown, from the first on: the next may be a part of a
 *     password that stands before it
 */
public record ConnectionUri(
    List<Endpoint> endpoints,
    boolean failover,
    Options options,
    @Nullable Discovery discovery,
    int shown) {

  /** The URI where none is given. */
  public static final String DEFAULT = "amqp://localhost:5672";

  /**
   * Parses an URI.
   *
   * @throws IllegalArgumentException if it is malformed or has unknown or ill-typed options; the
   *     message names the offending part and the rule, and never shows a password
   */
  public static ConnectionUri parse(String uri) {
    return UriParser.parse(uri.strip(), Options.DEFAULTS);
  }

  /** The same servers with options that go before all that the URI says. */
  public ConnectionUri with(Options others) {
    if (others.isEmpty()) {
      return this;
    }
    return new ConnectionUri(
        endpoints.stream().map(endpoint -> endpoint.with(others)).toList(),
        failover,
        options.with(others),
        discovery == null ? null : discovery.with(others),
        shown);
  }

  /**
   * The same with the servers that the files of a discovery URI name now, which may take its time;
   * others are as they are.
   *
   * @throws IllegalArgumentException if a file is unreadable, empty or wrong; the message names
   *     file, line and rule
   */
  public ConnectionUri discovered() {
    return discovery == null
        ? this
        : new ConnectionUri(discovery.read(), failover, options, discovery, shown);
  }

  /** Whether a lost connection is sought again. */
  public boolean recovers() {
    return failover || options.get(JmsOptions.RECONNECT);
  }

  /**
   * A server that a broker names: with its own options where the URI or a discovery file has it,
   * else with those that the broker hands on.
   *
   * @param schemeText null for that of the server which names it
   * @param port -1 for that of the scheme
   * @param from who names it
   * @param known the servers of the URI or the discovery files; any that a broker named do not
   *     count
   * @return null where the scheme is none
   */
  public @Nullable Endpoint endpointAt(
      @Nullable String schemeText, String host, int port, Endpoint from, List<Endpoint> known) {
    Scheme scheme = schemeText == null ? from.scheme() : Scheme.of(schemeText);
    if (scheme == null) {
      return null;
    }
    Options handedOn = HandedOn.by(from, options);
    int actualPort = port > 0 ? port : scheme.defaultPort(handedOn);
    Endpoint target = new Endpoint(scheme, host, actualPort, "", null, handedOn, true);
    if (isSame(target, from)) {
      return from;
    }
    for (Endpoint own : known) {
      if (!own.named() && isSame(target, own)) {
        return own;
      }
    }
    return target;
  }

  /** Whether it is the same server, asked in the same way. */
  private static boolean isSame(Endpoint target, Endpoint server) {
    return target.scheme() == server.scheme() && target.isSameServer(server);
  }

  /** The servers, or the files that name them, without options; "…" where one is not shown. */
  @Override
  public String toString() {
    if (discovery != null) {
      return "discovery:(" + discovery.agents() + ")";
    }
    String servers =
        endpoints.stream().limit(shown).map(Endpoint::uri).collect(Collectors.joining(","));
    if (shown < endpoints.size()) {
      servers += ",…";
    }
    return failover ? "failover:(" + servers + ")" : servers;
  }
}
