// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.message;

import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.EncodedMessage;
import org.postrider.codec.messaging.MessageWriter;

/**
 * A message without body.
 *
 * <p>Not thread-safe.
 */
final class PlainMessage extends PostriderMessage {

  static final byte TYPE = 0;

  PlainMessage(MessageSettings settings) {
    super(settings);
  }

  PlainMessage(MessageSettings settings, EncodedMessage encoded, Arrival arrival) {
    super(settings, encoded, arrival);
  }

  @Override
  byte typeCode() {
    return TYPE;
  }

  /** AMQP 3.2 wants a body in every message. */
  @Override
  void writeBody(MessageWriter out) {
    out.value(null);
  }

  @Override
  void emptyBody() {}

  @Override
  public boolean hasBody() {
    return false;
  }

  @Override
  public <T> @Nullable T getBody(Class<T> type) {
    return null;
  }

  @Override
  public boolean isBodyAssignableTo(@SuppressWarnings("rawtypes") Class type) {
    return true;
  }
}
