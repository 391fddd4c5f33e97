// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.cbs.CbsTokenProvider;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.codec.value.Symbol;
import org.postrider.sasl.CredentialsProvider;
import org.postrider.transport.netty.ListenRequest;
import org.postrider.transport.netty.WebSocketSettings;
import org.postrider.transport.tls.Secret;

/**
 * How to make a connection; every option that is not set has its default.
 *
 * <p>Not thread-safe; copied when it is used, so that later changes have no effect on connections
 * made with it. Setters refuse a bad value with an {@link IllegalArgumentException} that names the
 * value and the rule. {@link #toString()} masks the password.
 */
public final class ConnectionOptions {

  static final Option<List<ConnectionUrl>> URLS =
      Option.<List<ConnectionUrl>>of("urls", "list of URLs", null)
          .must("must name at least one URL", urls -> !urls.isEmpty())
          .means("where to connect to: tried in this order, instead of one URL");
  static final Option<String> USER =
      Option.text("user").means("who connects; credentials in the URL go before");
  static final Option<Secret> PASSWORD =
      Option.<Secret>of("password", "secret", null).means("the user's password");
  static final Option<CredentialsProvider> CREDENTIALS =
      Option.<CredentialsProvider>of("credentials", "provider", null)
          .means("who is asked for user and password, or a token, at each try; instead of user");
  static final Option<CbsTokenProvider> TOKENS =
      Option.<CbsTokenProvider>of("tokens", "provider", null)
          .means("who is asked for the token of a node before a link to it attaches (CBS)");
  static final Option<List<String>> ALLOWED_MECHANISMS =
      Option.<List<String>>of("allowedMechanisms", "list of names", null)
          .must("must name at least one SASL mechanism", names -> !names.isEmpty())
          .means("the only SASL mechanisms to be used; absent: whichever fit, but GSSAPI");
  static final Option<Boolean> SASL_ENABLED =
      Option.flag("saslEnabled", true).means("whether there is a SASL layer at all");
  static final Option<Boolean> ALLOW_INSECURE_MECHANISMS =
      Option.flag("allowInsecureMechanisms", false)
          .means("whether a password or token may be sent in clear, unencrypted, to another host");
  static final Option<Map<String, String>> SASL_OPTIONS =
      Option.<Map<String, String>>of("saslOptions", "map", Map.of())
          .means("of the mechanism; GSSAPI has configScope, protocol and serverName");
  static final Option<TlsOptions> TLS =
      Option.<TlsOptions>of("tls", "TlsOptions", null)
          .means("how TLS is done where the URL says amqps; absent: all defaults");
  static final Option<ProxyOptions> PROXY =
      Option.<ProxyOptions>of("proxy", "ProxyOptions", null)
          .means("the proxy to connect through; absent: none");
  static final Option<Map<String, String>> WEB_SOCKET_HEADERS =
      Option.<Map<String, String>>of("webSocketHeaders", "secret map", Map.of())
          .means("further headers of a WebSocket's upgrade request");
  static final Option<Boolean> WEB_SOCKET_COMPRESSION =
      Option.flag("webSocketCompression", false)
          .means("whether compression of a WebSocket's messages is offered");
  static final Option<Long> WEB_SOCKET_MAX_FRAME_SIZE =
      Option.number(
              "webSocketMaxFrameSize",
              WebSocketSettings.DEFAULT_MAX_FRAME_SIZE,
              WebSocketSettings.LEAST_MAX_FRAME_SIZE,
              1 << 30)
          .in("octets")
          .means("the largest frame of a WebSocket that is taken from the peer");
  static final Option<Boolean> RECONNECT =
      Option.flag("reconnect", true)
          .means("whether to try again when there is no connection; false: one try, first URL");
  static final Option<ReconnectPolicy> RECONNECT_POLICY =
      Option.<ReconnectPolicy>of("reconnectPolicy", "policy", null)
          .means("the delays between tries; absent: 0, 0.1 s, doubling to 10 s, for ever");
  static final Option<Boolean> DELAY_EACH_URL =
      Option.flag("delayEachUrl", true)
          .means("whether a delay stands before each URL; false: once before all of them");
  static final Option<List<Symbol>> RECONNECT_ON =
      Option.<List<Symbol>>of(
              "reconnectOn", "list of names", List.of(ErrorConditions.CONNECTION_FORCED))
          .means(
              "after which conditions of a peer's close it connects again;"
                  + " amqp:unauthorized-access: refused credentials too");
  static final Option<Boolean> INSECURE_REDIRECTS =
      Option.flag("allowInsecureRedirects", false)
          .means("whether a redirect may lead from TLS to a connection in clear");
  static final Option<String> VIRTUAL_HOST =
      Option.text("virtualHost").means("the hostname in open; absent: the URL's host");
  static final Option<String> CONTAINER_ID =
      Option.text("containerId").means("the container-id in open; absent: the container's");
  static final Option<Duration> IDLE_TIMEOUT =
      Option.duration("idleTimeout", Duration.ofSeconds(60), Duration.ofMillis(20))
          .means("a peer that is silent for so long is taken for gone; PT0S: never");
  static final Option<Duration> CONNECT_TIMEOUT =
      Option.duration("connectTimeout", Duration.ofSeconds(15), Duration.ofMillis(1))
          .means(
              "how long one try, or a client of a listener, may take until the peer's open is there,"
                  + " and after a loss until the next session or link is back; PT0S: no limit");
  static final Option<Duration> CLOSE_TIMEOUT =
      Option.duration("closeTimeout", Duration.ofSeconds(10), Duration.ofMillis(1))
          .means("how long a detach, end or close waits for the peer's answer; PT0S: no limit");
  static final Option<Long> MAX_CONNECTIONS =
      Option.number("maxConnections", ListenRequest.DEFAULT_MAX_CONNECTIONS, 1, Integer.MAX_VALUE)
          .in("connections")
          .means("how many clients a listener serves at a time; more are closed, and logged");
  static final Option<Long> MAX_FRAME_SIZE =
      Option.number("maxFrameSize", 128L << 10, 512, Integer.MAX_VALUE)
          .in("octets")
          .means("the largest frame that is taken from the peer");
  static final Option<Long> CHANNEL_MAX =
      Option.number("channelMax", 32767, 0, 65535).means("the highest number of a session");
  static final Option<Long> MAX_MESSAGE_SIZE =
      Option.number("maxMessageSize", 100L << 20, 1, Integer.MAX_VALUE)
          .in("octets")
          .means("the largest message that is taken from the peer");
  static final Option<Long> MAX_INCOMPLETE_SIZE =
      Option.number("maxIncompleteSize", 256L << 20, 0, Long.MAX_VALUE)
          .in("octets")
          .means("how much is kept of messages that have not come whole; 0: no limit");
  static final Option<Long> MAX_WAITING_SIZE =
      Option.number("maxWaitingSize", 256L << 20, 0, Long.MAX_VALUE)
          .in("octets")
          .means(
              "how much is kept of messages that onMessage has had and nobody has settled; from"
                  + " there on receivers get no more credit, and the log says so; from twice as much"
                  + " on, the window of a session is shut that has one receiver, and beyond that and"
                  + " 8 MiB what comes is released; 0: no limit");
  static final Option<List<Symbol>> OFFERED_CAPABILITIES =
      Option.<List<Symbol>>of("offeredCapabilities", "list of names", List.of())
          .means("what this end can do");
  static final Option<List<Symbol>> DESIRED_CAPABILITIES =
      Option.<List<Symbol>>of("desiredCapabilities", "list of names", List.of())
          .means("what the peer should do");
  static final Option<Map<Symbol, @Nullable Object>> PROPERTIES =
      Option.<Map<Symbol, @Nullable Object>>of("properties", "map", Map.of())
          .means("the properties in open");
  static final Option<MessagingHandler> HANDLER =
      Option.<MessagingHandler>of("handler", "handler", null)
          .means("whose callbacks the connection's events come to; absent: the container's");

