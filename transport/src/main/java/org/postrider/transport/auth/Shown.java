// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.auth;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.wire.Printable;

/**
 * What a peer says, as a person may see it: cut to a bound, and without control characters.
 *
 * <p>Stateless.
 */
final class Shown {

  private static final int MAX_MECHANISMS = 16;
  private static final int MAX_NAME_CHARS = 40;
  private static final int MAX_TEXT_CHARS = 500;

  /** An option that a forgotten mark of an URI has made a part of the user's name. */
  private static final Pattern OPTION =
      Pattern.compile("(\\.\\w+=|password[=:]).*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private Shown() {}

  /** A user's name, without a password that a slip has put into it. */
  static String user(String name) {
    return of(OPTION.matcher(name).replaceFirst("$1***"));
  }

  /** A text in UTF-8. */
  static String of(byte[] octets) {
    // A character has four octets at most.
    int length = Math.min(octets.length, 4 * MAX_TEXT_CHARS + 4);
    return of(new String(octets, 0, length, StandardCharsets.UTF_8));
  }

  /** A text. */
  static String of(String text) {
    return Printable.of(text, MAX_TEXT_CHARS);
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
