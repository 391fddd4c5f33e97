// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.sasl.Credentials;
import org.postrider.sasl.CredentialsProvider;
import org.postrider.transport.auth.CredentialsSource;
import org.postrider.transport.auth.SaslClientSettings;
import org.postrider.transport.netty.ConnectListener;
import org.postrider.transport.netty.ConnectRequest;
import org.postrider.transport.netty.ConnectionDriver;
import org.postrider.transport.netty.EndpointAddress;
import org.postrider.transport.netty.TransportException;
import org.postrider.transport.netty.TransportOptions;
import org.postrider.transport.recovery.ReconnectPlan;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the tries of a connection to get a socket and the peer's open, for the first time and after
 * each loss.
 *
 * <p>Confined to the container's loop.
 */
final class Reconnector {

  private static final Logger LOG = LoggerFactory.getLogger(Reconnector.class);

  /** One line of the log for so many tries that failed, after the first. */
  private static final int TRIES_PER_WARNING = 10;

  private static final long FOR_EVER_MS = Integer.MAX_VALUE;

  private final Connection connection;
  private final ConnectionDriver driver;
  private final OptionValues options;
  private final List<ConnectionUrl> urls;
  private final boolean enabled;
  private final ReconnectPlan plan;
  private final @Nullable CredentialsSource provided;

  private boolean stopped;
  private boolean announced;
  private int failedTries;
  private Runnable cancelTry = () -> {};
  private Runnable cancelDeadline = () -> {};

  Reconnector(Connection connection, ConnectionDriver driver) {
    this.connection = connection;
    this.driver = driver;
    this.options = connection.options().values();
    List<ConnectionUrl> all = options.get(ConnectionOptions.URLS);
    this.enabled = options.get(ConnectionOptions.RECONNECT);
    this.urls = enabled ? all : all.subList(0, 1);
    this.plan = new ReconnectPlan(urls.size(), delays());
    CredentialsProvider provider = options.find(ConnectionOptions.CREDENTIALS);
    this.provided = provider == null ? null : CredentialsSource.of(provider);
  }

  private ReconnectPlan.Delays delays() {
    ReconnectPolicy given = options.find(ConnectionOptions.RECONNECT_POLICY);
    ReconnectPolicy policy =
        given == null ? new Backoff() : given instanceof Backoff backoff ? backoff.copy() : given;
    return new ReconnectPlan.Delays() {
      @Override
      public void reset() {
        policy.reset();
      }

      @Override
      public @Nullable Duration next() {
        return enabled ? policy.next() : null;
      }
    };
  }

  boolean isEnabled() {
    return enabled;
  }

  void begin() {
    plan.begin();
    next();
  }

  /** The peer's open is there. */
  void succeeded() {
    cancelDeadline.run();
    announced = false;
    failedTries = 0;
    plan.succeeded();
  }

  /** Goes on to the next try, or gives up. */
  void next() {
    cancelDeadline.run();
    if (stopped) {
      return;
    }
    ReconnectPlan.Attempt attempt = plan.next();
    if (attempt == null) {
      giveUp();
      return;
    }
    ConnectionUrl url = urls.get(attempt.server());
    if (attempt.number() > 1 || connection.hasBeenOpen()) {
      Event.Attempt shown = new Event.Attempt(attempt.number(), attempt.delay(), url);
      connection.fire(connection.event(EventType.RECONNECTING).about(shown));
    }
    if (!stopped) {
      cancelTry = connection.loop().later(() -> connect(url), attempt.delay().toMillis());
    }
  }

  private void connect(ConnectionUrl url) {
    if (stopped) {
      return;
    }
    long timeoutMs = options.get(ConnectionOptions.CONNECT_TIMEOUT).toMillis();
    if (timeoutMs > 0) {
      cancelDeadline = connection.loop().later(() -> timedOut(url), timeoutMs);
    }
    // A socket that is being closed must not be in the way.
    driver.disconnect(null);
    driver.execute(() -> connection.goingTo(url));
    driver.connect(request(url, timeoutMs), new Outcome());
  }

  private void timedOut(ConnectionUrl url) {
    driver.disconnect(
        new SocketTimeoutException(
            "no open from "
                + url
                + " within "
                + options.get(ConnectionOptions.CONNECT_TIMEOUT).toMillis()
                + " ms"));
  }

  private ConnectRequest request(ConnectionUrl url, long timeoutMs) {
    int limitMs = (int) (timeoutMs == 0 ? FOR_EVER_MS : timeoutMs);
    TransportOptions socket =
        TransportOptions.builder().connectTimeoutMs(limitMs).handshakeTimeoutMs(limitMs).build();
    EndpointAddress address = new EndpointAddress(url.scheme(), url.host(), url.port());
    return new ConnectRequest(address, socket, sasl(url));
  }

  private @Nullable SaslClientSettings sasl(ConnectionUrl url) {
    if (!options.get(ConnectionOptions.SASL_ENABLED)) {
      return null;
    }
    List<String> mechanisms = options.find(ConnectionOptions.ALLOWED_MECHANISMS);
    String virtualHost = options.find(ConnectionOptions.VIRTUAL_HOST);
    return new SaslClientSettings(
        credentials(url),
        mechanisms == null ? List.of() : mechanisms,
        options.get(ConnectionOptions.ALLOW_INSECURE_MECHANISMS),
        virtualHost == null ? url.host() : virtualHost,
        options.get(ConnectionOptions.SASL_OPTIONS));
  }

  private CredentialsSource credentials(ConnectionUrl url) {
    boolean own = url.user() != null;
    if (!own && provided != null) {
      return provided;
    }
    String user = own ? url.user() : options.find(ConnectionOptions.USER);
    String password = own ? url.password() : options.find(ConnectionOptions.PASSWORD);
    return CredentialsSource.of(
        Credentials.of(user, password == null ? null : password.toCharArray()));
  }

  /** How one try ended. */
  private final class Outcome implements ConnectListener {

    @Override
    public void connected() {
      connection.fire(EventType.CONNECTION_BOUND);
    }

    @Override
    public void failed(TransportException cause) {
      if (stopped) {
        return;
      }
      log(cause);
      connection.fire(
          connection.event(EventType.TRANSPORT_ERROR).because(Failures.of(cause), cause));
      if (Failures.isPermanent(cause)) {
        giveUp();
      } else {
        next();
      }
    }
  }

  /** Somebody must hear of it, even where no handler does. */
  private void log(TransportException cause) {
    if (failedTries++ % TRIES_PER_WARNING == 0) {
      LOG.warn("try {} to connect failed: {}", failedTries, cause.getMessage());
    } else {
      LOG.debug("try {} to connect failed: {}", failedTries, cause.getMessage());
    }
  }

  private void giveUp() {
    if (stopped || announced) {
      return;
    }
    announced = true;
    if (enabled) {
      connection.fire(EventType.RECONNECT_GAVE_UP);
    }
    if (!connection.hasBeenOpen()) {
      connection.fire(EventType.DISCONNECTED);
    }
    connection.abandoned();
  }

  /** No further tries. */
  void stop() {
    stopped = true;
    cancelTry.run();
    cancelDeadline.run();
  }
}
