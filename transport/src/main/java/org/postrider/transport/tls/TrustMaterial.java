// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.tls;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Makes the trust manager of a source.
 *
 * <p>Stateless.
 */
final class TrustMaterial {

  private TrustMaterial() {}

  /** Reads it; null is the system's list. */
  static TrustManager read(@Nullable TrustSource source) throws TlsException {
    TrustSource from = source == null ? SystemStores.trust() : source;
    if (from instanceof TrustSource.All) {
      return new TrustEverybody();
    }
    if (from instanceof TrustSource.Pem pem) {
      return manager(
          StoreReader.trusting(
              StoreReader.certificates(pem.certificates(), "file of trusted certificates")));
    }
    return manager(from instanceof TrustSource.Store store ? read(store) : null);
  }

  private static KeyStore read(TrustSource.Store source) throws TlsException {
    StoreFile file = SystemStores.completed(source.file(), SystemStores.TRUST_STORE);
    KeyStore store = StoreReader.read(file, "trust store");
    try {
      if (store.size() == 0) {
        // Without it, the JDK leaves out what is encrypted.
        String hint = file.password() == null ? ", or encrypted: its password is not given" : "";
        throw new TlsException("trust store " + file.location() + " is empty" + hint, null);
      }
      return store;
    } catch (GeneralSecurityException e) {
      throw new TlsException("cannot use trust store " + file.location(), e);
    }
  }

  private static TrustManager manager(@Nullable KeyStore store) throws TlsException {
    return new ExplainingTrustManager(judge(store));
  }

  /** The JDK's judge of certificates, by a store of what it trusts; null is the system's. */
  static X509ExtendedTrustManager judge(@Nullable KeyStore store) throws TlsException {
    try {
      TrustManagerFactory factory =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      factory.init(store);
      if (factory.getTrustManagers()[0] instanceof X509ExtendedTrustManager judge) {
        return judge;
      }
      throw new TlsException("the JDK's trust manager cannot verify a host", null);
    } catch (GeneralSecurityException e) {
      throw new TlsException("cannot use the trusted certificates: " + e.getMessage(), e);
    }
  }
}
