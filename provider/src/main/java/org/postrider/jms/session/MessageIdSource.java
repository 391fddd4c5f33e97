// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import java.util.UUID;
import org.postrider.jms.message.NumberedId;
import org.postrider.jms.options.MessageIdType;

/**
 * The message ids of one producer.
 *
 * <p>Confined to the producer's thread.
 */
final class MessageIdSource {

  private final MessageIdType type;
  private final String prefix;
  private long sequence;

  MessageIdSource(MessageIdType type, String producerId) {
    this.type = type;
    this.prefix = producerId + "-";
  }

  /** The next id: a {@link NumberedId}, a string or an UUID. */
  Object next() {
    return switch (type) {
      case DEFAULT -> new NumberedId(prefix, ++sequence);
      case UUID -> UUID.randomUUID();
      case UUID_STRING -> UUID.randomUUID().toString();
      case PREFIXED_UUID_STRING -> "ID:" + UUID.randomUUID();
    };
  }
}
