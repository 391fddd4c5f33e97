// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.EncodedMessage;
import org.postrider.codec.wire.DecodeException;
import org.postrider.codec.wire.ValueReader;

/**
 * The octets of a message that was received, which are looked at when the first section is asked
 * for.
 *
 * <p>Not thread-safe.
 */
final class ReceivedSections {

  private final byte[] octets;
  private final long format;
  private final ValueReader family;
  private @Nullable EncodedMessage message;

  /** What came as one delivery; the reader is that of its connection. */
  ReceivedSections(byte[] octets, long format, ValueReader family) {
    this.octets = octets;
    this.format = format;
    this.family = family;
  }

  /**
   * A section.
   *
   * @throws DecodeException if the message is malformed, or of a format that is not known
   */
  <T> T get(Function<EncodedMessage, T> section) {
    EncodedMessage known = message;
    if (known == null) {
      if (format != 0) {
        // AMQP 3.2 describes format 0 only.
        throw new DecodeException("message-format " + format + " is not known");
      }
      known = new EncodedMessage(octets, family);
      message = known;
    }
    return section.apply(known);
  }
}
