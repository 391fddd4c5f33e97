// SPDX-License-Identifier: Apache-2.0
package org.postrider.sasl;

import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who connects: a user's name with a password or a token, any of which may be missing.
 *
 * <p>Thread-safe. The secret is kept as characters that {@link #wipe} overwrites, and shows up in
 * no text.
 */
public final class Credentials {

  private static final Credentials NONE = new Credentials(null, null, false, null);

  private final @Nullable String user;
  private final boolean token;
  private final @Nullable Instant expiry;
  private char @Nullable [] secret; // guarded by this
  private boolean wiped; // guarded by this

  private Credentials(
      @Nullable String user, char @Nullable [] secret, boolean token, @Nullable Instant expiry) {
    this.user = user;
    this.secret = secret;
    this.token = token;
    this.expiry = expiry;
  }

  /** No credentials: an anonymous user. */
  public static Credentials none() {
    return NONE;
  }

  /**
   * A user and its password. An empty string counts as missing.
   *
   * @param password is copied; the caller may wipe its own
   */
  public static Credentials of(@Nullable String user, char @Nullable [] password) {
    return new Credentials(given(user), given(password), false, null);
  }

  /**
   * A bearer token, for OAUTHBEARER and XOAUTH2; other mechanisms send it as a password, but only
   * where the options name them.
   *
   * @param user whom the token speaks for; null where the token says that itself
   * @param token is copied; the caller may wipe its own
   * @param expiry from when on the token is of no use, or null if that is not known
   */
  public static Credentials ofToken(@Nullable String user, char[] token, @Nullable Instant expiry) {
    return new Credentials(given(user), given(token), true, expiry);
  }

  private static @Nullable String given(@Nullable String text) {
    return text == null || text.isEmpty() ? null : text;
  }

  private static char @Nullable [] given(char @Nullable [] text) {
    return text == null || text.length == 0 ? null : text.clone();
  }

  /** The user, or null. */
  public @Nullable String user() {
    return user;
  }

  /** Whether the secret is a bearer token and not a password. */
  public boolean isToken() {
    return token;
  }

  /** From when on they are of no use, or null if that is not known. */
  public @Nullable Instant expiry() {
    return expiry;
  }

  /** Whether they were of no use at a time. */
  public boolean isExpiredAt(Instant time) {
    return expiry != null && !time.isBefore(expiry);
  }

  /** A copy of the password or token, which the caller wipes, or null. */
  public synchronized char @Nullable [] copySecret() {
    return secret == null ? null : secret.clone();
  }

  /** Whether there is a password or token. */
  public synchronized boolean hasSecret() {
    return secret != null;
  }

  /** Whether both the user and the password or token are there. */
  public synchronized boolean isComplete() {
    return user != null && secret != null;
  }

  /** Whether nothing is there, nor was before a {@link #wipe}. */
  public synchronized boolean isEmpty() {
    return user == null && secret == null && !wiped;
  }

  /** Whether there was a password or token that {@link #wipe} has forgotten. */
  public synchronized boolean isWiped() {
    return wiped;
  }

  /** Whether others would say the same to a server. */
  public boolean saysTheSameAs(Credentials others) {
    char[] theirs = others.copySecret();
    try {
      synchronized (this) {
        return Objects.equals(user, others.user) && Arrays.equals(secret, theirs);
      }
    } finally {
      wipe(theirs);
    }
  }

  /**
   * Forgets the secret, if there is one. Later connections with these credentials fail before
   * anything is said of them, by whatever mechanism.
   */
  public synchronized void wipe() {
    if (secret != null) {
      wipe(secret);
      secret = null;
      wiped = true;
    }
  }

  private static void wipe(char @Nullable [] text) {
    if (text != null) {
      Arrays.fill(text, '\0');
    }
  }

  /** The user and the expiry only. */
  @Override
  public String toString() {
    return "Credentials[user="
        + user
        + (token ? ", token=***" : ", password=***")
        + (expiry == null ? "" : ", expiry=" + expiry)
        + "]";
  }
}
