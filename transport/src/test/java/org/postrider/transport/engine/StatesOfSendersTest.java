// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.DeliveryState;
import org.postrider.codec.messaging.Modified;
import org.postrider.codec.messaging.Outcome;
import org.postrider.codec.messaging.Received;
import org.postrider.codec.messaging.Rejected;
import org.postrider.codec.messaging.Released;
import org.postrider.codec.performative.Detach;
import org.postrider.codec.performative.Role;
import org.postrider.codec.performative.Transfer;
import org.postrider.codec.transaction.TransactionalState;
import org.postrider.codec.value.Binary;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.codec.value.Symbol;

/**
 * A sender may tell a state with each message (AMQP 2.7.5, 2.7.6): what is kept of it while the
 * message waits does not depend on how much there is in it.
 */
class StatesOfSendersTest {

  private static final Symbol KEY = Symbol.of("x-key");
  private static final Modified LADEN = new Modified(true, false, Map.of(KEY, "value"));
  private static final Modified LIGHT = new Modified(true, false, Map.of());
  private static final Rejected REJECTED =
      new Rejected(new AmqpError(ErrorConditions.NOT_ALLOWED, "no", Map.of(KEY, "value")));

  private final Stage stage = new Stage();
  private final RawPeer peer = stage.peer;

  private void receiver() {
    stage.receiver(stage.opened().session(100), "link", 10);
  }

  private static Transfer transfer(DeliveryState state) {
    return new Transfer(
        0, 0, Binary.copyOf(new byte[1]), 0, false, false, null, state, false, false, false);
  }

  private DeliveryState keptOfTransfer(DeliveryState told) {
    stage.log.deliveries.clear();
    receiver();
    peer.send(0, transfer(told), new byte[1]);
    return stage.log.deliveries.get(0).remoteState();
  }

  private DeliveryState keptOfDisposition(DeliveryState told) {
    peer.send(RawPeer.disposition(Role.SENDER, 0, 0, false, told));
    return stage.log.deliveries.get(0).remoteState();
  }

  @Test
  void annotationsAndErrorsAreNotKept() {
    assertThat(keptOfTransfer(LADEN)).isEqualTo(LIGHT);
    assertThat(keptOfDisposition(REJECTED)).isEqualTo(new Rejected(null));
    assertThat(keptOfDisposition(LADEN)).isEqualTo(LIGHT);
  }

  @Test
  void whichStateItIsAndOfWhichTransactionIsKept() {
    Binary id = Binary.copyOf(new byte[TerseState.MAX_TXN_ID_OCTETS]);

    assertThat(keptOfTransfer(new Received(1, 2))).isEqualTo(new Received(1, 2));
    for (Outcome outcome : new Outcome[] {Accepted.INSTANCE, Released.INSTANCE, LIGHT}) {
      assertThat(keptOfDisposition(outcome)).isEqualTo(outcome);
      TransactionalState ofTransaction = new TransactionalState(id, outcome);
      assertThat(keptOfDisposition(ofTransaction)).isEqualTo(ofTransaction);
    }
    assertThat(keptOfDisposition(new TransactionalState(id, null)))
        .isEqualTo(new TransactionalState(id, null));
    assertThat(keptOfDisposition(new TransactionalState(id, LADEN)))
        .isEqualTo(new TransactionalState(id, LIGHT));
  }

  @Test
  void aTransactionsIdThatIsTooLongEndsTheLink() {
    receiver();
    Binary id = Binary.copyOf(new byte[TerseState.MAX_TXN_ID_OCTETS + 1]);

    peer.send(0, transfer(new TransactionalState(id, null)), new byte[1]);

    AmqpError error = peer.take(Detach.class).error();
    assertThat(error.condition()).isEqualTo(ErrorConditions.INVALID_FIELD);
    assertThat(error.description()).contains("txn-id of 257 octets", "more than 256");
    assertThat(stage.log.take()).containsExactly("closed link amqp:invalid-field");
  }
}
