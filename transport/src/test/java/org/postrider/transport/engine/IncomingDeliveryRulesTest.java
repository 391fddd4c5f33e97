// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.messaging.Modified;
import org.postrider.codec.messaging.Source;
import org.postrider.codec.messaging.Target;
import org.postrider.codec.performative.Close;
import org.postrider.codec.performative.Detach;
import org.postrider.codec.performative.Disposition;
import org.postrider.codec.performative.End;
import org.postrider.codec.performative.ReceiverSettleMode;
import org.postrider.codec.performative.Transfer;
import org.postrider.codec.value.Binary;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.codec.value.Symbol;

/** The rules of transfers that come, of one frame or many (AMQP 2.6.12, 2.7.5). */
class IncomingDeliveryRulesTest {

  private final Stage stage = new Stage().opened(512);
  private final RawPeer peer = stage.peer;
  private final EventLog log = stage.log;
  private final SessionEndpoint session = stage.session(1000);

  @Test
  void aMessageOfManyFramesIsToldOnceAndWhole() {
    // AMQP 2.6.14
    stage.receiver(session, "link", 5);

    peer.send(0, RawPeer.transfer(0, 7, "more"), new byte[] {1, 2});
    peer.send(0, RawPeer.transfer(0, -1, "more"), new byte[0]);
    peer.send(0, RawPeer.transfer(0, 7, "more"), new byte[] {3});
    assertThat(log.take()).isEmpty();
    peer.send(0, RawPeer.transfer(0, -1, ""), new byte[] {4, 5});

    assertThat(log.take()).containsExactly("delivered 7");
    assertThat(log.deliveries.get(0).payload()).containsExactly(1, 2, 3, 4, 5);
    assertThat(log.deliveries.get(0).tag()).containsExactly(7);
  }

  @Test
  void aTagOfAnyLengthIsGivenAsItCame() {
    // AMQP 2.8.7
    stage.receiver(session, "link", 5);
    byte[][] tags = {{}, {0}, {-1, 0, 0, 0, 0, 0, -2}, {-1, 0, 0, 0, 0, 0, 0, -2}, new byte[32]};

    for (int i = 0; i < tags.length; i++) {
      peer.send(0, tagged(i, tags[i], true), new byte[] {1});
      peer.send(0, tagged(-1, tags[i], false), new byte[] {2});
    }

    assertThat(log.deliveries).hasSize(tags.length);
    for (int i = 0; i < tags.length; i++) {
      assertThat(log.deliveries.get(i).tag()).isEqualTo(tags[i]);
    }
  }

  private static Transfer tagged(long id, byte[] tag, boolean more) {
    return new Transfer(0, id, Binary.wrap(tag), 0, false, more, null, null, false, false, false);
  }

  @Test
  void aFirstTransferWithoutIdOrTagDetachesTheLink() {
    // AMQP 2.7.5
    stage.receiver(session, "link", 5);

    peer.send(0, RawPeer.transfer(0, -1, ""), new byte[1]);

    assertThat(detachCondition()).isEqualTo(ErrorConditions.INVALID_FIELD);
  }

  @Test
  void aDeliveryThatChangesItsIdDetachesTheLink() {
    // AMQP 2.7.5
    stage.receiver(session, "link", 5);
    peer.send(0, RawPeer.transfer(0, 1, "more"), new byte[1]);

    peer.send(0, RawPeer.transfer(0, 2, ""), new byte[1]);

    assertThat(detachCondition()).isEqualTo(ErrorConditions.INVALID_FIELD);
    assertThat(session.unsettledIncoming()).isZero();
  }

  @Test
  void aDeliveryThatChangesItsTagDetachesTheLink() {
    // AMQP 2.7.5
    stage.receiver(session, "link", 5);
    peer.send(0, RawPeer.transfer(0, 1, "more"), new byte[1]);

    peer.send(0, tagged(1, new byte[] {9}, null), new byte[1]);

    assertThat(detachCondition()).isEqualTo(ErrorConditions.INVALID_FIELD);
  }

