// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.messaging.Source;
import org.postrider.codec.messaging.Target;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.Close;
import org.postrider.codec.performative.Detach;
import org.postrider.codec.performative.ReceiverSettleMode;
import org.postrider.codec.performative.Role;
import org.postrider.codec.performative.SenderSettleMode;
import org.postrider.codec.performative.Transfer;
import org.postrider.codec.value.Binary;
import org.postrider.codec.value.ErrorConditions;

/** A sender in the second mode that knows the outcome and does not settle (AMQP 2.8.3). */
class UnfinishedSettlementTest {

  private static final int LIMIT = PeerHoldings.MAX_UNFINISHED;

  private final Stage stage = new Stage().opened();
  private final ConnectionEngine engine = stage.engine;
  private final RawPeer peer = stage.peer;
  private final EventLog log = stage.log;
  private final SessionEndpoint session = stage.session(100);
  private int nextId;

  private ReceiverLink granted(String name) {
    log.links.clear();
    log.creditAtOnce = LIMIT + 1;
    peer.send(
        Attach.of(name, 0, Role.SENDER, Source.of("s"), Target.of("t"))
            .withSettleModes(SenderSettleMode.UNSETTLED, ReceiverSettleMode.SECOND));
    return (ReceiverLink) log.links.get(0);
  }

  private void send() {
    Binary tag = Binary.copyOf(ByteBuffer.allocate(Integer.BYTES).putInt(nextId).array());
    peer.send(
        0,
        new Transfer(0, nextId++, tag, 0, false, false, null, null, false, false, false),
        new byte[100]);
  }

  /** Sends messages, each of which is accepted at once. */
  private void acceptedMessages(int number) {
    for (int i = 0; i < number; i++) {
      send();
      for (IncomingDelivery delivery : log.deliveries) {
        delivery.update(Accepted.INSTANCE, true);
      }
      log.deliveries.clear();
      engine.flush();
      stage.forget();
    }
  }

  @Test
  void whatHasItsOutcomeIsNotKept() {
    granted("link");
    send();
    IncomingDelivery delivery = log.deliveries.get(0);
    assertThat(delivery.payload()).hasSize(100);

    delivery.update(Accepted.INSTANCE, true);

    assertThat(delivery.payload()).isEmpty();
    assertThat(session.unsettledIncoming()).isEqualTo(1);
  }

  @Test
  void oneThatSettlesNothingIsEnded() {
    granted("link");
    acceptedMessages(LIMIT);
    assertThat(session.unsettledIncoming()).isEqualTo(LIMIT);

    send();

    Close close = peer.take(Close.class);
    assertThat(Objects.requireNonNull(close.error()).condition())
        .isEqualTo(ErrorConditions.RESOURCE_LIMIT_EXCEEDED);
    assertThat(close.error().description()).contains("does not settle", LIMIT + "");
  }

  @Test
  void whatIsOfLinksThatItHasLeftCounts() {
    // AMQP 2.6.4: detached and not closed, so that they outlive their link
    for (int i = 0; i < 4; i++) {
      granted("link " + i);
      acceptedMessages(LIMIT / 4);
      peer.send(new Detach(0, false, null));
      stage.forget();
    }
    assertThat(session.unsettledIncoming()).isEqualTo(LIMIT);
    granted("last");
    stage.forget();

    send();

    assertThat(Objects.requireNonNull(peer.take(Close.class).error()).condition())
        .isEqualTo(ErrorConditions.RESOURCE_LIMIT_EXCEEDED);
  }

  @Test
  void whatItSettlesOrClosesDoesNotCount() {
    granted("link");
    acceptedMessages(LIMIT);
    peer.send(RawPeer.disposition(Role.SENDER, 0, LIMIT - 2, true, null));
    assertThat(session.unsettledIncoming()).isEqualTo(1);
    peer.send(new Detach(0, true, null));
    assertThat(session.unsettledIncoming()).isZero();
    stage.forget();

    granted("other");
    acceptedMessages(LIMIT);

    assertThat(session.unsettledIncoming()).isEqualTo(LIMIT);
    assertThat(session.state()).isEqualTo(SessionState.MAPPED);
  }
}
