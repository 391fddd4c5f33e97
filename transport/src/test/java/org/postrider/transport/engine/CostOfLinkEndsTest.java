// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.clearInvocations;
import static org.mockito.Mockito.mockingDetails;
import static org.mockito.Mockito.spy;

import org.junit.jupiter.api.Test;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.performative.Detach;
import org.postrider.codec.performative.End;
import org.postrider.codec.performative.Transfer;
import org.postrider.codec.value.Binary;
import org.postrider.codec.value.ErrorConditions;

/**
 * The end of a link costs what that link has: a peer that attaches and detaches again and again
 * makes this end look at none of the deliveries that another link has not settled. It is counted
 * how often one of those is asked for anything.
 */
class CostOfLinkEndsTest {

  private static final int LINKS = 50;
  private static final int HANDLE = 5;

  private final Stage stage = new Stage();
  private final EventLog log = stage.log;
  private final RawPeer peer = stage.peer;
  private final SessionEndpoint session = stage.opened().session(1000);

  private static int questions(Object delivery) {
    return mockingDetails(delivery).getInvocations().size();
  }

  /** In the place of a delivery that was received, one that counts what it is asked. */
  private IncomingDelivery counted(IncomingDelivery delivery) {
    IncomingDelivery counted = spy(delivery);
    session.incoming().forget(delivery);
    session.incoming().begin(counted);
    clearInvocations(counted);
    return counted;
  }

  private OutgoingDelivery counted(SenderLink sender) {
    OutgoingDelivery counted =
        spy(new OutgoingDelivery(sender, new byte[] {7}, Stage.message(1, "counted")));
    session.outgoing().enqueue(counted);
    clearInvocations(counted);
    return counted;
  }

  @Test
  void theEndOfAReceiverLooksAtNothingOfAnother() {
    stage.receiver(session, "full", 10);
    peer.send(0, RawPeer.transfer(0, 0, ""), new byte[1]);
    IncomingDelivery counted = counted(log.deliveries.get(0));
    log.creditAtOnce = 1;

    for (int i = 1; i <= LINKS; i++) {
      peer.send(RawPeer.sender("link" + i, HANDLE));
      peer.send(0, RawPeer.transfer(HANDLE, i, ""), new byte[1]);
      peer.send(new Detach(HANDLE, true, null));
    }

    assertThat(session.unsettledIncoming()).isEqualTo(1);
    assertThat(log.deliveries).hasSize(1 + LINKS);
    assertThat(log.deliveries.get(LINKS).phase()).isEqualTo(DeliveryPhase.LOST);
    assertThat(questions(counted)).isZero();
  }

  @Test
  void theEndOfASenderLooksAtNothingOfAnother() {
    SenderLink full = stage.sender(session, "full", 10);
    OutgoingDelivery counted = counted(full);

    for (int i = 1; i <= LINKS; i++) {
      peer.send(RawPeer.receiver("link" + i, HANDLE));
      peer.send(RawPeer.flow(0, 0, HANDLE, 0, 1));
      ((SenderLink) log.links.get(i - 1)).send(Stage.message(1, i));
      peer.send(new Detach(HANDLE, true, null));
      assertThat(log.events).contains("lost " + i);
    }

    assertThat(session.unsettledOutgoing()).isEqualTo(1);
    assertThat(questions(counted)).isZero();
  }

  @Test
  void theEndOfASenderLooksAtNothingOfAnotherThatWaitsForTheWindow() {
    SenderLink full = stage.sender(session, "full", 10);
    peer.send(RawPeer.sessionFlow(0, 0, false));
    OutgoingDelivery counted = counted(full);

    for (int i = 0; i < LINKS; i++) {
      peer.send(RawPeer.receiver("link" + i, HANDLE));
      peer.send(new Detach(HANDLE, true, null));
    }

    assertThat(questions(counted)).isZero();
  }

  @Test
  void whatWasReceivedOverSuspendedLinksIsLostWithTheLastOfTheirName() {
    log.creditAtOnce = 1;
    for (int i = 0; i < 3; i++) {
      peer.send(RawPeer.sender("sub", HANDLE));
      peer.send(0, RawPeer.transfer(HANDLE, i, ""), new byte[1]);
      peer.send(new Detach(HANDLE, i == 2, null));

      assertThat(session.unsettledIncoming()).isEqualTo(i == 2 ? 0 : i + 1);
    }

    assertThat(log.deliveries).allMatch(each -> each.phase() == DeliveryPhase.LOST);
  }

  @Test
  void whatWasSentOverSuspendedLinksIsLostInOrderWithTheLastOfTheirName() {
    for (int i = 0; i < 3; i++) {
      peer.send(RawPeer.receiver("sub", HANDLE));
      peer.send(RawPeer.flow(0, 0, HANDLE, 0, 2));
      SenderLink sender = (SenderLink) log.links.get(i);
      sender.send(Stage.message(1, 2 * i));
      sender.send(Stage.message(1, 2 * i + 1));
      stage.forget();
      peer.send(new Detach(HANDLE, i == 2, null));
    }

    assertThat(log.take())
        .containsExactly("lost 0", "lost 1", "lost 2", "lost 3", "lost 4", "lost 5", "closed sub");
    assertThat(session.unsettledOutgoing()).isZero();
  }

  @Test
  void aSuspendedLinkIsForgottenWithTheLastOfItsDeliveries() {
    log.creditAtOnce = 1;
    peer.send(RawPeer.sender("sub", HANDLE));
    peer.send(0, RawPeer.transfer(HANDLE, 0, ""), new byte[1]);
    peer.send(new Detach(HANDLE, false, null));
    assertThat(session.incoming().isSuspended("sub")).isTrue();

    log.deliveries.get(0).update(null, true);

    assertThat(session.incoming().isSuspended("sub")).isFalse();
  }

  @Test
  void aDeliveryWhoseIdIsUsedAgainIsLostWithItsSession() {
    stage.receiver(session, "full", 10);
    peer.send(0, RawPeer.transfer(0, 3, ""), new byte[1]);
    Binary tag = Binary.copyOf(new byte[] {9});
    peer.send(
        0, new Transfer(0, 3, tag, 0, false, false, null, null, false, false, false), new byte[1]);

    AmqpError error = peer.takeAll(End.class).get(0).error();
    assertThat(error).isNotNull();
    assertThat(error.condition()).isEqualTo(ErrorConditions.INVALID_FIELD);
    assertThat(log.deliveries).hasSize(1);
    assertThat(log.deliveries.get(0).phase()).isEqualTo(DeliveryPhase.LOST);
  }
}
