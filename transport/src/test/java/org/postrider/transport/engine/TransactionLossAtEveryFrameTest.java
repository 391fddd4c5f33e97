// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.postrider.transport.engine.TransactingClient.Attempt;
import org.postrider.transport.engine.TransactingClient.Fate;

/**
 * A conversation of transactions (declare, messages sent and accepted in them, commit, rollback),
 * lost behind each of its frames: what was told committed is there, once and whole; of what was
 * told rolled back there is nothing; of what is in doubt there is all or nothing.
 */
class TransactionLossAtEveryFrameTest {

  private static final int SMALL_FRAMES = 512;
  private static final int SEEDS = 8;
  private static final List<Boolean> COMMITS = List.of(true, false, true, true);
  private static final List<String> INCOMING = List.of("r0", "r1", "r2", "r3");

  /** What all conversations of a test came to. */
  private final Set<Fate> fates = EnumSet.noneOf(Fate.class);

  private final Set<Boolean> doubtsCommitted = new HashSet<>();

  /** The conversation, and what must hold at its end. */
  private final class Conversation {
    private final TransactingClient client = new TransactingClient(COMMITS, SMALL_FRAMES);
    private final LossBroker broker = new LossBroker(INCOMING, SMALL_FRAMES);
    private final LossyConversation played;

    private Conversation(long seed) {
      played = new LossyConversation(client.end, broker, seed);
    }

    private int play(int... losses) {
      return played.play(losses);
    }

    private void verify(String how) {
      List<String> accepted = new ArrayList<>();
      broker.transactions.committed.forEach(work -> accepted.addAll(work.accepted()));
      for (Attempt attempt : client.attempts) {
        boolean committed = isCommitted(attempt, how);
        assertThat(attempt.fate).as(how).isNotNull();
        assertThat(committed && attempt.fate == Fate.ROLLED_BACK).as(how).isFalse();
        assertThat(!committed && attempt.fate == Fate.COMMITTED).as(how).isFalse();
        fates.add(attempt.fate);
        if (attempt.fate == Fate.IN_DOUBT) {
          doubtsCommitted.add(committed);
        }
      }
      assertThat(broker.stored).as(how).doesNotHaveDuplicates();
      assertThat(accepted).as(how).doesNotHaveDuplicates();
      assertThat(broker.unaccepted).as(how).doesNotContainAnyElementsOf(accepted);
      assertThat(accepted.size() + broker.unaccepted.size()).as(how).isEqualTo(INCOMING.size());
    }

    /** Whether the broker has all of it; it must not have a part. */
    private boolean isCommitted(Attempt attempt, String how) {
      List<LossTransactions.Work> with =
          broker.transactions.committed.stream()
              .filter(work -> work.sent().stream().anyMatch(attempt.sent::contains))
              .toList();
      if (with.isEmpty()) {
        assertThat(broker.stored).as(how).doesNotContainAnyElementsOf(attempt.sent);
        return false;
      }
      assertThat(with)
          .as(how)
          .containsExactly(new LossTransactions.Work(attempt.sent, attempt.accepted));
      assertThat(broker.stored).as(how).containsAll(attempt.sent);
      return true;
    }
  }

  @Test
  void withoutLossEachTransactionIsWhatItWasMeantToBe() {
    for (long seed = 0; seed < SEEDS; seed++) {
      Conversation conversation = new Conversation(seed);
      conversation.play();

      conversation.verify("seed " + seed);
      assertThat(conversation.client.attempts.stream().map(attempt -> attempt.fate))
          .containsExactly(Fate.COMMITTED, Fate.ROLLED_BACK, Fate.COMMITTED, Fate.COMMITTED);
    }
  }

  @Test
  void aLossBehindAnyFrameLosesOrHalvesNothing() {
    for (long seed = 0; seed < SEEDS; seed++) {
      int frames = new Conversation(seed).play();
      for (int loss = 1; loss < frames; loss++) {
        Conversation conversation = new Conversation(seed);
        conversation.play(loss);

        conversation.verify("seed " + seed + ", lost behind frame " + loss);
      }
    }
    assertThat(fates).containsExactlyInAnyOrder(Fate.values());
    // It is in doubt for a reason: some of these were committed, and some were not.
    assertThat(doubtsCommitted).containsExactlyInAnyOrder(true, false);
  }

  @Test
  void aSecondLossBehindAnyFrameLosesOrHalvesNothing() {
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
