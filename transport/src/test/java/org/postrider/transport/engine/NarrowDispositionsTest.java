// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.performative.Role;
import org.postrider.codec.performative.Transfer;
import org.postrider.codec.value.Binary;

/** A sender that settles one delivery after the other though there are many (AMQP 2.7.6). */
class NarrowDispositionsTest {

  private static final int DELIVERIES = 60_000;

  /** Looking at all of them for each takes many times as long, and looking up a part of it. */
  private static final Duration AMPLE = Duration.ofSeconds(20);

  private final Stage stage = new Stage().opened();
  private final RawPeer peer = stage.peer;
  private final SessionEndpoint session = stage.session(1000);

  @Test
  void aDispositionOfOneDeliveryDoesNotCostWhatAllThatAreUnsettledDo() {
    stage.receiver(session, "link", DELIVERIES);
    for (int id = 0; id < DELIVERIES; id++) {
      peer.send(0, transfer(id), new byte[1]);
      peer.forget();
    }

    assertTimeout(
        AMPLE,
        () -> {
          for (int id = DELIVERIES - 1; id >= 0; id--) {
            peer.send(RawPeer.disposition(Role.SENDER, id, id, true, Accepted.INSTANCE));
          }
        });

    assertThat(session.unsettledIncoming()).isZero();
    assertThat(stage.log.deliveries).hasSize(DELIVERIES);
  }

  private static Transfer transfer(int id) {
    Binary tag = Binary.copyOf(new byte[] {(byte) (id >> 8), (byte) id});
    return new Transfer(0, id, tag, 0, false, false, null, null, false, false, false);
  }
}
