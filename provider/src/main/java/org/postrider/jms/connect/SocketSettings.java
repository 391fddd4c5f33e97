// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.connect;

import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postrider.jms.error.JmsErrors;
import org.postrider.jms.options.AmqpOptions;
import org.postrider.jms.options.Endpoint;
import org.postrider.jms.options.JmsOptions;
import org.postrider.jms.options.Option;
import org.postrider.jms.options.Options;
import org.postrider.jms.options.ProgramOptions;
import org.postrider.jms.options.TransportOptions;
import org.postrider.transport.netty.ProxySettings;
import org.postrider.transport.netty.WebSocketSettings;
import org.postrider.transport.tls.KeySource;
import org.postrider.transport.tls.Secret;
import org.postrider.transport.tls.StoreFile;
import org.postrider.transport.tls.TlsSettings;
import org.postrider.transport.tls.TrustSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an URI's options say of sockets, in the words of the transport.
 *
 * <p>Stateless.
 */
final class SocketSettings {

  private static final Logger LOG = LoggerFactory.getLogger(SocketSettings.class);

  private static final String KEY_STORE_PROPERTY = "javax.net.ssl.keyStore";

  /** JSSE's word for "there is no key store". */
  private static final String NONE = "NONE";

  /** The context protocols that leave the choice of the version to both ends. */
  private static final Set<String> ALL_VERSIONS = Set.of("TLS", "SSL", "Default", "TLSv1.3");

  private SocketSettings() {}

  /**
   * The settings of a server; refuses what no try to connect can mend.
   *
   * @throws JMSSecurityException if options of TLS contradict each other; the message names them
   * @throws JMSException if others do
   */
  static org.postrider.transport.netty.TransportOptions checked(Endpoint server)
      throws JMSException {
    warn(server);
    TlsSettings tls;
    try {
      tls = tls(server.options());
    } catch (IllegalArgumentException wrong) {
      throw JmsErrors.withCause(
          new JMSSecurityException(server + ": " + wrong.getMessage()), wrong);
    }
    try {
      return of(server.options(), tls);
    } catch (IllegalArgumentException wrong) {
      throw JmsErrors.withCause(new JMSException(server + ": " + wrong.getMessage()), wrong);
    }
  }

  private static void warn(Endpoint server) {
    String context = server.options().get(TransportOptions.CONTEXT_PROTOCOL);
    List<String> named = list(server.options(), TransportOptions.ENABLED_PROTOCOLS);
    if (!named.isEmpty() && !ALL_VERSIONS.contains(context) && !named.contains(context)) {
      LOG.warn(
          "{}: transport.contextProtocol={} does not count, as transport.enabledProtocols names {}",
          server,
          context,
          named);
    }
  }

  /**
   * The settings.
   *
   * @throws IllegalArgumentException if options contradict each other; the message names them
   */
  static org.postrider.transport.netty.TransportOptions of(Options options) {
    return of(options, tls(options));
  }

  private static org.postrider.transport.netty.TransportOptions of(
      Options options, TlsSettings tls) {
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
        .tls(tls)
        .webSocket(
            new WebSocketSettings(
                options.get(TransportOptions.WS_HTTP_HEADERS),
                options.get(TransportOptions.WS_COMPRESSION),
                options.get(TransportOptions.WS_MAX_FRAME_SIZE),
                options.get(AmqpOptions.ALLOW_INSECURE_MECHANISMS)))
        .proxy(proxy(options))
        .build();
  }

  /** Where JMS has "for ever", a socket has its longest time. */
  private static int millis(long milliseconds) {
    return milliseconds <= 0 ? Integer.MAX_VALUE : (int) Math.min(Integer.MAX_VALUE, milliseconds);
  }

