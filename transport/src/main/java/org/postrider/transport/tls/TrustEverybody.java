// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.tls;

import java.security.cert.X509Certificate;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Trusts any certificate: {@code trustAll}.
 *
 * <p>Thread-safe. It is no {@code X509ExtendedTrustManager}, so that JSSE still compares the host.
 */
final class TrustEverybody implements X509TrustManager {

  private volatile @Nullable X509Certificate shown;

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType) {
    // That is what it is for.
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType) {
    // That is what it is for.
    shown = chain[0];
  }

  /** The server's certificate in the last handshake, or null if it has not come to that. */
  @Nullable X509Certificate shown() {
    return shown;
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
