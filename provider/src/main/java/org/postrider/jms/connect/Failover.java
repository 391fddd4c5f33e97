// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.connect;

import jakarta.jms.JMSException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.postrider.amqp.ReconnectPolicy;
import org.postrider.cbs.CbsTokenProvider;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.performative.Open;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.jms.error.JmsErrors;
import org.postrider.jms.options.AmqpOptions;
import org.postrider.jms.options.ConnectionUri;
import org.postrider.jms.options.Discovery;
import org.postrider.jms.options.DiscoveryOptions;
import org.postrider.jms.options.Endpoint;
import org.postrider.jms.options.FailoverOptions;
import org.postrider.jms.options.JmsOptions;
import org.postrider.jms.options.Options;
import org.postrider.jms.options.ProgramOptions;
import org.postrider.jms.options.ServerListAction;
import org.postrider.transport.netty.ConnectRequest;
import org.postrider.transport.netty.EndpointAddress;
import org.postrider.transport.netty.Reconnector;
import org.postrider.transport.netty.TransportOptions;
import org.postrider.transport.recovery.GrowingDelays;
import org.postrider.transport.recovery.LossRules;
import org.postrider.transport.recovery.ReconnectPlan;
import org.postrider.transport.recovery.ServerAddress;

/**
 * What a connection URI says of recovery, in the words of the transport: the servers and how they
 * are asked, the delays, and which ends are losses.
 *
 * <p>Immutable, but for what it makes.
 */
public final class Failover {

  /** No server gets less time than this to answer, however many there are. */
  private static final long MIN_SHARE_MS = 1000;

  /** From so many on a broker's list adds none. */
  static final int MAX_KNOWN = 1000;

  private final ConnectionUri uri;
  private final List<TransportOptions> sockets;
  private final Options options;
  private final @Nullable ReconnectPolicy policy;
  private final SaslSetup sasl;
  // Looked up once: each message asks for them.
  private final boolean enabled;
  private final boolean resending;
  private final @Nullable CbsTokenProvider tokens;

  /**
   * What an URI says.
   *
   * @param sockets of each of its servers, in their order
   * @throws IllegalStateException if the application's supplier of delays fails
   */
  Failover(ConnectionUri uri, List<TransportOptions> sockets, Providers providers) {
    this.uri = uri;
    this.sockets = sockets;
    this.options = uri.options();
    this.enabled = uri.recovers();
    this.resending = options.get(FailoverOptions.RESEND_IN_DOUBT);
    this.policy = policy(options.find(ProgramOptions.RECONNECT_POLICY));
    this.sasl = new SaslSetup(options, providers.credentials());
    this.tokens = providers.tokens();
  }

  /**
   * What an URI says; refuses what no try to connect can mend.
   *
   * @throws JMSException if options of a server contradict each other, or the application's
   *     supplier of delays fails
   */
  public static Failover of(ConnectionUri uri, Providers providers) throws JMSException {
    List<TransportOptions> sockets = new ArrayList<>(1);
    for (Endpoint server : uri.endpoints()) {
      sockets.add(SocketSettings.checked(server));
    }
    try {
      return new Failover(uri, sockets, providers);
    } catch (IllegalStateException noPolicy) {
      throw JmsErrors.withCause(new JMSException(noPolicy.getMessage()), noPolicy);
    }
  }

  private static @Nullable ReconnectPolicy policy(@Nullable Supplier<ReconnectPolicy> policies) {
    try {
      return policies == null ? null : policies.get();
    } catch (RuntimeException fault) {
      throw new IllegalStateException("no reconnect policy is to be had: " + fault, fault);
    }
  }

  /** Who is asked for tokens before links attach, or null. */
  public @Nullable CbsTokenProvider tokens() {
    return tokens;
  }

  /** What the URI says of all servers. */
  public Options options() {
    return options;
  }

  /** Whether tokens may go in clear to a server; null is any. */
  public boolean allowsTokensInClear(@Nullable Endpoint server) {
    Options own = server == null ? options : server.options();
    return own.get(AmqpOptions.ALLOW_INSECURE_MECHANISMS);
  }