  private static @Nullable ProxySettings proxy(Options options) {
    String host = options.find(TransportOptions.PROXY_HOST);
    Integer port = options.find(TransportOptions.PROXY_PORT);
    boolean login =
        options.isSet(TransportOptions.PROXY_USER)
            || options.isSet(TransportOptions.PROXY_PASSWORD);
    if (host == null && login) {
      throw new IllegalArgumentException(
          "transport.proxyUser and transport.proxyPassword must come with transport.proxyHost");
    }
    if ((host == null) != (port == null)) {
      throw new IllegalArgumentException(
          "transport.proxyHost and transport.proxyPort must be given together");
    }
    return host == null || port == null
        ? null
        : new ProxySettings(
            options.get(TransportOptions.PROXY_TYPE),
            host,
            port,
            options.find(TransportOptions.PROXY_USER),
            Secret.of(options.find(TransportOptions.PROXY_PASSWORD)));
  }

  private static TlsSettings tls(Options options) {
    return TlsSettings.builder()
        .keys(keys(options))
        .trust(trust(options))
        .protocols(protocols(options), options.get(TransportOptions.DISABLED_PROTOCOLS))
        .cipherSuites(
            list(options, TransportOptions.ENABLED_CIPHER_SUITES),
            options.get(TransportOptions.DISABLED_CIPHER_SUITES))
        .verifyHost(options.get(TransportOptions.VERIFY_HOST))
        .openSsl(options.get(TransportOptions.USE_OPEN_SSL))
        .context(options.find(ProgramOptions.SSL_CONTEXT))
        .build();
  }

  private static List<String> list(Options options, Option<List<String>> option) {
    List<String> named = options.find(option);
    return named == null ? List.of() : named;
  }

  private static List<String> protocols(Options options) {
    String context = options.get(TransportOptions.CONTEXT_PROTOCOL);
    boolean all = ALL_VERSIONS.contains(context);
    List<String> named = list(options, TransportOptions.ENABLED_PROTOCOLS);
    return named.isEmpty() && !all ? List.of(context) : named;
  }

  private static @Nullable KeySource keys(Options options) {
    String store = options.find(TransportOptions.KEY_STORE_LOCATION);
    String certificate = options.find(TransportOptions.CERTIFICATE_FILE);
    String key = options.find(TransportOptions.KEY_FILE);
    Secret keyPassword = Secret.of(options.find(TransportOptions.KEY_PASSWORD));
    String alias = options.find(TransportOptions.KEY_ALIAS);
    if ((certificate == null) != (key == null)) {
      throw new IllegalArgumentException(
          "transport.certificateFile and transport.keyFile must be given together");
    }
    if (certificate != null && key != null) {
      if (store != null || alias != null) {
        throw new IllegalArgumentException(
            "transport.certificateFile must not be given together with a key store or alias");
      }
      return new KeySource.Pem(Path.of(certificate), Path.of(key), keyPassword);
    }
    String location = store == null ? System.getProperty(KEY_STORE_PROPERTY, NONE) : store;
    if (location.equals(NONE)) {
      if (alias != null) {
        throw new IllegalArgumentException(
            "transport.keyAlias '" + alias + "' must come with transport.keyStoreLocation");
      }
      return null;
    }
    StoreFile file =
        file(
            location,
            options.find(TransportOptions.KEY_STORE_PASSWORD),
            options.storeType(TransportOptions.KEY_STORE_TYPE));
    return new KeySource.Store(file, alias, keyPassword);
  }

  private static @Nullable TrustSource trust(Options options) {
    String store = options.find(TransportOptions.TRUST_STORE_LOCATION);
    String certificates = options.find(TransportOptions.CA_FILE);
    if (store != null && certificates != null) {
      throw new IllegalArgumentException(
          "transport.caFile must not be given together with transport.trustStoreLocation");
    }
    if (options.get(TransportOptions.TRUST_ALL)) {
      return new TrustSource.All();
    }
    if (certificates != null) {
      return new TrustSource.Pem(Path.of(certificates));
    }
    return store == null
        ? null
        : new TrustSource.Store(
            file(
                store,
                options.find(TransportOptions.TRUST_STORE_PASSWORD),
                options.storeType(TransportOptions.TRUST_STORE_TYPE)));
  }

  private static StoreFile file(String location, @Nullable String password, @Nullable String type) {
    return new StoreFile(Path.of(location), Secret.of(password), type);
  }
}
