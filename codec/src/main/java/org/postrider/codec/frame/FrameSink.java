// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.frame;

import io.netty.buffer.ByteBuf;

/** Is told what a {@link FrameDecoder} finds; each method says whether the decoder is to go on. */
public interface FrameSink {

  /** A protocol header. */
  boolean protocolHeader(ProtocolHeader header);

  /**
   * A frame.
   *
   * @param type {@link FrameDecoder#AMQP_TYPE} or {@link FrameDecoder#SASL_TYPE}
   * @param channel 0 to 65535; means nothing for SASL
   * @param in at whose reader index the body stands; not to be kept
   * @param length of the body in octets
   */
  boolean frame(int type, int channel, ByteBuf in, int length);
}
