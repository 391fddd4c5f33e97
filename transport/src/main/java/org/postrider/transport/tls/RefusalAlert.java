// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.tls;

import io.netty.handler.ssl.OpenSslCertificateException;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLEngine;

/**
 * What a peer is told when its certificate is refused: the alert, by OpenSSL's number for the
 * reason (X509_V_ERR_…). The JDK's engine looks at the refusal's cause itself; OpenSSL, not told
 * better, says {@code internal_error}.
 */
enum RefusalAlert {
  /** {@code certificate_expired}. */
  OUT_OF_TIME(10),
  /** {@code unknown_ca}. */
  UNKNOWN_AUTHORITY(20),
  /** {@code bad_certificate}. */
  REJECTED(28);

  private final int opensslReason;

  RefusalAlert(int opensslReason) {
    this.opensslReason = opensslReason;
  }

  /** What is to be thrown, in the same words. */
  CertificateException tell(CertificateRefusedException refused, SSLEngine engine) {
    return engine instanceof ReferenceCountedOpenSslEngine
        ? new OpenSslCertificateException(refused.getMessage(), refused, opensslReason)
        : refused;
  }
}
