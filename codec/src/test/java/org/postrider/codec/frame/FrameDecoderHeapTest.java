// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What decoders keep of large frames that came in two reads, when little comes any more. */
class FrameDecoderHeapTest {

  private static final int FRAME = 128 * 1024;
  private static final int DECODERS = 200;

  private static final FrameSink SINK =
      new FrameSink() {
        @Override
        public boolean protocolHeader(ProtocolHeader header) {
          return true;
        }

        @Override
        public boolean frame(int type, int channel, ByteBuf in, int length) {
          return true;
        }
      };

  @Test
  void anIdleDecoderKeepsNoLargeArray() {
    List<FrameDecoder> decoders = new ArrayList<>();
    ByteBuf frame = frame(FRAME);
    ByteBuf heartbeat = frame(FrameDecoder.HEADER_OCTETS);
    long before = heap();
    for (int i = 0; i < DECODERS; i++) {
      FrameDecoder decoder = new FrameDecoder(FRAME);
      decoder.decode(Unpooled.wrappedBuffer(ProtocolHeader.AMQP.encode()), SINK);
      decodeInTwo(decoder, frame);
      for (int beat = 0; beat < 4; beat++) {
        decoder.decode(heartbeat.slice(), SINK);
      }
      assertThat(decoder.isWithinFrame()).isFalse();
      decoders.add(decoder);
    }
    long each = (heap() - before) / decoders.size();

    assertThat(each).as("octets kept by an idle decoder").isLessThan(8 * 1024);
  }

  @Test
  void aDecoderKeepsItsArrayWhileLargeFramesCome() {
    ByteBuf frame = frame(FRAME);
    ByteBuf heartbeat = frame(FrameDecoder.HEADER_OCTETS);
    FrameDecoder decoder = new FrameDecoder(FRAME);
    decoder.decode(Unpooled.wrappedBuffer(ProtocolHeader.AMQP.encode()), SINK);
    decodeInTwo(decoder, frame);
    long before = allocated();
    for (int i = 0; i < DECODERS; i++) {
      decoder.decode(heartbeat.slice(), SINK);
      decodeInTwo(decoder, frame);
    }
    long each = (allocated() - before) / DECODERS;

    assertThat(each).as("octets allocated for a frame").isLessThan(8 * 1024);
  }

  private static void decodeInTwo(FrameDecoder decoder, ByteBuf frame) {
    int first = FRAME / 2 + 100;
    decoder.decode(frame.slice(0, first), SINK);
    decoder.decode(frame.slice(first, FRAME - first), SINK);
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }

  private static ByteBuf frame(int octets) {
    int body = octets - FrameDecoder.HEADER_OCTETS;
    return Unpooled.buffer(octets)
        .writeInt(octets)
        .writeByte(2)
        .writeByte(0)
        .writeShort(0)
        .writeZero(body);
  }

  private static long heap() {
    long used = 0;
    for (int i = 0; i < 3; i++) {
      System.gc();
      used = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
    return used;
  }
}
