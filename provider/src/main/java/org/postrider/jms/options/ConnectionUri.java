// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.options;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a connection URI says: the servers and the options.
 *
 * <p>Immutable. Forms: {@code amqp[s]://host[:port][?key=value&…]}, {@code
 * amqpws[s]://host[:port][/path][?…]}, and {@code failover:(uri,uri…)[?…]} of these.
 *
 * @param endpoints one server, or those of a failover URI in their order
 * @param failover whether it is a failover URI
 * @param options the options of the whole; each endpoint has them too, with its own over them
 * @param forOthers the options of servers that only the broker names
 */
public record ConnectionUri(
    List<Endpoint> endpoints, boolean failover, Options options, Options forOthers) {

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
    return new ConnectionUri(
        endpoints.stream().map(endpoint -> endpoint.with(others)).toList(),
        failover,
        options.with(others),
        forOthers.with(others));
  }

  /** Whether a lost connection is sought again. */
  public boolean recovers() {
    return failover || options.get(JmsOptions.RECONNECT);
  }

  /**
   * A server that the broker names.
   *
   * @param schemeText null for that of the server which names it
   * @param port -1 for that of the scheme
   * @return null where the scheme is none
   */
  public @Nullable Endpoint endpointAt(
      @Nullable String schemeText, String host, int port, Endpoint from) {
    Scheme scheme = schemeText == null ? from.scheme() : Scheme.of(schemeText);
    if (scheme == null) {
      return null;
    }
    int actualPort = port > 0 ? port : scheme.defaultPort(forOthers);
    return new Endpoint(scheme, host, actualPort, "", null, forOthers);
  }

  /** The servers, without options. */
  @Override
  public String toString() {
    String servers = String.join(",", endpoints.stream().map(Endpoint::uri).toList());
    return failover ? "failover:(" + servers + ")" : servers;
  }
}
