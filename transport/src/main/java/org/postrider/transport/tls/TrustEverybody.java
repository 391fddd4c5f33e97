// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.tls;

import java.security.cert.X509Certificate;
import javax.net.ssl.X509TrustManager;

/**
 * Trusts any certificate: {@code trustAll}.
 *
 * <p>Stateless. It is no {@code X509ExtendedTrustManager}, so that JSSE still compares the host.
 */
final class TrustEverybody implements X509TrustManager {

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType) {
    // That is what it is for.
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType) {
    // That is what it is for.
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
