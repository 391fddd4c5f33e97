// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.frame;

import org.postrider.codec.wire.Encodable;
import org.postrider.codec.wire.ValueWriter;

/**
 * Writes frames, each with its size written back in place (AMQP 2.3).
 *
 * <p>Stateless: the state is the writer's.
 */
public final class FrameWriter {

  private static final int DATA_OFFSET_WORDS = 2;

  private FrameWriter() {}

  /**
   * Begins a frame; its body is to be written next.
   *
   * @param type {@link FrameDecoder#AMQP_TYPE} or {@link FrameDecoder#SASL_TYPE}
   * @param channel 0 to 65535
   * @return the mark that {@link #end} needs
   */
  public static int begin(ValueWriter out, int type, int channel) {
    int mark = out.index();
    out.rawInt(0);
    out.rawInt(DATA_OFFSET_WORDS << 24 | type << 16 | channel);
    return mark;
  }

  /** Ends a frame behind which {@code payloadOctets} of payload are to follow. */
  public static void end(ValueWriter out, int mark, int payloadOctets) {
    out.rawIntAt(mark, out.index() - mark + payloadOctets);
  }

  /** Writes a whole frame. */
  public static void write(ValueWriter out, int type, int channel, Encodable body) {
    int mark = begin(out, type, channel);
    body.encode(out);
    end(out, mark, 0);
  }

  /** Writes a frame without a body: a sign of life. */
  public static void writeEmpty(ValueWriter out) {
    end(out, begin(out, FrameDecoder.AMQP_TYPE, 0), 0);
  }
}
