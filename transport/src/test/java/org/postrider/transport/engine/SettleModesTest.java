// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.messaging.Released;
import org.postrider.codec.messaging.Source;
import org.postrider.codec.messaging.Target;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.Detach;
import org.postrider.codec.performative.Disposition;
import org.postrider.codec.performative.ReceiverSettleMode;
import org.postrider.codec.performative.Role;
import org.postrider.codec.performative.SenderSettleMode;
import org.postrider.codec.performative.Transfer;
import org.postrider.codec.transaction.TransactionalState;
import org.postrider.codec.value.Binary;
import org.postrider.codec.value.ErrorConditions;

/** What the settle modes of a link make of its deliveries, at both ends (AMQP 2.6.12, 2.8.2). */
class SettleModesTest {

  private final Stage stage = new Stage().opened();
  private final ConnectionEngine engine = stage.engine;
  private final RawPeer peer = stage.peer;
  private final EventLog log = stage.log;
  private final SessionEndpoint session = stage.session(1000);

  @ParameterizedTest
  @CsvSource({
    "SETTLED, false, true",
    "SETTLED, true, true",
    "UNSETTLED, false, false",
    "UNSETTLED, true, false",
    "MIXED, false, false",
    "MIXED, true, true"
  })
  void theGrantedModeDecidesWhetherAMessageGoesSettled(
      SenderSettleMode mode, boolean wanted, boolean settled) {
    // AMQP 2.7.5, settled
    SenderLink sender = granted(mode, ReceiverSettleMode.FIRST);

    OutgoingDelivery delivery =
        sender.send(new OutgoingMessage(Stage.payload(1), true, wanted, null, "m"));

    assertThat(peer.take(Transfer.class).settled()).isEqualTo(settled);
    assertThat(delivery.isPresettled()).isEqualTo(settled);
    assertThat(session.unsettledOutgoing()).isEqualTo(settled ? 0 : 1);
    assertThat(delivery.phase())
        .isEqualTo(settled ? DeliveryPhase.SETTLED : DeliveryPhase.UNSETTLED);
  }

  @ParameterizedTest
  @EnumSource(
      value = SenderSettleMode.class,
      names = {"UNSETTLED", "MIXED"})
  void theAnswerOfThePeerCountsWhereAnotherModeWasAskedFor(SenderSettleMode answer) {
    // AMQP 2.7.3, snd-settle-mode
    SenderLink sender = answered(SenderSettleMode.SETTLED, answer);

    sender.send(OutgoingMessage.settled(Stage.payload(1), "m"));

    assertThat(peer.take(Transfer.class).settled()).isEqualTo(answer == SenderSettleMode.MIXED);
  }

  @Test
  void aSenderThatMayChooseSettlesWhereThePeerWantsIt() {
    // AMQP 2.7.3, snd-settle-mode
    SenderLink sender = answered(SenderSettleMode.MIXED, SenderSettleMode.SETTLED);

    sender.send(Stage.message(1, "m"));

    assertThat(peer.take(Transfer.class).settled()).isTrue();
    assertThat(log.take()).containsExactly("updated m SETTLED");
  }

  @Test
  void aSenderThatWantsOutcomesDetachesFromAPeerThatGivesNone() {
    // AMQP 2.7.3: what an end cannot live with it detaches.
    SenderLink sender = answered(SenderSettleMode.UNSETTLED, SenderSettleMode.SETTLED);

    Detach detach = peer.take(Detach.class);
    assertThat(Objects.requireNonNull(detach.error()).condition())
        .isEqualTo(ErrorConditions.NOT_ALLOWED);
    assertThat(detach.error().description()).contains("unsettled", "settled", "link");
    assertThat(log.take()).containsExactly("closed link amqp:not-allowed");
    assertThat(sender.isLocallyOpen()).isFalse();
  }

  @Test
  void anUnsettledLinkSettlesWhatWasSettledEarlyOnceItIsWhole() {
    // AMQP 2.8.2: unsettled, so no transfer says settled.
    SenderLink sender = granted(SenderSettleMode.UNSETTLED, ReceiverSettleMode.FIRST);
    OutgoingDelivery delivery = sender.send(Stage.beginning(1, "m"));
    delivery.settle();
    delivery.append(Stage.payload(1), true);
    engine.flush();

    assertThat(peer.take(Transfer.class).settled()).isFalse();
    assertThat(peer.take(Transfer.class).settled()).isFalse();
    Disposition after = peer.take(Disposition.class);
    assertThat(after.role()).isEqualTo(Role.SENDER);
    assertThat(after.settled()).isTrue();
    assertThat(delivery.phase()).isEqualTo(DeliveryPhase.SETTLED);
  }

  @Test
  void aReceiverInTheSecondModeSettlesAfterTheSender() {
    // AMQP 2.8.3, second
    ReceiverLink receiver = grantedReceiver(ReceiverSettleMode.SECOND);
    IncomingDelivery delivery = received(receiver);

    delivery.update(Accepted.INSTANCE, true);
    delivery.update(Released.INSTANCE, true);
    engine.flush();

    Disposition outcome = peer.take(Disposition.class);
    assertThat(outcome.settled()).isFalse();
    assertThat(outcome.state()).isEqualTo(Accepted.INSTANCE);
    assertThat(delivery.isSettled()).isFalse();
    peer.takeNothing();

    peer.send(RawPeer.disposition(Role.SENDER, 0, 0, true, null));

    assertThat(log.take()).contains("told 0 SETTLED_THERE");
    assertThat(delivery.isSettled()).isTrue();
    assertThat(receiver.session().unsettledIncoming()).isZero();
    peer.takeNothing();
  }

