// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.value.Symbol;
import org.postrider.sasl.Credentials;
import org.postrider.sasl.CredentialsProvider;
import org.postrider.transport.auth.CredentialsSource;
import org.postrider.transport.auth.SaslClientSettings;
import org.postrider.transport.netty.ConnectRequest;
import org.postrider.transport.netty.ConnectionDriver;
import org.postrider.transport.netty.Reconnector;
import org.postrider.transport.netty.TransportException;
import org.postrider.transport.recovery.LossRules;
import org.postrider.transport.recovery.ReconnectPlan;
import org.postrider.transport.recovery.ServerAddress;
import org.postrider.transport.tls.Secret;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Configures a connection's recovery from its options, and turns what it does into events.
 *
 * <p>Confined to the container's loop.
 */
final class ConnectionRecovery implements Reconnector.Owner<ConnectionUrl> {

  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
  private static final int PASSES_PER_WARNING = 10;

  private final Connection connection;
  private final ConnectionCore core;
  private final ConnectionDriver driver;
  private final OptionValues options;
  private final Reconnector<ConnectionUrl> reconnector;
  private final @Nullable CredentialsSource provided;
  private final Restoration restoration = new Restoration();
  private boolean restoring;
  private boolean warnedOfUnused;
  private @Nullable ConnectionUrl redirectedTo;
  private @Nullable String redirectedHostname;

  ConnectionRecovery(ConnectionCore core, ConnectionDriver driver) {
    this.core = core;
    this.connection = core.connection();
    this.driver = driver;
    this.options = connection.options().values();
    CredentialsProvider provider = options.find(ConnectionOptions.CREDENTIALS);
    this.provided = provider == null ? null : CredentialsSource.of(provider);
    boolean enabled = options.get(ConnectionOptions.RECONNECT);
    List<ConnectionUrl> all = options.get(ConnectionOptions.URLS);
    ReconnectPlan<ConnectionUrl> plan =
        new ReconnectPlan<>(
            enabled ? all : all.subList(0, 1),
            delays(enabled),
            ReconnectPlan.Order.FROM_THE_FIRST,
            options.get(ConnectionOptions.DELAY_EACH_URL),
            new Random());
    Set<Symbol> mended = Set.copyOf(options.get(ConnectionOptions.RECONNECT_ON));
    this.reconnector =
        new Reconnector<>(
            driver,
            plan,
            new LossRules(enabled, error -> error != null && mended.contains(error.condition())),
            new Reconnector.Settings(timeoutMs(), timeoutMs(), PASSES_PER_WARNING),
            this);
  }

