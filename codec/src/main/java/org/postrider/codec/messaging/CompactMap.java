// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.messaging;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.wire.DecodeException;
import org.postrider.codec.wire.FormatCode;
import org.postrider.codec.wire.ValueReader;

/**
 * The application properties of a received message: keys and values in one array, in the order of
 * the wire.
 *
 * <p>Immutable. A key is found by looking at one after the other, which beats hashing for as few as
 * messages have; longer maps are hash maps.
 */
final class CompactMap extends AbstractMap<String, @Nullable Object> {

  /** Above this number of entries a hash map is made, so that no peer can make lookups slow. */
  static final int MAX_ENTRIES = 32;

  private final @Nullable Object[] entries;

  private CompactMap(@Nullable Object[] entries) {
    this.entries = entries;
  }

  /** Reads a map with strings as keys. */
  static Map<String, @Nullable Object> decode(ValueReader in) {
    int outerLimit = in.limit();
    int count = in.enterMap(in.readCode());
    Map<String, @Nullable Object> map =
        count <= 2 * MAX_ENTRIES ? compact(in, count) : hashed(in, count);
    in.leave(outerLimit);
    return map;
  }

  private static Map<String, @Nullable Object> compact(ValueReader in, int count) {
    @Nullable Object[] entries = new @Nullable Object[count];
    for (int i = 0; i < count; i += 2) {
      String key = in.repeatedString(in.readCode());
      if (find(entries, i, key) >= 0) {
        throw twice(key);
      }
      entries[i] = key;
      entries[i + 1] = in.object(simpleCode(in, key));
    }
    return new CompactMap(entries);
  }

  private static Map<String, @Nullable Object> hashed(ValueReader in, int count) {
    in.countEntries(count);
    Map<String, @Nullable Object> map = new LinkedHashMap<>();
    for (int i = 0; i < count; i += 2) {
      String key = in.repeatedString(in.readCode());
      map.put(key, in.object(simpleCode(in, key)));
      if (map.size() == i / 2) {
        throw twice(key);
      }
    }
    return Collections.unmodifiableMap(map);
  }

  /** AMQP 3.2.5: no map, list or array. */
  private static int simpleCode(ValueReader in, String key) {
    int code = in.readCode();
    if (FormatCode.isCompound(code)) {
      throw compound(key);
    }
    return code;
  }

  private static DecodeException compound(String key) {
    return new DecodeException(
        "application-properties with a map, list or array under a key of "
            + key.length()
            + " characters");
  }

  private static DecodeException twice(String key) {
    return new DecodeException(
        "application-properties with a key of " + key.length() + " characters twice");
  }

  private static int find(@Nullable Object[] entries, int end, Object key) {
    for (int i = 0; i < end; i += 2) {
      if (key.equals(entries[i])) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public int size() {
    return entries.length / 2;
  }

  @Override
  public boolean containsKey(@Nullable Object key) {
    return key != null && find(entries, entries.length, key) >= 0;
  }

  @Override
  public @Nullable Object get(@Nullable Object key) {
    int at = key == null ? -1 : find(entries, entries.length, key);
    return at < 0 ? null : entries[at + 1];
  }

  @Override
  public void forEach(BiConsumer<? super String, ? super @Nullable Object> action) {
    for (int i = 0; i < entries.length; i += 2) {
      action.accept(keyAt(i), entries[i + 1]);
    }
  }

  @Override
  public Set<Map.Entry<String, @Nullable Object>> entrySet() {
    return new Entries();
  }

  private String keyAt(int index) {
    return (String) java.util.Objects.requireNonNull(entries[index]);
  }

  private final class Entries extends AbstractSet<Map.Entry<String, @Nullable Object>> {

    @Override
    public int size() {
      return CompactMap.this.size();
    }

    @Override
    public Iterator<Map.Entry<String, @Nullable Object>> iterator() {
      return new Iterator<>() {
        private int next;

        @Override
        public boolean hasNext() {
          return next < entries.length;
        }

        @Override
        public Map.Entry<String, @Nullable Object> next() {
          if (!hasNext()) {
            throw new NoSuchElementException();
          }
          int at = next;
          next += 2;
          return new SimpleImmutableEntry<>(keyAt(at), entries[at + 1]);
        }
      };
    }
  }
}
