// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.tls;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLEngine;

/**
 * The versions and cipher suites that an engine offers.
 *
 * <p>Immutable.
 */
record EngineOffer(List<String> protocols, List<String> cipherSuites) {

  private static final String TLS_1_3 = "TLSv1.3";

  /** Up to 1.2 a suite's name says how keys are exchanged, and then this (RFC 8446, B.4). */
  private static final String OLD_SUITE = "_WITH_";

  /**
   * What the settings say, checked with an engine of the kind.
   *
   * @throws TlsException if the engine lacks what is named, or nothing is left
   */
  static EngineOffer of(TlsSettings settings, SSLEngine probe) throws TlsException {
    List<String> protocols;
    if (settings.protocols().isEmpty()) {
      // Versions below 1.2 are broken (RFC 8996): whoever needs them has to name them.
      protocols = only(TlsSettings.DEFAULT_PROTOCOLS, Set.of(probe.getEnabledProtocols()));
    } else {
      requireKnown("protocol", settings.protocols(), Set.of(probe.getSupportedProtocols()));
      protocols = settings.protocols();
    }
    List<String> suites;
    if (settings.cipherSuites().isEmpty()) {
      suites = Arrays.asList(probe.getEnabledCipherSuites());
    } else {
      Set<String> supported = Set.copyOf(Arrays.asList(probe.getSupportedCipherSuites()));
      requireKnown("cipher suite", settings.cipherSuites(), supported);
      suites = settings.cipherSuites();
    }
    suites = without(suites, settings.disabledCipherSuites(), "cipher suite");
    protocols = without(protocols, settings.disabledProtocols(), "protocol");
    return new EngineOffer(withSuites(protocols, suites), suites);
  }

  private static List<String> only(List<String> wanted, Set<String> there) {
    return wanted.stream().filter(there::contains).toList();
  }

  private static void requireKnown(String what, List<String> named, Set<String> supported)
      throws TlsException {
    for (String each : named) {
      if (!supported.contains(each)) {
        throw new TlsException("TLS " + what + " '" + each + "' is not known to this engine", null);
      }
    }
  }

  private static List<String> without(List<String> offered, List<String> disabled, String what)
      throws TlsException {
    List<String> left = offered.stream().filter(each -> !disabled.contains(each)).toList();
    if (left.isEmpty()) {
      throw new TlsException(
          "no TLS " + what + " is left to offer: " + disabled + " are not", null);
    }
    return left;
  }

  /**
   * The versions that have one of the suites: OpenSSL would offer its own suites for the others.
   */
  private static List<String> withSuites(List<String> protocols, List<String> suites)
      throws TlsException {
    boolean modern = suites.stream().anyMatch(suite -> !suite.contains(OLD_SUITE));
    boolean old = suites.stream().anyMatch(suite -> suite.contains(OLD_SUITE));
    List<String> left =
        protocols.stream().filter(each -> each.equals(TLS_1_3) ? modern : old).toList();
    if (left.isEmpty()) {
      throw new TlsException("no TLS protocol of " + protocols + " has a suite of " + suites, null);
    }
    return left;
  }

  void applyTo(SSLEngine engine) {
    engine.setEnabledProtocols(protocols.toArray(new String[0]));
    engine.setEnabledCipherSuites(cipherSuites.toArray(new String[0]));
  }
}
