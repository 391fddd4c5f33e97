// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.DeliveryState;

/**
 * What is to be sent, and how.
 *
 * <p>Immutable but for the buffer, of which a reference passes to the engine with {@link
 * SenderLink#send}. Its indexes are neither read nor moved after this is made, so that other
 * messages may be in the same buffer.
 *
 * @param payload where the encoded message is, or its beginning
 * @param from the index of its first octet
 * @param octets how many it has
 * @param complete whether the payload is the whole message
 * @param settled whether it is sent settled: no outcome comes back
 * @param state the delivery's state, as that of a transaction, or null
 * @param context given back by the delivery, or null
 */
public record OutgoingMessage(
    ByteBuf payload,
    int from,
    int octets,
    boolean complete,
    boolean settled,
    @Nullable DeliveryState state,
    @Nullable Object context) {

  /** A message that is what can be read of a buffer. */
  public OutgoingMessage(
      ByteBuf payload,
      boolean complete,
      boolean settled,
      @Nullable DeliveryState state,
      @Nullable Object context) {
    this(
        payload, payload.readerIndex(), payload.readableBytes(), complete, settled, state, context);
  }

  /** A whole message that is to be settled by its receiver. */
  public static OutgoingMessage unsettled(ByteBuf payload, @Nullable Object context) {
    return new OutgoingMessage(payload, true, false, null, context);
  }

  /** A whole message that is settled as it is sent. */
  public static OutgoingMessage settled(ByteBuf payload, @Nullable Object context) {
    return new OutgoingMessage(payload, true, true, null, context);
  }
}
