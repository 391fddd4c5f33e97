// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * One conversation, lost behind each of its frames: whatever was under way, nothing that was sent
 * is missing in the end, what comes twice was told as lost, and no acknowledgement counts on
 * another connection than its own.
 */
class LossAtEveryFrameTest {

  private static final int SMALL_FRAMES = 512;
  private static final int SEEDS = 8;

  private static final List<String> SENT =
      List.of("s0", "s1 " + "in three frames".repeat(100), "s2", "s3", "s4");
  private static final List<String> SENT_BACK =
      List.of("r0", "r1 " + "in three frames".repeat(100), "r2", "r3");

  /** The conversation, and what must hold at its end. */
  private static final class Conversation {
    private final LossClient client = new LossClient(SENT, SENT_BACK.size(), SMALL_FRAMES);
    private final LossBroker broker = new LossBroker(SENT_BACK, SMALL_FRAMES);
    private final LossyConversation played;

    private Conversation(long seed) {
      played = new LossyConversation(client.end, broker, seed);
    }

    private int play(int... losses) {
      return played.play(losses);
    }

    private void verify(String how) {
      for (String message : SENT) {
        int times = Collections.frequency(broker.stored, message);
        int lost = Collections.frequency(client.lost, message);
        assertThat(times).as(how + ": times " + message).isBetween(1, 1 + lost);
      }
      assertThat(new LinkedHashSet<>(broker.stored)).as(how).containsExactlyElementsOf(SENT);
      assertThat(client.confirmed).as(how).containsExactlyInAnyOrderElementsOf(SENT);
      assertThat(new TreeSet<>(client.received)).as(how).isEqualTo(new TreeSet<>(SENT_BACK));
      for (String message : SENT_BACK) {
        int received = Collections.frequency(client.received, message);
        int delivered = Collections.frequency(broker.delivered, message);
        assertThat(received).as(how + ": times " + message).isLessThanOrEqualTo(delivered);
      }
      // What was acknowledged over another connection than its own was not taken for another's.
      assertThat(client.received).as(how).containsAll(client.late);
    }
  }

  @Test
  void withoutLossEverythingComesOnce() {
    for (long seed = 0; seed < SEEDS; seed++) {
      Conversation conversation = new Conversation(seed);
      conversation.play();

      conversation.verify("seed " + seed);
      assertThat(conversation.broker.stored).isEqualTo(SENT);
      assertThat(conversation.client.received).isEqualTo(SENT_BACK);
      assertThat(conversation.client.lost).isEmpty();
      assertThat(conversation.broker.unaccepted).isEmpty();
    }
  }

  @Test
  void aLossBehindAnyFrameLosesNothing() {
    for (long seed = 0; seed < SEEDS; seed++) {
      int frames = new Conversation(seed).play();
      for (int loss = 1; loss < frames; loss++) {
        Conversation conversation = new Conversation(seed);
        conversation.play(loss);

        conversation.verify("seed " + seed + ", lost behind frame " + loss);
      }
    }
  }

  @Test
  void aSecondLossBehindAnyFrameLosesNothing() {
    int frames = new Conversation(0).play();
    for (int first = 1; first < frames; first++) {
      for (int second = first + 1; second < first + frames; second++) {
        Conversation conversation = new Conversation(0);
        conversation.play(first, second);

        conversation.verify("lost behind frames " + first + " and " + second);
      }
    }
  }
}
