// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.options;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The options behind an URI's question mark, each with the place where it stands.
 *
 * <p>Immutable.
 */
record UriQuery(List<Entry> entries) {

  private static final Logger LOG = LoggerFactory.getLogger(UriQuery.class);

  /**
   * An option of the query, decoded.
   *
   * @param position where it begins in the whole text
   * @param secretBefore whether a secret is before it, of which it may be a part
   */
  record Entry(String key, String value, int position, boolean secretBefore) {

    void setIn(Options.Builder options) {
      setIn(options, key);
    }

    /** Sets the option under a name that may be another one. */
    void setIn(Options.Builder options, String name) {
      try {
        options.set(name, value);
      } catch (IllegalArgumentException refused) {
        throw secretBefore && OptionTable.find(name) == null
            ? partOfSecret(position)
            : at(position, refused.getMessage());
      }
    }
  }

  /** The options of a text. */
  static UriQuery parse(UriPart query) {
    List<Entry> entries = new ArrayList<>();
    Set<String> keys = new HashSet<>();
    int begin = 0;
    for (String text : query.text().split("&", -1)) {
      UriPart part = query.between(begin, begin + text.length());
      if (!text.isEmpty()) {
        Entry entry = entry(part);
        entries.add(entry);
        warnIfAgain(keys.add(entry.key), entry.key, entry.position);
      }
      begin += text.length() + 1;
    }
    return new UriQuery(entries);
  }

  private static Entry entry(UriPart part) {
    String text = part.text();
    int position = part.position();
    int equals = text.indexOf('=');
    if (equals <= 0) {
      String rule =
          "option '%s' must be a key and a value with '=' between them"
              .formatted(Excerpt.ofKey(part.shown()));
      throw part.isHidden() ? partOfSecret(position) : at(position, rule);
    }
    String key = text.substring(0, equals);
    boolean hidden = part.between(0, equals).shown().contains(PossibleSecrets.HIDDEN);
    Excerpt.requireNoOption(text.substring(equals), position + equals);
    try {
      return new Entry(key, decode(text.substring(equals + 1)), position, hidden);
    } catch (IllegalArgumentException malformed) {
      throw hidden
          ? partOfSecret(position)
          : at(position, "option " + key + ": '%' in its value must begin two hexadecimal digits");
    }
  }

  /**
   * The last one counts, as in other providers; what is no option is refused, and may be secret.
   */
  private static void warnIfAgain(boolean first, String key, int position) {
    if (!first && OptionTable.find(OptionTable.ofOneServer(key)) != null) {
      LOG.warn(
          "option {} stands twice in the URI: that at character {} counts, and not the one before",
          key,
          position + 1);
    }
  }

  private static String decode(String value) {
    // A plus is a plus: the form encoding is not that of URIs (RFC 3986).
    return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  /** A secret with an ampersand ends there, and what follows is no option and must not be shown. */
  private static IllegalArgumentException partOfSecret(int position) {
    return at(
        position,
        "what follows a password or an unknown option must be an option; an '&' in a value is written %26");
  }

  /** A refusal that names the place, counted from 1. */
  static IllegalArgumentException at(int position, @Nullable String what) {
    return new IllegalArgumentException(what + " (character " + (position + 1) + " of the URI)");
  }
}
