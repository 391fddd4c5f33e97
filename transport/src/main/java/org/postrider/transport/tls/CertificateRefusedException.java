// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.tls;

import java.security.cert.CertificateException;

/**
 * Why a peer's certificate is not accepted, in words that name the certificate.
 *
 * <p>Immutable.
 */
final class CertificateRefusedException extends CertificateException {

  private static final long serialVersionUID = 1L;

  /** The cause is what the JDK looks at to choose the alert that the peer gets. */
  CertificateRefusedException(String message, CertificateException refusal) {
    super(message, refusal.getCause() == null ? refusal : refusal.getCause());
  }
}
