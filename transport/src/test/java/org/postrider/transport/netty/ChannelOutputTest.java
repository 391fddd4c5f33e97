// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChannelOutputTest {

  private final RecordingWrites recorded = new RecordingWrites();
  private final EmbeddedChannel channel = new EmbeddedChannel(recorded);
  private final AtomicInteger told = new AtomicInteger();
  private final ChannelOutput output = new ChannelOutput(channel, told::incrementAndGet);

  @AfterEach
  void nothingIsLeft() {
    output.discard();
    channel.finishAndReleaseAll();
  }

  private byte[] sent() {
    ByteBuf all = Unpooled.buffer();
    for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
      all.writeBytes(part);
      part.release();
    }
    return ByteBufUtil.getBytes(all);
  }

  private static byte[] octets(int length) {
    byte[] octets = new byte[length];
    new Random(length).nextBytes(octets);
    return octets;
  }

  @Test
  void manySmallPartsAreOneWriteAndOneFlush() {
    byte[] part = octets(20);
    for (int i = 0; i < 100; i++) {
      output.write(part, 5, 10);
    }
    output.flush();
    output.flush();

    assertThat(recorded.writes).hasValue(1);
    assertThat(recorded.flushes).hasValue(1);
    assertThat(sent()).hasSize(1_000).startsWith(Arrays.copyOfRange(part, 5, 15));
  }

  @Test
  void wantOfMemoryIsToldOfTheSocketAndNotThrownAtWhoeverSends() {
    channel
        .config()
        .setAllocator(
            new AbstractByteBufAllocator() {
              @Override
              protected ByteBuf newHeapBuffer(int initial, int max) {
                throw new AssertionError("direct ones only");
              }

              @Override
              protected ByteBuf newDirectBuffer(int initial, int max) {
                throw new OutOfMemoryError("no direct memory");
              }

              @Override
              public boolean isDirectBufferPooled() {
                return false;
              }
            });

    output.write(octets(10), 0, 10);
    output.write(Unpooled.wrappedBuffer(octets(10)), 0, 10);
    output.flush();

    assertThat(output.failure()).isInstanceOf(OutOfMemoryError.class);
    assertThat(output.isWritable()).isFalse();
  }

  @Test
  void theArrayMayBeUsedAgain() {
    byte[] part = {1, 2, 3};
    output.write(part, 0, 3);
    Arrays.fill(part, (byte) 9);
    output.flush();

    assertThat(sent()).containsExactly(1, 2, 3);
  }

  @Test
  void partsLargerThanAChunkKeepTheirOrder() {
    byte[] first = octets(3_000);
    byte[] large = octets(300_000);
    ByteBuf payload = Unpooled.wrappedBuffer(large);

    output.write(first, 0, first.length);
    output.write(payload, 0, large.length);
    output.write(first, 0, first.length);
    output.flush();

    assertThat(recorded.flushes).hasValue(1);
    assertThat(recorded.writes).hasValueLessThan(15);
    assertThat(sent()).isEqualTo(join(first, large, first));
    assertThat(payload.readerIndex()).isZero();
    assertThat(payload.refCnt()).isEqualTo(1);
  }

  @Test
  void aLargeDirectPayloadIsRetainedNotCopied() {
    byte[] large = octets(100_000);
    ByteBuf payload = Unpooled.directBuffer().writeBytes(large);

    output.write(new byte[] {7}, 0, 1);
    output.write(payload, 10, large.length - 10);
    output.flush();

    assertThat(payload.refCnt()).isEqualTo(2);
    assertThat(sent()).isEqualTo(join(new byte[] {7}, Arrays.copyOfRange(large, 10, large.length)));
    assertThat(payload.refCnt()).isEqualTo(1);
    payload.release();
  }

  @Test
  void whatIsCollectedCountsAgainstTheWatermark() {
    channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(1_000, 2_000));

    output.write(octets(1_500), 0, 1_500);
    boolean before = output.isWritable();
    output.write(octets(600), 0, 600);
    boolean after = output.isWritable();

    assertThat(before).isTrue();
    assertThat(after).isFalse();
  }

  /** What is gathered may be compressed: then no writability changes that Netty could tell of. */
  @Test
  void whoeverWasHeldBackByWhatIsGatheredIsToldWhereItBecameLess() {
    channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(1_000, 2_000));
    channel.pipeline().addFirst(new Tenth());

    output.write(octets(3_000), 0, 3_000);
    boolean heldBack = !output.isWritable();
    boolean toldTooEarly = told.get() > 0;
    output.flush();
    int toldOnce = told.get();
    output.write(octets(3_000), 0, 3_000);
    output.flush();

    assertThat(heldBack).isTrue();
    assertThat(toldTooEarly).isFalse();
    assertThat(toldOnce).isEqualTo(1);
    assertThat(told).as("without having asked again").hasValue(1);
  }

  @Test
  void whereTheSocketIsFullItsWritabilityTellsAndNotTheOutput() {
    channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(1_000, 2_000));

    output.write(octets(3_000), 0, 3_000);
    boolean heldBack = !output.isWritable();
    output.flush();

    assertThat(heldBack).isTrue();
    assertThat(recorded.writabilities).containsExactly(false, true);
    assertThat(told).hasValue(0);
  }

  /** Lets a tenth of each write through, as a compressor would. */
  @SuppressWarnings("FutureReturnValueIgnored") // The promise is passed on.
  private static final class Tenth extends ChannelOutboundHandlerAdapter {

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
      ByteBuf octets = (ByteBuf) message;
      ctx.write(octets.writerIndex(octets.readerIndex() + octets.readableBytes() / 10), promise);
    }
  }

  @Test
  void afterTheEndNothingIsTaken() {
    output.write(octets(10), 0, 10);
    output.discard();
    output.write(octets(10), 0, 10);
    output.write(Unpooled.wrappedBuffer(octets(10)), 0, 10);
    output.flush();

    assertThat(recorded.writes).hasValue(0);
    assertThat(output.isWritable()).isFalse();
  }

  private static byte[] join(byte[]... parts) {
    return ByteBufUtil.getBytes(Unpooled.wrappedBuffer(parts));
  }
}
