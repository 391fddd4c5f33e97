// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.auth;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.postrider.codec.value.Symbol;

/**
 * What a peer says, as a person may see it: cut to a bound, and without control characters.
 *
 * <p>Stateless.
 */
final class Shown {

  private static final int MAX_MECHANISMS = 16;
  private static final int MAX_NAME_CHARS = 40;
  private static final int MAX_TEXT_OCTETS = 500;

  private Shown() {}

  /** A text in UTF-8. */
  static String of(byte[] octets) {
    int length = Math.min(octets.length, MAX_TEXT_OCTETS);
    String text = new String(octets, 0, length, StandardCharsets.UTF_8);
    return clean(text) + (length < octets.length ? "..." : "");
  }

  /** A text. */
  static String of(String text) {
    boolean cut = text.length() > MAX_TEXT_OCTETS;
    return clean(cut ? text.substring(0, MAX_TEXT_OCTETS) + "..." : text);
  }

  private static String clean(String text) {
    return text.replaceAll("[^\\x20-\\x7E\\xA0-\\uFFFD]|\\p{C}", "?");
  }

  /** An offer of mechanisms. */
  static String of(List<Symbol> offered) {
    List<String> shown =
        offered.stream()
            .limit(MAX_MECHANISMS)
            .map(name -> name.toString().replaceAll("[^\\x21-\\x7E]", "?"))
            .map(name -> name.substring(0, Math.min(name.length(), MAX_NAME_CHARS)))
            .toList();
    return shown + (shown.size() < offered.size() ? " and more" : "");
  }
}
