// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.postrider.cbs.CbsTokenProvider;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.codec.value.Symbol;
import org.postrider.jms.error.ConnectionLostException;
import org.postrider.jms.error.ErrorContext;
import org.postrider.jms.error.JmsErrors;
import org.postrider.jms.options.AmqpOptions;
import org.postrider.jms.options.Endpoint;
import org.postrider.jms.options.Options;
import org.postrider.jms.options.ProgramOptions;
import org.postrider.transport.cbs.CbsGate;
import org.postrider.transport.engine.ConnectionEngine;
import org.postrider.transport.engine.ConnectionListener;
import org.postrider.transport.engine.ConnectionSettings;
import org.postrider.transport.engine.Link;
import org.postrider.transport.engine.SessionEndpoint;
import org.postrider.transport.netty.ConnectListener;
import org.postrider.transport.netty.ConnectRequest;
import org.postrider.transport.netty.ConnectionDriver;
import org.postrider.transport.netty.DriverCbsOwner;
import org.postrider.transport.netty.EventLoops;
import org.postrider.transport.netty.TransportException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection's side on the event loop: the engine, and who waits for it.
 *
 * <p>Its methods may be called from any thread; the callbacks run on the event loop, which owns all
 * fields that are not final.
 */
final class AmqpConnection implements ConnectionListener, Executor {

  private static final Logger LOG = LoggerFactory.getLogger(AmqpConnection.class);

  private final ConnectionEvents events;
  private final ConnectionEngine engine;
  private final ConnectionDriver driver;
  private final @Nullable CbsGate tokens;
  private final String endpoint;

  // The event loop's.
  private final CompletableFuture<Peer> opened = new CompletableFuture<>();
  private final CompletableFuture<Void> closed = new CompletableFuture<>();
  private boolean closing;
  private boolean over;
  private @Nullable JMSException failure;

  AmqpConnection(
      Endpoint endpoint,
      Options options,
      ConnectionEvents events,
      EventLoops loops,
      @Nullable CbsTokenProvider tokenProvider) {
    this.events = events;
    this.endpoint = endpoint.uri();
    this.engine = new ConnectionEngine(settings(endpoint, options), this);
    this.driver = new ConnectionDriver(loops, engine, failure -> {});
    this.tokens = DriverCbsOwner.gate(engine, tokenProvider, driver);
  }

  private static ConnectionSettings settings(Endpoint endpoint, Options options) {
    String vhost = options.find(AmqpOptions.VHOST);
    String hostname = vhost == null ? endpoint.host() : vhost.isEmpty() ? null : vhost;
    return new ConnectionSettings(
        "",
        hostname,
        options.get(AmqpOptions.MAX_FRAME_SIZE),
        options.get(AmqpOptions.CHANNEL_MAX),
        options.get(AmqpOptions.IDLE_TIMEOUT),
        List.of(),
        List.of(
            Peer.SOLE_CONNECTION, Peer.DELAYED_DELIVERY, Peer.ANONYMOUS_RELAY, Peer.SHARED_SUBS),
        properties(options));
  }

  private static Map<Symbol, @Nullable Object> properties(Options options) {
    Map<Symbol, @Nullable Object> properties = new LinkedHashMap<>();
    Map<String, Object> given = options.find(ProgramOptions.OPEN_PROPERTIES);
    if (given != null) {
      given.forEach((name, value) -> properties.put(Symbol.of(name), value));
    }
    properties.put(Symbol.of("product"), ProviderMetaData.PROVIDER_NAME);
    properties.put(Symbol.of("version"), ProviderMetaData.PROVIDER_VERSION);
    properties.put(Symbol.of("platform"), ProviderMetaData.platform());
    return properties;
  }

  /** Runs a command on the event loop, after all that the same thread gave before. */
  @Override
  public void execute(Runnable command) {
    driver.execute(command);
  }

  /** The broker's URI, without options. */
  String remote() {
    return endpoint;
  }

  boolean isInLoop() {
    return driver.isInLoop();
  }

  /** Connects the socket and authenticates; fails with what the application is to be told. */
  CompletableFuture<Void> connect(ConnectRequest request) {
    CompletableFuture<Void> connected = new CompletableFuture<>();
    driver.connect(
        request,
        new ConnectListener() {
          @Override
          public void connected() {
            connected.complete(null);
          }

          @Override
          public void failed(TransportException cause) {
            connected.completeExceptionally(toJms(cause));
          }
        });
    return connected;
  }

