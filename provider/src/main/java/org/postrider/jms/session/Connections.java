// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import org.postrider.jms.error.JmsErrors;
import org.postrider.jms.error.RequestTimedOutException;
import org.postrider.jms.options.AmqpOptions;
import org.postrider.jms.options.ConnectionUri;
import org.postrider.jms.options.Endpoint;
import org.postrider.jms.options.JmsOptions;
import org.postrider.jms.options.Options;
import org.postrider.jms.options.TransportOptions;
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
   * @param domain what the connection may be used for
   * @param listeners who hears of what has no caller, from the beginning
   * @param providers who is asked for credentials and tokens
   * @throws JMSException if the server cannot be reached or refuses
   */
  public static PostriderConnection open(
      ConnectionUri uri, Domain domain, Listeners listeners, Providers providers)
      throws JMSException {
    Options options = uri.options();
    Failover failover = new Failover(uri, providers);
    try (EventLoops loops = loops(options)) {
      PostriderConnection connection =
          new PostriderConnection(
              options, domain, listeners, events -> new AmqpConnection(failover, events, loops));
      boolean done = false;
      try {
        awaitConnected(connection.amqp(), uri);
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

  private static void awaitConnected(AmqpConnection connection, ConnectionUri uri)
      throws JMSException {
    try {
      Waits.await(
          connection.connect(),
          uri.options().get(JmsOptions.CONNECT_TIMEOUT),
          "connection to " + uri);
    } catch (RequestTimedOutException late) {
      Throwable last = connection.lastFailure();
      throw last == null
          ? late
          : JmsErrors.withCause(
              new RequestTimedOutException(
                  late.getMessage() + "; the last try failed: " + last.getMessage()),
              last);
    }
  }

  /**
   * A context over a connection of its own.
   *
   * @throws jakarta.jms.JMSRuntimeException if the mode is none, or as {@link #open}
   */
  public static JMSContext openContext(
      ConnectionUri uri, Listeners listeners, Providers providers, int sessionMode) {
    try {
      PostriderContext.checkMode(sessionMode);
      return new PostriderContext(
          new SharedConnection(open(uri, Domain.UNIFIED, listeners, providers)), sessionMode);
    } catch (JMSException failed) {
      throw JmsErrors.toRuntime(failed);
    }
  }

  private static EventLoops loops(Options options) throws JMSException {
    int threads = options.get(TransportOptions.SHARED_EVENT_LOOP_THREADS);
    try {
      return threads > 0
          ? EventLoops.shared(ioKind(options), threads)
          : EventLoops.shared(ioKind(options));
    } catch (IllegalArgumentException unavailable) {
      throw JmsErrors.withCause(
          new JMSException("transport.ioKind: " + unavailable.getMessage()), unavailable);
    }
  }

  private static IoKind ioKind(Options options) {
    boolean epoll = options.get(TransportOptions.USE_EPOLL);
    boolean kqueue = options.get(TransportOptions.USE_KQUEUE);
    if (options.isSet(TransportOptions.IO_KIND) || epoll && kqueue) {
      return options.get(TransportOptions.IO_KIND);
    }
    IoKind allowed = epoll ? IoKind.EPOLL : kqueue ? IoKind.KQUEUE : IoKind.NIO;
    return allowed.unavailability() == null ? allowed : IoKind.NIO;
  }

  /** What a try to connect to a server needs, made anew for each. */
  static ConnectRequest request(Endpoint endpoint, SaslSetup sasl) {
    return new ConnectRequest(
        new EndpointAddress(endpoint.scheme().text(), endpoint.host(), endpoint.port()),
        socket(endpoint.options()),
        sasl.settings(endpoint));
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
        .tracePayloadLimit(options.get(AmqpOptions.TRACE_FRAMES_PAYLOAD_LIMIT))
        .build();
  }

  /** Where JMS has "for ever", a socket has its longest time. */
  private static int millis(long milliseconds) {
    return milliseconds <= 0 ? Integer.MAX_VALUE : (int) Math.min(Integer.MAX_VALUE, milliseconds);
  }
}
