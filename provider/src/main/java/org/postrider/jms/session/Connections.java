// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import java.util.concurrent.CompletableFuture;
import org.postrider.jms.amqp.AmqpConnection;
import org.postrider.jms.connect.Failover;
import org.postrider.jms.connect.Providers;
import org.postrider.jms.error.JmsErrors;
import org.postrider.jms.options.ConnectionUri;
import org.postrider.jms.options.JmsOptions;
import org.postrider.jms.options.Options;
import org.postrider.jms.options.TransportOptions;
import org.postrider.jms.thread.Deadline;
import org.postrider.transport.netty.EventLoops;
import org.postrider.transport.netty.IoKind;

/**
 * Makes connections: the one door to this package.
 *
 * <p>Thread-safe.
 */
public final class Connections {

  private static final long GRACE_MS = 500;

  private Connections() {}

  /**
   * Connects to a server of an URI and authenticates.
   *
   * @param domain what the connection may be used for
   * @param listeners who hears of what has no caller, from the beginning
   * @param providers who is asked for credentials and tokens
   * @throws JMSException if the server cannot be reached or refuses, or options contradict each
   *     other
   */
  public static PostriderConnection open(
      ConnectionUri uri, Domain domain, Listeners listeners, Providers providers)
      throws JMSException {
    Options options = uri.options();
    Failover failover = Failover.of(discovered(uri), providers);
    try (EventLoops loops = loops(options)) {
      PostriderConnection connection =
          new PostriderConnection(
              options, domain, listeners, events -> new AmqpConnection(failover, events, loops));
      connect(connection, uri);
      return connection;
    }
  }

  /** Connects what was made for it, and lets go of all where that fails. */
  static void connect(PostriderConnection connection, ConnectionUri uri) throws JMSException {
    boolean done = false;
    try {
      AmqpConnection amqp = connection.amqp();
      Deadline deadline = Deadline.in(uri.options().get(JmsOptions.CONNECT_TIMEOUT));
      ConnectWait.await(amqp, connecting(amqp, uri), patienceMs(uri), new Towards(uri));
      connection.openIfSettled(deadline);
      done = true;
    } finally {
      if (!done) {
        connection.abandon();
      }
    }
  }

  /** The first that needs the thread of its loop: there may be none. */
  private static CompletableFuture<Void> connecting(AmqpConnection amqp, ConnectionUri uri)
      throws JMSException {
    try {
      return amqp.recovery().connect();
    } catch (OutOfMemoryError noThread) {
      throw JmsErrors.withCause(
          new JMSException(
              "no thread could be started for the "
                  + new Towards(uri)
                  + ": "
                  + noThread.getMessage()),
          noThread);
    }
  }

  /** What is waited for, told when it does not come. */
  private record Towards(ConnectionUri uri) {

    @Override
    public String toString() {
      return "connection to " + uri;
    }
  }

  /** On the caller's thread, which may wait for a file. */
  private static ConnectionUri discovered(ConnectionUri uri) throws JMSException {
    try {
      return uri.discovered();
    } catch (IllegalArgumentException noServers) {
      throw JmsErrors.withCause(new JMSException(noServers.getMessage()), noServers);
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

  /** Where there is one try, its own time-out comes first: it knows what was waited for. */
  private static long patienceMs(ConnectionUri uri) {
    long timeoutMs = uri.options().get(JmsOptions.CONNECT_TIMEOUT);
    return timeoutMs < 0 || uri.recovers() ? timeoutMs : timeoutMs + GRACE_MS;
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
}