  private static JMSException toJms(TransportException cause) {
    String message = String.valueOf(cause.getMessage());
    boolean security = cause.kind() == TransportException.Kind.AUTHENTICATION;
    return JmsErrors.withCause(
        security ? new JMSSecurityException(message) : new ConnectionLostException(message), cause);
  }

  /** Opens the AMQP connection under a container id. */
  CompletableFuture<Peer> open(String containerId) {
    return run(
        () -> {
          ConnectionSettings settings = engine.settings();
          engine.settings(
              new ConnectionSettings(
                  containerId,
                  settings.hostname(),
                  settings.maxFrameSize(),
                  settings.channelMax(),
                  settings.idleTimeoutMs(),
                  settings.offeredCapabilities(),
                  settings.desiredCapabilities(),
                  settings.properties()));
          engine.open();
        },
        opened);
  }

  /** Runs a command whose future fails if the connection is gone. */
  <T> CompletableFuture<T> run(Runnable command, CompletableFuture<T> future) {
    try {
      driver.execute(
          () -> {
            if (over) {
              future.completeExceptionally(gone());
              return;
            }
            try {
              command.run();
            } catch (RuntimeException fault) {
              future.completeExceptionally(fault);
            }
          });
    } catch (RejectedExecutionException terminated) {
      future.completeExceptionally(JmsErrors.withCause(gone(), terminated));
    }
    return future;
  }

  /** Runs a command, unless the connection is gone: then it would have no effect. */
  void tell(Runnable command) {
    CompletableFuture<Void> unheard = run(command, new CompletableFuture<>());
    if (unheard.isCompletedExceptionally()) {
      LOG.trace("a command came after the connection's end");
    }
  }

  /** Runs a command on the event loop after a while, unless the connection is gone by then. */
  void schedule(long delayMs, Runnable command) {
    try {
      driver.schedule(delayMs, command);
    } catch (RejectedExecutionException terminated) {
      LOG.trace("a timer came after the connection's end");
    }
  }

  /** On the event loop: why the connection was lost, or null. */
  @Nullable JMSException failure() {
    return failure;
  }

  private JMSException gone() {
    return new ConnectionLostException("the connection to " + endpoint + " is closed");
  }

  /** On the event loop: a session of the engine. */
  SessionEndpoint createSession() {
    return engine.createSession();
  }

  /** On the event loop: puts out the dispositions and flows of all sessions that wait. */
  void flush() {
    engine.flush();
  }

  /** Closes the AMQP connection and then the socket. */
  CompletableFuture<Void> close() {
    return run(
        () -> {
          closing = true;
          engine.close(null);
          if (!engine.isLocallyOpen() && engine.remoteOpen() == null) {
            end();
          }
        },
        closed);
  }

  /** Lets go of the event loop. */
  void terminate() {
    driver.terminate();
  }

  private void end() {
    over = true;
    closed.complete(null);
  }

  @Override
  public void opened(ConnectionEngine connection) {
    // A refusal's reason comes with the close that follows.
    if (connection.remoteOpen() != null && !Peer.refuses(connection.remoteOpen())) {
      opened.complete(Peer.of(connection.remoteOpen()));
    }
  }

  @Override
  public void sessionBegun(SessionEndpoint session) {
    // A client has nothing to offer there.
    session.begin();
    session.end(new AmqpError(ErrorConditions.NOT_ALLOWED, "this container accepts no sessions"));
  }

  @Override
  public void closed(ConnectionEngine connection, @Nullable AmqpError error) {
    boolean told = closing || over;
    end();
    if (!told) {
      fail(JmsErrors.toException(error, ErrorContext.CONNECTION));
    }
  }

  @Override
  public boolean mayAttach(Link link) {
    return tokens == null || tokens.mayAttach(link);
  }

  @Override
  public void lost(ConnectionEngine connection, @Nullable Throwable cause) {
    if (tokens != null) {
      tokens.disconnected();
    }
    String why = cause == null ? "the broker closed the socket" : cause.getMessage();
    JMSException loss =
        JmsErrors.withCause(
            new ConnectionLostException("the connection to " + endpoint + " was lost: " + why),
            cause);
    failure = loss;
    end();
    // Ends the sessions and links: whoever waits for them hears of the loss.
    engine.close(null);
    if (!closing) {
      fail(loss);
    }
  }

  private void fail(JMSException cause) {
    boolean beforeOpen = opened.completeExceptionally(cause);
    if (!beforeOpen) {
      events.failed(cause);
    }
  }

  /** Something failed that has no caller. */
  void asyncFailure(JMSException cause) {
    events.asyncFailure(cause);
  }
}
