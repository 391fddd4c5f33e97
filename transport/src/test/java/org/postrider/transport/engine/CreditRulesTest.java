// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.postrider.codec.performative.Detach;
import org.postrider.codec.performative.Flow;
import org.postrider.codec.performative.Transfer;
import org.postrider.codec.value.ErrorConditions;

/** The rules of link credit, drain and echo, against one engine (AMQP 2.6.7, 2.6.10). */
class CreditRulesTest {

  private final Stage stage = new Stage().opened();
  private final ConnectionEngine engine = stage.engine;
  private final RawPeer peer = stage.peer;
  private final EventLog log = stage.log;
  private final SessionEndpoint session = stage.session(100);

  @Test
  void nothingIsSentWithoutCredit() {
    SenderLink sender = stage.sender(session, "link", 1);
    ByteBuf refused = Stage.payload(1);
    sender.send(Stage.message(1, "first"));

    assertThatThrownBy(() -> sender.send(OutgoingMessage.unsettled(refused, "second")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no credit");

    assertThat(peer.takeAll(Transfer.class)).hasSize(1);
    assertThat(refused.refCnt()).isZero();
  }

  @Test
  void creditIsATotalFromTheDeliveryCountThatComesWithIt() {
    // AMQP 2.6.7: link-credit := delivery-count + link-credit - delivery-count of the sender
    SenderLink sender = stage.sender(session, "link", 5);
    sender.send(Stage.message(1, 1));
    sender.send(Stage.message(1, 2));

    peer.send(RawPeer.flow(1, 0, 0, 1, 5));

    assertThat(sender.credit()).isEqualTo(4);
  }

  @Test
  void creditIsCountedAcrossTheWrapOfTheDeliveryCount() {
    // AMQP 2.8.10: serial numbers
    Stage wrapping = new Stage(new FirstNumbers(0, 0, -2, 100)).opened();
    SenderLink sender = wrapping.sender(wrapping.session(100), "link", 0);
    wrapping.peer.send(RawPeer.flow(0, 0, 0, 0xFFFF_FFFEL, 3));
    for (int i = 0; i < 3; i++) {
      sender.send(Stage.message(1, i));
    }
    assertThat(sender.credit()).isZero();

    wrapping.peer.send(RawPeer.flow(3, 0, 0, 1, 2));

    assertThat(sender.credit()).isEqualTo(2);
  }

  @Test
  void creditThatWasTakenAwayBehindWhatWasSentIsNone() {
    // AMQP 2.6.7: it may come out negative.
    SenderLink sender = stage.sender(session, "link", 5);
    for (int i = 0; i < 4; i++) {
      sender.send(Stage.message(1, i));
    }

    peer.send(RawPeer.flow(0, 0, 0, 0, 2));

    assertThat(sender.credit()).isZero();
  }

  @Test
  void messagesThatLoseTheirCreditBeforeTheyStartWaitForMore() {
    // AMQP 2.6.7: they wait in order, however little the new credit is.
    SenderLink sender = stage.sender(session, "link", 5);
    peer.send(RawPeer.sessionFlow(0, 0, false));
    for (int i = 0; i < 4; i++) {
      sender.send(Stage.message(i + 1, i));
    }
    peer.send(RawPeer.flow(0, 0, 0, 0, 0));
    assertThat(peer.takeAll(Transfer.class)).isEmpty();

    peer.send(RawPeer.flow(0, 0, 0, 0, 1));
    assertThat(peer.takeAll(Transfer.class)).hasSize(1);
    peer.send(RawPeer.flow(1, 0, 0, 1, 3));

    assertThat(peer.takeAll(Transfer.class))
        .extracting(transfer -> Objects.requireNonNull(transfer.deliveryTag()).toString())
        .containsExactly("01", "02", "03");
  }

  @Test
  void aMessageThatWaitsForCreditIsAppendedToOnce() {
    SenderLink sender = stage.sender(session, "link", 1);
    peer.send(RawPeer.sessionFlow(0, 0, false));
    OutgoingDelivery delivery = sender.send(Stage.beginning(3, "streamed"));
    peer.send(RawPeer.flow(0, 0, 0, 0, 0));

    delivery.append(Stage.payload(2), false);
    delivery.append(Stage.payload(1), true);
    peer.send(RawPeer.flow(0, 0, 0, 0, 1));

    assertThat(peer.takeAll(Transfer.class))
        .singleElement()
        .extracting(Transfer::more)
        .isEqualTo(false);
  }

  @Test
  void aTransferWithoutCreditDetachesTheLink() {
    // AMQP 2.8.17, transfer-limit-exceeded
    stage.receiver(session, "link", 1);
    peer.send(0, RawPeer.transfer(0, 0, ""), new byte[1]);
    stage.forget();

    peer.send(0, RawPeer.transfer(0, 1, ""), new byte[1]);

    assertThat(Objects.requireNonNull(peer.take(Detach.class).error()).condition())
        .isEqualTo(ErrorConditions.TRANSFER_LIMIT_EXCEEDED);
    assertThat(log.take()).containsExactly("closed link amqp:link:transfer-limit-exceeded");
  }

  @Test
  void whatWasUnderWayWhenCreditWasReducedIsTaken() {
    // AMQP 2.6.7: the sender had not seen the reduction.
    ReceiverLink receiver = stage.receiver(session, "link", 3);
    receiver.credit(0);
    engine.flush();
    stage.forget();

    for (int i = 0; i < 3; i++) {
      peer.send(0, RawPeer.transfer(0, i, ""), new byte[1]);
    }

    assertThat(log.take()).containsExactly("delivered 0", "delivered 1", "delivered 2");
    peer.takeNothing();
  }

  @Test
  void creditThatWentOutBeforeThePeersAttachCountsFromItsFirstDelivery() {
    // AMQP 2.6.7, while more credit is about to go out
    ReceiverLink receiver =
        session.createReceiver(
            LinkSettings.of(
                "link",
                org.postrider.codec.messaging.Source.of("s"),
                org.postrider.codec.messaging.Target.of("t")));
    receiver.listener(log);
    receiver.attach();
    receiver.credit(2);
    engine.flush();
    receiver.credit(5);
    stage.forget();

    peer.send(RawPeer.sender("link", 0));
    peer.send(0, RawPeer.transfer(0, 0, ""), new byte[1]);

    assertThat(log.take()).containsExactly("attached link", "delivered 0");
  }

  @Test
  void aDrainIsAnsweredByAnAdvanceOfTheDeliveryCount() {
    // AMQP 2.6.7: delivery-count advanced, link-credit 0, drain true
    SenderLink sender = stage.sender(session, "link", 0);
    peer.send(RawPeer.flow(0, 0, 0, 0, 5, true, false));
    sender.send(Stage.message(1, "last"));
    stage.forget();

    sender.drained();

    Flow answer = peer.take(Flow.class);
    assertThat(answer.deliveryCount()).isEqualTo(5);
    assertThat(answer.linkCredit()).isZero();
    assertThat(answer.drain()).isTrue();
    assertThat(sender.credit()).isZero();
  }

  @Test
  void aDrainIsAnsweredAfterWhatWaitsForTheWindow() {
    // AMQP 2.6.7
    SenderLink sender = stage.sender(session, "link", 0);
    peer.send(RawPeer.sessionFlow(0, 0, false));
    peer.send(new Flow(0L, 0, 0, 10, 0, 0, 5, -1, true, false, java.util.Map.of()));
    sender.send(Stage.message(1, "waiting"));
    sender.drained();
    assertThat(peer.takeAll(Flow.class)).isEmpty();

    peer.send(RawPeer.sessionFlow(0, 10, false));

    peer.take(Transfer.class);
    assertThat(peer.take(Flow.class).deliveryCount()).isEqualTo(5);
  }

  @Test
  void aDrainIsAnsweredWhenWhatWaitedForTheWindowIsAborted() {
    // AMQP 2.6.7
    SenderLink sender = stage.sender(session, "link", 0);
    peer.send(new Flow(0L, 0, 0, 10, 0, 0, 5, -1, true, false, java.util.Map.of()));
    OutgoingDelivery waiting = sender.send(Stage.message(1, "waiting"));
    sender.drained();
    stage.forget();

    waiting.abort();

    assertThat(peer.take(Flow.class).deliveryCount()).isEqualTo(5);
  }

  @Test
  void aDrainThatWasTakenBackGivesNoCreditBack() {
    // AMQP 2.6.7
    SenderLink sender = stage.sender(session, "link", 0);
    peer.send(new Flow(0L, 0, 0, 10, 0, 0, 5, -1, true, false, java.util.Map.of()));
    sender.send(Stage.message(1, "waiting"));
    sender.drained();
    peer.send(RawPeer.flow(0, 0, 0, 0, 5));
    peer.takeAll(Transfer.class);

    assertThat(sender.credit()).isEqualTo(4);
    sender.drained();
    peer.takeNothing();
  }

  @Test
  void aDrainEndsByTheSendersFlow() {
    // AMQP 2.6.7
    ReceiverLink receiver = stage.receiver(session, "link", 5);
    receiver.drain();
    engine.flush();
    assertThat(peer.take(Flow.class).drain()).isTrue();

    peer.send(RawPeer.flow(0, 0, 0, 5, 0, true, false));

    assertThat(log.take()).containsExactly("flow link 0");
    receiver.credit(1);
    engine.flush();
    Flow next = peer.take(Flow.class);
    assertThat(next.drain()).isFalse();
    assertThat(next.deliveryCount()).isEqualTo(5);
  }

  @Test
  void aDrainEndsByDeliveries() {
    // AMQP 2.6.7
    ReceiverLink receiver = stage.receiver(session, "link", 1);
    receiver.drain();
    engine.flush();

    peer.send(0, RawPeer.transfer(0, 0, ""), new byte[1]);

    assertThat(log.take()).containsExactly("delivered 0", "flow link 0");
  }

  @Test
  void aDrainWithoutCreditAsksForTheFlowThatEndsIt() {
    // AMQP 2.6.7: a sender without credit need not answer a drain, but an echo.
    ReceiverLink receiver = stage.receiver(session, "link", 0);

    receiver.drain();
    engine.flush();

    assertThat(peer.take(Flow.class).echo()).isTrue();
    peer.send(RawPeer.flow(0, 0, 0, 0, 0, true, false));
    assertThat(log.take()).containsExactly("flow link 0");
  }

  @Test
  void aLinkFlowWithEchoIsAnsweredOnceAndWithoutEcho() {
    // AMQP 2.7.4, echo
    SenderLink sender = stage.sender(session, "link", 3);
    sender.available(7);

    peer.send(RawPeer.flow(0, 0, 0, 0, 3, false, true));

    Flow answer = peer.take(Flow.class);
    assertThat(answer.handle()).isZero();
    assertThat(answer.linkCredit()).isEqualTo(3);
    assertThat(answer.available()).isEqualTo(7);
    assertThat(answer.echo()).isFalse();
    peer.takeNothing();
  }

  @Test
  void grantsOfOneBatchGoOutInOneFlow() {
    ReceiverLink receiver = stage.receiver(session, "link", 1);

    receiver.credit(5);
    receiver.credit(7);
    engine.flush();

    List<Flow> flows = peer.takeAll(Flow.class);
    assertThat(flows).extracting(Flow::linkCredit).containsExactly(7L);
  }

  @Test
  void creditThatExceedsEveryIntegerIsNoNegativeCredit() {
    SenderLink sender = stage.sender(session, "link", 0);

    peer.send(RawPeer.flow(0, 0, 0, 0, 0xFFFF_FFFFL));

    assertThat(sender.credit()).isPositive();
  }

  @Test
  void nothingIsSentWhileTheOutputIsFull() {
    SenderLink sender = stage.sender(session, "link", 3);
    peer.writable(false);
    sender.send(Stage.message(1, "waits"));
    peer.takeNothing();

    peer.writable(true);

    peer.take(Transfer.class);
  }
}
