// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.messaging;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.value.AmqpArray;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.value.ULong;
import org.postrider.codec.wire.DecodeException;
import org.postrider.codec.wire.FormatCode;
import org.postrider.codec.wire.ValueReader;
import org.postrider.codec.wire.ValueWriter;

/**
 * The maps among the sections, and what their keys and values may be.
 *
 * <p>Stateless: the state is the reader's or writer's.
 */
final class SectionMaps {

  private SectionMaps() {}

  /** Reads annotations; string keys, which some peers send, are taken for symbols. */
  static Map<Object, @Nullable Object> annotations(ValueReader in, String section) {
    if (!(in.readObject() instanceof Map<?, ?> map)) {
      throw new DecodeException(section + " must be a map");
    }
    Map<Object, @Nullable Object> annotations = new LinkedHashMap<>();
    map.forEach((key, value) -> annotations.put(annotationKey(section, key), value));
    if (annotations.size() < map.size()) {
      throw new DecodeException(section + " with one key as symbol and as string");
    }
    return Collections.unmodifiableMap(annotations);
  }

  private static Object annotationKey(String section, @Nullable Object key) {
    if (key instanceof Symbol || key instanceof ULong) {
      return key;
    }
    if (key instanceof String text && text.chars().allMatch(c -> c <= 0x7F)) {
      return Symbol.of(text);
    }
    throw new DecodeException(section + " with a key that is no symbol or ulong");
  }

  /** Looks for one key, which may be there once, and decodes its value only. */
  static @Nullable Object annotation(ValueReader in, Symbol key) {
    for (int left = in.enterMap(in.readCode()); left > 0; left -= 2) {
      int code = in.readCode();
      if (FormatCode.isText(code)) {
        if (in.textEquals(code, key)) {
          Object value = in.readObject();
          if (left > 2) {
            requireNoOther(in, key, left - 2);
          }
          return value;
        }
      } else {
        in.skip(code);
      }
      in.skip();
    }
    return null;
  }

  private static void requireNoOther(ValueReader in, Symbol key, int items) {
    for (int left = items; left > 0; left -= 2) {
      int code = in.readCode();
      if (!FormatCode.isText(code)) {
        in.skip(code);
      } else if (in.textEquals(code, key)) {
        throw new DecodeException("annotations with the key " + key + " twice");
      }
      in.skip();
    }
  }

  static void writeAnnotations(ValueWriter out, Map<?, ?> map) {
    int mark = out.beginCompound();
    int count = 0;
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      Object key = entry.getKey();
      if (!(key instanceof Symbol || key instanceof ULong)) {
        throw new IllegalArgumentException(
            "annotation key '" + key + "' must be a symbol or a ulong (AMQP 3.2.10)");
      }
      out.writeObject(key);
      out.writeObject(entry.getValue());
      count += 2;
    }
    out.endMap(mark, count);
  }

  static void writeApplicationProperties(ValueWriter out, Map<String, ?> map) {
    int mark = out.beginCompound();
    int count = 0;
    for (Map.Entry<String, ?> entry : map.entrySet()) {
      if (entry.getKey() == null) {
        throw new IllegalArgumentException(
            "the name of an application property must not be null (AMQP 3.2.5)");
      }
      out.writeRepeatedString(entry.getKey());
      writeSimple(out, entry.getKey(), entry.getValue());
      count += 2;
    }
    out.endMap(mark, count);
  }

  static void writeSimple(ValueWriter out, String key, @Nullable Object value) {
    // Most are of these classes; to find that a value is of no interface takes long.
    if (value instanceof String text) {
      out.writeString(text);
      return;
    }
    if (value instanceof Boolean bool) {
      out.writeBoolean(bool);
      return;
    }
    if (!(value instanceof Number)
        && (value instanceof Map || value instanceof List || value instanceof AmqpArray)) {
      throw new IllegalArgumentException(
          "application property '"
              + key
              + "' must be of a simple type (AMQP 3.2.5), not "
              + value.getClass().getName());
    }
    out.writeObject(value);
  }
}
