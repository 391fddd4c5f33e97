// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.Modified;
import org.postrider.codec.messaging.Rejected;
import org.postrider.codec.messaging.Released;
import org.postrider.codec.performative.Detach;
import org.postrider.codec.performative.Disposition;
import org.postrider.codec.performative.Role;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.codec.value.Symbol;

/** The rules of dispositions and of both settle modes, against one engine (AMQP 2.6.12, 2.7.6). */
class SettlementRulesTest {

  private static final int NEAR_WRAP = -3;

  private final Stage stage = new Stage(new FirstNumbers(0, NEAR_WRAP, 0, 2048)).opened();
  private final ConnectionEngine engine = stage.engine;
  private final RawPeer peer = stage.peer;
  private final EventLog log = stage.log;
  private final SessionEndpoint session = stage.session(1000);

  @Test
  void neighboursWithOneStateGoOutAsOneRange() {
    // AMQP 2.7.6, first and last
    received(0, 5);

    log.deliveries.forEach(delivery -> delivery.update(Accepted.INSTANCE, true));
    engine.flush();

    Disposition range = peer.take(Disposition.class);
    assertThat(range.first()).isZero();
    assertThat(range.last()).isEqualTo(4);
    assertThat(range.settled()).isTrue();
    assertThat(range.role()).isEqualTo(Role.RECEIVER);
    peer.takeNothing();
    assertThat(session.unsettledIncoming()).isZero();
  }

  @Test
  void howManyOutcomesAreAwaitedIsToldWhereNothingElseCame() {
    SenderLink sender = stage.sender(session, "link", 10);
    for (int i = 0; i < 5; i++) {
      sender.send(Stage.message(10, i));
    }
    int before = engine.takeAwaited();

    peer.send(RawPeer.disposition(Role.RECEIVER, 0, 1, true, Accepted.INSTANCE));
    int alone = engine.takeAwaited();
    int again = engine.takeAwaited();
    peer.send(RawPeer.disposition(Role.RECEIVER, 2, 2, true, Accepted.INSTANCE));
    peer.send(RawPeer.flow(0, 0, sender.localHandle(), 5, 10));
    int besideOthers = engine.takeAwaited();

    assertThat(before).isZero();
    assertThat(alone).isEqualTo(3);
    assertThat(again).isZero();
    assertThat(besideOthers).isZero();
  }

  @Test
  void aRangeGoesAcrossTheWrap() {
    // AMQP 2.8.10
    received(0xFFFF_FFFEL, 4);

    log.deliveries.forEach(delivery -> delivery.update(Accepted.INSTANCE, true));
    engine.flush();

    Disposition range = peer.take(Disposition.class);
    assertThat(range.first()).isEqualTo(0xFFFF_FFFEL);
    assertThat(range.last()).isEqualTo(1);
  }

  @Test
  void otherStatesAndGapsBreakTheRange() {
    // AMQP 2.7.6: a range has one state, and all that is in it.
    received(0, 4);

    log.deliveries.get(0).update(Accepted.INSTANCE, true);
    log.deliveries.get(1).update(Released.INSTANCE, true);
    log.deliveries.get(3).update(Released.INSTANCE, true);
    log.deliveries.get(2).update(Released.INSTANCE, true);
    engine.flush();

    assertThat(peer.takeAll(Disposition.class))
        .extracting(Disposition::first, Disposition::last)
        .containsExactly(
            Assertions.tuple(0L, 0L),
            Assertions.tuple(1L, 1L),
            Assertions.tuple(3L, 3L),
            Assertions.tuple(2L, 2L));
  }

  @Test
  void aDeliveryIsSettledOnce() {
    received(0, 1);
    IncomingDelivery delivery = log.deliveries.get(0);

    delivery.update(Accepted.INSTANCE, true);
    delivery.update(Released.INSTANCE, true);
    engine.flush();

    assertThat(peer.takeAll(Disposition.class)).hasSize(1);
    assertThat(delivery.localState()).isEqualTo(Accepted.INSTANCE);
  }

