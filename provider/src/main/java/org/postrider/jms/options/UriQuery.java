// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.options;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The options behind an URI's question mark, each with the place where it stands.
 *
 * <p>Immutable.
 */
record UriQuery(List<Entry> entries) {

  /** An option of the query, decoded, and where it begins in the whole text. */
  record Entry(String key, String value, int position) {

    void setIn(Options.Builder options) {
      setIn(options, key);
    }

    /** Sets the option under a name that may be another one. */
    void setIn(Options.Builder options, String name) {
      try {
        options.set(name, value);
      } catch (IllegalArgumentException refused) {
        throw at(position, refused.getMessage());
      }
    }
  }

  /**
   * The options of a text.
   *
   * @param offset where the text begins in the whole
   */
  static UriQuery parse(String query, int offset) {
    List<Entry> entries = new ArrayList<>();
    int position = offset;
    for (String part : query.split("&", -1)) {
      if (!part.isEmpty()) {
        int equals = part.indexOf('=');
        if (equals <= 0) {
          throw at(
              position, "option '" + part + "' must be a key and a value with '=' between them");
        }
        String key = part.substring(0, equals);
        entries.add(new Entry(key, decode(key, part.substring(equals + 1), position), position));
      }
      position += part.length() + 1;
    }
    return new UriQuery(entries);
  }

  private static String decode(String key, String value, int position) {
    try {
      // A plus is a plus: the form encoding is not that of URIs (RFC 3986).
      return URLDecoder.decode(value.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException malformed) {
      throw at(position, "option " + key + ": '%' in its value must begin two hexadecimal digits");
    }
  }

  /** A refusal that names the place, counted from 1. */
  static IllegalArgumentException at(int position, @org.jspecify.annotations.Nullable String what) {
    return new IllegalArgumentException(what + " (character " + (position + 1) + " of the URI)");
  }
}
