// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.value.Symbol;

/**
 * Remembers short texts that come again and again: property names, annotation keys, addresses.
 *
 * <p>Thread-safe without a lock: an entry is immutable, and a lost race costs but a text made
 * twice. Its size is fixed and a newer text takes an older one's place, so a peer cannot make it
 * grow.
 */
final class TextCache {

  /** Longer texts are not remembered. */
  static final int MAX_OCTETS = 64;

  private static final int SLOTS = 128;

  private final @Nullable Entry[] strings = new @Nullable Entry[SLOTS];
  private final @Nullable Entry[] symbols = new @Nullable Entry[SLOTS];

  /** The string of these octets, which are ASCII. */
  String string(byte[] bytes, int offset, int length) {
    Entry entry = entry(strings, bytes, offset, length);
    return entry.text;
  }

  /** The symbol of these octets, which are ASCII. */
  Symbol symbol(byte[] bytes, int offset, int length) {
    Entry entry = entry(symbols, bytes, offset, length);
    return entry.symbol;
  }

  private static Entry entry(@Nullable Entry[] slots, byte[] bytes, int offset, int length) {
    int hash = length;
    for (int i = offset; i < offset + length; i++) {
      hash = 31 * hash + bytes[i];
    }
    int slot = (hash ^ hash >>> 7) & SLOTS - 1;
    Entry entry = slots[slot];
    if (entry == null
        || !Arrays.equals(bytes, offset, offset + length, entry.octets, 0, entry.octets.length)) {
      entry = new Entry(Arrays.copyOfRange(bytes, offset, offset + length));
      slots[slot] = entry;
    }
    return entry;
  }

  private static final class Entry {

    private final byte[] octets;
    private final String text;
    private final Symbol symbol;

    private Entry(byte[] octets) {
      this.octets = octets;
      this.text = new String(octets, StandardCharsets.ISO_8859_1);
      this.symbol = Symbol.of(text);
    }
  }
}