  /** All rows, in the order of the reference page. */
  static final List<Option<?>> TABLE =
      List.of(
          URLS,
          USER,
          PASSWORD,
          CREDENTIALS,
          TOKENS,
          ALLOWED_MECHANISMS,
          SASL_ENABLED,
          ALLOW_INSECURE_MECHANISMS,
          SASL_OPTIONS,
          TLS,
          PROXY,
          WEB_SOCKET_HEADERS,
          WEB_SOCKET_COMPRESSION,
          WEB_SOCKET_MAX_FRAME_SIZE,
          RECONNECT,
          RECONNECT_POLICY,
          DELAY_EACH_URL,
          RECONNECT_ON,
          INSECURE_REDIRECTS,
          VIRTUAL_HOST,
          CONTAINER_ID,
          IDLE_TIMEOUT,
          CONNECT_TIMEOUT,
          CLOSE_TIMEOUT,
          MAX_CONNECTIONS,
          MAX_FRAME_SIZE,
          CHANNEL_MAX,
          MAX_MESSAGE_SIZE,
          MAX_INCOMPLETE_SIZE,
          MAX_WAITING_SIZE,
          OFFERED_CAPABILITIES,
          DESIRED_CAPABILITIES,
          PROPERTIES,
          HANDLER);

  private final OptionValues values;

