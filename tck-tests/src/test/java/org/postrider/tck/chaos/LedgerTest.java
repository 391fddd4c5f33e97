// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What the audit of a chaos run excuses, and what it does not. */
class LedgerTest {

  private static final long MS = 1_000_000;

  private long nowNanos;
  private final Ledger ledger = new Ledger(1, () -> nowNanos);

  private void after(long ms) {
    nowNanos += ms * MS;
  }

  private void sent(int count) {
    ledger.acknowledged(ledger.next(count), count);
  }

  private void kill() {
    ledger.killing();
    after(800);
    ledger.accepting(nowNanos);
  }

  @Test
  void aMessageThatCameShortlyBeforeAKillMayComeAgainWithoutAFlag() {
    sent(1);
    ledger.received(0, false);
    after(900);
    kill();
    after(10);
    ledger.received(0, false);

    assertThat(ledger.verdict().forgotten()).isEqualTo(1);
    assertThat(ledger.verdict().unflagged()).isEmpty();
    assertThat(ledger.verdict().isGood()).isTrue();
  }

  @Test
  void aMessageThatCameLongBeforeAKillMayNot() {
    sent(1);
    ledger.received(0, false);
    after(1100);
    kill();
    ledger.received(0, false);

    assertThat(ledger.verdict().forgotten()).isZero();
    assertThat(ledger.verdict().unflagged()).containsExactly(0);
  }

  @Test
  void aMessageThatCameFromTheNextBrokerMayNot() {
    sent(1);
    kill();
    after(10);
    ledger.received(0, false);
    after(10);
    ledger.received(0, false);

    assertThat(ledger.verdict().forgotten()).isZero();
    assertThat(ledger.verdict().unflagged()).containsExactly(0);
  }

  @Test
  void aMessageThatIsFlaggedIsADuplicateAndNoMore() {
    sent(1);
    ledger.received(0, false);
    ledger.received(0, true);

    assertThat(ledger.verdict().duplicates()).isEqualTo(1);
    assertThat(ledger.verdict().isGood()).isTrue();
  }

  @Test
  void aMessageThatIsCommittedTwiceIsNeverForgotten() {
    sent(1);
    ledger.committed(0);
    kill();
    after(800);
    ledger.committed(0);

    assertThat(ledger.verdict().forgotten()).isZero();
    assertThat(ledger.verdict().unflagged()).containsExactly(0);
  }

  @Test
  void aMessageOfACommitInDoubtThatNeverComesIsLost() {
    sent(1);
    ledger.perhapsReceived(0);

    assertThat(ledger.verdict().perhaps()).isEqualTo(1);
    assertThat(ledger.verdict().lost()).containsExactly(0);
    assertThat(ledger.verdict().isGood()).isFalse();
    assertThat(ledger.isAccountedFor()).isFalse();
  }

  @Test
  void aMessageOfACommitInDoubtIsNotLostWhereTheCommitIsSeenToHaveHappened() {
    sent(1);
    ledger.perhapsReceived(0);
    ledger.marked(0);

    assertThat(ledger.verdict().perhaps()).isEqualTo(1);
    assertThat(ledger.verdict().isGood()).isTrue();
  }

  @Test
  void aMessageOfACommitInDoubtIsNotLostWhereTheQueueHoldsIt() {
    sent(1);
    ledger.perhapsReceived(0);
    ledger.held(0);

    assertThat(ledger.verdict().isGood()).isTrue();
  }

  @Test
  void aMessageOfACommitInDoubtThatComesAgainIsReceived() {
    sent(1);
    ledger.perhapsReceived(0);
    ledger.committed(0);
    ledger.marked(0);

    assertThat(ledger.verdict().perhaps()).isZero();
    assertThat(ledger.verdict().duplicates()).isZero();
    assertThat(ledger.verdict().isGood()).isTrue();
  }

  @Test
  void aCommitInDoubtThatHappenedAndComesAgainIsAMessageCommittedTwice() {
    sent(1);
    ledger.perhapsReceived(0);
    ledger.committed(0);
    ledger.marked(0);
    ledger.marked(0);

    assertThat(ledger.verdict().unflagged()).containsExactly(0);
  }

  @Test
  void aCommitThatIsSaidToBeRolledBackAndHappenedLosesItsMessage() {
    sent(1);
    ledger.marked(0);

    assertThat(ledger.verdict().lost()).containsExactly(0);
  }

  @Test
  void aTransactionWhoseMessagesAreInDoubtInPartIsAHalfUnlessTheRestIsSeen() {
    Ledger transactions = new Ledger(2, () -> nowNanos);
    transactions.acknowledged(transactions.next(2), 2);
    transactions.received(0, false);
    transactions.perhapsReceived(1);
    assertThat(transactions.verdict().halves()).containsExactly(0);

    transactions.marked(1);

    assertThat(transactions.verdict().halves()).isEmpty();
  }
}
