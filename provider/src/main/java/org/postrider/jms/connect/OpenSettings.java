// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.connect;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.value.Symbol;
import org.postrider.jms.options.AmqpOptions;
import org.postrider.jms.options.Endpoint;
import org.postrider.jms.options.Options;
import org.postrider.jms.options.ProgramOptions;
import org.postrider.transport.engine.ConnectionSettings;

/**
 * What the open tells a server, by that server's own options (AMQP 2.7.1).
 *
 * <p>Stateless.
 */
public final class OpenSettings {

  private static final Map<Symbol, @Nullable Object> OWN_PROPERTIES = ownProperties();

  private static final List<Symbol> DESIRED =
      List.of(Peer.SOLE_CONNECTION, Peer.DELAYED_DELIVERY, Peer.ANONYMOUS_RELAY, Peer.SHARED_SUBS);

  private OpenSettings() {}

  /** Before the server is chosen and the client id known. */
  public static ConnectionSettings of(Options options) {
    return of(options, null, "");
  }

  /** For one server. */
  public static ConnectionSettings of(Endpoint server, String containerId) {
    return of(server.options(), SaslSetup.hostname(server), containerId);
  }

  private static ConnectionSettings of(
      Options options, @Nullable String hostname, String containerId) {
    return new ConnectionSettings(
        containerId,
        hostname,
        options.get(AmqpOptions.MAX_FRAME_SIZE),
        options.get(AmqpOptions.CHANNEL_MAX),
        options.get(AmqpOptions.IDLE_TIMEOUT),
        List.of(),
        DESIRED,
        properties(options),
        options.get(AmqpOptions.MAX_INCOMPLETE_SIZE));
  }

  private static Map<Symbol, @Nullable Object> properties(Options options) {
    Map<String, Object> given = options.find(ProgramOptions.OPEN_PROPERTIES);
    if (given == null || given.isEmpty()) {
      return OWN_PROPERTIES;
    }
    Map<Symbol, @Nullable Object> properties = new LinkedHashMap<>();
    given.forEach((name, value) -> properties.put(Symbol.of(name), value));
    properties.putAll(OWN_PROPERTIES);
    return properties;
  }

  private static Map<Symbol, @Nullable Object> ownProperties() {
    Map<Symbol, @Nullable Object> properties = new LinkedHashMap<>();
    properties.put(Symbol.of("product"), ProviderMetaData.PROVIDER_NAME);
    properties.put(Symbol.of("version"), ProviderMetaData.PROVIDER_VERSION);
    properties.put(Symbol.of("platform"), ProviderMetaData.platform());
    return Collections.unmodifiableMap(properties);
  }
}
