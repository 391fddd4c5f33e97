// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.auth;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.frame.FrameDecoder;
import org.postrider.codec.frame.FrameSink;
import org.postrider.codec.frame.FrameWriter;
import org.postrider.codec.frame.ProtocolHeader;
import org.postrider.codec.frame.SaslDecoder;
import org.postrider.codec.sasl.SaslFrameBody;
import org.postrider.codec.sasl.SaslFrameHandler;
import org.postrider.codec.wire.DecodeException;
import org.postrider.codec.wire.ValueWriter;

/**
 * The header and frames of the SASL layer, in and out, within limits.
 *
 * <p>Confined to its negotiation.
 */
final class SaslFrames {

  /** The standard says 512 (AMQP 5.3.1); tokens are longer, and peers take them. */
  static final int MAX_FRAME_OCTETS = 64 * 1024;

  /** All that a peer may send in this layer. */
  static final int MAX_TOTAL_OCTETS = 512 * 1024;

  private static final int FIRST_OUTPUT_OCTETS = 64;
  private static final int TLS_ALERT = 0x15;
  private static final int HTTP = 0x48545450;

  private final FrameDecoder frameDecoder = new FrameDecoder(MAX_FRAME_OCTETS);
  private final SaslDecoder bodyDecoder = new SaslDecoder();
  private final ValueWriter writer = new ValueWriter();
  private @Nullable ByteBuf output;
  private int totalOctets;
  private int firstOctets;

  /**
   * Takes octets and tells the sink, until it says stop.
   *
   * @throws DecodeException if they are no frames, or too many
   */
  void decode(ByteBuf in, FrameSink sink) {
    for (int i = in.readerIndex(); totalOctets + i - in.readerIndex() < 4; i++) {
      if (i == in.writerIndex()) {
        break;
      }
      firstOctets = firstOctets << 8 | in.getUnsignedByte(i);
    }
    int before = in.readableBytes();
    try {
      frameDecoder.decode(in, sink);
    } finally {
      totalOctets += before - in.readableBytes();
    }
    if (totalOctets > MAX_TOTAL_OCTETS) {
      throw new DecodeException(
          "more than " + MAX_TOTAL_OCTETS + " octets without an end of the SASL layer");
    }
  }

  /** Decodes a frame's body and tells the handler. */
  void decodeBody(int type, ByteBuf in, int length, SaslFrameHandler handler) {
    if (type != FrameDecoder.SASL_TYPE) {
      throw new DecodeException("a frame of AMQP within the SASL layer");
    }
    bodyDecoder.decode(in, length, handler);
  }

  void write(ProtocolHeader header) {
    out().writeBytes(header.encode());
  }

  void write(SaslFrameBody body) {
    FrameWriter.write(writer.reset(out()), FrameDecoder.SASL_TYPE, 0, body);
    writer.flush();
  }

  private ByteBuf out() {
    ByteBuf out = output;
    if (out == null) {
      out = Unpooled.buffer(FIRST_OUTPUT_OCTETS);
      output = out;
    }
    return out;
  }

  @Nullable ByteBuf takeOutput() {
    ByteBuf out = output;
    output = null;
    return out;
  }

  /** What the peer probably is, if its first octets are no header of AMQP. */
  String guessOfPeer() {
    if (firstOctets >>> 24 == TLS_ALERT) {
      return "; it seems to expect TLS (amqps)";
    }
    if (firstOctets == HTTP) {
      return "; it speaks HTTP";
    }
    byte[] text = {
      (byte) (firstOctets >>> 24),
      (byte) (firstOctets >>> 16),
      (byte) (firstOctets >>> 8),
      (byte) firstOctets
    };
    boolean printable = true;
    for (byte octet : text) {
      printable &= octet >= 0x20 && octet < 0x7F;
    }
    return printable && totalOctets >= text.length && text[0] != 'A'
        ? "; it says '" + new String(text, StandardCharsets.US_ASCII) + "'"
        : "";
  }
}
