// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.auth;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a client brings to the SASL negotiation.
 *
 * <p>Immutable, but for the credentials' wiping.
 *
 * @param credentials user and password
 * @param mechanisms the names that may be used, in any order; empty for all, by our order
 * @param allowInsecureMechanisms whether a password may go to another host unencrypted
 * @param hostname the virtual host that is addressed, or null to send none (AMQP 5.3.3.2)
 */
public record SaslClientSettings(
    Credentials credentials,
    List<String> mechanisms,
    boolean allowInsecureMechanisms,
    @Nullable String hostname) {

  /** Copies the names, in upper case. */
  public SaslClientSettings {
    mechanisms = mechanisms.stream().map(name -> name.strip().toUpperCase(Locale.ROOT)).toList();
  }

  /** These credentials, all mechanisms that are safe on the wire at hand, no virtual host. */
  public static SaslClientSettings of(Credentials credentials) {
    return new SaslClientSettings(credentials, List.of(), false, null);
  }

  /** No credentials. */
  public static SaslClientSettings anonymous() {
    return of(Credentials.none());
  }

  /** Whether the settings name the mechanism. */
  boolean names(String mechanism) {
    return mechanisms.contains(mechanism);
  }
}
