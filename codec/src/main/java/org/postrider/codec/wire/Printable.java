// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.wire;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a peer says, as it may stand in a message or a line of a log: on one line, without what
 * moves a terminal, and cut to a bound.
 *
 * <p>Stateless.
 */
public final class Printable {

  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

  /** A shorter text is no secret, and stands by chance in others. */
  private static final int SHORTEST_SECRET = 4;

  /** So much tells a node or link from others. */
  private static final int NAME_CHARS = 200;

  private Printable() {}

  /** A text of so many characters at most, and "…" where there are more. */
  public static String of(String text, int maxChars) {
    String begin = text.length() <= maxChars ? text : text.substring(0, maxChars);
    String clean = UNPRINTABLE.matcher(begin).replaceAll("?");
    return begin.length() < text.length() ? clean + "…" : clean;
  }

  /** The name of a node, link or container: of 200 characters at most. */
  public static String name(@Nullable String name) {
    return of(String.valueOf(name), NAME_CHARS);
  }

  /** A text in which a secret does not stand that its author was told: "***" is in its place. */
  public static String masking(String text, String secret) {
    return secret.length() < SHORTEST_SECRET ? text : text.replace(secret, "***");
  }
}
