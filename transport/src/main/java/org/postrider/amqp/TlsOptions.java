// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.postrider.transport.tls.ClientCertificates;
import org.postrider.transport.tls.KeySource;
import org.postrider.transport.tls.Secret;
import org.postrider.transport.tls.StoreFile;
import org.postrider.transport.tls.TlsSettings;
import org.postrider.transport.tls.TrustSource;

/**
 * How TLS is done where the URL says {@code amqps} or {@code amqpwss}, by connections and
 * acceptors.
 *
 * <p>Not thread-safe; copied when it is given to {@link ConnectionOptions#tls}. Files are read for
 * each try to connect and, when they have changed, for each connection accepted; that is when a
 * file that is of no use is told. {@link #toString()} masks passwords.
 */
public final class TlsOptions {

  static final Option<Path> KEY_STORE =
      Option.<Path>of("keyStore", "file", null)
          .means("this end's certificate and key; absent: system property javax.net.ssl.keyStore");
  static final Option<Secret> KEY_STORE_PASSWORD =
      Option.<Secret>of("keyStorePassword", "secret", null).means("the key store's password");
  static final Option<String> KEY_STORE_TYPE =
      Option.text("keyStoreType").means("the key store's type; absent: storeType");
  static final Option<String> KEY_ALIAS =
      Option.text("keyAlias")
          .means("the entry of the key store to use; absent: what suits the peer");
  static final Option<Path> CERTIFICATE =
      Option.<Path>of("certificate", "file", null)
          .means("this end's certificate and those of its issuers, in PEM");
  static final Option<Path> KEY =
      Option.<Path>of("key", "file", null).means("the key of certificate: PKCS#8, in PEM");
  static final Option<Secret> KEY_PASSWORD =
      Option.<Secret>of("keyPassword", "secret", null)
          .means("the key's own password; absent: the key store's, or none");
  static final Option<Path> TRUST_STORE =
      Option.<Path>of("trustStore", "file", null)
          .means("whom to trust; absent: javax.net.ssl.trustStore, then the JDK's list");
  static final Option<Secret> TRUST_STORE_PASSWORD =
      Option.<Secret>of("trustStorePassword", "secret", null).means("the trust store's password");
  static final Option<String> TRUST_STORE_TYPE =
      Option.text("trustStoreType").means("the trust store's type; absent: storeType");
  static final Option<Path> TRUSTED_CERTIFICATES =
      Option.<Path>of("trustedCertificates", "file", null).means("whom to trust, in PEM");
  static final Option<String> STORE_TYPE =
      Option.text("storeType")
          .means(
              "the type of a store that has no own; absent: the JDK's, which reads PKCS12 and JKS");
  static final Option<List<String>> PROTOCOLS =
      Option.<List<String>>of("protocols", "list of names", List.of())
          .means("the versions to offer; absent: TLSv1.3 and TLSv1.2");
  static final Option<List<String>> DISABLED_PROTOCOLS =
      Option.<List<String>>of("disabledProtocols", "list of names", List.of())
          .means("versions not to offer");
  static final Option<List<String>> CIPHER_SUITES =
      Option.<List<String>>of("cipherSuites", "list of names", List.of())
          .means("the suites to offer; absent: the engine's choice");
  static final Option<List<String>> DISABLED_CIPHER_SUITES =
      Option.<List<String>>of("disabledCipherSuites", "list of names", List.of())
          .means("suites not to offer");
  static final Option<Boolean> VERIFY_HOST =
      Option.flag("verifyHost", true)
          .means("whether the server's certificate must name the URL's host");
  static final Option<Boolean> TRUST_ALL =
      Option.flag("trustAll", false).means("whether any certificate is trusted: for tests only");
  static final Option<Boolean> OPEN_SSL =
      Option.flag("openSsl", false)
          .means("whether OpenSSL is used where netty-tcnative is on the class path");
  static final Option<Boolean> CLIENT_CERTIFICATE_WANTED =
      Option.flag("clientCertificateWanted", false)
          .means("whether an acceptor asks clients for a certificate");
  static final Option<Boolean> CLIENT_CERTIFICATE_REQUIRED =
      Option.flag("clientCertificateRequired", false)
          .means("whether an acceptor lets in only clients with a trusted certificate");
  static final Option<SSLContext> SSL_CONTEXT =
      Option.<SSLContext>of("sslContext", "SSLContext", null)
          .means("an own context, in place of keys, trust and OpenSSL");

