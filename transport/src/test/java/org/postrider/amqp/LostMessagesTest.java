// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.postrider.transport.engine.WaitingMessages;

/** What counts of the messages of links that are gone. */
class LostMessagesTest {

  private static final int LIMIT = 1 << 20;
  private static final int OCTETS = 1 << 10;

  private final LostMessages lost = new LostMessages(new WaitingMessages(LIMIT));

  @Test
  void whatTheProgramIsDoneWithIsForgottenAsOthersCome() {
    Message message = new Message();
    for (int i = 0; i < 100_000; i++) {
      lost.add(message, OCTETS).letGo();
    }

    assertThat(lost.isFull()).isFalse();
    assertThat(lost.octets()).isLessThanOrEqualTo(OCTETS);
  }

  @Test
  void whatItIsDoneWithLateIsFoundBehindWhatItHolds() {
    Message kept = new Message();
    List<LostMessages.Held> held = new ArrayList<>();
    for (int i = 0; i < LIMIT / OCTETS - 1; i++) {
      held.add(lost.add(kept, OCTETS));
    }
    for (int i = 2; i < held.size(); i++) {
      held.get(i).letGo();
    }
    for (int i = 0; i < LIMIT / OCTETS; i++) {
      lost.add(kept, OCTETS).letGo();
    }

    assertThat(lost.isFull()).isFalse();
    assertThat(lost.octets()).isEqualTo(2L * OCTETS);
  }

  @Test
  void whatTheProgramHoldsFillsIt() {
    List<Message> kept = new ArrayList<>();
    for (int i = 0; i < LIMIT / OCTETS; i++) {
      kept.add(new Message());
      lost.add(kept.get(i), OCTETS);
    }

    assertThat(lost.isFull()).isTrue();
    assertThat(lost.octets()).isEqualTo((long) kept.size() * OCTETS);
  }
}
