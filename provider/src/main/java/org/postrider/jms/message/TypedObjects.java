// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.message;

import jakarta.jms.MessageFormatException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.value.Binary;

/**
 * Objects that go as values of AMQP's types instead of being serialized.
 *
 * <p>Stateless.
 */
final class TypedObjects {

  /** Values must not lie deeper in each other than a peer can read. */
  private static final int MAX_DEPTH = 30;

  private TypedObjects() {}

  /** A deep copy of what AMQP has types for. */
  static @Nullable Object snapshot(@Nullable Object object) throws MessageFormatException {
    return snapshot(object, 0);
  }

  private static @Nullable Object snapshot(@Nullable Object object, int depth)
      throws MessageFormatException {
    if (depth > MAX_DEPTH) {
      throw new MessageFormatException("the object must not be deeper than " + MAX_DEPTH);
    }
    if (object instanceof List<?> list) {
      List<@Nullable Object> copy = new ArrayList<>(list.size());
      for (Object item : list) {
        copy.add(snapshot(item, depth + 1));
      }
      return copy;
    }
    if (object instanceof Map<?, ?> map) {
      Map<@Nullable Object, @Nullable Object> copy = new LinkedHashMap<>();
      for (Map.Entry<?, ?> entry : map.entrySet()) {
        copy.put(snapshot(entry.getKey(), depth + 1), snapshot(entry.getValue(), depth + 1));
      }
      if (copy.size() < map.size()) {
        throw new MessageFormatException("two keys of a map must not be one on the wire");
      }
      return copy;
    }
    if (object instanceof byte[] octets) {
      return Binary.copyOf(octets);
    }
    return object instanceof UUID ? object : Conversion.checkedElement(object);
  }

  /** What such a value is to an application: a new object. */
  static @Nullable Serializable toJava(@Nullable Object value) throws MessageFormatException {
    Object object = value instanceof UUID ? value : JmsValues.element(value);
    if (object == null || object instanceof Serializable) {
      return (Serializable) object;
    }
    throw new MessageFormatException("a " + object.getClass().getName() + " is not serializable");
  }
}
