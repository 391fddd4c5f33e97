// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.transport.netty.FrameTraceTest.frame;
import static org.postrider.transport.netty.FrameTraceTest.header;
import static org.postrider.transport.netty.FrameTraceTest.tokenSender;
import static org.postrider.transport.netty.FrameTraceTest.transfer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postrider.codec.performative.Close;
import org.postrider.codec.performative.Detach;

/** What the trace of octets shows, and what it hides. */
class OctetTraceTest {

  private static final String HIDDEN = "not shown: there may be a token among them";

  private final List<String> texts = new ArrayList<>();
  private final EmbeddedChannel channel = new EmbeddedChannel(OctetTrace.of("s", texts::add));

  @AfterEach
  void release() {
    channel.finishAndReleaseAll();
  }

  @Test
  void bothWaysAreShownAndPassedOnAsTheyAre() {
    ByteBuf octets = header();

    channel.writeInbound(octets.retainedSlice(0, 5), octets.retainedSlice(5, 3));
    channel.writeOutbound(octets);

    assertThat(texts).hasSize(3);
    assertThat(texts.get(0)).startsWith("s <- 5 octets\n").contains("| 41 4d 51 50 00  ");
    assertThat(texts.get(2)).startsWith("s -> 8 octets\n").contains("| 41 4d 51 50 00 01 00 00 ");
    ByteBuf out = channel.readOutbound();
    assertThat(out.readableBytes()).isEqualTo(8);
    out.release();
  }

  @Test
  void octetsWithATransferToTheTokenNodeAreCountedOnly() {
    ByteBuf token = frame(1, transfer(7), "token");
    int length = token.readableBytes();
    channel.writeOutbound(header(), frame(1, tokenSender(7), ""));
    ByteBuf close = frame(0, new Close(null), "");
    int closing = close.readableBytes();
    channel.writeOutbound(Unpooled.wrappedBuffer(close, token));
    channel.writeOutbound(frame(1, transfer(8), "other"));

    assertThat(texts.get(1)).contains("$cbs");
    assertThat(texts.get(2)).isEqualTo("s -> %d octets, %s".formatted(closing + length, HIDDEN));
    assertThat(texts.get(3)).contains("other");
  }

  @Test
  void octetsThatEndWithinAFrameAreCountedOnlyWhileThereIsALinkToTheTokenNode() {
    ByteBuf all =
        Unpooled.wrappedBuffer(
            header(), frame(1, tokenSender(7), ""), frame(1, transfer(7), "token"));
    for (int at = 0; at < all.capacity(); at++) {
      channel.writeInbound(all.retainedSlice(at, 1));
    }
    all.release();
    channel.writeInbound(frame(1, new Detach(7, true, null), ""));
    channel.writeInbound(frame(1, transfer(7), "other").readRetainedSlice(20));

    assertThat(texts.get(0)).contains("| 41 ");
    assertThat(texts.subList(texts.size() - 10, texts.size() - 2))
        .allMatch(text -> text.endsWith(HIDDEN));
    assertThat(texts.get(texts.size() - 1)).startsWith("s <- 20 octets\n");
  }

  @Test
  void whatIsNoFrameIsShownUnlessThereIsALinkToTheTokenNode() {
    byte[] noFrame = {0, 0, 0, 1, 2, 3, 4, 5};
    channel.writeInbound(header(), Unpooled.wrappedBuffer(noFrame));
    channel.writeOutbound(header(), frame(1, tokenSender(7), ""), Unpooled.wrappedBuffer(noFrame));
    channel.writeOutbound(frame(0, new Close(null), ""));

    assertThat(texts.get(1)).contains("| 00 00 00 01 ");
    assertThat(texts.get(4)).endsWith(HIDDEN);
    assertThat(texts.get(5)).endsWith(HIDDEN);
  }
}