  private ReconnectPlan.Delays delays(boolean enabled) {
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

  private long timeoutMs() {
    return options.get(ConnectionOptions.CONNECT_TIMEOUT).toMillis();
  }

  void begin() {
    reconnector.begin();
  }

  /** Whether the peer's close is one that reconnecting mends. */
  boolean isLoss(@Nullable AmqpError why) {
    return reconnector.rules().isLoss(why);
  }

  /** Whether an outage goes on: not everything is back that stood before it. */
  boolean isRestoring() {
    return restoring;
  }

  /** The peer's open is there. */
  void opened() {
    if (restoring) {
      restored();
    } else {
      reconnector.succeeded();
    }
  }

  /** The peer has answered what begins a session or link of this end. */
  void stands(Object part) {
    if (restoration.stands(part)) {
      restored();
    }
  }

  /**
   * A session or link is at its end, or is being closed: nobody waits for it. The application hears
   * of that end first.
   */
  void gone(Object part) {
    if (restoration.gone(part) && core.isOpen()) {
      driver.execute(this::restored);
    }
  }

  private void restored() {
    if (!restoring || !core.isOpen() || core.isCloseAsked()) {
      return;
    }
    if (restoration.isComplete()) {
      restoring = false;
      reconnector.succeeded();
      core.fire(EventType.RECONNECTED);
    } else {
      reconnector.advanced();
    }
  }

  void lost(@Nullable Throwable cause) {
    restoring = core.hasBeenOpen();
    restoration.lost();
    reconnector.lost(cause);
  }

  /** No further tries. */
  void stop() {
    reconnector.stop();
  }

  @Override
  public ConnectRequest request(ConnectionUrl url) {
    return new ConnectRequest(
        url.address(), SocketSettings.of(connection.options()).build(), sasl(url));
  }

  private @Nullable SaslClientSettings sasl(ConnectionUrl url) {
    if (!options.get(ConnectionOptions.SASL_ENABLED)) {
      warnOfUnused(url);
      return null;
    }
    List<String> mechanisms = options.find(ConnectionOptions.ALLOWED_MECHANISMS);
    return new SaslClientSettings(
        credentials(url),
        mechanisms == null ? List.of() : mechanisms,
        options.get(ConnectionOptions.ALLOW_INSECURE_MECHANISMS),
        hostname(url),
        options.get(ConnectionOptions.SASL_OPTIONS));
  }

  private void warnOfUnused(ConnectionUrl url) {
    boolean given =
        provided != null || url.user() != null || options.find(ConnectionOptions.USER) != null;
    if (given && !warnedOfUnused) {
      warnedOfUnused = true;
      LOG.warn("{}: the credentials are not used, as saslEnabled is false", connection);
    }
  }

  private CredentialsSource credentials(ConnectionUrl url) {
    boolean own = url.user() != null;
    if (!own && provided != null) {
      return provided;
    }
    String user = own ? url.user() : options.find(ConnectionOptions.USER);
    Secret secret = own ? Secret.of(url.password()) : options.find(ConnectionOptions.PASSWORD);
    char[] password = secret == null ? null : secret.copy();
    try {
      return CredentialsSource.of(Credentials.of(user, password));
    } finally {
      if (password != null) {
        Arrays.fill(password, '\0');
      }
    }
  }

  /** The virtual host: the one given, or named by a redirect, or the URL's. */
  private String hostname(ConnectionUrl url) {
    String named = url.equals(redirectedTo) ? redirectedHostname : null;
    String given = options.find(ConnectionOptions.VIRTUAL_HOST);
    return named != null ? named : given != null ? given : url.host();
  }

  @Override
  public void planned(ReconnectPlan.Attempt<ConnectionUrl> attempt, @Nullable Throwable cause) {
    if (attempt.number() > 1 || core.hasBeenOpen()) {
      Event.Attempt shown = new Event.Attempt(attempt.number(), attempt.delay(), attempt.server());
      core.fire(core.event(EventType.RECONNECTING).about(shown).because(Failures.of(cause), cause));
    }
  }

  @Override
  public void goingTo(ConnectionUrl url) {
    core.goingTo(hostname(url));
  }

  @Override
  public void connected(ConnectionUrl url) {
    core.fire(EventType.CONNECTION_BOUND);
  }

  @Override
  public void failed(ConnectionUrl url, TransportException cause) {
    core.fire(core.event(EventType.TRANSPORT_ERROR).because(Failures.of(cause), cause));
  }

  @Override
  public void gaveUp(@Nullable Throwable cause) {
    AmqpError why = Failures.of(cause);
    if (reconnector.isEnabled()) {
      core.fire(core.event(EventType.RECONNECT_GAVE_UP).because(why, cause));
    }
    if (!core.hasBeenOpen()) {
      core.fire(core.event(EventType.DISCONNECTED).because(why, cause));
    }
    core.abandoned();
  }

  @Override
  public @Nullable ConnectionUrl serverAt(ServerAddress address, ConnectionUrl from) {
    ConnectionUrl target;
    try {
      target = from.movedTo(address);
    } catch (IllegalArgumentException unusable) {
      return null;
    }
    if (from.isTls() && !target.isTls() && !options.get(ConnectionOptions.INSECURE_REDIRECTS)) {
      return null;
    }
    redirectedTo = target;
    redirectedHostname = address.hostname();
    return target;
  }
}
