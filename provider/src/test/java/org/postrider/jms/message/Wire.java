// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.message;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import org.postrider.codec.frame.AmqpTypes;
import org.postrider.codec.messaging.EncodedMessage;
import org.postrider.codec.messaging.MessageWriter;
import org.postrider.codec.wire.ValueReader;
import org.postrider.codec.wire.ValueWriter;
import org.postrider.jms.destination.AddressPrefixes;
import org.postrider.jms.destination.PostriderDestination;
import org.postrider.jms.destination.PostriderQueue;
import org.postrider.jms.options.Options;

/** Takes messages to the wire and back. */
final class Wire {

  static final MessageSettings SETTINGS =
      new MessageSettings(true, AddressPrefixes.NONE, DeserializationPolicy.of(Options.DEFAULTS));
  static final MessageFactory FACTORY = new MessageFactory(SETTINGS);
  static final PostriderDestination QUEUE = new PostriderQueue("q");
  static final Arrival ARRIVAL = new Arrival(QUEUE, 1_000, 0, null);

  /** Something that writes sections. */
  interface Sections {
    void to(MessageWriter out);
  }

  private Wire() {}

  static byte[] encode(Message message) throws JMSException {
    return encode(message, SETTINGS);
  }

  static byte[] encode(Message message, MessageSettings settings) throws JMSException {
    ByteBuf buffer =
        new MessageEncoder(UnpooledByteBufAllocator.DEFAULT, settings)
            .encode((PostriderMessage) message);
    byte[] octets = ByteBufUtil.getBytes(buffer);
    buffer.release();
    return octets;
  }

  static EncodedMessage sections(Message message) throws JMSException {
    return new EncodedMessage(encode(message), new ValueReader(AmqpTypes.TABLE));
  }

  static PostriderMessage decode(byte[] octets) throws JMSException {
    return new MessageDecoder(SETTINGS).decode(octets, ARRIVAL);
  }

  @SuppressWarnings("unchecked")
  static <T extends Message> T sent(T message) throws JMSException {
    return (T) decode(encode(message));
  }

  static byte[] octets(Sections sections) {
    ByteBuf buffer = Unpooled.buffer();
    MessageWriter writer = new MessageWriter(new ValueWriter());
    writer.values().reset(buffer);
    sections.to(writer);
    writer.values().flush();
    return ByteBufUtil.getBytes(buffer);
  }

  static PostriderMessage received(Sections sections) throws JMSException {
    return decode(octets(sections));
  }
}
