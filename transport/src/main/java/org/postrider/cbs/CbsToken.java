// SPDX-License-Identifier: Apache-2.0
package org.postrider.cbs;

import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A token that opens an audience, which is a node or a group of nodes, to a connection.
 *
 * <p>Thread-safe. The token shows up in no text; it stays in memory until {@link #wipe}, or until
 * nobody holds it.
 */
public final class CbsToken {

  /** A shared access signature of Azure. */
  public static final String SAS = "servicebus.windows.net:sastoken";

  /** A JSON web token. */
  public static final String JWT = "jwt";

  private final String type;
  private final String audience;
  private final @Nullable Instant expiry;

  // Guarded by this.
  private char[] token;

  private CbsToken(String type, String audience, char[] token, @Nullable Instant expiry) {
    this.type = type;
    this.audience = audience;
    this.token = token;
    this.expiry = expiry;
  }

  /**
   * A token.
   *
   * @param type such as {@link #SAS} or {@link #JWT}
   * @param audience what it opens, such as {@code amqps://name.servicebus.windows.net/queue}
   * @param token its text
   * @param expiry when it ends; null for never: it is not renewed then
   * @throws IllegalArgumentException if a text is empty
   */
  public static CbsToken of(String type, String audience, String token, @Nullable Instant expiry) {
    return checked(type, audience, token.toCharArray(), expiry);
  }

  /**
   * A token of characters.
   *
   * @param type such as {@link #SAS} or {@link #JWT}
   * @param audience what it opens
   * @param token its text, which is copied; the caller may wipe its own, and this with {@link
   *     #wipe}
   * @param expiry when it ends; null for never: it is not renewed then
   * @throws IllegalArgumentException if a text is empty
   */
  public static CbsToken of(String type, String audience, char[] token, @Nullable Instant expiry) {
    return checked(type, audience, token.clone(), expiry);
  }

  private static CbsToken checked(
      String type, String audience, char[] token, @Nullable Instant expiry) {
    if (type.isEmpty() || audience.isEmpty() || token.length == 0) {
      throw new IllegalArgumentException("type, audience and token must not be empty");
    }
    return new CbsToken(type, audience, token, expiry);
  }

  /** The kind of token. */
  public String type() {
    return type;
  }

  /** What it opens. */
  public String audience() {
    return audience;
  }

  /** Its text, a secret, in a string of its own each time; empty if it was wiped. */
  public synchronized String token() {
    return String.valueOf(token);
  }

  /** Forgets the text. A broker refuses what is left if it is put after that. */
  public synchronized void wipe() {
    Arrays.fill(token, '\0');
    token = new char[0];
  }

  /** When it ends, or null for never. */
  public @Nullable Instant expiry() {
    return expiry;
  }

  /** Type, audience and expiry only. */
  @Override
  public String toString() {
    return "CbsToken[type="
        + type
        + ", audience="
        + audience
        + ", token=***, expiry="
        + expiry
        + "]";
  }
}
