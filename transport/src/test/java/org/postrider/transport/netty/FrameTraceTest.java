// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postrider.codec.frame.FrameDecoder;
import org.postrider.codec.frame.FrameWriter;
import org.postrider.codec.frame.ProtocolHeader;
import org.postrider.codec.messaging.Source;
import org.postrider.codec.messaging.Target;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.Close;
import org.postrider.codec.performative.Performative;
import org.postrider.codec.performative.Role;
import org.postrider.codec.performative.Transfer;
import org.postrider.codec.wire.ValueWriter;

/** What the trace of frames shows, and what it hides. */
class FrameTraceTest {

  private final List<String> lines = new ArrayList<>();
  private final EmbeddedChannel channel = new EmbeddedChannel(FrameTrace.of("s", 8, lines::add));

  @AfterEach
  void release() {
    channel.finishAndReleaseAll();
  }

  static ByteBuf header() {
    return Unpooled.copiedBuffer("AMQP\0\1\0\0", StandardCharsets.ISO_8859_1);
  }

  static ByteBuf frame(int number, Performative performative, String payload) {
    ValueWriter writer = new ValueWriter();
    ByteBuf octets = Unpooled.buffer();
    FrameWriter.write(writer.reset(octets), FrameDecoder.AMQP_TYPE, number, performative);
    writer.flush();
    octets.writeCharSequence(payload, StandardCharsets.ISO_8859_1);
    octets.setInt(0, octets.readableBytes());
    return octets;
  }

  static Transfer transfer(long handle) {
    return new Transfer(handle, 0, null, 0, false, false, null, null, false, false, false);
  }

  static Attach tokenSender(long handle) {
    return Attach.of("l", handle, Role.SENDER, Source.of("me"), Target.of("$cbs"));
  }

  @Test
  void whatAPeerWritesStaysOnItsLine() {
    String written = "me\nWARN all is lost \u001b[2J";
    Attach attach = Attach.of(written, 0, Role.SENDER, Source.of(written), Target.of("t"));

    channel.writeInbound(header(), frame(0, attach, ""), frame(0, transfer(0), "a\nb"));

    assertThat(lines).hasSize(3).noneMatch(line -> line.matches("(?s).*\\p{Cntrl}.*"));
  }

  static ByteBuf beginningOfAFrameOf(int octets) {
    return Unpooled.buffer().writeInt(octets).writeInt(0x02000000);
  }

  @Test
  void aFrameThatIsTooLargeEndsTheTrace() {
    channel.writeInbound(header(), beginningOfAFrameOf(Integer.MAX_VALUE), header());

    assertThat(lines).hasSize(2);
    assertThat(lines.get(1)).startsWith("s <- undecodable").contains("" + Integer.MAX_VALUE);
  }

  @Test
  void bothWaysAreShownAndPassedOnAsTheyAre() {
    ByteBuf octets = Unpooled.wrappedBuffer(header(), frame(0, new Close(null), ""));

    channel.writeInbound(
        octets.retainedSlice(0, 13), octets.retainedSlice(13, octets.capacity() - 13));
    channel.writeOutbound(octets);

    assertThat(lines).hasSize(4);
    assertThat(lines.get(0)).startsWith("s <- ").contains(ProtocolHeader.class.getSimpleName());
    assertThat(lines.get(1)).isEqualTo("s <- 0 Close[error=null]");
    assertThat(lines.get(3)).isEqualTo("s -> 0 Close[error=null]");
    ByteBuf out = channel.readOutbound();
    assertThat(out.readableBytes()).isEqualTo(octets.capacity());
    out.release();
  }

  @Test
  void aPayloadIsShownUpToTheLimit() {
    channel.writeOutbound(header(), frame(3, transfer(1), "12345678"));
    channel.writeOutbound(frame(3, transfer(1), "a\"\u0000\u00e9 and more"));

    assertThat(lines.get(1))
        .startsWith("s -> 3 Transfer[handle=1")
        .endsWith("8 octets \"12345678\"");
    assertThat(lines.get(2)).endsWith("13 octets \"a\\x22\\x00\\xe9 and\"…");
  }

  @Test
  void aPayloadForTheTokenNodeIsNotShown() {
    channel.writeOutbound(header(), frame(1, tokenSender(7), ""), frame(1, transfer(7), "token"));
    channel.writeOutbound(frame(1, transfer(8), "other"));

    assertThat(lines.get(2)).endsWith("5 octets (may hold a token)");
    assertThat(lines.get(3)).endsWith("\"other\"");
  }

  @Test
  void whatIsNoFrameEndsTheTraceOfThatWayOnly() {
    channel.writeInbound(header(), Unpooled.wrappedBuffer(new byte[] {0, 0, 0, 1, 2, 3, 4, 5}));
    channel.writeInbound(frame(0, new Close(null), ""));
    channel.writeOutbound(header());

    assertThat(lines).hasSize(3);
    assertThat(lines.get(1)).contains("undecodable: frame of size 1");
    assertThat(lines.get(2)).startsWith("s -> ");
  }
}
