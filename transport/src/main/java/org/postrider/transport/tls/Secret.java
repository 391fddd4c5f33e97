// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.tls;

import org.jspecify.annotations.Nullable;

/**
 * A password that no text shows.
 *
 * <p>Immutable; compared by identity, so that comparing tells nothing of it.
 */
public final class Secret {

  private final char[] characters;

  private Secret(char[] characters) {
    this.characters = characters;
  }

  /** A secret with a copy of the characters, or null for null. */
  public static @Nullable Secret of(char @Nullable [] characters) {
    return characters == null ? null : new Secret(characters.clone());
  }

  /** A secret with the characters of a text, or null for null. */
  public static @Nullable Secret of(@Nullable String text) {
    return text == null ? null : new Secret(text.toCharArray());
  }

  /** The characters; the caller may wipe them. */
  public char[] copy() {
    return characters.clone();
  }

  /** The characters of a secret, or null for null. */
  static char @Nullable [] copyOf(@Nullable Secret secret) {
    return secret == null ? null : secret.copy();
  }

  /** Asterisks. */
  @Override
  public String toString() {
    return "****";
  }
}