  @Test
  void aTransferMayAskForTheFirstModeByItself() {
    // AMQP 2.7.5, rcv-settle-mode
    ReceiverLink receiver = grantedReceiver(ReceiverSettleMode.SECOND);
    Transfer plain = RawPeer.transfer(0, 0, "");
    peer.send(
        0,
        new Transfer(
            0,
            0,
            plain.deliveryTag(),
            0,
            false,
            false,
            ReceiverSettleMode.FIRST,
            null,
            false,
            false,
            false),
        new byte[1]);
    stage.forget();

    log.deliveries.get(0).update(Accepted.INSTANCE, true);
    engine.flush();

    assertThat(peer.take(Disposition.class).settled()).isTrue();
    assertThat(receiver.session().unsettledIncoming()).isZero();
  }

  @Test
  void whatTheSenderHasSettledIsSettledAtOnceInTheSecondMode() {
    ReceiverLink receiver = grantedReceiver(ReceiverSettleMode.SECOND);
    IncomingDelivery delivery = received(receiver);
    peer.send(RawPeer.disposition(Role.SENDER, 0, 0, true, null));

    delivery.update(Accepted.INSTANCE, true);
    engine.flush();

    assertThat(delivery.isSettled()).isTrue();
    peer.takeNothing();
  }

  @Test
  void withoutAnOutcomeTheSecondModeHasNothingToWaitFor() {
    // AMQP 2.8.3: the sender settles when it has an outcome; without one none would come.
    IncomingDelivery delivery = received(grantedReceiver(ReceiverSettleMode.SECOND));

    delivery.update(null, true);
    engine.flush();

    assertThat(peer.take(Disposition.class).settled()).isTrue();
    assertThat(delivery.isSettled()).isTrue();
  }

  @Test
  void aRetirementInATransactionIsSettledInBothModes() {
    // AMQP 4.4.2: settled or not is the controller's choice.
    IncomingDelivery delivery = received(grantedReceiver(ReceiverSettleMode.SECOND));

    delivery.update(new TransactionalState(Binary.copyOf(new byte[] {1}), Accepted.INSTANCE), true);
    engine.flush();

    assertThat(peer.take(Disposition.class).settled()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "FIRST, FIRST, true",
    "FIRST, SECOND, true",
    "SECOND, FIRST, true",
    "SECOND, SECOND, false"
  })
  void aReceiverSettlesSecondOnlyWhereItAskedForThatAndThePeerTakesItUp(
      ReceiverSettleMode asked, ReceiverSettleMode answer, boolean settles) {
    // AMQP 2.7.3, rcv-settle-mode: what the receiver says is the mode in use
    ReceiverLink receiver =
        session.createReceiver(
            LinkSettings.of("link", Source.of("s"), Target.of("t"))
                .withSettleModes(SenderSettleMode.UNSETTLED, asked));
    receiver.listener(log);
    receiver.attach();
    peer.send(attach(Role.SENDER, SenderSettleMode.UNSETTLED, answer));
    receiver.credit(5);
    engine.flush();
    stage.forget();
    IncomingDelivery delivery = received(receiver);

    delivery.update(Accepted.INSTANCE, true);
    engine.flush();

    assertThat(peer.take(Disposition.class).settled()).isEqualTo(settles);
    assertThat(session.unsettledIncoming()).isEqualTo(settles ? 0 : 1);
  }

  private static Attach attach(Role role, SenderSettleMode sender, ReceiverSettleMode receiver) {
    return Attach.of("link", 0, role, Source.of("s"), Target.of("t"))
        .withSettleModes(sender, receiver);
  }

  /** A sender that the peer asked for, in these modes. */
  private SenderLink granted(SenderSettleMode sender, ReceiverSettleMode receiver) {
    peer.send(attach(Role.RECEIVER, sender, receiver));
    peer.send(RawPeer.flow(0, 0, 0, 0, 5));
    Attach answer = peer.take(Attach.class);
    assertThat(answer.senderSettleMode()).isEqualTo(sender);
    assertThat(answer.receiverSettleMode()).isEqualTo(receiver);
    stage.forget();
    return (SenderLink) log.links.get(0);
  }

  /** A receiver that the peer asked for, in this mode. */
  private ReceiverLink grantedReceiver(ReceiverSettleMode mode) {
    log.creditAtOnce = 5;
    peer.send(attach(Role.SENDER, SenderSettleMode.UNSETTLED, mode));
    assertThat(peer.take(Attach.class).receiverSettleMode()).isEqualTo(mode);
    stage.forget();
    return (ReceiverLink) log.links.get(0);
  }

  private SenderLink answered(SenderSettleMode asked, SenderSettleMode answer) {
    SenderLink sender =
        session.createSender(
            LinkSettings.of("link", Source.of("s"), Target.of("t"))
                .withSettleModes(asked, ReceiverSettleMode.FIRST));
    sender.listener(log);
    sender.attach();
    stage.forget();
    peer.send(attach(Role.RECEIVER, answer, ReceiverSettleMode.FIRST));
    peer.send(RawPeer.flow(0, 0, 0, 0, 5));
    if (sender.isLocallyOpen()) {
      stage.forget();
    }
    return sender;
  }

  private IncomingDelivery received(ReceiverLink over) {
    peer.send(0, RawPeer.transfer(0, 0, ""), new byte[1]);
    stage.forget();
    IncomingDelivery delivery = log.deliveries.get(0);
    assertThat(delivery.link()).isSameAs(over);
    return delivery;
  }
}
