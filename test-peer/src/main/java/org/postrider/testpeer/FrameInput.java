// SPDX-License-Identifier: Apache-2.0
package org.postrider.testpeer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.function.Consumer;
import org.postrider.codec.frame.AmqpTypes;
import org.postrider.codec.frame.FrameDecoder;
import org.postrider.codec.frame.FrameSink;
import org.postrider.codec.frame.ProtocolHeader;
import org.postrider.codec.performative.Performative;
import org.postrider.codec.performative.Transfer;
import org.postrider.codec.sasl.SaslFrameBody;
import org.postrider.codec.value.Binary;
import org.postrider.codec.wire.DecodeException;
import org.postrider.codec.wire.ValueReader;

/**
 * Turns the octets of a connection into what was received.
 *
 * <p>Confined to the connection's reader thread.
 */
final class FrameInput implements FrameSink {

  /** The largest frame that the peer takes, whatever its open says. */
  static final int MAX_FRAME_OCTETS = 16 * 1024 * 1024;

  /** No frame that is small enough begins with it, so it tells a header from a frame. */
  private static final byte FIRST_OF_HEADER = 'A';

  private final FrameDecoder decoder = new FrameDecoder(MAX_FRAME_OCTETS);
  private final ValueReader reader = new ValueReader(AmqpTypes.TABLE);
  private final Consumer<Received> output;

  FrameInput(Consumer<Received> output) {
    this.output = output;
  }

  /**
   * Takes octets.
   *
   * @throws DecodeException if they are no frames; nothing more can be taken then
   */
  void feed(byte[] octets, int length) {
    ByteBuf in = Unpooled.wrappedBuffer(octets, 0, length);
    while (in.isReadable()) {
      // A header may come again: AMQP's follows that of SASL.
      if (!decoder.isWithinFrame() && in.getByte(in.readerIndex()) == FIRST_OF_HEADER) {
        decoder.reset();
      }
      decoder.decode(in, this);
    }
  }

  @Override
  public boolean protocolHeader(ProtocolHeader header) {
    output.accept(new Received.Header(header));
    return false;
  }

  @Override
  public boolean frame(int type, int channel, ByteBuf in, int length) {
    byte[] body = new byte[length];
    in.getBytes(in.readerIndex(), body);
    try {
      output.accept(type == FrameDecoder.SASL_TYPE ? sasl(body) : amqp(channel, body));
    } catch (DecodeException e) {
      output.accept(new Received.Malformed(e.getMessage() + ": " + Binary.wrap(body)));
    }
    return false;
  }

  private Received amqp(int channel, byte[] body) {
    if (body.length == 0) {
      return new Received.Empty(channel);
    }
    reader.reset(body, 0, body.length);
    Object value = reader.readObject();
    int left = reader.remaining();
    if (!(value instanceof Performative performative)) {
      throw new DecodeException("no performative but " + value);
    }
    if (left > 0 && !(performative instanceof Transfer)) {
      throw new DecodeException(left + " octets behind " + performative);
    }
    return new Received.Frame(channel, performative, Binary.wrap(body, body.length - left, left));
  }

  private Received sasl(byte[] body) {
    reader.reset(body, 0, body.length);
    Object value = reader.readObject();
    if (!(value instanceof SaslFrameBody sasl) || reader.remaining() > 0) {
      throw new DecodeException("no SASL frame body but " + value);
    }
    return new Received.Sasl(sasl);
  }
}
