// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.postrider.codec.value.Binary;
import org.postrider.codec.value.ULong;

/** Which messages that the application had got are known again. */
class HandedMessagesTest {

  private final HandedBefore handed = new HandedMessages().of("queue");

  @Test
  void idsOfEachKindAreKnownOnce() {
    for (Object id :
        List.of(
            "a",
            "x".repeat(HandedMessages.MAX_ID_LENGTH),
            UUID.randomUUID(),
            ULong.of(7),
            Binary.wrap(new byte[HandedMessages.MAX_ID_LENGTH]))) {
      handed.remember(id);

      assertThat(handed.forget(id)).isTrue();
      assertThat(handed.forget(id)).isFalse();
    }
    assertThat(handed.isEmpty()).isTrue();
  }

  @Test
  void noIdIsKeptThatIsAsLongAsAMessage() {
    handed.remember("x".repeat(HandedMessages.MAX_ID_LENGTH + 1));
    handed.remember(Binary.wrap(new byte[HandedMessages.MAX_ID_LENGTH + 1]));
    handed.remember(null);

    assertThat(handed.isEmpty()).isTrue();
  }

  @Test
  void theEldestIsForgottenForTheLatest() {
    for (int i = 0; i <= HandedMessages.MAX; i++) {
      handed.remember("id" + i);
    }

    assertThat(handed.forget("id0")).isFalse();
    assertThat(handed.forget("id1")).isTrue();
    assertThat(handed.forget("id" + HandedMessages.MAX)).isTrue();
  }
}
