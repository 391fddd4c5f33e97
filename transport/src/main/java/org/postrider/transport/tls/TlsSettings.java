// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.tls;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * How TLS is done, by clients and servers of both faces.
 *
 * <p>Immutable. It names files, and does not hold what is in them: they are read for each try to
 * connect, so that a file that changed counts at once.
 *
 * @param keys this end's certificate; null for that of the system properties {@code
 *     javax.net.ssl.keyStore}, {@code keyStoreType} and {@code keyStorePassword}, or none
 * @param trust whom to trust; null for the system properties {@code javax.net.ssl.trustStore},
 *     {@code trustStoreType} and {@code trustStorePassword}, or the JDK's own list
 * @param protocols the versions to offer, such as {@code TLSv1.3}; empty for 1.3 and 1.2
 * @param disabledProtocols versions not to offer
 * @param cipherSuites the suites to offer, by the JDK's names; empty for the engine's own choice
 * @param disabledCipherSuites suites not to offer
 * @param verifyHost whether the server's certificate must name the host that was asked for
 * @param openSsl whether OpenSSL is used where it is on the class path
 * @param clientCertificates what a server wants of its clients
 * @param context an own context, in which case the fields above that say keys, trust and OpenSSL do
 *     not count; or null
 */
public record TlsSettings(
    @Nullable KeySource keys,
    @Nullable TrustSource trust,
    List<String> protocols,
    List<String> disabledProtocols,
    List<String> cipherSuites,
    List<String> disabledCipherSuites,
    boolean verifyHost,
    boolean openSsl,
    ClientCertificates clientCertificates,
    @Nullable SSLContext context) {

  /** What is offered unless versions are named. */
  static final List<String> DEFAULT_PROTOCOLS = List.of("TLSv1.3", "TLSv1.2");

  private static final Set<String> KNOWN_PROTOCOLS =
      Set.of("TLSv1.3", "TLSv1.2", "TLSv1.1", "TLSv1", "SSLv3", "SSLv2Hello", "SSLv2");

  /** Refuses versions that TLS never had. */
  public TlsSettings {
    protocols = List.copyOf(protocols);
    disabledProtocols = List.copyOf(disabledProtocols);
    cipherSuites = List.copyOf(cipherSuites);
    disabledCipherSuites = List.copyOf(disabledCipherSuites);
    protocols.forEach(TlsSettings::requireKnown);
    disabledProtocols.forEach(TlsSettings::requireKnown);
  }

  private static void requireKnown(String protocol) {
    if (!KNOWN_PROTOCOLS.contains(protocol)) {
      throw new IllegalArgumentException(
          "TLS protocol '" + protocol + "' must be TLSv1.3, TLSv1.2, TLSv1.1, TLSv1 or SSLv3");
    }
  }

  /** The files that are read for it, by its own words or by the system properties'. */
  public List<Path> files() {
    List<Path> files = new ArrayList<>();
    if (context != null) {
      return files;
    }
    KeySource keySource = keys == null ? SystemStores.keys() : keys;
    if (keySource instanceof KeySource.Store store) {
      files.add(store.file().location());
    } else if (keySource instanceof KeySource.Pem pem) {
      files.add(pem.certificates());
      files.add(pem.key());
    }
    TrustSource trustSource = trust == null ? SystemStores.trust() : trust;
    if (trustSource instanceof TrustSource.Store store) {
      files.add(store.file().location());
    } else if (trustSource instanceof TrustSource.Pem pem) {
      files.add(pem.certificates());
    }
    return files;
  }

  private static final TlsSettings DEFAULTS = new Builder().build();

  /** The defaults. */
  public static TlsSettings defaults() {
    return DEFAULTS;
  }

  /** A builder that begins with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects settings, beginning with the defaults. Not thread-safe. */
  public static final class Builder {

    private @Nullable KeySource keys;
    private @Nullable TrustSource trust;
    private List<String> protocols = List.of();
    private List<String> disabledProtocols = List.of();
    private List<String> cipherSuites = List.of();
    private List<String> disabledCipherSuites = List.of();
    private boolean verifyHost = true;
    private boolean openSsl;
    private ClientCertificates clientCertificates = ClientCertificates.IGNORED;
    private @Nullable SSLContext context;

    private Builder() {}

    /** See {@link TlsSettings#keys()}. */
    public Builder keys(@Nullable KeySource value) {
      keys = value;
      return this;
    }

    /** See {@link TlsSettings#trust()}. */
    public Builder trust(@Nullable TrustSource value) {
      trust = value;
      return this;
    }

    /** See {@link TlsSettings#protocols()} and {@code disabledProtocols}. */
    public Builder protocols(List<String> offered, List<String> disabled) {
      protocols = offered;
      disabledProtocols = disabled;
      return this;
    }

    /** See {@link TlsSettings#cipherSuites()} and {@code disabledCipherSuites}. */
    public Builder cipherSuites(List<String> offered, List<String> disabled) {
      cipherSuites = offered;
      disabledCipherSuites = disabled;
      return this;
    }

    /** See {@link TlsSettings#verifyHost()}. */
    public Builder verifyHost(boolean value) {
      verifyHost = value;
      return this;
    }

    /** See {@link TlsSettings#openSsl()}. */
    public Builder openSsl(boolean value) {
      openSsl = value;
      return this;
    }

    /** See {@link TlsSettings#clientCertificates()}. */
    public Builder clientCertificates(ClientCertificates value) {
      clientCertificates = value;
      return this;
    }

    /** See {@link TlsSettings#context()}. */
    public Builder context(@Nullable SSLContext value) {
      context = value;
      return this;
    }

    /** The settings. */
    public TlsSettings build() {
      return new TlsSettings(
          keys,
          trust,
          protocols,
          disabledProtocols,
          cipherSuites,
          disabledCipherSuites,
          verifyHost,
          openSsl,
          clientCertificates,
          context);
    }
  }
}
