// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.auth;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.sasl.Credentials;

/**
 * What a client brings to the SASL negotiation.
 *
 * <p>Immutable, but for the source of the credentials.
 *
 * @param source user and password or token
 * @param mechanisms the names that may be used, in any order; empty for all, by our order
 * @param inClear which mechanisms may show a password or token to another host unencrypted
 * @param hostname the virtual host that is addressed, or null to send none (AMQP 5.3.3.2)
 * @param options the mechanisms' own, by their names without {@code sasl.options.}
 */
public record SaslClientSettings(
    CredentialsSource source,
    List<String> mechanisms,
    InClear inClear,
    @Nullable String hostname,
    Map<String, String> options) {

  /** Copies the names, in upper case, and the options. */
  public SaslClientSettings {
    mechanisms =
        mechanisms.isEmpty()
            ? List.of()
            : mechanisms.stream().map(name -> name.strip().toUpperCase(Locale.ROOT)).toList();
    options = Map.copyOf(options);
  }

  /**
   * The settings where a mechanism that is named may show a password or token to another host
   * unencrypted.
   *
   * @param allowInsecureMechanisms whether the others may do so too
   */
  public SaslClientSettings(
      CredentialsSource source,
      List<String> mechanisms,
      boolean allowInsecureMechanisms,
      @Nullable String hostname,
      Map<String, String> options) {
    this(
        source,
        mechanisms,
        allowInsecureMechanisms ? InClear.ALL : InClear.NAMED,
        hostname,
        options);
  }

  /** Fixed credentials, no options. */
  public SaslClientSettings(
      Credentials credentials,
      List<String> mechanisms,
      boolean allowInsecureMechanisms,
      @Nullable String hostname) {
    this(
        CredentialsSource.of(credentials), mechanisms, allowInsecureMechanisms, hostname, Map.of());
  }

  /** These credentials, all mechanisms that are safe on the wire at hand, no virtual host. */
  public static SaslClientSettings of(Credentials credentials) {
    return new SaslClientSettings(credentials, List.of(), false, null);
  }

  /** No credentials. */
  public static SaslClientSettings anonymous() {
    return of(Credentials.none());
  }
}
