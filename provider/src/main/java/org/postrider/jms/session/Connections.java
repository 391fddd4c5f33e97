// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.amqp.ReconnectPolicy;
import org.postrider.jms.error.JmsErrors;
import org.postrider.jms.options.AmqpOptions;
import org.postrider.jms.options.ConnectionUri;
import org.postrider.jms.options.Endpoint;
import org.postrider.jms.options.JmsOptions;
import org.postrider.jms.options.Options;
import org.postrider.jms.options.TransportOptions;
import org.postrider.transport.auth.Credentials;
import org.postrider.transport.auth.SaslClientSettings;
import org.postrider.transport.netty.ConnectRequest;
import org.postrider.transport.netty.EndpointAddress;
import org.postrider.transport.netty.EventLoops;
import org.postrider.transport.netty.IoKind;

/**
 * Makes connections: the one door to this package.
 *
 * <p>Thread-safe.
 */
public final class Connections {

  private Connections() {}

  /**
   * Connects to a server of an URI and authenticates.
   *
   * @param policy the delays between tries to connect, or null for those of the options
   * @param domain what the connection may be used for
   * @param listeners who hears of what has no caller, from the beginning
   * @throws JMSException if the server cannot be reached or refuses
   */
  public static PostriderConnection open(
      ConnectionUri uri, @Nullable ReconnectPolicy policy, Domain domain, Listeners listeners)
      throws JMSException {
    Options options = uri.options();
    Endpoint first = uri.endpoints().get(0);
    Failover failover = new Failover(uri, policy);
    try (EventLoops loops = loops(options)) {
      PostriderConnection connection =
          new PostriderConnection(
              options,
              domain,
              listeners,
              events -> new AmqpConnection(options, first, failover, events, loops));
      boolean done = false;
      try {
        Waits.await(
            connection.amqp().connect(),
            options.get(JmsOptions.CONNECT_TIMEOUT),
            "connection to " + uri);
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

  /**
   * A context over a connection of its own.
   *
   * @throws jakarta.jms.JMSRuntimeException if the mode is none, or as {@link #open}
   */
  public static JMSContext openContext(
      ConnectionUri uri, @Nullable ReconnectPolicy policy, Listeners listeners, int sessionMode) {
    try {
      PostriderContext.checkMode(sessionMode);
      return new PostriderContext(
          new SharedConnection(open(uri, policy, Domain.UNIFIED, listeners)), sessionMode);
    } catch (JMSException failed) {
      throw JmsErrors.toRuntime(failed);
    }
  }

  private static EventLoops loops(Options options) throws JMSException {
    boolean asked = options.isSet(TransportOptions.IO_KIND);
    IoKind kind =
        asked || options.get(TransportOptions.USE_EPOLL)
            ? options.get(TransportOptions.IO_KIND)
            : IoKind.NIO;
    try {
      return EventLoops.shared(kind);
    } catch (IllegalArgumentException unavailable) {
      throw JmsErrors.withCause(
          new JMSException("transport.ioKind: " + unavailable.getMessage()), unavailable);
    }
  }

  /** What a try to connect to a server needs, made anew for each. */
  static ConnectRequest request(Endpoint endpoint) {
    Options options = endpoint.options();
    String password = options.find(JmsOptions.PASSWORD);
    SaslClientSettings sasl =
        options.get(AmqpOptions.SASL_LAYER)
            ? new SaslClientSettings(
                Credentials.of(
                    options.find(JmsOptions.USERNAME),
                    password == null ? null : password.toCharArray()),
                mechanisms(options),
                options.get(AmqpOptions.ALLOW_INSECURE_MECHANISMS),
                hostname(endpoint))
            : null;
    return new ConnectRequest(
        new EndpointAddress(endpoint.scheme().text(), endpoint.host(), endpoint.port()),
        socket(options),
        sasl);
  }

  private static org.postrider.transport.netty.TransportOptions socket(Options options) {
    return org.postrider.transport.netty.TransportOptions.builder()
        .connectTimeoutMs(millis(options.get(TransportOptions.CONNECT_TIMEOUT)))
        .handshakeTimeoutMs(millis(options.get(JmsOptions.CONNECT_TIMEOUT)))
        .tcpNoDelay(options.get(TransportOptions.TCP_NO_DELAY))
        .keepAlive(options.get(TransportOptions.TCP_KEEP_ALIVE))
        .bufferSizes(
            options.get(TransportOptions.SEND_BUFFER_SIZE),
            options.get(TransportOptions.RECEIVE_BUFFER_SIZE))
        .trafficClass(options.get(TransportOptions.TRAFFIC_CLASS))
        .soLingerSec(options.get(TransportOptions.SO_LINGER))
        .local(
            options.find(TransportOptions.LOCAL_ADDRESS), options.get(TransportOptions.LOCAL_PORT))
        .traceBytes(
            options.get(TransportOptions.TRACE_BYTES) || options.get(AmqpOptions.TRACE_BYTES))
        .traceFrames(options.get(AmqpOptions.TRACE_FRAMES))
        .build();
  }

  /** Where JMS has "for ever", a socket has its longest time. */
  private static int millis(long milliseconds) {
    return milliseconds <= 0 ? Integer.MAX_VALUE : (int) Math.min(Integer.MAX_VALUE, milliseconds);
  }

  private static List<String> mechanisms(Options options) {
    List<String> named = options.find(AmqpOptions.SASL_MECHANISMS);
    return named == null ? List.of() : named;
  }

  /** The virtual host to be asked for, or null for none. */
  static @Nullable String hostname(Endpoint endpoint) {
    if (endpoint.hostname() != null) {
      return endpoint.hostname();
    }
    String vhost = endpoint.options().find(AmqpOptions.VHOST);
    return vhost == null ? endpoint.host() : vhost.isEmpty() ? null : vhost;
  }
}
