// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.DeliveryState;
import org.postrider.codec.performative.Detach;
import org.postrider.codec.performative.Role;
import org.postrider.codec.transaction.Declared;
import org.postrider.codec.transaction.TransactionalState;
import org.postrider.codec.value.Binary;
import org.postrider.codec.value.ErrorConditions;

/**
 * A receiver may tell a state of each message and never an outcome: what that can hold is little.
 */
class StatesOfReceiversTest {

  private final Stage stage = new Stage();
  private final RawPeer peer = stage.peer;

  private OutgoingDelivery told(DeliveryState state) {
    SenderLink sender = stage.sender(stage.opened().session(100), "link", 5);
    OutgoingDelivery delivery = sender.send(Stage.message(1, "m"));
    stage.forget();
    peer.send(RawPeer.disposition(Role.RECEIVER, 0, 0, false, state));
    return delivery;
  }

  private static Binary id(int octets) {
    return Binary.copyOf(new byte[octets]);
  }

  @Test
  void aTransactionIsKept() {
    DeliveryState inTransaction = new TransactionalState(id(TerseState.MAX_TXN_ID_OCTETS), null);

    assertThat(told(inTransaction).remoteState()).isEqualTo(inTransaction);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aTransactionsIdThatIsTooLongEndsTheLink(boolean declared) {
    Binary id = id(TerseState.MAX_TXN_ID_OCTETS + 1);

    OutgoingDelivery delivery =
        told(declared ? new Declared(id) : new TransactionalState(id, null));

    AmqpError error = peer.take(Detach.class).error();
    assertThat(error.condition()).isEqualTo(ErrorConditions.INVALID_FIELD);
    assertThat(error.description()).contains("txn-id of 257 octets", "more than 256");
    assertThat(delivery.remoteState()).isNull();
    assertThat(delivery.phase()).isEqualTo(DeliveryPhase.LOST);
  }
}
