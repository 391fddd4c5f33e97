// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The options that were set, by their rows; the others have their defaults.
 *
 * <p>Not thread-safe.
 */
final class OptionValues {

  private final Map<Option<?>, Object> values = new LinkedHashMap<>();

  OptionValues() {}

  /** A copy, so that later changes do not reach what was made with it. */
  OptionValues(OptionValues other) {
    values.putAll(other.values);
  }

  <T> void set(Option<T> option, @Nullable T value) {
    values.put(option, option.checked(value));
  }

  boolean isSet(Option<?> option) {
    return values.containsKey(option);
  }

  /** The value or the default, or null where there is neither. */
  @SuppressWarnings("unchecked") // set() puts nothing but a T under an Option<T>
  <T> @Nullable T find(Option<T> option) {
    Object value = values.get(option);
    return value == null ? option.absent() : (T) value;
  }

  /** The value of an option that has a default. */
  <T> T get(Option<T> option) {
    T value = find(option);
    if (value == null) {
      throw new IllegalStateException("option " + option.name() + " has no value");
    }
    return value;
  }

  /** Takes over what others set and this does not. */
  void addAbsent(OptionValues others) {
    others.values.forEach(values::putIfAbsent);
  }

  /** The options set, secrets masked. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("{");
    values.forEach(
        (option, value) ->
            text.append(text.length() > 1 ? ", " : "")
                .append(option.name())
                .append('=')
                .append(option.isSecret() ? Option.MASK : value));
    return text.append('}').toString();
  }
}
