// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.auth;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.value.Symbol;

/**
 * Whom a listening container lets in.
 *
 * <p>Immutable.
 *
 * @param anonymousAllowed whether ANONYMOUS is offered
 * @param authenticator whom PLAIN asks; null to offer no PLAIN
 * @param saslOptional whether a client may begin with the AMQP header at once
 */
public record SaslServerSettings(
    boolean anonymousAllowed, @Nullable PasswordAuthenticator authenticator, boolean saslOptional) {

  static final Symbol ANONYMOUS = Symbol.of("ANONYMOUS");
  static final Symbol PLAIN = Symbol.of("PLAIN");

  /** Refuses settings that let nobody in. */
  public SaslServerSettings {
    if (!anonymousAllowed && authenticator == null && !saslOptional) {
      throw new IllegalArgumentException(
          "a listener must offer ANONYMOUS or PLAIN, or do without SASL");
    }
  }

  /** Lets everybody in, with or without SASL. */
  public static SaslServerSettings open() {
    return new SaslServerSettings(true, null, true);
  }

  /** Lets in who knows a password. */
  public static SaslServerSettings passwords(PasswordAuthenticator authenticator) {
    return new SaslServerSettings(false, authenticator, false);
  }

  /** The offer. */
  List<Symbol> mechanisms() {
    List<Symbol> offer = new ArrayList<>();
    if (authenticator != null) {
      offer.add(PLAIN);
    }
    if (anonymousAllowed) {
      offer.add(ANONYMOUS);
    }
    return offer;
  }
}
