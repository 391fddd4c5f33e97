// SPDX-License-Identifier: Apache-2.0
package org.postrider.codec.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.codec.Octets.frame;
import static org.postrider.codec.Octets.hex;
import static org.postrider.codec.Octets.joined;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.codec.Allocations;
import org.postrider.codec.Octets;
import org.postrider.codec.RecordingHandler;
import org.postrider.codec.RecordingHandler.Event;
import org.postrider.codec.performative.End;
import org.postrider.codec.sasl.SaslCode;
import org.postrider.codec.sasl.SaslOutcome;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.codec.value.Symbol;

/** Octets become protocol headers and frames, and nothing else does (AMQP 2.2, 2.3). */
class FrameDecoderTest {

  private static final int MAX_FRAME_SIZE = 1024;
  private static final byte[] AMQP = ProtocolHeader.AMQP.encode();
  private static final byte[] SASL = ProtocolHeader.SASL.encode();
  private static final byte[] END = frame(FrameDecoder.AMQP_TYPE, 1, new End(null));
  private static final Event HEADER = Event.of(RecordingHandler.NO_CHANNEL, ProtocolHeader.AMQP);
  private static final Event ENDED = Event.of(1, new End(null));

  private final FrameDecoder decoder = new FrameDecoder(MAX_FRAME_SIZE);
  private final RecordingHandler sink = new RecordingHandler();

  @Test
  void goldenFramesAreCutAsTheyWereSent() {
    ByteBuf in =
        buffer(hex("414d515000010000"), hex("0000000802000000"), hex("0000000c0200000100531745"));

    decoder.decode(in, sink);

    assertThat(sink.events()).containsExactly(HEADER, Event.of(0, RecordingHandler.EMPTY), ENDED);
    assertThat(in.isReadable()).isFalse();
    assertThat(decoder.isWithinFrame()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"414d515000010000", "414d515003010000", "414d515002010000", "414d5150ff020304"})
  void aProtocolHeaderIsWrittenAsItIsRead(String octets) {
    ByteBuf in = buffer(hex(octets));

    decoder.decode(in, (HeaderSink) header -> assertThat(header.encode()).isEqualTo(hex(octets)));

    assertThat(in.isReadable()).isFalse();
  }

  @Test
  void otherProtocolsAreRefusedByTheirFirstOctets() {
    ByteBuf in = buffer(hex("4854545020312e31"));

    Symbol condition = Octets.refusal(() -> decoder.decode(in, sink));

    assertThat(condition).isEqualTo(ErrorConditions.FRAMING_ERROR);
  }

  @Test
  void extendedHeadersAreSkipped() {
    ByteBuf in = buffer(AMQP, hex("00000014 04 00 0001 0102030405060708 00531745"));

    decoder.decode(in, sink);

    assertThat(sink.events()).containsExactly(HEADER, ENDED);
  }

  @Test
  void anEmptyBodyMayHaveAnExtendedHeader() {
    ByteBuf in = buffer(AMQP, hex("0000000c 03 00 ffff 01020304"));

    decoder.decode(in, sink);

    assertThat(sink.events()).endsWith(Event.of(0xFFFF, RecordingHandler.EMPTY));
  }

