// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.options;

/**
 * A part of an URI's text, what a message may show of it, and where it begins in the whole.
 *
 * <p>Immutable.
 *
 * @param text what is read
 * @param shown as long as the text: what {@link PossibleSecrets} has left of it
 * @param position counted from 0
 */
record UriPart(String text, String shown, int position) {

  static UriPart whole(String uri) {
    return new UriPart(uri, PossibleSecrets.hidden(uri), 0);
  }

  UriPart from(int begin) {
    return between(begin, text.length());
  }

  UriPart between(int begin, int end) {
    return new UriPart(text.substring(begin, end), shown.substring(begin, end), position + begin);
  }

  UriPart stripped() {
    int begin = text.length() - text.stripLeading().length();
    return between(begin, Math.max(begin, text.stripTrailing().length()));
  }

  boolean startsWith(String scheme) {
    return text.regionMatches(true, 0, scheme, 0, scheme.length());
  }

  /** Whether a secret stands before it, of which it may be a part. */
  boolean isHidden() {
    return shown.startsWith(PossibleSecrets.HIDDEN);
  }
}
