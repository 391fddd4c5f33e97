// SPDX-License-Identifier: Apache-2.0
package org.postrider.testpeer;

import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.frame.AmqpTypes;
import org.postrider.codec.value.Binary;
import org.postrider.codec.wire.DecodeException;
import org.postrider.codec.wire.FormatCode;
import org.postrider.codec.wire.ValueReader;
import org.postrider.codec.wire.ValueWriter;

/** Encoded messages of one body section, for payloads of transfers (AMQP 3.2). Stateless. */
public final class TestPayload {

  private static final int DATA = 0x75;
  private static final int AMQP_VALUE = 0x77;
  private static final int FIRST_OCTETS = 64;

  private TestPayload() {}

  /** A message that is a string as amqp-value. */
  public static byte[] text(String text) {
    return ofValue(text);
  }

  /**
   * A message that is any AMQP value as amqp-value, the declare of a transaction for one.
   *
   * @throws IllegalArgumentException if AMQP has no type for the value
   */
  public static byte[] ofValue(@Nullable Object value) {
    return section(AMQP_VALUE, value);
  }

  /** A message that is octets as data. */
  public static byte[] data(byte... octets) {
    return section(DATA, Binary.copyOf(octets));
  }

  /** The value of a payload that is an amqp-value section and no more; null if it is not. */
  public static @Nullable Object value(Binary payload) {
    byte[] octets = payload.toByteArray();
    ValueReader reader = new ValueReader(AmqpTypes.TABLE).reset(octets);
    try {
      if (octets.length == 0
          || reader.readCode() != FormatCode.DESCRIBED
          || reader.readDescriptor() != AMQP_VALUE) {
        return null;
      }
      return reader.readObject();
    } catch (DecodeException e) {
      return null;
    }
  }

  private static byte[] section(int descriptor, @Nullable Object value) {
    ValueWriter out = new ValueWriter().reset(Unpooled.buffer(FIRST_OCTETS));
    out.writeDescriptor(descriptor);
    out.writeObject(value);
    return ByteBufUtil.getBytes(out.flush());
  }
}
