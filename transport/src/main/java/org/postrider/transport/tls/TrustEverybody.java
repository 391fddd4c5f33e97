// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts any certificate: {@code trustAll}. The host is verified all the same, unless that is
 * switched off too.
 *
 * <p>Thread-safe.
 */
final class TrustEverybody extends X509ExtendedTrustManager {

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    String verification = engine.getSSLParameters().getEndpointIdentificationAlgorithm();
    if (verification == null || verification.isEmpty()) {
      return;
    }
    // The JDK's own judge compares the host, once it has nothing against the certificate.
    X509Certificate[] shown = {chain[0]};
    try {
      judgeOf(shown[0]).checkServerTrusted(shown, authType, engine);
    } catch (CertificateException refusal) {
      String told = StoreReader.reason(refusal);
      String words =
          "the server's certificate "
              + CertificateWords.wrongHost(shown[0], engine.getPeerHost(), told);
      throw RefusalAlert.REJECTED.tell(new CertificateRefusedException(words, refusal), engine);
    }
  }

  private static X509ExtendedTrustManager judgeOf(X509Certificate certificate)
      throws CertificateException {
    try {
      return TrustMaterial.judge(StoreReader.trusting(List.of(certificate)));
    } catch (TlsException e) {
      throw new CertificateException(e.getMessage(), e);
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
    // That is what it is for.
  }

  // JSSE asks with an engine, as there are no sockets of its kind here.

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    throw new CertificateException("only an engine tells which host is wanted");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {
    // That is what it is for.
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType) {
    // That is what it is for.
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType) {
    // That is what it is for.
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
