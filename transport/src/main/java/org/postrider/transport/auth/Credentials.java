// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.auth;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A user's name and password, either of which may be missing.
 *
 * <p>Thread-safe. The password is kept as characters that {@link #wipe} overwrites, and shows up in
 * no text.
 */
public final class Credentials {

  private final @Nullable String user;
  private char @Nullable [] password;

  private Credentials(@Nullable String user, char @Nullable [] password) {
    this.user = user;
    this.password = password;
  }

  /** No credentials: an anonymous user. */
  public static Credentials none() {
    return new Credentials(null, null);
  }

  /**
   * A user and its password. An empty string counts as missing.
   *
   * @param password is copied; the caller may wipe its own
   */
  public static Credentials of(@Nullable String user, char @Nullable [] password) {
    return new Credentials(
        user == null || user.isEmpty() ? null : user,
        password == null || password.length == 0 ? null : password.clone());
  }

  /** The user, or null. */
  public @Nullable String user() {
    return user;
  }

  /** A copy of the password, which the caller wipes, or null. */
  synchronized char @Nullable [] copyPassword() {
    return password == null ? null : password.clone();
  }

  /** Whether both the user and the password are there. */
  synchronized boolean isComplete() {
    return user != null && password != null;
  }

  /** Whether nothing is there. */
  public synchronized boolean isEmpty() {
    return user == null && password == null;
  }

  /** Forgets the password. Later connections with it fail. */
  public synchronized void wipe() {
    if (password != null) {
      Arrays.fill(password, '\0');
      password = new char[0];
    }
  }

  /** The user only. */
  @Override
  public String toString() {
    return "Credentials[user=" + user + ", password=***]";
  }
}
