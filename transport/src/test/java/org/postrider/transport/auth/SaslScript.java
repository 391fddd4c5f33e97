// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.auth;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.List;
import org.postrider.codec.frame.FrameDecoder;
import org.postrider.codec.frame.FrameWriter;
import org.postrider.codec.frame.ProtocolHeader;
import org.postrider.codec.sasl.SaslFrameBody;
import org.postrider.codec.sasl.SaslMechanisms;
import org.postrider.codec.value.Symbol;
import org.postrider.codec.wire.ValueWriter;

/** Octets of the SASL layer, written by the test, and a negotiation's answer to them. */
final class SaslScript {

  private SaslScript() {}

  static byte[] header(ProtocolHeader header) {
    return header.encode();
  }

  static byte[] frame(SaslFrameBody body) {
    ByteBuf out = Unpooled.buffer();
    ValueWriter writer = new ValueWriter().reset(out);
    FrameWriter.write(writer, FrameDecoder.SASL_TYPE, 0, body);
    return ByteBufUtil.getBytes(writer.flush());
  }

  static SaslMechanisms offer(String... names) {
    return new SaslMechanisms(Arrays.stream(names).map(Symbol::of).toList());
  }

  static byte[] join(byte[]... parts) {
    ByteBuf out = Unpooled.buffer();
    for (byte[] part : parts) {
      out.writeBytes(part);
    }
    return ByteBufUtil.getBytes(out);
  }

  /** Feeds the octets in the given pieces; gives what the negotiation wrote in answer. */
  static byte[] feed(SaslNegotiation negotiation, List<byte[]> pieces) {
    ByteBuf out = Unpooled.buffer();
    for (byte[] piece : pieces) {
      ByteBuf in = Unpooled.wrappedBuffer(piece);
      negotiation.input(in);
      take(negotiation, out);
      while (runTask(negotiation)) {
        take(negotiation, out);
        negotiation.input(in);
        take(negotiation, out);
      }
    }
    return ByteBufUtil.getBytes(out);
  }

  /** Does the step that may take a while, if there is one. */
  private static boolean runTask(SaslNegotiation negotiation) {
    Runnable task = negotiation.takeTask();
    if (task == null) {
      return false;
    }
    task.run();
    negotiation.taskDone();
    return true;
  }

  static byte[] feed(SaslNegotiation negotiation, byte[]... pieces) {
    return feed(negotiation, List.of(pieces));
  }

  static byte[] start(SaslNegotiation negotiation) {
    negotiation.start();
    ByteBuf out = Unpooled.buffer();
    take(negotiation, out);
    return ByteBufUtil.getBytes(out);
  }

  private static void take(SaslNegotiation negotiation, ByteBuf out) {
    ByteBuf written = negotiation.takeOutput();
    if (written != null) {
      out.writeBytes(written);
      written.release();
    }
  }
}
