// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.connect;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.jms.options.AmqpOptions;
import org.postrider.jms.options.Endpoint;
import org.postrider.jms.options.JmsOptions;
import org.postrider.jms.options.Option;
import org.postrider.jms.options.Options;
import org.postrider.sasl.Credentials;
import org.postrider.sasl.CredentialsProvider;
import org.postrider.transport.auth.CredentialsSource;
import org.postrider.transport.auth.InClear;
import org.postrider.transport.auth.SaslClientSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a connection authenticates, at each of its attempts: from the options, or with what a
 * provider of credentials gives.
 *
 * <p>Thread-safe.
 */
final class SaslSetup {

  private static final Logger LOG = LoggerFactory.getLogger(SaslSetup.class);
  private static final String PREFIX = "sasl.options.";

  private static final List<Option<String>> OF_MECHANISMS =
      List.of(
          AmqpOptions.SASL_CONFIG_SCOPE, AmqpOptions.SASL_PROTOCOL, AmqpOptions.SASL_SERVER_NAME);

  private final CredentialsSource source;

  /** Those that the URI names for all servers; empty where it names none. */
  private final List<String> namedForAll;

  /**
   * The set-up for one connection.
   *
   * @param provider is asked in place of the options' user and password; null to use those
   */
  SaslSetup(Options options, @Nullable CredentialsProvider provider) {
    Credentials fixed = fixed(options);
    this.source = provider == null ? CredentialsSource.of(fixed) : CredentialsSource.of(provider);
    this.namedForAll = mechanisms(options);
    if (!options.get(AmqpOptions.SASL_LAYER) && !(provider == null && fixed.isEmpty())) {
      LOG.warn("The credentials of a connection are not used, as amqp.saslLayer is false");
    }
  }

  private static Credentials fixed(Options options) {
    String password = options.find(JmsOptions.PASSWORD);
    return Credentials.of(
        options.find(JmsOptions.USERNAME), password == null ? null : password.toCharArray());
  }

  /** What an attempt to connect to a server needs; null without a SASL layer. */
  @Nullable SaslClientSettings settings(Endpoint endpoint) {
    Options options = endpoint.options();
    if (!options.get(AmqpOptions.SASL_LAYER)) {
      return null;
    }
    return new SaslClientSettings(
        source, mechanisms(options), inClear(endpoint), hostname(endpoint), saslOptions(options));
  }

  private static List<String> mechanisms(Options options) {
    List<String> named = options.find(AmqpOptions.SASL_MECHANISMS);
    return named == null ? List.of() : named;
  }

  /** Who names PLAIN for one server has not allowed it in clear to another that this one names. */
  private InClear inClear(Endpoint endpoint) {
    Options options = endpoint.options();
    if (options.get(AmqpOptions.ALLOW_INSECURE_MECHANISMS)) {
      return InClear.ALL;
    }
    boolean forIt = !endpoint.named() || namedForAll.containsAll(mechanisms(options));
    return forIt ? InClear.NAMED : InClear.NONE;
  }

  /** The virtual host to be asked for, or null for none. */
  static @Nullable String hostname(Endpoint endpoint) {
    if (endpoint.hostname() != null) {
      return endpoint.hostname();
    }
    String vhost = endpoint.options().find(AmqpOptions.VHOST);
    return vhost == null ? endpoint.host() : vhost.isEmpty() ? null : vhost;
  }

  /** Those that are set: an entry of JAAS that is asked for must be there, the default need not. */
  private static Map<String, String> saslOptions(Options options) {
    if (options.isEmpty()) {
      return Map.of();
    }
    Map<String, String> set = new HashMap<>();
    for (Option<String> option : OF_MECHANISMS) {
      String value = options.find(option);
      if (options.isSet(option) && value != null) {
        set.put(option.name().substring(PREFIX.length()), value);
      }
    }
    return set;
  }
}
