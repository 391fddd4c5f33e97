// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.value.Symbol;

/**
 * Remembers short texts that come again and again: property names, annotation keys, addresses.
 *
 * <p>Thread-safe without a lock: an entry is immutable, and a lost race costs but texts made twice.
 * Its size is fixed and a newer text takes an older one's place, so a peer cannot make it grow.
 */
final class TextCache {

  /** Longer texts are not remembered. */
  static final int MAX_OCTETS = 64;

  private static final int SLOT_BITS = 7;

  private static final long MIX = 0x9E37_79B9_7F4A_7C15L;

  /** So many slots that few of the common symbols take each other's. */
  private static final int COMMON_BITS = 9;

  /** Shared by all, and never changed. */
  private static final @Nullable Entry[] COMMON = common();

  private static @Nullable Entry[] common() {
    @Nullable Entry[] slots = new @Nullable Entry[1 << COMMON_BITS];
    for (String name : CommonSymbols.names()) {
      byte[] octets = name.getBytes(StandardCharsets.ISO_8859_1);
      int slot = slot(hash(octets, 0, octets.length), COMMON_BITS);
      slots[slot] = new Entry(octets, true);
    }
    return slots;
  }

  // Made for the first text: most readers of idle links never read one.
  private @Nullable Entry @Nullable [] strings;
  private @Nullable Entry @Nullable [] symbols;

  /** The string of these octets; null if they are not ASCII or too many. */
  @Nullable String string(byte[] bytes, int offset, int length) {
    if (length > MAX_OCTETS) {
      return null;
    }
    @Nullable Entry[] slots = strings;
    if (slots == null) {
      slots = new @Nullable Entry[1 << SLOT_BITS];
      strings = slots;
    }
    int slot = slot(hash(bytes, offset, length), SLOT_BITS);
    Entry entry = slots[slot];
    if (entry == null || !entry.matches(bytes, offset, length)) {
      entry = remember(slots, slot, entry(bytes, offset, length, false));
    }
    return entry == null ? null : entry.text;
  }

  /** The symbol of these octets; null if they are not ASCII or too many. */
  @Nullable Symbol symbol(byte[] bytes, int offset, int length) {
    if (length > MAX_OCTETS) {
      return null;
    }
    long hash = hash(bytes, offset, length);
    Entry common = COMMON[slot(hash, COMMON_BITS)];
    if (common != null && common.matches(bytes, offset, length)) {
      return common.symbol;
    }
    @Nullable Entry[] slots = symbols;
    if (slots == null) {
      slots = new @Nullable Entry[1 << SLOT_BITS];
      symbols = slots;
    }
    int slot = slot(hash, SLOT_BITS);
    Entry entry = slots[slot];
    if (entry == null || !entry.matches(bytes, offset, length)) {
      entry = remember(slots, slot, entry(bytes, offset, length, true));
    }
    return entry == null ? null : entry.symbol;
  }

  /** An entry of these octets, or null. */
  private static @Nullable Entry entry(byte[] bytes, int offset, int length, boolean ofSymbol) {
    return Utf8.isAscii(bytes, offset, length)
        ? new Entry(Arrays.copyOfRange(bytes, offset, offset + length), ofSymbol)
        : null;
  }

  private static @Nullable Entry remember(
      @Nullable Entry[] slots, int slot, @Nullable Entry fresh) {
    if (fresh != null) {
      slots[slot] = fresh;
    }
    return fresh;
  }

  /** Takes eight octets at a time; the last ones overlap those before. */
  private static long hash(byte[] bytes, int offset, int length) {
    long hash = length;
    if (length >= Long.BYTES) {
      int last = offset + length - Long.BYTES;
      for (int i = offset; i < last; i += Long.BYTES) {
        hash = (hash ^ BigEndian.getLong(bytes, i)) * MIX;
        hash ^= hash >>> 32;
      }
      hash ^= BigEndian.getLong(bytes, last);
    } else {
      for (int i = offset; i < offset + length; i++) {
        hash = hash << 8 | bytes[i] & 0xFF;
      }
    }
    return hash * MIX;
  }

  private static int slot(long hash, int bits) {
    return (int) (hash >>> Long.SIZE - bits);
  }

  private static final class Entry {

    private final byte[] octets;
    private final String text;
    private final @Nullable Symbol symbol;

    private Entry(byte[] octets, boolean ofSymbol) {
      this.octets = octets;
      this.text = new String(octets, StandardCharsets.ISO_8859_1);
      this.symbol = ofSymbol ? Symbol.of(text) : null;
    }

    boolean matches(byte[] bytes, int offset, int length) {
      if (octets.length != length) {
        return false;
      }
      int i = 0;
      for (; i <= length - Long.BYTES; i += Long.BYTES) {
        if (BigEndian.getLong(octets, i) != BigEndian.getLong(bytes, offset + i)) {
          return false;
        }
      }
      for (; i < length; i++) {
        if (octets[i] != bytes[offset + i]) {
          return false;
        }
      }
      return true;
    }
  }
}
