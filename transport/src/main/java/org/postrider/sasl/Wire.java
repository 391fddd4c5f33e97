// SPDX-License-Identifier: Apache-2.0
package org.postrider.sasl;

import java.security.cert.X509Certificate;
import org.jspecify.annotations.Nullable;

/**
 * What the SASL layer is told of the connection beneath it.
 *
 * <p>Immutable.
 *
 * @param host the server, as the URI names it
 * @param port the server's port
 * @param security who could read along
 * @param serverCertificate the server's own certificate of TLS, or null without TLS
 * @param clientCertificate whether this end has shown a certificate to the server
 */
public record Wire(
    String host,
    int port,
    WireSecurity security,
    @Nullable X509Certificate serverCertificate,
    boolean clientCertificate) {

  /** A connection without TLS. */
  public static Wire plain(String host, int port, WireSecurity security) {
    return new Wire(host, port, security, null, false);
  }

  /** A connection with TLS. */
  public static Wire tls(
      String host,
      int port,
      @Nullable X509Certificate serverCertificate,
      boolean clientCertificate) {
    return new Wire(host, port, WireSecurity.ENCRYPTED, serverCertificate, clientCertificate);
  }

  /** Whether it is TLS. */
  public boolean isEncrypted() {
    return security == WireSecurity.ENCRYPTED;
  }

  /** Where it leads; no certificate. */
  @Override
  public String toString() {
    return "Wire[" + host + ":" + port + ", " + security + "]";
  }
}
