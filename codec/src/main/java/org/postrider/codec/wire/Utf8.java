// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.wire;

/**
 * Java text to UTF-8 without a buffer in between.
 *
 * <p>Stateless.
 */
final class Utf8 {

  private Utf8() {}

  /**
   * How many octets a text needs.
   *
   * @throws IllegalArgumentException if the text holds a surrogate without its partner
   */
  static int length(String text) {
    int chars = text.length();
    int all = 0;
    for (int i = 0; i < chars; i++) {
      all |= text.charAt(i);
    }
    return all < 0x80 ? chars : wideLength(text);
  }

  private static int wideLength(String text) {
    long octets = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        octets++;
      } else if (c < 0x800) {
        octets += 2;
      } else if (!Character.isSurrogate(c)) {
        octets += 3;
      } else {
        checkPair(text, i);
        octets += 4;
        i++;
      }
    }
    if (octets > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("text of " + octets + " octets is longer than a string");
    }
    return (int) octets;
  }

  private static void checkPair(String text, int at) {
    boolean pair =
        Character.isHighSurrogate(text.charAt(at))
            && at + 1 < text.length()
            && Character.isLowSurrogate(text.charAt(at + 1));
    if (!pair) {
      throw new IllegalArgumentException(
          "text has a surrogate without its partner at index " + at + ": it has no UTF-8 form");
    }
  }

  /** Writes a text whose {@link #length} is known and fits; gives the index after it. */
  @SuppressWarnings("deprecation") // The one method that copies Latin-1 text without a new array.
  static int write(String text, int octets, byte[] target, int at) {
    int chars = text.length();
    if (octets == chars) {
      text.getBytes(0, chars, target, at);
      return at + chars;
    }
    int p = at;
    for (int i = 0; i < chars; i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        target[p++] = (byte) c;
      } else if (c < 0x800) {
        target[p++] = (byte) (0xC0 | c >> 6);
        target[p++] = (byte) (0x80 | c & 0x3F);
      } else if (!Character.isSurrogate(c)) {
        target[p++] = (byte) (0xE0 | c >> 12);
        target[p++] = (byte) (0x80 | c >> 6 & 0x3F);
        target[p++] = (byte) (0x80 | c & 0x3F);
      } else {
        int scalar = Character.toCodePoint(c, text.charAt(++i));
        target[p++] = (byte) (0xF0 | scalar >> 18);
        target[p++] = (byte) (0x80 | scalar >> 12 & 0x3F);
        target[p++] = (byte) (0x80 | scalar >> 6 & 0x3F);
        target[p++] = (byte) (0x80 | scalar & 0x3F);
      }
    }
    return p;
  }
}