  @Test
  void octetsSixAndSevenMeanNothingForSasl() {
    ByteBuf in = buffer(SASL, hex("00000010 02 01 abcd 005344c003015000"));

    decoder.decode(in, sink);

    assertThat(sink.events().get(1).what()).isEqualTo(new SaslOutcome(SaslCode.OK, null));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00000000 02000000",
        "00000007 02000000", // smaller than the header
        "00000401 02000000",
        "7fffffff 02000000",
        "80000000 02000000",
        "ffffffff 02000000",
        "00000008 00000000",
        "00000008 01000000", // data offset within the header
        "00000008 03000000",
        "0000000c 04000000 00000000",
        "0000000c ff000000 00000000",
        "00000008 02020000",
        "00000008 02ff0000", // neither AMQP nor SASL
      })
  void malformedFrameHeadersAreRefused(String octets) {
    byte[] frame = hex(octets);

    Symbol whole = Octets.refusal(() -> decoder.decode(buffer(AMQP, frame), sink));
    decoder.reset();
    Symbol inPieces = Octets.refusal(() -> feedOctetByOctet(joined(AMQP, frame)));

    assertThat(whole).isEqualTo(ErrorConditions.FRAMING_ERROR);
    assertThat(inPieces).isEqualTo(ErrorConditions.FRAMING_ERROR);
  }

  @Test
  void maxFrameSizeMayBeMetExactly() {
    byte[] body = Arrays.copyOf(hex("005314c007044343a0010043"), MAX_FRAME_SIZE - 8);
    byte[] most = frame(FrameDecoder.AMQP_TYPE, 0, body);

    decoder.decode(buffer(AMQP, most), sink);
    feedOctetByOctet(most);

    assertThat(sink.events()).hasSize(3);
    assertThat(sink.events().get(1).payload().length()).isEqualTo(MAX_FRAME_SIZE - 20);
    assertThat(sink.events().get(2)).isEqualTo(sink.events().get(1));
  }

  @Test
  void oneOctetTooManyIsRefusedByTheFourOctetsOfTheSize() {
    decoder.decode(buffer(AMQP, hex("000004")), sink);

    Symbol condition = Octets.refusal(() -> decoder.decode(buffer(hex("01")), sink));

    assertThat(condition).isEqualTo(ErrorConditions.FRAMING_ERROR);
  }

  @Test
  void theLimitMayChangeBetweenFrames() {
    byte[] large = frame(FrameDecoder.AMQP_TYPE, 0, Arrays.copyOf(transfer(), 2000));
    decoder.decode(buffer(AMQP), sink);

    decoder.maxFrameSize(2008);
    decoder.decode(buffer(large), sink);
    decoder.maxFrameSize(2007);
    Symbol condition = Octets.refusal(() -> decoder.decode(buffer(large), sink));

    assertThat(sink.events()).hasSize(2);
    assertThat(condition).isEqualTo(ErrorConditions.FRAMING_ERROR);
  }

  @Test
  void noMoreIsKeptThanArrived() {
    FrameDecoder roomy = new FrameDecoder(Integer.MAX_VALUE);
    roomy.decode(buffer(AMQP), sink);
    ByteBuf beginning = buffer(hex("7fffffff 0200"));

    long bytes = Allocations.of(() -> roomy.decode(beginning, sink));

    assertThat(roomy.isWithinFrame()).isTrue();
    assertThat(bytes).isLessThan(16 * 1024);
  }

  @Test
  void whatIsKeptGrowsWithWhatArrivesOnly() {
    FrameDecoder roomy = new FrameDecoder(Integer.MAX_VALUE);
    roomy.decode(buffer(AMQP, hex("7fffffff 0200")), sink);
    ByteBuf piece = buffer(new byte[1000]);
    int pieces = 1000;

    long bytes =
        Allocations.of(
            () -> {
              for (int i = 0; i < pieces; i++) {
                roomy.decode(piece.readerIndex(0), sink);
              }
            });

    // Doubling: the last array has at most twice the octets, all before it together as many again.
    assertThat(bytes).isLessThan(5L * pieces * 1000);
  }

  @Test
  void aSinkThatStopsLeavesTheRestInTheBuffer() {
    ByteBuf in = buffer(AMQP, END, END, END);
    sink.goOn(false);

    List<Integer> left = new ArrayList<>();
    while (in.isReadable()) {
      decoder.decode(in, sink);
      left.add(in.readableBytes());
    }

    assertThat(left).containsExactly(36, 24, 12, 0);
    assertThat(sink.events()).containsExactly(HEADER, ENDED, ENDED, ENDED);
  }

  @Test
  void aSinkMayStopAtAFrameThatCameInPieces() {
    byte[] stream = joined(AMQP, END, END);
    decoder.decode(Unpooled.wrappedBuffer(stream, 0, 15), sink);
    sink.goOn(false);
    ByteBuf rest = Unpooled.wrappedBuffer(stream, 15, stream.length - 15);

    decoder.decode(rest, sink);

    assertThat(sink.events()).containsExactly(HEADER, ENDED);
    assertThat(rest.readableBytes()).isEqualTo(END.length);
    assertThat(decoder.isWithinFrame()).isFalse();
  }

  @Test
  void afterSaslAnotherHeaderIsReadFromTheSameBuffer() {
    byte[] outcome = frame(FrameDecoder.SASL_TYPE, 0, new SaslOutcome(SaslCode.OK, null));
    ByteBuf in = buffer(SASL, outcome, AMQP, END);
    FrameSink layers =
        new FrameSink() {
          @Override
          public boolean protocolHeader(ProtocolHeader header) {
            return sink.protocolHeader(header);
          }

          @Override
          public boolean frame(int type, int channel, ByteBuf body, int length) {
            if (type == FrameDecoder.SASL_TYPE) {
              decoder.reset();
            }
            return sink.frame(type, channel, body, length);
          }
        };

    decoder.decode(in, layers);

    assertThat(sink.events()).hasSize(4).endsWith(HEADER, ENDED);
  }

  @Test
  void aSinkNeedNotReadABody() {
    List<Integer> lengths = new ArrayList<>();
    ByteBuf in = buffer(AMQP, END, END);

    decoder.decode(
        in,
        new FrameSink() {
          @Override
          public boolean protocolHeader(ProtocolHeader header) {
            return true;
          }

          @Override
          public boolean frame(int type, int channel, ByteBuf body, int length) {
            return lengths.add(length);
          }
        });

    assertThat(lengths).containsExactly(4, 4);
  }

  @Test
  void resetForgetsWhatWasKept() {
    decoder.decode(buffer(AMQP, hex("0000000c 0200")), sink);

    decoder.reset();
    decoder.decode(buffer(AMQP, END), sink);

    assertThat(sink.events()).containsExactly(HEADER, HEADER, ENDED);
  }

  private void feedOctetByOctet(byte[] stream) {
    for (byte octet : stream) {
      decoder.decode(Unpooled.wrappedBuffer(new byte[] {octet}), sink);
    }
  }

  private static byte[] transfer() {
    return hex("005314c007044343a0010043");
  }

  private static ByteBuf buffer(byte[]... parts) {
    return Unpooled.wrappedBuffer(joined(parts));
  }

  /** For tests that look at the header only. */
  private interface HeaderSink extends FrameSink {

    void header(ProtocolHeader header);

    @Override
    default boolean protocolHeader(ProtocolHeader header) {
      header(header);
      return true;
    }

    @Override
    default boolean frame(int type, int channel, ByteBuf in, int length) {
      throw new AssertionError("no frame was sent");
    }
  }
}