  /** All rows, in the order of the reference page. */
  static final List<Option<?>> TABLE =
      List.of(
          KEY_STORE,
          KEY_STORE_PASSWORD,
          KEY_STORE_TYPE,
          KEY_ALIAS,
          CERTIFICATE,
          KEY,
          KEY_PASSWORD,
          TRUST_STORE,
          TRUST_STORE_PASSWORD,
          TRUST_STORE_TYPE,
          TRUSTED_CERTIFICATES,
          STORE_TYPE,
          PROTOCOLS,
          DISABLED_PROTOCOLS,
          CIPHER_SUITES,
          DISABLED_CIPHER_SUITES,
          VERIFY_HOST,
          TRUST_ALL,
          OPEN_SSL,
          CLIENT_CERTIFICATE_WANTED,
          CLIENT_CERTIFICATE_REQUIRED,
          SSL_CONTEXT);

  private final OptionValues values;

  /** All defaults: the JDK's trust, no certificate of this end's, the host verified. */
  public TlsOptions() {
    this(new OptionValues());
  }

  private TlsOptions(OptionValues values) {
    this.values = values;
  }

  TlsOptions copy() {
    return new TlsOptions(new OptionValues(values));
  }

  /** A key store (PKCS12, JKS) with this end's certificate, and its password. */
  public TlsOptions keyStore(Path file, String password) {
    return set(KEY_STORE, file).set(KEY_STORE_PASSWORD, Secret.of(password));
  }

  /** The same with a password of which a copy is taken; the caller may wipe its own. */
  public TlsOptions keyStore(Path file, char[] password) {
    return set(KEY_STORE, file).set(KEY_STORE_PASSWORD, Secret.of(password));
  }

  /** The key store's type, for example {@code PKCS11}. Default: {@link #storeType}. */
  public TlsOptions keyStoreType(String type) {
    return set(KEY_STORE_TYPE, type);
  }

  /** The entry of the key store to use. It must be there, and be a key. */
  public TlsOptions keyAlias(String alias) {
    return set(KEY_ALIAS, alias);
  }

  /** The key's password, where it is not the key store's, or of an encrypted PEM key. */
  public TlsOptions keyPassword(String password) {
    return set(KEY_PASSWORD, Secret.of(password));
  }

  /** The same with a password of which a copy is taken; the caller may wipe its own. */
  public TlsOptions keyPassword(char[] password) {
    return set(KEY_PASSWORD, Secret.of(password));
  }

  /**
   * PEM files with this end's certificate, in place of a key store.
   *
   * @param chain the certificate, and those of its issuers in their order
   * @param key its private key: PKCS#8, and {@link #keyPassword} if it is encrypted
   */
  public TlsOptions certificate(Path chain, Path key) {
    return set(CERTIFICATE, chain).set(KEY, key);
  }

  /** A trust store (PKCS12, JKS) with the certificates to trust, and its password. */
  public TlsOptions trustStore(Path file, String password) {
    return set(TRUST_STORE, file).set(TRUST_STORE_PASSWORD, Secret.of(password));
  }

  /** The same with a password of which a copy is taken; the caller may wipe its own. */
  public TlsOptions trustStore(Path file, char[] password) {
    return set(TRUST_STORE, file).set(TRUST_STORE_PASSWORD, Secret.of(password));
  }

  /** The trust store's type. Default: {@link #storeType}. */
  public TlsOptions trustStoreType(String type) {
    return set(TRUST_STORE_TYPE, type);
  }

  /** A PEM file with the certificates to trust, in place of a trust store. */
  public TlsOptions trustedCertificates(Path file) {
    return set(TRUSTED_CERTIFICATES, file);
  }

  /**
   * The type of the stores whose own is not given. Default: that of the system properties {@code
   * javax.net.ssl.keyStoreType} and {@code trustStoreType}, or the JDK's own, which reads PKCS12
   * and JKS.
   */
  public TlsOptions storeType(String type) {
    return set(STORE_TYPE, type);
  }

  /** The versions to offer. Default: {@code TLSv1.3} and {@code TLSv1.2}; no older ones. */
  public TlsOptions protocols(String... names) {
    return set(PROTOCOLS, names(PROTOCOLS, names));
  }

  /** Versions not to offer. */
  public TlsOptions disabledProtocols(String... names) {
    return set(DISABLED_PROTOCOLS, names(DISABLED_PROTOCOLS, names));
  }

  /** The cipher suites to offer, by the JDK's names. Default: the engine's choice. */
  public TlsOptions cipherSuites(String... names) {
    return set(CIPHER_SUITES, names(CIPHER_SUITES, names));
  }