  @Test
  void aTagOfMoreThan32OctetsIsNoTransfer() {
    // AMQP 2.8.7
    stage.receiver(session, "link", 5);

    peer.send(0, tagged(1, new byte[33], null), new byte[1]);

    assertThat(Objects.requireNonNull(peer.take(Close.class).error()).condition())
        .isEqualTo(ErrorConditions.DECODE_ERROR);
  }

  @Test
  void anIdThatIsUnsettledAlreadyEndsTheSession() {
    // AMQP 2.6.12: the id names one delivery of the session.
    stage.receiver(session, "link", 5);
    stage.receiver(session, "other", 5);
    peer.send(0, RawPeer.transfer(0, 1, ""), new byte[1]);

    peer.send(0, RawPeer.transfer(1, 1, ""), new byte[1]);

    assertThat(Objects.requireNonNull(peer.take(End.class).error()).condition())
        .isEqualTo(ErrorConditions.INVALID_FIELD);
  }

  @Test
  void anAbortedDeliveryIsDiscardedAndToldAsSuch() {
    // AMQP 2.7.5, aborted
    ReceiverLink receiver = stage.receiver(session, "link", 2);
    peer.send(0, RawPeer.transfer(0, 1, "more"), new byte[5]);

    peer.send(0, RawPeer.transfer(0, -1, "aborted more"), new byte[5]);
    peer.send(0, RawPeer.transfer(0, 2, ""), new byte[1]);

    assertThat(log.take()).containsExactly("aborted 1", "delivered 2");
    assertThat(session.unsettledIncoming()).isEqualTo(1);
    assertThat(receiver.credit()).isZero();
  }

  @Test
  void settledByOneOfTheTransfersIsSettled() {
    // AMQP 2.7.5: once true it holds.
    stage.receiver(session, "link", 2);

    peer.send(0, RawPeer.transfer(0, 1, "more settled"), new byte[1]);
    peer.send(0, RawPeer.transfer(0, -1, ""), new byte[1]);

    assertThat(log.deliveries.get(0).isRemotelySettled()).isTrue();
    log.deliveries.get(0).update(Accepted.INSTANCE, true);
    stage.engine.flush();
    peer.takeNothing();
  }

  @Test
  void whatCameSettledIsNotKept() {
    // What nobody will speak of again must not grow without a bound.
    stage.receiver(session, "link", 10);

    for (int i = 0; i < 10; i++) {
      peer.send(0, RawPeer.transfer(0, i, "settled"), new byte[1]);
    }

    assertThat(session.unsettledIncoming()).isZero();
  }

  @Test
  void aMessageLargerThanOursIsGivenBackAndTheLinkGoesOn() {
    // AMQP 3.4.5: undeliverable-here
    ReceiverLink receiver =
        stage.receiver(session, "link", 2, settings -> settings.withMaxMessageSize(10));
    peer.send(0, RawPeer.transfer(0, 1, "more"), new byte[10]);
    stage.forget();

    peer.send(0, RawPeer.transfer(0, -1, "more"), new byte[1]);
    assertThat(stage.engine.holdings().octets()).isZero();
    peer.send(0, RawPeer.transfer(0, -1, "more"), new byte[10]);
    peer.send(0, RawPeer.transfer(0, -1, ""), new byte[10]);
    stage.engine.flush();

    assertThat(peer.takeAll(Disposition.class))
        .singleElement()
        .satisfies(
            given -> {
              assertThat(given.first()).isEqualTo(1);
              assertThat(given.settled()).isTrue();
              assertThat(given.state()).isEqualTo(Modified.FAILED_UNDELIVERABLE);
            });
    assertThat(log.take()).containsExactly("aborted 1");
    assertThat(session.unsettledIncoming()).isZero();
    assertThat(receiver.credit()).isEqualTo(1);
    peer.send(0, RawPeer.transfer(0, 2, ""), new byte[10]);
    assertThat(log.take()).singleElement().asString().startsWith("delivered 2");
  }

