// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import io.netty.buffer.Unpooled;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.messaging.DeliveryState;
import org.postrider.codec.messaging.Modified;
import org.postrider.codec.messaging.Released;
import org.postrider.codec.wire.Printable;
import org.postrider.codec.wire.ValueWriter;

/**
 * Refuses bad options where they enter, with a message that names the value and the rule.
 *
 * <p>Stateless.
 */
final class Checks {

  private static final int MAX_SHOWN = 100;

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
    return wellFormed(name, given);
  }

  /** A node's address, or null for none. */
  static @Nullable String address(String name, @Nullable String value) {
    return value == null ? null : wellFormed(name, value);
  }

  /** A text that has a form in UTF-8. */
  static String wellFormed(String name, String value) {
    // A pair is one code point, so what is left of surrogates has no partner.
    if (value.codePoints().anyMatch(each -> each >= 0xD800 && each <= 0xDFFF)) {
      throw new IllegalArgumentException(
          name
              + " '"
              + Printable.of(value, MAX_SHOWN)
              + "' must not have a surrogate without its partner");
    }
    return value;
  }

  /** What a delivery is to be told; the common states have nothing in them that may be wrong. */
  static DeliveryState state(@Nullable DeliveryState value) {
    boolean plain =
        value instanceof Accepted
            || value instanceof Released
            || (value instanceof Modified modified && modified.messageAnnotations().isEmpty());
    return value != null && plain ? value : encodable("state", value);
  }

  /** What is to go to the peer must have a form on the wire. */
  static <T> T encodable(String name, @Nullable T value) {
    T given = given(name, value);
    try {
      new ValueWriter().reset(Unpooled.buffer()).writeObject(given);
    } catch (RuntimeException | StackOverflowError unencodable) {
      throw new IllegalArgumentException(
          name
              + " of "
              + given.getClass().getSimpleName()
              + " must hold nothing but AMQP values: "
              + unencodable.getMessage(),
          unencodable);
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
