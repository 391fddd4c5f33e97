// SPDX-License-Identifier: Apache-2.0
package org.postrider.testpeer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import org.postrider.codec.frame.FrameDecoder;
import org.postrider.codec.frame.FrameWriter;
import org.postrider.codec.performative.Performative;
import org.postrider.codec.sasl.SaslFrameBody;
import org.postrider.codec.value.Binary;
import org.postrider.codec.wire.ValueWriter;

/** The octets of frames, by the production writer. Stateless. */
final class FrameOutput {

  private static final int FIRST_OCTETS = 256;

  private FrameOutput() {}

  static byte[] amqp(int channel, Performative performative, Binary payload) {
    ByteBuf buffer = Unpooled.buffer(FIRST_OCTETS);
    ValueWriter out = new ValueWriter().reset(buffer);
    int mark = FrameWriter.begin(out, FrameDecoder.AMQP_TYPE, channel);
    performative.encode(out);
    FrameWriter.end(out, mark, payload.length());
    out.rawBytes(payload.toByteArray(), 0, payload.length());
    return ByteBufUtil.getBytes(out.flush());
  }

  static byte[] sasl(SaslFrameBody body) {
    ValueWriter out = new ValueWriter().reset(Unpooled.buffer(FIRST_OCTETS));
    FrameWriter.write(out, FrameDecoder.SASL_TYPE, 0, body);
    return ByteBufUtil.getBytes(out.flush());
  }

  static byte[] empty() {
    ValueWriter out = new ValueWriter().reset(Unpooled.buffer(FrameDecoder.HEADER_OCTETS));
    FrameWriter.writeEmpty(out);
    return ByteBufUtil.getBytes(out.flush());
  }
}
