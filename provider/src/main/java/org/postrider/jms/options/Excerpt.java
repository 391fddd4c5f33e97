// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.options;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * As much of a refused text as a message may show: behind a mark that parts options there may be
 * one in the wrong place, and its value may be a password.
 *
 * <p>Stateless.
 */
final class Excerpt {

  private static final Pattern MARK = Pattern.compile("[;&=#?]");

  /** An option behind what parts none. */
  private static final Pattern MISPLACED = Pattern.compile("[;#&]([\\w.]+)=");

  private Excerpt() {}

  /** The text up to its first mark, and without a user and password before a host. */
  static String of(String text) {
    int host = text.lastIndexOf('@') + 1;
    if (host > 0) {
      return "…@" + of(text.substring(host));
    }
    Matcher mark = MARK.matcher(text);
    return mark.find() ? text.substring(0, mark.end()) + "…" : text;
  }

  /**
   * Refuses an option where a text has none: it would be taken for a part of it, and be shown.
   *
   * @param position where the text begins in the whole
   * @throws IllegalArgumentException if there is one
   */
  static void requireNoOption(String text, int position) {
    Matcher found = MISPLACED.matcher(text);
    int from = 0;
    while (found.find(from)) {
      if (OptionTable.find(found.group(1)) != null) {
        char mark = text.charAt(found.start());
        throw UriQuery.at(
            position + found.start(),
            ("option %s must stand behind '?' or another option's '&';"
                    + " a '%s' in a value is written %%%X")
                .formatted(found.group(1), mark, (int) mark));
      }
      from = found.start() + 1;
    }
  }
}
