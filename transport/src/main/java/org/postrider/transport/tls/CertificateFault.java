// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.tls;

import java.security.cert.CertPathValidatorException;
import java.security.cert.Certificate;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the certificate of a chain that a refusal is about.
 *
 * <p>Stateless. A chain may hold certificates that nobody needs: what is wrong with these is no
 * reason.
 */
final class CertificateFault {

  private CertificateFault() {}

  /** The certificate whose time the JDK says is over or has not begun, or null. */
  static @Nullable X509Certificate outOfTime(Throwable refusal) {
    for (Throwable each = refusal; each != null; each = each.getCause()) {
      if (each instanceof CertPathValidatorException fault && isOfTime(fault.getCause())) {
        return blamed(fault);
      }
    }
    return null;
  }

  private static boolean isOfTime(@Nullable Throwable cause) {
    return cause instanceof CertificateExpiredException
        || cause instanceof CertificateNotYetValidException;
  }

  private static @Nullable X509Certificate blamed(CertPathValidatorException fault) {
    int index = fault.getIndex();
    List<? extends Certificate> path =
        fault.getCertPath() == null ? List.of() : fault.getCertPath().getCertificates();
    return index >= 0 && index < path.size() && path.get(index) instanceof X509Certificate found
        ? found
        : null;
  }

  /**
   * The certificate out of its time for which there is no way to a trusted one, or null: the peer's
   * own, or one of those between it and an authority that is known.
   */
  static @Nullable X509Certificate outOfTime(X509Certificate[] chain, X509Certificate[] trusted) {
    List<X509Certificate> way = way(chain);
    boolean known = isKnown(way.get(way.size() - 1), trusted);
    for (X509Certificate each : known ? way : way.subList(0, 1)) {
      if (isOutOfTime(each)) {
        return each;
      }
    }
    return null;
  }

  private static boolean isKnown(X509Certificate last, X509Certificate[] trusted) {
    for (X509Certificate each : trusted) {
      if (each.getSubjectX500Principal().equals(last.getIssuerX500Principal())) {
        return true;
      }
    }
    return false;
  }

  private static boolean isOutOfTime(X509Certificate certificate) {
    Instant now = Instant.now();
    return now.isAfter(certificate.getNotAfter().toInstant())
        || now.isBefore(certificate.getNotBefore().toInstant());
  }

  /** The certificates from the peer's own to the authority's, as one is the issuer of another. */
  static List<X509Certificate> way(X509Certificate[] chain) {
    List<X509Certificate> way = new ArrayList<>();
    X509Certificate next = chain[0];
    while (next != null && !way.contains(next)) {
      way.add(next);
      next = issuerOf(next, chain);
    }
    return way;
  }

  private static @Nullable X509Certificate issuerOf(X509Certificate of, X509Certificate[] chain) {
    for (X509Certificate each : chain) {
      if (each.getSubjectX500Principal().equals(of.getIssuerX500Principal())) {
        return each;
      }
    }
    return null;
  }
}
