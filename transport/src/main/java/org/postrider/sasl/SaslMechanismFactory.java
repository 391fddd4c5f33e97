// SPDX-License-Identifier: Apache-2.0
package org.postrider.sasl;

import org.jspecify.annotations.Nullable;

/**
 * Makes the client's side of one SASL mechanism. More mechanisms are found with {@link
 * java.util.ServiceLoader}: a provider of this type that is on the class path, or declared by a
 * module, when the first connection is made.
 *
 * <p>Implementations are thread-safe. A factory with the name of a mechanism that is built in is
 * not used, nor one whose name is none or that fails when it is asked for name and strength: the
 * log warns of it.
 */
public interface SaslMechanismFactory {

  /** The mechanism's name as servers offer it: 1 to 20 of A-Z, 0-9, '-' and '_' (RFC 4422, 3.1). */
  String name();

  /**
   * Decides among the mechanisms that can be used: the highest is taken. Built in are EXTERNAL 100,
   * SCRAM-SHA-512-PLUS 92, -256-PLUS 91, -1-PLUS 90, SCRAM-SHA-512 82, -256 81, -1 80, GSSAPI 70,
   * CRAM-MD5 50, OAUTHBEARER 40, PLAIN 30, XOAUTH2 20, ANONYMOUS 0.
   */
  int strength();

  /**
   * Says why the mechanism cannot be used here, in words that end a sentence such as "PLAIN: needs
   * a user and a password"; null if it can. Must not block.
   */
  @Nullable String objection(SaslContext context);

  /** Begins a negotiation that {@link #objection} has nothing against. */
  SaslMechanism create(SaslContext context);

  /**
   * Whether whoever reads the octets has a password or token that works elsewhere, too. Such a
   * mechanism is refused on an unencrypted connection to another host, unless the options name it
   * or allow insecure mechanisms.
   */
  boolean exposesSecret();

  /** Whether the mechanism is only used where the options name it. */
  default boolean onlyWhenNamed() {
    return false;
  }

  /** Whether its steps may take a while; they are done on a thread that may wait, then. */
  default boolean mayBlock() {
    return true;
  }
}
