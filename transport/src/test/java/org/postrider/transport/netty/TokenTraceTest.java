// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.postrider.transport.netty.FrameTraceTest.frame;
import static org.postrider.transport.netty.FrameTraceTest.header;
import static org.postrider.transport.netty.FrameTraceTest.tokenSender;
import static org.postrider.transport.netty.FrameTraceTest.transfer;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.Rejected;
import org.postrider.codec.messaging.Source;
import org.postrider.codec.messaging.Target;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.Detach;
import org.postrider.codec.performative.Disposition;
import org.postrider.codec.performative.End;
import org.postrider.codec.performative.Role;
import org.postrider.codec.value.ErrorConditions;

/** A node that repeats the token in what it answers: neither trace shows it. */
class TokenTraceTest {

  private static final String TOKEN = "geheim";
  private static final AmqpError REFUSAL =
      new AmqpError(ErrorConditions.UNAUTHORIZED_ACCESS, "bad token " + TOKEN);

  private final List<String> shown = new ArrayList<>();
  private final EmbeddedChannel channel =
      new EmbeddedChannel(
          FrameTrace.of("frames", 100, shown::add), OctetTrace.of("octets", shown::add));

  @BeforeEach
  void bothEndsBegin() {
    channel.writeOutbound(header());
    channel.writeInbound(header());
  }

  @AfterEach
  void release() {
    channel.finishAndReleaseAll();
  }

  private static Attach answers(String name, long handle, Source source, Role role) {
    return Attach.of(name, handle, role, source, Target.of("reply"));
  }

  private void assertThatOnlyTheConditionIsShown() {
    assertThat(shown)
        .noneMatch(text -> text.contains(TOKEN))
        .anyMatch(text -> text.contains("unauthorized-access") && text.contains("may hold"));
  }

  @Test
  void whatComesFromTheNodeIsNotShown() {
    channel.writeInbound(frame(1, answers("a", 4, Source.of("$cbs"), Role.SENDER), ""));
    channel.writeInbound(frame(1, transfer(4), TOKEN));
    channel.writeInbound(frame(1, transfer(5), "other"));

    assertThat(shown).noneMatch(text -> text.contains(TOKEN));
    assertThat(shown).filteredOn(text -> text.contains("other")).hasSize(2);
  }

  /** A broker may attach with another address, or with none. */
  @Test
  void aLinkOfTheNodeIsKnownByItsNameAtBothEnds() {
    channel.writeOutbound(frame(1, answers("a", 0, Source.of("$cbs"), Role.RECEIVER), ""));
    channel.writeInbound(frame(2, answers("a", 9, Source.of(null), Role.SENDER), ""));
    channel.writeInbound(frame(2, transfer(9), TOKEN));

    assertThat(shown).noneMatch(text -> text.contains(TOKEN));
  }

  @Test
  void theWordsOfARejectionAreNotShownWhileThereIsALinkToTheNode() {
    Disposition refused = new Disposition(Role.RECEIVER, 0, 0, true, new Rejected(REFUSAL), false);
    channel.writeOutbound(frame(1, tokenSender(7), ""));
    channel.writeInbound(frame(1, refused, ""));

    assertThatOnlyTheConditionIsShown();
  }

  @Test
  void theWordsOfTheNodesDetachAreNotShown() {
    channel.writeInbound(frame(1, tokenSender(7), ""));
    channel.writeInbound(frame(1, new Detach(7, true, REFUSAL), ""));

    assertThatOnlyTheConditionIsShown();
  }

  @Test
  void whenTheLinkHasGoneAllIsShownAgain() {
    channel.writeOutbound(frame(1, tokenSender(7), ""));
    channel.writeOutbound(frame(1, new End(null), ""));
    channel.writeInbound(frame(1, answers("l", 3, Source.of(null), Role.SENDER), ""));
    channel.writeInbound(frame(1, transfer(3), "other"));

    assertThat(shown).filteredOn(text -> text.contains("other")).hasSize(2);
  }
}