  /** All defaults. */
  public ConnectionOptions() {
    this(new OptionValues());
  }

  private ConnectionOptions(OptionValues values) {
    this.values = values;
  }

  /** A copy in which the options that are not set are those of others. */
  ConnectionOptions over(ConnectionOptions defaults) {
    OptionValues merged = new OptionValues(values);
    merged.addAbsent(defaults.values);
    return new ConnectionOptions(merged);
  }

  OptionValues values() {
    return values;
  }

  /**
   * Where to connect to, in the order in which they are tried; for {@link
   * Container#connect(ConnectionOptions)}, which has no URL of its own.
   *
   * @throws IllegalArgumentException if there is none, or one is refused by {@link
   *     ConnectionUrl#parse}
   */
  public ConnectionOptions urls(String... urls) {
    return set(URLS, Arrays.stream(Checks.given("urls", urls)).map(ConnectionUrl::parse).toList());
  }

  /** Who connects. Credentials in the URL go before. */
  public ConnectionOptions user(String name) {
    return set(USER, name);
  }

  /** The user's password; a user must be given, too. */
  public ConnectionOptions password(String secret) {
    return set(PASSWORD, Secret.of(secret));
  }

  /** The same with a password of which a copy is taken; the caller may wipe its own. */
  public ConnectionOptions password(char[] secret) {
    return set(PASSWORD, Secret.of(secret));
  }

  /**
   * Who is asked for the credentials at each try to connect, for tokens that expire. Called on a
   * thread that may wait; {@link #user} and {@link #password} have no effect then.
   */
  public ConnectionOptions credentials(CredentialsProvider provider) {
    return set(CREDENTIALS, provider);
  }

  /**
   * Who is asked for the token that a broker with claims-based security (Azure Service Bus and
   * others) wants before a link to a node attaches; put again after each reconnect, and renewed
   * before it expires. Called on a thread that may wait.
   */
  public ConnectionOptions tokens(CbsTokenProvider provider) {
    return set(TOKENS, provider);
  }

  /**
   * The only SASL mechanisms to be used, for example {@code ANONYMOUS}; one text may hold several,
   * with blanks between. Default: the strongest that both ends have and the credentials fit; GSSAPI
   * is used only where it is named.
   */
  public ConnectionOptions allowedMechanisms(String... names) {
    return set(
        ALLOWED_MECHANISMS,
        Arrays.stream(Checks.given("allowedMechanisms", names))
            .map(name -> Checks.given("allowedMechanisms", name))
            .flatMap(name -> Arrays.stream(name.split("\\s+", -1)))
            .filter(name -> !name.isBlank())
            .toList());
  }

  /** Whether there is a SASL layer; without it the AMQP header is the first thing sent. */
  public ConnectionOptions saslEnabled(boolean enabled) {
    return set(SASL_ENABLED, enabled);
  }

