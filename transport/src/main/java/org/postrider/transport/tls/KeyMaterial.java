// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.tls;

import io.netty.handler.ssl.SslContextBuilder;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.UnrecoverableKeyException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * This end's certificate and key, as they were read.
 *
 * <p>Immutable.
 *
 * @param key of PEM files, or null
 * @param chain its certificate and those of the issuers, in their order
 * @param managers of the key store, or null; exactly one of this and the key is there
 * @param identity the certificate, for messages; null if the store may choose among several
 */
record KeyMaterial(
    @Nullable PrivateKey key,
    List<X509Certificate> chain,
    @Nullable KeyManagerFactory managers,
    @Nullable X509Certificate identity) {

  private static final String STORE = "key store";

  /** Reads it; null if there is none. */
  static @Nullable KeyMaterial read(@Nullable KeySource source) throws TlsException {
    KeySource from = source == null ? SystemStores.keys() : source;
    if (from instanceof KeySource.Pem files) {
      return ofPem(files);
    }
    return from instanceof KeySource.Store store ? ofStore(store) : null;
  }

  private static KeyMaterial ofPem(KeySource.Pem files) throws TlsException {
    List<X509Certificate> chain =
        StoreReader.certificates(files.certificates(), "certificate file");
    X509Certificate own = chain.get(0);
    return new KeyMaterial(PemKey.read(files, own), chain, null, own);
  }

  private static KeyMaterial ofStore(KeySource.Store source) throws TlsException {
    StoreFile completed = SystemStores.completed(source.file(), SystemStores.KEY_STORE);
    Path file = completed.location();
    KeyStore store = StoreReader.read(completed, STORE);
    Secret secret = source.keyPassword() == null ? completed.password() : source.keyPassword();
    char[] password = secret == null ? new char[0] : secret.copy();
    try {
      List<String> keys = keyAliases(store);
      String alias = source.alias();
      if (alias != null) {
        require(store, alias, file, keys);
        store = only(store, alias, password);
        keys = List.of(alias);
      } else if (keys.isEmpty()) {
        throw new TlsException(STORE + " " + file + " holds no private key", null);
      }
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(store, password);
      return new KeyMaterial(
          null, List.of(), managers, keys.size() == 1 ? own(store, keys.get(0)) : null);
    } catch (UnrecoverableKeyException e) {
      String why = secret == null ? "its password is not given" : "its password is wrong";
      throw new TlsException("cannot read the key in " + STORE + " " + file + ": " + why, e);
    } catch (GeneralSecurityException e) {
      throw new TlsException("cannot use " + STORE + " " + file + ": " + e.getMessage(), e);
    } finally {
      StoreReader.wipe(password);
    }
  }

  private static List<String> keyAliases(KeyStore store) throws KeyStoreException {
    List<String> keys = new ArrayList<>();
    for (String alias : Collections.list(store.aliases())) {
      if (store.isKeyEntry(alias)) {
        keys.add(alias);
      }
    }
    return keys;
  }

  private static void require(KeyStore store, String alias, Path file, List<String> keys)
      throws TlsException, KeyStoreException {
    if (!store.containsAlias(alias)) {
      throw new TlsException(
          "alias '" + alias + "' is not in " + STORE + " " + file + ": it has keys " + keys, null);
    }
    if (!store.isKeyEntry(alias)) {
      throw new TlsException(
          "alias '" + alias + "' in " + STORE + " " + file + " must be a key, not a certificate",
          null);
    }
  }

  /** A store with one key only, so that no other is chosen. */
  private static KeyStore only(KeyStore store, String alias, char[] password)
      throws GeneralSecurityException, TlsException {
    Key key = store.getKey(alias, password);
    KeyStore one = StoreReader.trusting(List.of());
    if (key instanceof PrivateKey) {
      one.setKeyEntry(alias, key, password, store.getCertificateChain(alias));
      return one;
    }
    throw new TlsException("alias '" + alias + "' must be a private key", null);
  }

  private static @Nullable X509Certificate own(KeyStore store, String alias)
      throws KeyStoreException {
    return store.getCertificate(alias) instanceof X509Certificate own ? own : null;
  }

  /** Hands it to a client's context that is being built. */
  void addTo(SslContextBuilder builder) {
    if (key == null) {
      builder.keyManager(managers);
    } else {
      builder.keyManager(key, chain);
    }
  }

  /** Begins a server's context. */
  SslContextBuilder server() {
    return key == null
        ? SslContextBuilder.forServer(managers)
        : SslContextBuilder.forServer(key, chain);
  }
}
