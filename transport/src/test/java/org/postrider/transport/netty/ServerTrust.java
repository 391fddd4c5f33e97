// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Has a test judge the certificates of servers that an engine or socket is shown; nothing else is
 * asked.
 */
final class ServerTrust extends X509ExtendedTrustManager {

  /** Who judges; there is no engine where a socket asks. */
  @FunctionalInterface
  interface Judge {
    void check(X509Certificate[] chain, String type, @Nullable SSLEngine engine)
        throws CertificateException;
  }

  private final Judge judge;

  ServerTrust(Judge judge) {
    this.judge = judge;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    judge.check(chain, type, engine);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
    throw new IllegalStateException();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    judge.check(chain, type, null);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {
    throw new IllegalStateException();
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) {
    throw new IllegalStateException();
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) {
    throw new IllegalStateException();
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
