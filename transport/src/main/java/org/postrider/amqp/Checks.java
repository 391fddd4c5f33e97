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
    Duration given = given(name, value);
    if (given.compareTo(lowest) < 0 || given.compareTo(highest) > 0) {
      throw new IllegalArgumentException(
          name + " " + given + " must be between " + lowest + " and " + highest);
    }
    return given;
  }

  static String text(String name, @Nullable String value) {
    String given = given(name, value);
    if (given.isBlank()) {
      throw new IllegalArgumentException(name + " '" + given + "' must not be blank");
    }
    return given;
  }

  static <T> T given(String name, @Nullable T value) {
    if (value == null) {
      throw new IllegalArgumentException(name + " must not be null");
    }
    return value;
  }
}
