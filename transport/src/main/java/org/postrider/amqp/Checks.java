// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Refuses bad options where they enter, with a message that names the value and the rule.
 *
 * <p>Stateless.
 */
final class Checks {

  private Checks() {}

  static long range(String name, long value, long lowest, long highest) {
    if (value < lowest || value > highest) {
      throw new IllegalArgumentException(
          name + " " + value + " must be between " + lowest + " and " + highest);
    }
    return value;
  }

  static Duration duration(
      String name, @Nullable Duration value, Duration lowest, Duration highest) {
    given(name, value);
    if (value.compareTo(lowest) < 0 || value.compareTo(highest) > 0) {
      throw new IllegalArgumentException(
          name + " " + value + " must be between " + lowest + " and " + highest);
    }
    return value;
  }

  static String text(String name, @Nullable String value) {
    if (given(name, value).isBlank()) {
      throw new IllegalArgumentException(name + " '" + value + "' must not be blank");
    }
    return value;
  }

  @org.jspecify.annotations.NullUnmarked
  static <T> T given(String name, @Nullable T value) {
    if (value == null) {
      throw new IllegalArgumentException(name + " null must not be null");
    }
    return value;
  }
}
