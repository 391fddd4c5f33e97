// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.tls;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Says of a certificate what a person needs to find it.
 *
 * <p>Stateless.
 */
final class CertificateWords {

  /** A certificate may name thousands of hosts. */
  private static final int MAX_NAMES = 10;

  private CertificateWords() {}

  /** Its subject in quotes. */
  static String subject(X509Certificate certificate) {
    return "'" + certificate.getSubjectX500Principal().getName() + "'";
  }

  static String issuer(X509Certificate certificate) {
    return "'" + certificate.getIssuerX500Principal().getName() + "'";
  }

  static boolean isSelfSigned(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
  }

  /** What is wrong with one of a chain's times, or null. */
  static @Nullable String outOfTime(X509Certificate[] chain) {
    Instant now = Instant.now();
    for (X509Certificate each : chain) {
      Instant begin = each.getNotBefore().toInstant();
      Instant end = each.getNotAfter().toInstant();
      if (now.isAfter(end)) {
        return subject(each) + " expired at " + end;
      }
      if (now.isBefore(begin)) {
        return subject(each) + " is not valid before " + begin;
      }
    }
    return null;
  }

  /** The hosts that it names as alternatives of its subject. */
  static String hosts(X509Certificate certificate) {
    Collection<List<?>> names;
    try {
      names = certificate.getSubjectAlternativeNames();
    } catch (CertificateParsingException e) {
      names = null;
    }
    if (names == null || names.isEmpty()) {
      return "no host but in its subject";
    }
    String shown =
        names.stream()
            .limit(MAX_NAMES)
            .map(name -> String.valueOf(name.get(1)))
            .collect(Collectors.joining(", "));
    return names.size() > MAX_NAMES
        ? shown + " and " + (names.size() - MAX_NAMES) + " more"
        : shown;
  }
}
