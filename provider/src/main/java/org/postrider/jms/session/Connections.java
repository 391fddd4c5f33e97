// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import jakarta.jms.JMSException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.jms.options.AmqpOptions;
import org.postrider.jms.options.ConnectionUri;
import org.postrider.jms.options.Endpoint;
import org.postrider.jms.options.JmsOptions;
import org.postrider.jms.options.Options;
import org.postrider.transport.auth.Credentials;
import org.postrider.transport.auth.SaslClientSettings;
import org.postrider.transport.netty.ConnectRequest;
import org.postrider.transport.netty.EndpointAddress;
import org.postrider.transport.netty.EventLoops;
import org.postrider.transport.netty.IoKind;
import org.postrider.transport.netty.TransportOptions;

/**
 * Makes connections: the one door to this package.
 *
 * <p>Thread-safe.
 */
public final class Connections {

  private Connections() {}

  /**
   * Connects to the first server of an URI and authenticates.
   *
   * @param user null for none, or for the one among the options
   * @throws JMSException if the server cannot be reached or refuses
   */
  public static PostriderConnection open(
      ConnectionUri uri, @Nullable String user, @Nullable String password) throws JMSException {
    Endpoint endpoint = uri.endpoints().get(0);
    Options options = endpoint.options();
    String effectiveUser = user == null ? options.find(JmsOptions.USERNAME) : user;
    String effectivePassword = user == null ? options.find(JmsOptions.PASSWORD) : password;
    try (EventLoops loops = EventLoops.shared(ioKind(options))) {
      PostriderConnection connection =
          new PostriderConnection(
              options,
              effectiveUser,
              events -> new AmqpConnection(endpoint, options, events, loops));
      boolean done = false;
      try {
        Waits.await(
            connection
                .amqp()
                .connect(request(endpoint, options, effectiveUser, effectivePassword)),
            options.get(JmsOptions.CONNECT_TIMEOUT),
            "connection to " + endpoint.uri());
        connection.openIfSettled();
        done = true;
        return connection;
      } finally {
        if (!done) {
          connection.abandon();
        }
      }
    }
  }

  private static IoKind ioKind(Options options) {
    return options.get(org.postrider.jms.options.TransportOptions.USE_EPOLL)
        ? IoKind.AUTO
        : IoKind.NIO;
  }

  private static ConnectRequest request(
      Endpoint endpoint, Options options, @Nullable String user, @Nullable String password) {
    SaslClientSettings sasl =
        options.get(AmqpOptions.SASL_LAYER)
            ? new SaslClientSettings(
                Credentials.of(user, password == null ? null : password.toCharArray()),
                mechanisms(options),
                options.get(AmqpOptions.ALLOW_INSECURE_MECHANISMS),
                hostname(endpoint, options))
            : null;
    return new ConnectRequest(
        new EndpointAddress(endpoint.host(), endpoint.port()), TransportOptions.DEFAULTS, sasl);
  }

  private static List<String> mechanisms(Options options) {
    List<String> named = options.find(AmqpOptions.SASL_MECHANISMS);
    return named == null ? List.of() : named;
  }

  private static @Nullable String hostname(Endpoint endpoint, Options options) {
    String vhost = options.find(AmqpOptions.VHOST);
    return vhost == null ? endpoint.host() : vhost.isEmpty() ? null : vhost;
  }
}