  /** Cipher suites not to offer. */
  public TlsOptions disabledCipherSuites(String... names) {
    return set(DISABLED_CIPHER_SUITES, names(DISABLED_CIPHER_SUITES, names));
  }

  /**
   * Whether the server's certificate must name the URL's host (RFC 2818). Default: true; each
   * connection without is logged.
   */
  public TlsOptions verifyHost(boolean verified) {
    return set(VERIFY_HOST, verified);
  }

  /** Whether any certificate is trusted. Default: false; each connection with it is logged. */
  public TlsOptions trustAll(boolean trusted) {
    return set(TRUST_ALL, trusted);
  }

  /** Whether OpenSSL is used where it is on the class path, in place of the JDK's TLS. */
  public TlsOptions openSsl(boolean used) {
    return set(OPEN_SSL, used);
  }

  /** Whether an acceptor asks its clients for a certificate, and lets in who has none. */
  public TlsOptions clientCertificateWanted(boolean wanted) {
    return set(CLIENT_CERTIFICATE_WANTED, wanted);
  }

  /** Whether an acceptor lets in nobody without a certificate that it trusts. */
  public TlsOptions clientCertificateRequired(boolean required) {
    return set(CLIENT_CERTIFICATE_REQUIRED, required);
  }

  /** An own context: then keys, trust and OpenSSL are its business, and the other options count. */
  public TlsOptions sslContext(SSLContext context) {
    return set(SSL_CONTEXT, context);
  }

  private <T> TlsOptions set(Option<T> option, @Nullable T value) {
    values.set(option, value);
    return this;
  }

  /**
   * The settings.
   *
   * @throws IllegalArgumentException if two options contradict each other, or a protocol is none
   */
  TlsSettings settings() {
    return TlsSettings.builder()
        .keys(keys())
        .trust(trust())
        .protocols(values.get(PROTOCOLS), values.get(DISABLED_PROTOCOLS))
        .cipherSuites(values.get(CIPHER_SUITES), values.get(DISABLED_CIPHER_SUITES))
        .verifyHost(values.get(VERIFY_HOST))
        .openSsl(values.get(OPEN_SSL))
        .clientCertificates(clientCertificates())
        .context(values.find(SSL_CONTEXT))
        .build();
  }

  private @Nullable KeySource keys() {
    Path store = values.find(KEY_STORE);
    Path certificate = values.find(CERTIFICATE);
    Path key = values.find(KEY);
    Secret keyPassword = values.find(KEY_PASSWORD);
    String alias = values.find(KEY_ALIAS);
    if (store != null && certificate != null) {
      throw new IllegalArgumentException("keyStore and certificate must not be given together");
    }
    if (store != null) {
      return new KeySource.Store(
          file(store, KEY_STORE_PASSWORD, KEY_STORE_TYPE), alias, keyPassword);
    }
    if (alias != null) {
      throw new IllegalArgumentException("keyAlias '" + alias + "' must come with a keyStore");
    }
    return certificate == null || key == null
        ? null
        : new KeySource.Pem(certificate, key, keyPassword);
  }

  private @Nullable TrustSource trust() {
    Path store = values.find(TRUST_STORE);
    Path certificates = values.find(TRUSTED_CERTIFICATES);
    if (store != null && certificates != null) {
      throw new IllegalArgumentException(
          "trustStore and trustedCertificates must not be given together");
    }
    if (values.get(TRUST_ALL)) {
      return new TrustSource.All();
    }
    if (store != null) {
      return new TrustSource.Store(file(store, TRUST_STORE_PASSWORD, TRUST_STORE_TYPE));
    }
    return certificates == null ? null : new TrustSource.Pem(certificates);
  }

  private static List<String> names(Option<List<String>> option, String... names) {
    return Stream.of(Checks.given(option.name(), names))
        .map(each -> Checks.text(option.name(), each))
        .toList();
  }

  private StoreFile file(Path location, Option<Secret> password, Option<String> type) {
    String own = values.find(type);
    return new StoreFile(
        location, values.find(password), own == null ? values.find(STORE_TYPE) : own);
  }

  private ClientCertificates clientCertificates() {
    if (values.get(CLIENT_CERTIFICATE_REQUIRED)) {
      return ClientCertificates.REQUIRED;
    }
    return values.get(CLIENT_CERTIFICATE_WANTED)
        ? ClientCertificates.WANTED
        : ClientCertificates.IGNORED;
  }

  /** The options set, passwords masked. */
  @Override
  public String toString() {
    return "TlsOptions" + values;
  }
}