  @Test
  void aStateMayBeToldBeforeItIsSettled() {
    // AMQP 2.6.12, rcv-settle-mode second
    received(0, 1);
    IncomingDelivery delivery = log.deliveries.get(0);

    delivery.update(Accepted.INSTANCE, false);
    engine.flush();
    assertThat(peer.take(Disposition.class).settled()).isFalse();
    peer.send(RawPeer.disposition(Role.SENDER, 0, 0, true, Accepted.INSTANCE));

    assertThat(log.take()).contains("told 0 SETTLED_THERE");
    delivery.update(Accepted.INSTANCE, true);
    engine.flush();
    peer.takeNothing();
    assertThat(session.unsettledIncoming()).isZero();
  }

  @Test
  void aSenderSettlesAnOutcomeThatTheReceiverHasNotSettled() {
    // AMQP 2.6.12, rcv-settle-mode second
    List<OutgoingDelivery> sent = sent(3);
    peer.send(disposition(0, 2, false));
    assertThat(log.take())
        .containsExactly("updated 0 UNSETTLED", "updated 1 UNSETTLED", "updated 2 UNSETTLED");

    sent.forEach(OutgoingDelivery::settle);
    engine.flush();

    Disposition settled = peer.take(Disposition.class);
    assertThat(settled.role()).isEqualTo(Role.SENDER);
    assertThat(settled.settled()).isTrue();
    assertThat(settled.last() - settled.first() & 0xFFFF_FFFFL).isEqualTo(2);
    assertThat(session.unsettledOutgoing()).isZero();
  }

  @Test
  void aRangeOfTheReceiverSettlesWhatItNamesAndNoMore() {
    // AMQP 2.7.6: unknown and settled deliveries are passed over.
    sent(4);

    peer.send(disposition(1, 2, true));
    peer.send(disposition(0, 2, true));

    assertThat(log.take())
        .containsExactly(
            "updated 1 SETTLED_THERE", "updated 2 SETTLED_THERE", "updated 0 SETTLED_THERE");
    assertThat(session.unsettledOutgoing()).isEqualTo(1);
  }

  @Test
  void aRangeAcrossTheWrapSettlesBothSides() {
    // AMQP 2.8.10
    sent(6);

    peer.send(disposition(0, 5, true));

    assertThat(session.unsettledOutgoing()).isZero();
    assertThat(log.take()).hasSize(6).first().isEqualTo("updated 0 SETTLED_THERE");
  }

  @Test
  void aRangeOfTwoThousandMillionCostsNoMoreThanWhatThereIs() {
    // A hostile range must be bounded by what we keep.
    sent(2);
    long first = NEAR_WRAP & 0xFFFF_FFFFL;
    long last = first + Integer.MAX_VALUE - 1 & 0xFFFF_FFFFL;

    Assertions.assertThatCode(
            () ->
                org.junit.jupiter.api.Assertions.assertTimeout(
                    Duration.ofSeconds(20),
                    () -> {
                      for (int i = 0; i < 1000; i++) {
                        peer.send(
                            RawPeer.disposition(
                                Role.RECEIVER, first, last, false, Accepted.INSTANCE));
                        peer.send(
                            RawPeer.disposition(
                                Role.SENDER, first, last, false, Accepted.INSTANCE));
                      }
                    }))
        .doesNotThrowAnyException();

    assertThat(session.unsettledOutgoing()).isEqualTo(2);
    assertThat(engine.isOpened()).isTrue();
  }

  @Test
  void aRangeThatRunsBackwardsIsEmpty() {
    sent(2);

    peer.send(disposition(1, 0, true));

    assertThat(log.take()).isEmpty();
    assertThat(session.unsettledOutgoing()).isEqualTo(2);
  }

  @Test
  void unknownIdsArePassedOver() {
    // AMQP 2.7.6
    sent(1);

    peer.send(RawPeer.disposition(Role.RECEIVER, 5000, 5003, true, Accepted.INSTANCE));
    peer.send(RawPeer.disposition(Role.SENDER, 5000, 5003, true, Accepted.INSTANCE));

    assertThat(log.take()).isEmpty();
    peer.takeNothing();
  }

  @Test
  void aListenerThatDetachesAmidARangeIsNotToldOfTheRest() {
    SenderLink sender = stage.sender(session, "link", 10);
    OutgoingDelivery first = sender.send(Stage.message(1, "first"));
    OutgoingDelivery second = sender.send(Stage.beginning(1, "second"));
    stage.forget();
    log.next = () -> sender.detach(true, null);

    peer.send(disposition(0, 1, true));

    assertThat(first.phase()).isEqualTo(DeliveryPhase.SETTLED_THERE);
    assertThat(second.phase()).isEqualTo(DeliveryPhase.LOST);
    peer.take(Detach.class);
    assertThat(engine.isOpened()).isTrue();
  }

