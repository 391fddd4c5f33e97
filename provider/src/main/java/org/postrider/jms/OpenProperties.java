// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Checks what a program wants in the properties of our open.
 *
 * <p>Stateless.
 */
final class OpenProperties {

  /** Each has an AMQP type of its own. */
  private static final Set<Class<?>> CLASSES =
      Set.of(
          String.class,
          Boolean.class,
          Byte.class,
          Short.class,
          Integer.class,
          Long.class,
          Float.class,
          Double.class,
          Character.class,
          UUID.class);

  private OpenProperties() {}

  static Map<String, Object> checked(Map<String, ?> properties) {
    Map<String, Object> copy = new LinkedHashMap<>();
    for (Map.Entry<String, ?> property : properties.entrySet()) {
      String name = property.getKey();
      Object value = property.getValue();
      if (name == null || !StandardCharsets.US_ASCII.newEncoder().canEncode(name)) {
        throw new IllegalArgumentException(
            "open property '" + name + "' must have a name in ASCII");
      }
      if (value == null || !CLASSES.contains(value.getClass())) {
        throw new IllegalArgumentException(
            "open property '"
                + name
                + "' must be a text, boolean, number, character or UUID, not a "
                + className(value));
      }
      copy.put(name, value);
    }
    return Collections.unmodifiableMap(copy);
  }

  private static String className(@Nullable Object value) {
    return value == null ? "null" : value.getClass().getName();
  }
}