  /**
   * Whether a password or token may be sent over an unencrypted connection to another host: by
   * PLAIN, XOAUTH2 and OAUTHBEARER, for a node ({@link #tokens}), or in a WebSocket's header
   * ({@code Authorization}, {@code Proxy-Authorization}, {@code Cookie}). Default: false, but for a
   * mechanism that {@link #allowedMechanisms} names.
   */
  public ConnectionOptions allowInsecureMechanisms(boolean allowed) {
    return set(ALLOW_INSECURE_MECHANISMS, allowed);
  }

  /**
   * Options of the SASL mechanism. GSSAPI has {@code configScope} (the JAAS entry; default: {@code
   * amqp-jms-client} or, where that is missing, the ticket cache), {@code protocol} (default:
   * {@code amqp}) and {@code serverName} (default: the URL's host).
   */
  public ConnectionOptions saslOptions(Map<String, String> values) {
    return set(SASL_OPTIONS, Names.texts(SASL_OPTIONS, values));
  }

  /**
   * How TLS is done where the URL says {@code amqps}; a copy is taken.
   *
   * @throws IllegalArgumentException if two of its options contradict each other
   */
  public ConnectionOptions tls(TlsOptions options) {
    TlsOptions copy = Checks.given("tls", options).copy();
    copy.settings();
    return set(TLS, copy);
  }

  /** The proxy to connect through. Default: none. */
  public ConnectionOptions proxy(ProxyOptions through) {
    return set(PROXY, through);
  }

  /**
   * Further headers of a WebSocket's upgrade request, for example {@code Authorization}. Their
   * values are shown nowhere.
   *
   * @throws IllegalArgumentException if a name is no HTTP token, or a value has control characters
   */
  public ConnectionOptions webSocketHeaders(Map<String, String> headers) {
    WebSocketSettings checked =
        new WebSocketSettings(
            Names.texts(WEB_SOCKET_HEADERS, headers),
            false,
            WebSocketSettings.DEFAULT_MAX_FRAME_SIZE);
    return set(WEB_SOCKET_HEADERS, checked.headers());
  }

  /** Whether compression of a WebSocket's messages is offered (RFC 7692). Default: false. */
  public ConnectionOptions webSocketCompression(boolean offered) {
    return set(WEB_SOCKET_COMPRESSION, offered);
  }

  /** The largest frame of a WebSocket taken, 1 KiB to 1 GiB. Default: 8 MiB. */
  public ConnectionOptions webSocketMaxFrameSize(long octets) {
    return set(WEB_SOCKET_MAX_FRAME_SIZE, octets);
  }

  /**
   * Whether to try again when a connection is lost or does not come about. Default: true. Without,
   * there is one try at the first URL.
   */
  public ConnectionOptions reconnect(boolean enabled) {
    return set(RECONNECT, enabled);
  }

  /** How long to wait before each try; switches reconnecting on. Default: a {@link Backoff}. */
  public ConnectionOptions reconnect(ReconnectPolicy policy) {
    return set(RECONNECT_POLICY, policy).set(RECONNECT, true);
  }

  /**
   * Whether each delay of the policy stands before each URL of {@link #urls}, or once before all of
   * them. Default: true.
   */
  public ConnectionOptions delayEachUrl(boolean each) {
    return set(DELAY_EACH_URL, each);
  }

  /**
   * After which conditions of a peer's close it connects again. Default: {@code
   * amqp:connection:forced}. {@code amqp:unauthorized-access} stands for refused credentials too,
   * which may become good ones. What the network does, and redirects, need no condition.
   */
  public ConnectionOptions reconnectOn(String... conditions) {
    return set(RECONNECT_ON, Names.symbols(RECONNECT_ON, conditions));
  }

  /** Whether a redirect may lead from TLS to a connection in clear. Default: false. */
  public ConnectionOptions allowInsecureRedirects(boolean allowed) {
    return set(INSECURE_REDIRECTS, allowed);
  }

  /** The hostname in {@code open}. Default: the URL's host. */
  public ConnectionOptions virtualHost(String name) {
    return set(VIRTUAL_HOST, name);
  }

  /** The container-id of this connection. Default: {@link Container#id()}. */
  public ConnectionOptions containerId(String id) {
    return set(CONTAINER_ID, id);
  }

