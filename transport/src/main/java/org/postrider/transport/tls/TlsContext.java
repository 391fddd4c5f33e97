// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.NetUtil;
import io.netty.util.ReferenceCountUtil;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS settings with all that they name read: makes the engines of sockets.
 *
 * <p>Thread-safe. To make one reads files, which event loops must not do. {@link #release} gives
 * back what OpenSSL holds; engines that were made keep working.
 */
public final class TlsContext {

  private static final Logger LOG = LoggerFactory.getLogger(TlsContext.class);

  /** Compares the server's certificate with the host (RFC 2818, as RFC 6125 has it). */
  private static final String HOST_VERIFICATION = "HTTPS";

  private final TlsSettings settings;
  private final boolean server;
  private final boolean showing;
  private final @Nullable X509Certificate identity;

  /** Exactly one of these two is there. */
  private final @Nullable SslContext netty;

  private final @Nullable SSLContext given;
  private final EngineOffer offer;

  private TlsContext(
      TlsSettings settings, boolean server, @Nullable SslContext netty, @Nullable KeyMaterial keys)
      throws TlsException {
    this.settings = settings;
    this.server = server;
    this.netty = netty;
    this.given = settings.context();
    this.showing = keys != null;
    this.identity = keys == null ? null : keys.identity();
    SSLEngine probe = engine(UnpooledByteBufAllocator.DEFAULT, "", 0);
    try {
      this.offer = EngineOffer.of(settings, probe);
    } finally {
      ReferenceCountUtil.release(probe);
    }
  }

  /**
   * Reads what a client needs.
   *
   * @param peer who is connected to, for the log
   * @throws TlsException if a file or value is of no use
   */
  public static TlsContext forClient(TlsSettings settings, String peer) throws TlsException {
    warn(settings, peer);
    if (settings.context() != null) {
      return new TlsContext(settings, false, null, null);
    }
    KeyMaterial keys = KeyMaterial.read(settings.keys());
    SslContextBuilder builder =
        SslContextBuilder.forClient()
            .trustManager(TrustMaterial.read(settings.trust()))
            // No other connection has this context: what a server gives to resume is of no use.
            .sessionCacheSize(1)
            // Explicit both ways: a system property of Netty's may change what no word means.
            .endpointIdentificationAlgorithm(settings.verifyHost() ? HOST_VERIFICATION : null);
    if (keys != null) {
      keys.addTo(builder);
    }
    return built(settings, builder, false, keys);
  }

  /**
   * Reads what a server needs.
   *
   * @throws TlsException if a file or value is of no use, or there is no certificate
   */
  public static TlsContext forServer(TlsSettings settings) throws TlsException {
    if (settings.context() != null) {
      return new TlsContext(settings, true, null, null);
    }
    KeyMaterial keys = KeyMaterial.read(settings.keys());
    if (keys == null) {
      throw new TlsException("a server needs a certificate and its key, and none is named", null);
    }
    SslContextBuilder builder = keys.server();
    builder.endpointIdentificationAlgorithm(null).clientAuth(clientAuth(settings));
    if (settings.clientCertificates() != ClientCertificates.IGNORED) {
      builder.trustManager(TrustMaterial.read(settings.trust()));
    }
    return built(settings, builder, true, keys);
  }

  private static ClientAuth clientAuth(TlsSettings settings) {
    return switch (settings.clientCertificates()) {
      case IGNORED -> ClientAuth.NONE;
      case WANTED -> ClientAuth.OPTIONAL;
      case REQUIRED -> ClientAuth.REQUIRE;
    };
  }

  private static TlsContext built(
      TlsSettings settings, SslContextBuilder builder, boolean server, @Nullable KeyMaterial keys)
      throws TlsException {
    if (!settings.protocols().isEmpty()) {
      builder.protocols(settings.protocols());
    }
    builder.sslProvider(provider(settings));
    SslContext context;
    try {
      context = builder.build();
    } catch (SSLException | IllegalArgumentException e) {
      throw new TlsException("TLS cannot be set up: " + StoreReader.reason(e), e);
    }
    try {
      return new TlsContext(settings, server, context, keys);
    } catch (TlsException e) {
      ReferenceCountUtil.release(context);
      throw e;
    }
  }

  private static SslProvider provider(TlsSettings settings) {
    if (!settings.openSsl()) {
      return SslProvider.JDK;
    }
    if (OpenSsl.isAvailable()) {
      return SslProvider.OPENSSL_REFCNT;
    }
    LOG.warn(
        "OpenSSL is wanted but not available, the JDK's TLS takes its place: {}",
        String.valueOf(OpenSsl.unavailabilityCause()));
    return SslProvider.JDK;
  }

  private static void warn(TlsSettings settings, String peer) {
    boolean all = settings.trust() instanceof TrustSource.All;
    if (all && settings.context() != null) {
      LOG.warn(
          "{}: trustAll does not count: the SSLContext that is given says who is trusted", peer);
    } else if (all) {
      LOG.warn("{}: trustAll is set: whoever answers is trusted, whatever its certificate", peer);
    }
    if (!settings.verifyHost()) {
      LOG.warn("{}: verifyHost is off: a certificate for any other host is accepted", peer);
    }
  }

  /**
   * A client's engine for one socket.
   *
   * @param host the host as it was asked for, not its address
   */
  public SSLEngine newClientEngine(ByteBufAllocator alloc, String host, int port) {
    SSLEngine engine = engine(alloc, host, port);
    SSLParameters parameters = engine.getSSLParameters();
    SNIHostName name = serverName(host);
    if (name != null) {
      parameters.setServerNames(List.of(name));
    }
    // An empty text clears it, null would leave it as it is.
    parameters.setEndpointIdentificationAlgorithm(settings.verifyHost() ? HOST_VERIFICATION : "");
    engine.setSSLParameters(parameters);
    offer.applyTo(engine);
    return bounded(engine);
  }

  /** A server's engine for one socket. */
  public SSLEngine newServerEngine(ByteBufAllocator alloc) {
    SSLEngine engine = engine(alloc, "", 0);
    offer.applyTo(engine);
    return bounded(engine);
  }

  private static SSLEngine bounded(SSLEngine engine) {
    return engine instanceof ReferenceCountedOpenSslEngine ? engine : new BoundedEngine(engine);
  }

  private SSLEngine engine(ByteBufAllocator alloc, String host, int port) {
    SslContext context = netty;
    if (context != null) {
      return host.isEmpty() ? context.newEngine(alloc) : context.newEngine(alloc, host, port);
    }
    SSLContext own = Objects.requireNonNull(given);
    SSLEngine engine = host.isEmpty() ? own.createSSLEngine() : own.createSSLEngine(host, port);
    engine.setUseClientMode(!server);
    if (server) {
      engine.setWantClientAuth(settings.clientCertificates() == ClientCertificates.WANTED);
      if (settings.clientCertificates() == ClientCertificates.REQUIRED) {
        engine.setNeedClientAuth(true);
      }
    }
    return engine;
  }

  /** The name for SNI (RFC 6066, 3): never an address. */
  private static @Nullable SNIHostName serverName(String host) {
    if (NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host)) {
      return null;
    }
    try {
      return new SNIHostName(host);
    } catch (IllegalArgumentException noDnsName) {
      return null;
    }
  }

  /**
   * Why a server's certificate is refused, in words.
   *
   * @param refused what the engine threw for it
   * @param host the host that was asked for
   */
  public String refusal(CertificateException refused, String host) {
    return given == null ? StoreReader.reason(refused) : CertificateWords.refusal(refused, host);
  }

  /** Whether this end has a certificate that it may show; a given context may have one. */
  public boolean mayShowCertificate() {
    return given != null || showing;
  }

  /** The certificate that this end may show, or null if there is none or it is not known. */
  public @Nullable X509Certificate identity() {
    return identity;
  }

  /** Makes no more engines. */
  public void release() {
    if (netty != null) {
      ReferenceCountUtil.release(netty);
    }
  }
}
