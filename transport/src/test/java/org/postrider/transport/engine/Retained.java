// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import io.netty.buffer.ByteBuf;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Counts what an object of ours holds: the objects that can be reached from it through our own
 * classes, collections and arrays, and one more for each 64 octets.
 *
 * <p>Confined to the test's thread. What a test hangs on to the engine does not count.
 */
final class Retained {

  private static final int OCTETS = 64;
  private static final String OURS = "org.postrider.";
  private static final Map<Class<?>, List<Field>> FIELDS = new ConcurrentHashMap<>();

  private final Set<Object> seen = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Deque<Object> ahead = new ArrayDeque<>();
  private int count;

  private Retained() {}

  /** How much it is. */
  static int by(Object root) {
    Retained retained = new Retained();
    retained.reach(root);
    while (!retained.ahead.isEmpty()) {
      retained.look(retained.ahead.remove());
    }
    return retained.count;
  }

  private void reach(@Nullable Object object) {
    if (object != null && !isOfTheTest(object) && seen.add(object)) {
      count++;
      ahead.add(object);
    }
  }

  private static boolean isOfTheTest(Object object) {
    return object instanceof EventLog
        || object instanceof RawPeer
        || object instanceof Class<?>
        || object instanceof Enum<?>
        || object instanceof Transitions<?, ?>;
  }

  private void look(Object object) {
    if (object instanceof Map<?, ?> map) {
      map.forEach(
          (key, value) -> {
            count++;
            reach(key);
            reach(value);
          });
    } else if (object instanceof Collection<?> collection) {
      count += collection.size();
      collection.forEach(this::reach);
    } else if (object instanceof ByteBuf buffer) {
      count += buffer.capacity() / OCTETS;
    } else if (object.getClass().isArray()) {
      lookAtArray(object);
    } else if (object.getClass().getName().startsWith(OURS)) {
      FIELDS
          .computeIfAbsent(object.getClass(), Retained::fields)
          .forEach(f -> reach(get(f, object)));
    }
  }

  private void lookAtArray(Object array) {
    int length = Array.getLength(array);
    if (array.getClass().getComponentType().isPrimitive()) {
      count += length / OCTETS;
    } else {
      count += length * Long.BYTES / OCTETS;
      for (int i = 0; i < length; i++) {
        reach(Array.get(array, i));
      }
    }
  }

  private static List<Field> fields(Class<?> type) {
    List<Field> fields = new ArrayList<>();
    for (Class<?> c = type; c != null && c.getName().startsWith(OURS); c = c.getSuperclass()) {
      for (Field field : c.getDeclaredFields()) {
        if (!Modifier.isStatic(field.getModifiers()) && !field.getType().isPrimitive()) {
          field.setAccessible(true);
          fields.add(field);
        }
      }
    }
    return fields;
  }

  private static @Nullable Object get(Field field, Object object) {
    try {
      return field.get(object);
    } catch (IllegalAccessException impossible) {
      throw new AssertionError(impossible);
    }
  }
}