  /** What a try to connect to a server needs, made anew for each. */
  public ConnectRequest request(Endpoint server) {
    return new ConnectRequest(
        new EndpointAddress(server.scheme().text(), server.host(), server.port(), server.path()),
        sockets(server),
        sasl.settings(server));
  }

  private TransportOptions sockets(Endpoint server) {
    int named = uri.endpoints().indexOf(server);
    // The others were named by a peer, or came into a file since.
    return named >= 0 ? sockets.get(named) : SocketSettings.of(server.options());
  }

  /** Whether a connection that is lost is looked for again. */
  public boolean isEnabled() {
    return enabled;
  }

  /** The server that an URI names first. */
  public Endpoint firstServer() {
    return uri.endpoints().get(0);
  }

  /** The servers and the delays, made anew. */
  public ReconnectPlan<Endpoint> plan() {
    return new ReconnectPlan<>(
        uri.endpoints(),
        delays(),
        order(),
        options.get(FailoverOptions.DELAY_EACH_SERVER),
        random());
  }

  /** Chance decides about order and jitter only: nobody's secret depends on it. */
  private static Random random() {
    return new Random();
  }

  private ReconnectPlan.Order order() {
    return options.get(FailoverOptions.RANDOMIZE)
        ? ReconnectPlan.Order.RANDOM
        : ReconnectPlan.Order.ROTATING;
  }

  private ReconnectPlan.Delays delays() {
    ReconnectPolicy own = policy;
    if (!isEnabled()) {
      return new NoDelays();
    }
    return own == null ? growingDelays() : new PolicyDelays(own);
  }

  private GrowingDelays growingDelays() {
    long initialMs = options.get(FailoverOptions.INITIAL_RECONNECT_DELAY);
    long delayMs = options.get(FailoverOptions.RECONNECT_DELAY);
    int later = options.get(FailoverOptions.MAX_RECONNECT_ATTEMPTS);
    int startUp = options.get(FailoverOptions.STARTUP_MAX_RECONNECT_ATTEMPTS);
    double factor =
        options.get(FailoverOptions.USE_RECONNECT_BACK_OFF)
            ? options.get(FailoverOptions.RECONNECT_BACK_OFF_MULTIPLIER)
            : 1;
    List<Long> first = initialMs > 0 ? List.of(0L, initialMs) : List.of(0L);
    return new GrowingDelays(
        new GrowingDelays.Sequence(first, delayMs, limit(startUp < 0 ? later : startUp)),
        new GrowingDelays.Sequence(List.of(initialMs), delayMs, limit(later)),
        new GrowingDelays.Growth(
            factor,
            options.get(FailoverOptions.MAX_RECONNECT_DELAY),
            options.get(FailoverOptions.JITTER)),
        random());
  }

  private static int limit(int attempts) {
    return attempts < 0 ? GrowingDelays.FOR_EVER : attempts;
  }

  /**
   * Which ends are losses: all, but those that would only repeat themselves.
   *
   * @param everOpen whether the connection was or may have been open before: then a client id in
   *     use is our own
   */
  public LossRules rules(BooleanSupplier everOpen) {
    boolean unauthorized = options.get(FailoverOptions.RETRY_UNAUTHORIZED);
    return new LossRules(isEnabled(), error -> isMended(error, unauthorized, everOpen));
  }

  private static boolean isMended(
      @Nullable AmqpError error, boolean unauthorized, BooleanSupplier everOpen) {
    if (error != null && error.condition().equals(ErrorConditions.UNAUTHORIZED_ACCESS)) {
      return unauthorized;
    }
    return !JmsErrors.isOfClientId(error) || everOpen.getAsBoolean();
  }

  /** The files that name the servers, or null. */
  @Nullable Discovery discovery() {
    return uri.discovery();
  }

  /** How long after one reading those files are read again; 0 is never. */
  long discoveryIntervalMs() {
    return options.get(DiscoveryOptions.UPDATE_INTERVAL);
  }

  /**
   * A server that swallows packets must leave time for those behind it; one that opens need not.
   */
  public Reconnector.Settings settings() {
    long timeoutMs = Math.max(0, options.get(JmsOptions.CONNECT_TIMEOUT));
    long shareMs = Math.max(MIN_SHARE_MS, timeoutMs / uri.endpoints().size());
    return new Reconnector.Settings(
        Math.min(timeoutMs, shareMs),
        timeoutMs,
        options.get(FailoverOptions.WARN_AFTER_RECONNECT_ATTEMPTS));
  }

