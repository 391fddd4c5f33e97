// SPDX-License-Identifier: Apache-2.0
package org.postrider.cbs;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A token that opens an audience, which is a node or a group of nodes, to a connection.
 *
 * <p>Immutable. The token shows up in no text.
 */
public final class CbsToken {

  /** A shared access signature of Azure. */
  public static final String SAS = "servicebus.windows.net:sastoken";

  /** A JSON web token. */
  public static final String JWT = "jwt";

  private final String type;
  private final String audience;
  private final String token;
  private final @Nullable Instant expiry;

  private CbsToken(String type, String audience, String token, @Nullable Instant expiry) {
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
    if (type.isEmpty() || audience.isEmpty() || token.isEmpty()) {
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

  /** Its text, a secret. */
  public String token() {
    return token;
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
