// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.wire;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Java text to UTF-8 and back without a buffer in between.
 *
 * <p>Stateless.
 */
final class Utf8 {

  private static final long EIGHT_HIGH_BITS = 0x8080_8080_8080_8080L;

  /** The most characters of a text that {@link #writeAscii} is meant for. */
  static final int SHORT = 16;

  private Utf8() {}

  /** Whether octets are ASCII. */
  static boolean isAscii(byte[] bytes, int at, int size) {
    int end = at + size;
    int i = at;
    for (; i <= end - 8; i += 8) {
      if ((BigEndian.getLong(bytes, i) & EIGHT_HIGH_BITS) != 0) {
        return false;
      }
    }
    for (; i < end; i++) {
      if (bytes[i] < 0) {
        return false;
      }
    }
    return true;
  }

  /** Whether an ASCII text stands at an index. */
  static boolean isAt(byte[] bytes, int at, String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) != bytes[at + i]) {
        return false;
      }
    }
    return true;
  }

  /** The text of octets, which must be ASCII. */
  static String readAscii(byte[] bytes, int at, int size) {
    if (!isAscii(bytes, at, size)) {
      throw new DecodeException("symbol holds an octet that is not ASCII");
    }
    return new String(bytes, at, size, StandardCharsets.ISO_8859_1);
  }

  /** The text of octets, which must be well-formed. */
  static String read(byte[] bytes, int at, int size) {
    if (isAscii(bytes, at, size)) {
      return new String(bytes, at, size, StandardCharsets.ISO_8859_1);
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes, at, size))
          .toString();
    } catch (CharacterCodingException malformed) {
      throw new DecodeException("string is not valid UTF-8: " + malformed.getMessage());
    }
  }

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

  /** Writes a text if it is ASCII; for a short one, one pass is quicker than two. */
  static boolean writeAscii(String text, int chars, byte[] target, int at) {
    for (int i = 0; i < chars; i++) {
      char c = text.charAt(i);
      if (c >= 0x80) {
        return false;
      }
      target[at + i] = (byte) c;
    }
    return true;
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