  /**
   * After how long a silent peer is taken for gone, 0 (never) or 20 ms to a day. Default: 60 s. The
   * peer is asked to send something in half that time.
   */
  public ConnectionOptions idleTimeout(Duration time) {
    return set(IDLE_TIMEOUT, time);
  }

  /** The same as {@link #idleTimeout}. */
  public ConnectionOptions heartbeat(Duration time) {
    return idleTimeout(time);
  }

  /**
   * How long one try may take until the peer's open is there, and after a loss from there until the
   * next of the connection's sessions and links is back (twice as long with each try of an outage
   * that ends so): 0 (no limit) or 1 ms to a day. Of a listener: how long a client may take from
   * the moment when it connected. Default: 15 s.
   */
  public ConnectionOptions connectTimeout(Duration time) {
    return set(CONNECT_TIMEOUT, time);
  }

  /** How long a detach, end or close waits for the peer's answer; zero for ever. Default: 10 s. */
  public ConnectionOptions closeTimeout(Duration time) {
    return set(CLOSE_TIMEOUT, time);
  }

  /**
   * How many clients {@link Container#listen} serves at a time, at least 1: what they may have this
   * end keep is bounded for each of them. More are closed at once, and logged. Default: 10,000.
   */
  public ConnectionOptions maxConnections(int connections) {
    return set(MAX_CONNECTIONS, (long) connections);
  }

  /** The largest frame taken, 512 octets to 2^31-1. Default: 128 KiB. */
  public ConnectionOptions maxFrameSize(long octets) {
    return set(MAX_FRAME_SIZE, octets);
  }

  /** The highest number of a session, 0 to 65535. Default: 32767. */
  public ConnectionOptions channelMax(int channel) {
    return set(CHANNEL_MAX, (long) channel);
  }

  /** The largest message taken, 1 octet to 2^31-1. Default: 100 MiB. */
  public ConnectionOptions maxMessageSize(long octets) {
    return set(MAX_MESSAGE_SIZE, octets);
  }

  /**
   * How many octets the connection keeps of messages that have not come whole, over all links. Well
   * before that large messages wait for each other; the link whose message goes beyond it all the
   * same is closed. One message alone may be as large as {@link #maxMessageSize}. 0 for no limit.
   * Default: 256 MiB.
   */
  public ConnectionOptions maxIncompleteSize(long octets) {
    return set(MAX_INCOMPLETE_SIZE, octets);
  }

  /**
   * How many octets the connection keeps of messages that {@link MessagingHandler#onMessage} has
   * had and nobody has settled, over all receivers that keep their credit up by themselves. From
   * there on, receivers that hold more than their share get no more credit until half of it is
   * settled, and the log warns of it. From twice as much on, the incoming window of a session is
   * shut until then where no other receiver waits for it; beyond that and 8 MiB what comes is
   * released, and the handler does not get it. 0 for no limit. Default: 256 MiB.
   */
  public ConnectionOptions maxWaitingSize(long octets) {
    return set(MAX_WAITING_SIZE, octets);
  }

  /** What this end can do. */
  public ConnectionOptions offeredCapabilities(String... names) {
    return set(OFFERED_CAPABILITIES, Names.symbols(OFFERED_CAPABILITIES, names));
  }

  /** What the peer should do. */
  public ConnectionOptions desiredCapabilities(String... names) {
    return set(DESIRED_CAPABILITIES, Names.symbols(DESIRED_CAPABILITIES, names));
  }

  /** The properties in {@code open}: AMQP values, null allowed. */
  public ConnectionOptions properties(Map<String, ? extends @Nullable Object> properties) {
    return set(PROPERTIES, Names.keys(PROPERTIES, properties));
  }

  /** Whose callbacks this connection's events come to. Default: the container's handler. */
  public ConnectionOptions handler(MessagingHandler handler) {
    return set(HANDLER, handler);
  }

  private <T> ConnectionOptions set(Option<T> option, @Nullable T value) {
    values.set(option, value);
    return this;
  }

  /** The options set, the password masked. */
  @Override
  public String toString() {
    return "ConnectionOptions" + values;
  }
}
