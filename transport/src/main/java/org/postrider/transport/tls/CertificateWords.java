// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.tls;

import io.netty.util.NetUtil;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.security.auth.x500.X500Principal;
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

  /** How the JDK tells that none of the authorities that it trusts stands behind a certificate. */
  static final String NO_PATH = "unable to find valid certification path";

  /** The kind of a subject's alternative name that is a DNS name. */
  private static final Integer DNS_NAME = 2;

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

  /**
   * What is wrong with a certificate for another host.
   *
   * @param told what the JDK says of it
   */
  static String wrongHost(X509Certificate certificate, String host, String told) {
    return HOST_MISMATCH.matcher(told).lookingAt()
        ? subject(certificate) + " is not for host '" + host + "': it names " + hosts(certificate)
        : subject(certificate) + " cannot be for host '" + host + "': " + told;
  }

  /** A given context's refusal of a server's certificate, which names none but for its time. */
  static String refusal(CertificateException refused, String host) {
    X509Certificate late = CertificateFault.outOfTime(refused);
    if (late != null) {
      return "the server's certificate " + outOfTime(late);
    }
    String told = StoreReader.reason(refused);
    if (HOST_MISMATCH.matcher(told).lookingAt()) {
      return "the server's certificate is not for host '" + host + "': " + told;
    }
    return told.contains(NO_PATH)
        ? "the SSLContext that was given trusts no issuer of the server's certificate: " + told
        : "the SSLContext that was given refuses the server's certificate: " + told;
  }

  /** What is wrong with a certificate's time. */
  static String outOfTime(X509Certificate certificate) {
    Instant end = certificate.getNotAfter().toInstant();
    return Instant.now().isAfter(end)
        ? subject(certificate) + " expired at " + end
        : subject(certificate) + " is not valid before " + certificate.getNotBefore().toInstant();
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
            .map(name -> shown(name.get(0), Printable.of(String.valueOf(name.get(1)), MAX_CHARS)))
            .collect(Collectors.joining(", "));
    return names.size() > MAX_NAMES
        ? shown + " and " + (names.size() - MAX_NAMES) + " more"
        : shown;
  }

  /** A name in the light of its kind (RFC 5280, 4.2.1.6). */
  private static String shown(Object kind, String name) {
    boolean address = NetUtil.isValidIpV4Address(name) || NetUtil.isValidIpV6Address(name);
    return kind.equals(DNS_NAME) && address
        ? name + " (as a DNS name, not as an IP address)"
        : name;
  }
}
