// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.auth;

import java.time.Instant;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.postrider.sasl.Credentials;
import org.postrider.sasl.CredentialsProvider;
import org.postrider.sasl.Wire;

/**
 * Where a connection's credentials come from, over all its attempts: they are fixed, or a provider
 * is asked each time.
 *
 * <p>Thread-safe.
 */
public final class CredentialsSource {

  private final @Nullable CredentialsProvider provider;
  private final Credentials fixed;
  private final InstantSource time;
  private @Nullable Credentials refused; // guarded by this

  private CredentialsSource(
      @Nullable CredentialsProvider provider, Credentials fixed, InstantSource time) {
    this.provider = provider;
    this.fixed = fixed;
    this.time = time;
  }

  /** The same each time. */
  public static CredentialsSource of(Credentials credentials) {
    return new CredentialsSource(null, credentials, InstantSource.system());
  }

  /** Asks each time. */
  public static CredentialsSource of(CredentialsProvider provider) {
    return of(provider, InstantSource.system());
  }

  static CredentialsSource of(CredentialsProvider provider, InstantSource time) {
    return new CredentialsSource(provider, Credentials.none(), time);
  }

  /** Whether {@link #obtain} may take a while. */
  boolean mayBlock() {
    return provider != null;
  }

  /**
   * The credentials for an attempt.
   *
   * @throws AuthenticationException if there are none, or only such as have expired or were wiped;
   *     a later attempt may succeed where a provider gives them
   */
  Credentials obtain(Wire wire) {
    Credentials given = provider == null ? fixed : ask(provider, wire);
    if (given.isWiped()) {
      String whose = given.user() == null ? "" : " of the user '" + Shown.user(given.user()) + "'";
      throw AuthenticationException.unusable(
          "the credentials" + whose + " were wiped", null, provider == null);
    }
    Instant now = time.instant();
    if (given.isExpiredAt(now)) {
      throw AuthenticationException.unusable(
          "the credentials have expired at " + given.expiry() + ", it is " + now,
          null,
          provider == null);
    }
    return given;
  }

  private static Credentials ask(CredentialsProvider provider, Wire wire) {
    Credentials given;
    try {
      given = provider.credentials(new CredentialsProvider.Request(wire.host(), wire.port()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw AuthenticationException.unusable("the credentials provider was interrupted", e, false);
    } catch (Exception | Error e) {
      // Its words may be anything: they are in the cause. An error of its code's is no end of ours.
      throw AuthenticationException.unusable(
          "the credentials provider failed with " + e.getClass().getSimpleName(), e, false);
    }
    if (given == null) {
      throw AuthenticationException.unusable("the credentials provider gave null", null, false);
    }
    return given;
  }

  /**
   * The server has refused credentials of this source.
   *
   * @return whether a later attempt cannot succeed: they are fixed, or the provider has given again
   *     what had been refused before
   */
  synchronized boolean refused(Credentials credentials) {
    if (provider == null) {
      return true;
    }
    boolean again = refused != null && refused.saysTheSameAs(credentials);
    refused = credentials;
    return again;
  }

  /** The server has taken what was given last. */
  synchronized void accepted() {
    refused = null;
  }

  /** No secret. */
  @Override
  public String toString() {
    return provider == null ? fixed.toString() : "Credentials[of a provider]";
  }
}
