// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.message;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.EncodedMessage;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.value.Timestamp;
import org.postrider.jms.destination.DestinationKind;

/**
 * The message annotations that carry what JMS has and AMQP has not.
 *
 * <p>Stateless.
 */
final class Annotations {

  static final Symbol MESSAGE_TYPE = Symbol.of("x-opt-jms-msg-type");
  static final Symbol DESTINATION = Symbol.of("x-opt-jms-dest");
  static final Symbol REPLY_TO = Symbol.of("x-opt-jms-reply-to");
  static final Symbol DELIVERY_TIME = Symbol.of("x-opt-delivery-time");
  private static final Symbol LEGACY_DESTINATION = Symbol.of("x-opt-to-type");
  private static final Symbol LEGACY_REPLY_TO = Symbol.of("x-opt-reply-type");

  /** Those that each send sets anew. */
  private static final Set<Symbol> OWN =
      Set.of(
          MESSAGE_TYPE,
          DESTINATION,
          REPLY_TO,
          DELIVERY_TIME,
          LEGACY_DESTINATION,
          LEGACY_REPLY_TO,
          Symbol.of("x-opt-delivery-delay"));

  private Annotations() {}

  /** The code of the message type, or -1; other clients use other integer types for it. */
  static long messageType(EncodedMessage message) {
    return message.messageAnnotation(MESSAGE_TYPE) instanceof Number code ? code.longValue() : -1;
  }

  static @Nullable DestinationKind destinationKind(EncodedMessage message) {
    return kind(message, DESTINATION, LEGACY_DESTINATION);
  }

  static @Nullable DestinationKind replyToKind(EncodedMessage message) {
    return kind(message, REPLY_TO, LEGACY_REPLY_TO);
  }

  private static @Nullable DestinationKind kind(EncodedMessage message, Symbol key, Symbol legacy) {
    if (message.messageAnnotation(key) instanceof Number code) {
      return DestinationKind.of(code.longValue());
    }
    return message.messageAnnotation(legacy) instanceof String text
        ? DestinationKind.ofLegacy(text)
        : null;
  }

  /** Milliseconds since the epoch, or {@code absent}. */
  static long deliveryTimeMs(EncodedMessage message, long absent) {
    Object value = message.messageAnnotation(DELIVERY_TIME);
    if (value instanceof Timestamp time) {
      return time.epochMs();
    }
    return value instanceof Number number ? number.longValue() : absent;
  }

  /** Whether an annotation goes on with a message that is sent again. */
  static boolean isForeign(Object key) {
    return key instanceof Symbol symbol
        && symbol.toString().startsWith("x-opt-")
        && !OWN.contains(symbol);
  }
}
