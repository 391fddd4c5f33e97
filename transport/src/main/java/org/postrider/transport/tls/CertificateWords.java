// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.tls;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.wire.Printable;

/**
 * Says of a certificate what a person needs to find it.
 *
 * <p>Stateless.
 */
final class CertificateWords {

  /** A certificate may name thousands of hosts. */
  private static final int MAX_NAMES = 10;

  /** A name may be a whole text of a stranger's. */
  private static final int MAX_CHARS = 300;

  /** How the JDK tells that a certificate is for another host. */
  private static final Pattern HOST_MISMATCH =
      Pattern.compile("No (subject alternative|name matching)");

  private CertificateWords() {}

  /** Its subject in quotes. */
  static String subject(X509Certificate certificate) {
    return quoted(certificate.getSubjectX500Principal());
  }

  static String issuer(X509Certificate certificate) {
    return quoted(certificate.getIssuerX500Principal());
  }

  private static String quoted(X500Principal principal) {
    return "'" + Printable.of(principal.getName(), MAX_CHARS) + "'";
  }

  static boolean isSelfSigned(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
  }

  /** What is wrong with a certificate for another host. */
  static String wrongHost(X509Certificate certificate, String host) {
    return subject(certificate) + " is not for host '" + host + "': it names " + hosts(certificate);
  }

  /** An engine's own refusal of a server's certificate, which names none. */
  static String refusal(X509Certificate certificate, String host, String told) {
    String why =
        HOST_MISMATCH.matcher(told).lookingAt()
            ? wrongHost(certificate, host)
            : subject(certificate) + " is refused: " + told;
    return "the server's certificate " + why;
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
            .map(name -> Printable.of(String.valueOf(name.get(1)), MAX_CHARS))
            .collect(Collectors.joining(", "));
    return names.size() > MAX_NAMES
        ? shown + " and " + (names.size() - MAX_NAMES) + " more"
        : shown;
  }
}