  /** Whether a message that had no answer when the connection was lost is sent once more. */
  public boolean isResending() {
    return resending;
  }

  /** Whether a message bears what lets a broker know it when it comes again. */
  public boolean isMarking() {
    return isEnabled() && isResending() && options.get(FailoverOptions.MARK_DUPLICATES);
  }

  /** Whether a link that does not come back is closed alone: else the connection is lost again. */
  public boolean closesLinksThatFail() {
    return options.get(JmsOptions.CLOSE_LINKS_THAT_FAIL_ON_RECONNECT);
  }

  /**
   * The server that another one names, or null where it must not be followed.
   *
   * @param known the servers as they are: those of discovery files are among them
   */
  public @Nullable Endpoint serverAt(ServerAddress address, Endpoint from, List<Endpoint> known) {
    List<Endpoint> own = uri.discovery() == null ? uri.endpoints() : known;
    Endpoint target = uri.endpointAt(address.scheme(), address.host(), address.port(), from, own);
    if (target == null
        || (from.scheme().isSecure()
            && !target.scheme().isSecure()
            && !from.options().get(AmqpOptions.ALLOW_NON_SECURE_REDIRECTS))) {
      return null;
    }
    String path = address.path();
    return target.withHostname(address.hostname()).withPath(path == null ? target.path() : path);
  }

  /**
   * The servers after an open that lists some.
   *
   * @param kept those of the known ones that such a list never replaces
   */
  List<Endpoint> servers(Open open, Endpoint current, List<Endpoint> known, List<Endpoint> kept) {
    ServerListAction action = options.get(FailoverOptions.AMQP_OPEN_SERVER_LIST_ACTION);
    List<ServerAddress> listed = ServerAddress.listOf(open);
    if (action == ServerListAction.IGNORE || listed.isEmpty()) {
      return known;
    }
    List<Endpoint> all = new ArrayList<>(action == ServerListAction.ADD ? known : kept);
    for (ServerAddress address : listed) {
      // Each broker may name as many again.
      Endpoint server = all.size() < MAX_KNOWN ? serverAt(address, current, known) : null;
      if (server != null) {
        addIfNew(all, server);
      }
    }
    // The list is of the others: the server itself need not be on it.
    addIfNew(all, current);
    if (action == ServerListAction.REPLACE) {
      // Whoever was tried stays at the end, wherever the broker names it.
      all.sort(Comparator.comparingInt(server -> place(server, known)));
    }
    return isSame(all, known) ? known : all;
  }

  /** The place of a server in the order of the tries; a new one comes before all others. */
  private static int place(Endpoint server, List<Endpoint> known) {
    for (int i = 0; i < known.size(); i++) {
      if (server.isSameServer(known.get(i))) {
        return i;
      }
    }
    return -1;
  }

  /** Whether a list that is in the order of the known servers has nothing new. */
  private static boolean isSame(List<Endpoint> all, List<Endpoint> known) {
    if (all.size() != known.size()) {
      return false;
    }
    for (int i = 0; i < all.size(); i++) {
      Endpoint server = all.get(i);
      Endpoint before = known.get(i);
      if (!server.isSameServer(before)
          || server.scheme() != before.scheme()
          || !server.path().equals(before.path())
          || !Objects.equals(server.hostname(), before.hostname())) {
        return false;
      }
    }
    return true;
  }

  private static void addIfNew(List<Endpoint> servers, Endpoint server) {
    if (servers.stream().noneMatch(server::isSameServer)) {
      servers.add(server);
    }
  }

  /** One try, and no other. */
  private static final class NoDelays implements ReconnectPlan.Delays {

    @Override
    public void reset() {
      // There is nothing to begin anew.
    }

    @Override
    public @Nullable Duration next() {
      return null;
    }
  }

  /** The application's own delays. */
  private record PolicyDelays(ReconnectPolicy policy) implements ReconnectPlan.Delays {

    @Override
    public void reset() {
      policy.reset();
    }

    @Override
    public @Nullable Duration next() {
      return policy.next();
    }
  }
}
