// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms;

import jakarta.jms.ExceptionListener;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import java.util.Map;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.postrider.amqp.ReconnectPolicy;
import org.postrider.cbs.CbsTokenProvider;
import org.postrider.jms.connect.Providers;
import org.postrider.jms.event.ConnectionListener;
import org.postrider.jms.options.ConnectionUri;
import org.postrider.jms.options.JmsOptions;
import org.postrider.jms.options.Options;
import org.postrider.jms.options.ProgramOptions;
import org.postrider.jms.session.Connections;
import org.postrider.jms.session.Domain;
import org.postrider.jms.session.Listeners;
import org.postrider.jms.session.PostriderConnection;
import org.postrider.sasl.CredentialsProvider;

/**
 * Opens a factory's connections, with the objects that a program gave it and no property can hold.
 *
 * <p>Thread-safe. The one place where a connection begins.
 */
final class Opener {

  volatile @Nullable ExceptionListener exceptionListener;
  volatile @Nullable ConnectionListener connectionListener;
  volatile @Nullable CredentialsProvider credentialsProvider;
  volatile @Nullable CbsTokenProvider tokenProvider;
  volatile @Nullable Map<String, Object> openProperties;
  volatile @Nullable SSLContext sslContext;
  volatile @Nullable Supplier<ReconnectPolicy> reconnectPolicies;

  private volatile @Nullable Parsed parsed;

  /** What a factory's configuration says, read once for all its connections. */
  private record Parsed(Configuration configuration, ConnectionUri uri) {}

  PostriderConnection open(Configuration configuration, Domain domain) throws JMSException {
    return Connections.open(uri(configuration), domain, listeners(), providers());
  }

  PostriderConnection open(
      Configuration configuration,
      Domain domain,
      @Nullable String username,
      @Nullable String password)
      throws JMSException {
    return Connections.open(
        uri(configuration).with(identity(username, password)),
        domain,
        listeners(),
        providers(username));
  }

  JMSContext openContext(Configuration configuration, int sessionMode) {
    return Connections.openContext(uri(configuration), listeners(), providers(), sessionMode);
  }

  JMSContext openContext(
      Configuration configuration,
      int sessionMode,
      @Nullable String username,
      @Nullable String password) {
    return Connections.openContext(
        uri(configuration).with(identity(username, password)),
        listeners(),
        providers(username),
        sessionMode);
  }

  private ConnectionUri uri(Configuration configuration) {
    ConnectionUri plain = parsed(configuration);
    Map<String, Object> properties = openProperties;
    Supplier<ReconnectPolicy> policies = reconnectPolicies;
    SSLContext context = sslContext;
    if (properties == null && policies == null && context == null) {
      return plain;
    }
    Options.Builder given = Options.builder();
    if (properties != null) {
      given.set(ProgramOptions.OPEN_PROPERTIES, properties);
    }
    if (policies != null) {
      given.set(ProgramOptions.RECONNECT_POLICY, policies);
    }
    if (context != null) {
      given.set(ProgramOptions.SSL_CONTEXT, context);
    }
    return plain.with(given.build());
  }

  private ConnectionUri parsed(Configuration configuration) {
    Parsed before = parsed;
    if (before == null || !before.configuration.equals(configuration)) {
      before = new Parsed(configuration, configuration.connectionUri());
      parsed = before;
    }
    return before.uri;
  }

  private Listeners listeners() {
    return new Listeners(exceptionListener, connectionListener);
  }

  private Providers providers() {
    return new Providers(credentialsProvider, tokenProvider);
  }

  private Providers providers(@Nullable String username) {
    return username == null ? providers() : providers().forNamedUser();
  }

  private static Options identity(@Nullable String username, @Nullable String password) {
    Options.Builder identity = Options.builder();
    if (username != null) {
      identity.set(JmsOptions.USERNAME, username);
    }
    if (password != null) {
      identity.set(JmsOptions.PASSWORD, password);
    }
    return identity.build();
  }
}
