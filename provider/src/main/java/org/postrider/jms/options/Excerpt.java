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
  private static final Pattern MISPLACED = Pattern.compile("[;#&,/]([\\w.-]+)(?:[=:]|%3[Dd])");

  /** An option whose own mark is forgotten. */
  private static final Pattern UNMARKED =
      Pattern.compile("(?:jms|transport|amqp|failover)\\.[\\w.-]+(?==)");

  /**
   * As much of a text as may be an option's key: another mark than '=' may part it from a value.
   */
  private static final Pattern KEY = Pattern.compile("[\\w.]*");

  private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]*");
  private static final Pattern ADDRESS = Pattern.compile("[^:]*:[0-9A-Fa-f:.]*");

  private Excerpt() {}

  /** The text up to its first mark, and without a user and password before a host. */
  static String of(String text) {
    int host = text.lastIndexOf('@') + 1;
    if (host > 0) {
      return "…@" + of(text.substring(host));
    }
    Matcher mark = MARK.matcher(text);
    return cut(mark.find() ? text.substring(0, mark.end()) + "…" : text);
  }

  /** Of what stands for a port: where the host was forgotten it is a password. */
  static String ofNumber(String text) {
    return begin(NUMBER, text);
  }

  /** Of what stands for an address with colons: it may be a user and a password. */
  static String ofAddress(String text) {
    return begin(ADDRESS, text);
  }

  /** Of what stands for an option and has no equals sign. */
  static String ofKey(String option) {
    return PossibleSecrets.maskedKey(begin(KEY, option));
  }

  private static String begin(Pattern shown, String text) {
    Matcher begin = shown.matcher(text);
    return cut(begin.lookingAt() && begin.end() < text.length() ? begin.group() + "…" : text);
  }

  /** The text up to what is hidden in it, whose length is not told either. */
  static String cut(String text) {
    int hidden = text.indexOf(PossibleSecrets.HIDDEN);
    return hidden < 0 ? text : text.substring(0, hidden + 1);
  }

  /**
   * Refuses an option in a path, as {@link #requireNoOption} does, and one without a mark before
   * it.
   *
   * @throws IllegalArgumentException if there is one
   */
  static void requireNoOptionInPath(String path, int position) {
    requireNoOption(path, position);
    Matcher found = UNMARKED.matcher(path);
    while (found.find()) {
      if (OptionTable.find(found.group()) != null) {
        throw UriQuery.at(
            position + found.start(),
            "option %s must stand behind '?', and not in the path".formatted(found.group()));
      }
    }
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