  @Test
  void aLargeMessageThatItsSenderGivesUpIsNotGivenBack() {
    stage.receiver(session, "link", 2, settings -> settings.withMaxMessageSize(10));
    peer.send(0, RawPeer.transfer(0, 1, "more"), new byte[11]);
    peer.send(0, RawPeer.transfer(0, -1, "aborted"), new byte[0]);
    stage.engine.flush();

    assertThat(peer.takeAll(Disposition.class)).isEmpty();
    assertThat(session.unsettledIncoming()).isZero();
  }

  @Test
  void aLimitDoesNotDeleteADurableSubscription() {
    // AMQP 2.6.6: a detach that closes would; AMQP 3.5.5
    Source durable = RawPeer.durableSource("s");
    stage.receiver(session, "link", 2, settings -> settings.withTermini(durable, Target.of("t")));
    peer.send(0, RawPeer.transfer(0, 1, "more"), new byte[0]);

    for (int i = 0; i < ComingDelivery.MAX_EMPTY_TRANSFERS; i++) {
      peer.send(0, RawPeer.transfer(0, -1, "more"), new byte[0]);
    }

    assertThat(peer.takeAll(Detach.class))
        .singleElement()
        .satisfies(
            detach -> {
              assertThat(detach.closed()).isFalse();
              assertThat(detach.error()).isNotNull();
            });
  }

  @Test
  void tooManyTransfersWithoutPayloadDetachTheLink() {
    // Nothing else would bound them.
    stage.receiver(session, "link", 2);
    peer.send(0, RawPeer.transfer(0, 1, "more"), new byte[0]);

    for (int i = 0; i < ComingDelivery.MAX_EMPTY_TRANSFERS; i++) {
      peer.send(0, RawPeer.transfer(0, -1, "more"), new byte[0]);
    }

    assertThat(peer.takeAll(Detach.class))
        .singleElement()
        .satisfies(
            detach ->
                assertThat(Objects.requireNonNull(detach.error()).condition())
                    .isEqualTo(ErrorConditions.RESOURCE_LIMIT_EXCEEDED));
  }

  @Test
  void aResumedDeliveryIsIgnoredForNothingWasKept() {
    // AMQP 2.6.13
    stage.receiver(session, "link", 2);

    peer.send(0, RawPeer.transfer(0, 1, "resume"), new byte[1]);

    assertThat(log.take()).isEmpty();
    peer.takeNothing();
  }

  @Test
  void theSecondModeOnALinkOfTheFirstDetachesTheLink() {
    // AMQP 2.7.5, rcv-settle-mode
    stage.receiver(session, "link", 2);

    peer.send(0, tagged(1, new byte[] {1}, ReceiverSettleMode.SECOND), new byte[1]);

    assertThat(detachCondition()).isEqualTo(ErrorConditions.INVALID_FIELD);
  }

  @Test
  void aTransferOnALinkThatSendsEndsTheSession() {
    // AMQP 2.6.7: only the sender transfers.
    stage.sender(session, "link", 1);

    peer.send(0, RawPeer.transfer(0, 1, ""), new byte[1]);

    assertThat(Objects.requireNonNull(peer.take(End.class).error()).condition())
        .isEqualTo(ErrorConditions.NOT_ALLOWED);
  }

  private static Transfer tagged(
      long id, byte[] tag, @org.jspecify.annotations.Nullable ReceiverSettleMode mode) {
    return new Transfer(
        0, id, Binary.copyOf(tag), 0, false, false, mode, null, false, false, false);
  }

  private Symbol detachCondition() {
    return Objects.requireNonNull(peer.take(Detach.class).error()).condition();
  }
}
