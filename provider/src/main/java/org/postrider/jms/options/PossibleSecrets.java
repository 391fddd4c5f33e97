// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.options;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What of an URI may be a secret: all that follows the key of an option which holds one, or of an
 * unknown option, until a known option begins. Its author may have forgotten to encode what parts
 * options, servers and paths, and have put an option where none is read.
 *
 * <p>Confined to one text.
 */
final class PossibleSecrets {

  /** Stands for a value that is not shown. */
  static final String MASK = "****";

  /** Stands for each character that is not shown. */
  static final String HIDDEN = "…";

  /** What stands between all that may part an option from what is before it. */
  private static final Pattern PIECE = Pattern.compile("[^?&;#,/()\\s]+");

  /** Of a piece; another mark than an equals sign may stand behind it. */
  private static final Pattern KEY = Pattern.compile("[\\w.-]+");

  /** A server behind a comma, which the mark of a known option follows. */
  private static final Pattern SERVER =
      Pattern.compile("\\s*amqp(?:s|ws|wss)?://[^?&;#,()@=\\s]*", Pattern.CASE_INSENSITIVE);

  /** What names an option that holds a secret, whatever stands before it. */
  private static final Pattern SECRET_NAME =
      Pattern.compile(
          OptionTable.rows().stream()
              .filter(row -> row.is(Option.Trait.SECRET) && !row.is(Option.Trait.FAMILY))
              .map(row -> row.name().substring(row.name().lastIndexOf('.') + 1))
              .distinct()
              .map(Pattern::quote)
              .collect(Collectors.joining("|")),
          Pattern.CASE_INSENSITIVE);

  private static final int NONE = -1;

  private final String uri;
  private final StringBuilder shown;
  private int begin = NONE;

  private PossibleSecrets(String uri) {
    this.uri = uri;
    this.shown = new StringBuilder(uri);
  }

  /** The URI with "…" in place of each character that may be one of a secret. */
  static String hidden(String uri) {
    PossibleSecrets secrets = new PossibleSecrets(uri);
    Matcher piece = PIECE.matcher(uri);
    while (piece.find()) {
      secrets.read(piece.group(), piece.start());
    }
    secrets.endAt(uri.length());
    return secrets.shown.toString();
  }

  /** A value without what stands in it behind another option: the mark between may be forgotten. */
  static String masked(String value) {
    Matcher key = KEY.matcher(value);
    while (key.find()) {
      char mark = key.end() < value.length() ? value.charAt(key.end()) : ' ';
      boolean secret = SECRET_NAME.matcher(key.group()).find();
      if (mark == '=' && key.group().indexOf('.') >= 0 || secret && (mark == '=' || mark == ':')) {
        return value.substring(0, key.end() + 1) + MASK;
      }
    }
    return value;
  }

  /**
   * An unknown key up to the name of a secret option: the equals sign behind it may be forgotten.
   */
  static String maskedKey(String key) {
    Matcher name = SECRET_NAME.matcher(key);
    return name.find() && name.end() < key.length() ? key.substring(0, name.end()) + HIDDEN : key;
  }

  private void read(String piece, int start) {
    Matcher key = KEY.matcher(piece);
    int end = key.lookingAt() ? key.end() : 0;
    int equals = piece.indexOf('=');
    if (end != equals && OptionTable.isSecret(piece.substring(0, end))) {
      beginAt(start + end);
    } else if (equals >= 0) {
      option(end == equals ? known(piece.substring(0, end)) : null, start, start + equals + 1);
    }
  }

  private void option(@Nullable Option<?> known, int start, int value) {
    if (known != null) {
      endAt(beforeOption(start - 1));
    }
    if (known == null || known.is(Option.Trait.SECRET)) {
      beginAt(value);
    }
  }

  /** An agent's own option has no prefix. */
  private static @Nullable Option<?> known(String key) {
    Option<?> option = OptionTable.find(OptionTable.ofOneServer(key));
    return option != null || key.indexOf('.') >= 0
        ? option
        : OptionTable.find(DiscoveryOptions.PREFIX + key);
  }

  /** Where that which belongs to an option begins: its mark, or the server that has it. */
  private int beforeOption(int mark) {
    int comma = uri.lastIndexOf(',', mark);
    boolean ofServer =
        comma >= begin
            && comma < mark
            && uri.charAt(mark) == '?'
            && SERVER.matcher(uri).region(comma + 1, mark).matches();
    return ofServer ? comma : mark;
  }

  private void beginAt(int position) {
    if (begin == NONE) {
      begin = position;
    }
  }

  private void endAt(int position) {
    if (begin != NONE) {
      for (int i = begin; i < position; i++) {
        shown.setCharAt(i, HIDDEN.charAt(0));
      }
      begin = NONE;
    }
  }
}