  @Test
  void aReceiverMaySettleWhatItHasOnlyInPart() {
    // AMQP 2.7.5: it does not want the rest.
    SenderLink sender = stage.sender(session, "link", 10);
    OutgoingDelivery streamed = sender.send(Stage.beginning(1, "streamed"));

    peer.send(disposition(0, 0, true));
    streamed.abort();

    assertThat(streamed.phase()).isEqualTo(DeliveryPhase.ABORTED);
    assertThat(session.unsettledOutgoing()).isZero();
  }

  @Test
  void aStateTooLargeForThePeersFramesIsCut() {
    // AMQP 2.7.1, max-frame-size
    received(0, 2);
    AmqpError error =
        new AmqpError(ErrorConditions.INTERNAL_ERROR, "x".repeat(600), Map.of(Symbol.of("i"), "y"));

    log.deliveries.get(0).update(new Rejected(error), true);
    log.deliveries
        .get(1)
        .update(new Modified(true, true, Map.of(Symbol.of("why"), "z".repeat(600))), true);
    engine.flush();

    WireFrame rejected = peer.takeFrame();
    WireFrame modified = peer.takeFrame();
    assertThat(rejected.size()).isLessThanOrEqualTo(512);
    assertThat(modified.size()).isLessThanOrEqualTo(512);
    assertThat(((Disposition) modified.body()).state())
        .isEqualTo(new Modified(true, true, Map.of()));
  }

  @Test
  void dispositionsOutliveASuspendedLink() {
    // AMQP 2.6.4
    received(0, 1);
    ReceiverLink receiver = log.deliveries.get(0).link();
    receiver.detach(false, null);
    peer.send(new Detach(0, false, null));
    stage.peer.forget();

    log.deliveries.get(0).update(Accepted.INSTANCE, true);
    engine.flush();

    assertThat(peer.take(Disposition.class).first()).isZero();
  }

  @Test
  void deliveriesOfAClosedLinkAreLost() {
    // AMQP 2.6.6
    received(0, 1);

    peer.send(new Detach(0, true, null));
    log.deliveries.get(0).update(Accepted.INSTANCE, true);
    engine.flush();

    assertThat(log.deliveries.get(0).phase()).isEqualTo(DeliveryPhase.LOST);
    assertThat(peer.takeAll(Disposition.class)).isEmpty();
  }

  @Test
  void whatIsUnsettledWhenItsLinkClosesIsLostInOrder() {
    // AMQP 2.6.6: sent and waiting, in the order of sending.
    SenderLink sender = stage.sender(session, "link", 10);
    for (int i = 0; i < 3; i++) {
      sender.send(Stage.message(1, i));
    }
    peer.send(RawPeer.sessionFlow(3, 0, false));
    sender.send(Stage.message(1, 3));
    sender.send(Stage.message(1, 4));
    log.take();

    peer.send(new Detach(0, true, null));

    assertThat(log.take())
        .containsExactly("lost 0", "lost 1", "lost 2", "lost 3", "lost 4", "closed link");
    assertThat(session.unsettledOutgoing()).isZero();
  }

  private void received(long firstId, int count) {
    stage.receiver(session, "link", count);
    for (int i = 0; i < count; i++) {
      peer.send(0, RawPeer.transfer(0, firstId + i & 0xFFFF_FFFFL, ""), new byte[1]);
    }
    stage.forget();
  }

  private List<OutgoingDelivery> sent(int count) {
    SenderLink sender = stage.sender(session, "link", count);
    List<OutgoingDelivery> sent = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      sent.add(sender.send(Stage.message(1, i)));
    }
    stage.forget();
    return sent;
  }

  /** Of the receiver, about the deliveries that the engine sent: 0 is the first of them. */
  private static Disposition disposition(int first, int last, boolean settled) {
    return RawPeer.disposition(
        Role.RECEIVER,
        NEAR_WRAP + first & 0xFFFF_FFFFL,
        NEAR_WRAP + last & 0xFFFF_FFFFL,
        settled,
        Accepted.INSTANCE);
  }
}
