// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.wire;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the encodings of texts that come again and again, as the same objects.
 *
 * <p>Confined to its writer. A newer text takes an older one's place, so that it does not grow.
 */
final class RepeatedTexts {

  /** Longer texts are not remembered. */
  private static final int MAX_CHARS = 64;

  /** A writer for one message only has no use of a memory, which costs more than it spares. */
  private static final int TEXTS_OF_A_MESSAGE = 32;

  /** A power of two. */
  private static final int SLOTS = 128;

  private static final byte[] UNKNOWN = new byte[0];

  private static final @Nullable String[] NO_TEXTS = new String[0];
  private static final byte[][] NO_ENCODINGS = new byte[0][];

  private @Nullable String[] texts = NO_TEXTS;

  /** The encodings of those that came twice; empty for the others. */
  private byte[][] encodings = NO_ENCODINGS;

  private int seen;

  /** What was written for a text, constructor and all; empty if it is not known. */
  byte[] octets(String text) {
    if (texts.length == 0) {
      return UNKNOWN;
    }
    int slot = slot(text);
    return isSame(texts[slot], text) ? encodings[slot] : UNKNOWN;
  }

  private static int slot(String text) {
    int hash = text.hashCode();
    return (hash ^ hash >>> 16) & SLOTS - 1;
  }

  /** To compare the characters would take as long as to write them. */
  @SuppressWarnings("ReferenceEquality")
  private static boolean isSame(@Nullable String remembered, String text) {
    return remembered == text;
  }

  /** Takes note of what was written for a text that was not known. */
  void written(String text, byte[] array, int from, int to) {
    if (text.length() > MAX_CHARS) {
      return;
    }
    if (texts.length == 0) {
      if (++seen <= TEXTS_OF_A_MESSAGE) {
        return;
      }
      texts = new @Nullable String[SLOTS];
      encodings = new byte[SLOTS][];
    }
    int slot = slot(text);
    // Only what came twice: else a text that never comes again would cost a copy.
    encodings[slot] = isSame(texts[slot], text) ? Arrays.copyOfRange(array, from, to) : UNKNOWN;
    texts[slot] = text;
  }
}
