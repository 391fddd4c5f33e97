// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.messaging.ExpiryPolicy;
import org.postrider.codec.messaging.Modified;
import org.postrider.codec.messaging.Source;
import org.postrider.codec.messaging.Target;
import org.postrider.codec.messaging.TerminusDurability;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.Close;
import org.postrider.codec.performative.Detach;
import org.postrider.codec.performative.Disposition;
import org.postrider.codec.performative.End;
import org.postrider.codec.performative.ReceiverSettleMode;
import org.postrider.codec.performative.Role;
import org.postrider.codec.performative.SenderSettleMode;
import org.postrider.codec.performative.Transfer;
import org.postrider.codec.transaction.TransactionalState;
import org.postrider.codec.value.Binary;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.codec.value.Symbol;

/** The rules of transfers, of one frame or many, against one engine (AMQP 2.6.12, 2.7.5). */
class DeliveryRulesTest {

  private final Stage stage = new Stage().opened(512);
  private final RawPeer peer = stage.peer;
  private final EventLog log = stage.log;
  private final SessionEndpoint session = stage.session(1000);

  @Test
  void aMessageOfManyFramesFillsEachToThePeersLimit() {
    // AMQP 2.7.5, more; AMQP 2.7.1, max-frame-size
    SenderLink sender = stage.sender(session, "link", 1);

    sender.send(Stage.message(2000, "large"));

    int octets = 0;
    WireFrame frame;
    do {
      frame = peer.takeFrame();
      octets += frame.payload().length();
      assertThat(frame.size()).isLessThanOrEqualTo(512);
      assertThat(!transfer(frame).more() || frame.size() == 512).isTrue();
    } while (transfer(frame).more());
    assertThat(octets).isEqualTo(2000);
    peer.takeNothing();
  }

  @Test
  void messagesInOneBufferGoOutEachByItself() {
    // More than a frame each, and what lies around them stays where it is.
    SenderLink sender = stage.sender(session, "link", 2);
    byte[] octets = new byte[3000];
    for (int i = 0; i < octets.length; i++) {
      octets[i] = (byte) (i / 1000);
    }
    ByteBuf shared = Unpooled.wrappedBuffer(octets).retain();

    sender.send(new OutgoingMessage(shared, 1000, 1000, true, false, null, "second"));
    sender.send(new OutgoingMessage(shared, 2000, 1000, true, true, null, "third"));

    for (byte each = 1; each <= 2; each++) {
      int received = 0;
      for (boolean more = true; more; ) {
        WireFrame frame = peer.takeFrame();
        for (byte octet : frame.payload().toByteArray()) {
          assertThat(octet).isEqualTo(each);
          received++;
        }
        more = transfer(frame).more();
      }
      assertThat(received).isEqualTo(1000);
    }
    peer.takeNothing();
    assertThat(shared.readerIndex()).isZero();
    assertThat(shared.refCnt()).isZero();
  }

  @Test
  void framesAreBoundedWhereThePeerSetsNoLimit() {
    // AMQP 2.7.1: an open without max-frame-size; the whole would wait for the socket at once.
    Stage unbounded = new Stage().opened(Integer.MAX_VALUE);
    SenderLink sender = unbounded.sender(unbounded.session(1000), "link", 1);

    sender.send(Stage.message(3 * FrameOutput.MAX_TRANSFER_OCTETS, "large"));

    int octets = 0;
    for (boolean more = true; more; ) {
      WireFrame frame = unbounded.peer.takeFrame();
      assertThat(frame.size()).isLessThanOrEqualTo(FrameOutput.MAX_TRANSFER_OCTETS);
      octets += frame.payload().length();
      more = transfer(frame).more();
    }
    assertThat(octets).isEqualTo(3 * FrameOutput.MAX_TRANSFER_OCTETS);
  }

  @Test
  void aMessageThatFitsExactlyTakesOneFrame() {
    // AMQP 2.7.1: the flag more makes the head longer, but is not needed here.
    SenderLink sender = stage.sender(session, "link", 2);
    sender.send(Stage.message(0, "empty"));
    int head = peer.takeFrame().size();

    sender.send(Stage.message(512 - head - 1, "fits"));

    WireFrame first = peer.takeFrame();
    assertThat(transfer(first).more()).isFalse();
    assertThat(first.size()).isLessThanOrEqualTo(512);
    peer.takeNothing();
  }

  @Test
  void everyPayloadAroundTheLimitArrivesWhole() {
    // AMQP 2.7.1: off by one nowhere
    SenderLink sender = stage.sender(session, "link", 100);

    for (int size = 440; size < 520; size++) {
      sender.send(Stage.message(size, size));
      int octets = 0;
      boolean more = true;
      while (more) {
        WireFrame frame = peer.takeFrame();
        assertThat(frame.size()).isLessThanOrEqualTo(512);
        octets += frame.payload().length();
        more = transfer(frame).more();
      }
      assertThat(octets).isEqualTo(size);
    }
  }

  @Test
  void continuationsLeaveIdAndTagOutAndRepeatTheState() {
    // AMQP 2.7.5; AMQP 4.4.1: the transaction on every transfer
    SenderLink sender = stage.sender(session, "link", 1);
    TransactionalState state = new TransactionalState(Binary.copyOf(new byte[] {9}), null);

    sender.send(new OutgoingMessage(Stage.payload(1000), true, false, state, "posted"));

    List<Transfer> transfers = peer.takeAll(Transfer.class);
    assertThat(transfers).hasSizeGreaterThan(2);
    assertThat(transfers).allSatisfy(transfer -> assertThat(transfer.state()).isEqualTo(state));
    assertThat(transfers.get(0).deliveryId()).isZero();
    assertThat(transfers.get(1).deliveryId()).isEqualTo(-1);
    assertThat(transfers.get(1).deliveryTag()).isNull();
  }

  @Test
  void deliveriesOfOneLinkDoNotMix() {
    // AMQP 2.6.14
    SenderLink sender = stage.sender(session, "link", 2);
    sender.send(Stage.beginning(5, "first"));

    assertThatThrownBy(() -> sender.send(Stage.message(1, "second")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("incomplete");
  }

  @Test
  void deliveriesOfTwoLinksMayMix() {
    // AMQP 2.6.14
    SenderLink one = stage.sender(session, "one", 1);
    SenderLink other = stage.sender(session, "other", 1);
    OutgoingDelivery streamed = one.send(Stage.beginning(5, "streamed"));

    other.send(Stage.message(1, "between"));
    streamed.append(Stage.payload(5), true);

    assertThat(peer.takeAll(Transfer.class))
        .extracting(Transfer::handle)
        .containsExactly(0L, 1L, 0L);
  }

  @Test
  void anAbortTellsTheReceiverOnlyWhatItHasBegunToGet() {
    // AMQP 2.7.5, aborted
    SenderLink sender = stage.sender(session, "link", 2);
    OutgoingDelivery started = sender.send(Stage.beginning(5, "started"));
    peer.take(Transfer.class);

    started.abort();

    assertThat(peer.take(Transfer.class).aborted()).isTrue();
    assertThat(started.phase()).isEqualTo(DeliveryPhase.ABORTED);
    peer.send(RawPeer.sessionFlow(2, 0, false));
    OutgoingDelivery waiting = sender.send(Stage.message(5, "waiting"));
    waiting.abort();
    peer.send(RawPeer.sessionFlow(2, 10, false));
    peer.takeNothing();
    assertThat(session.unsettledOutgoing()).isZero();
  }

  @Test
  void anAbortedDeliveryMayBeSettledByAFaceThatDoesNotKnow() {
    SenderLink sender = stage.sender(session, "link", 2);
    OutgoingDelivery delivery = sender.send(Stage.beginning(5, "started"));
    delivery.abort();

    delivery.settle();

    assertThat(delivery.phase()).isEqualTo(DeliveryPhase.ABORTED);
  }

  @Test
  void whatTheSenderSettlesWhileItIsSentIsSentSettled() {
    // AMQP 2.7.5: settled by any of the transfers
    SenderLink sender = stage.sender(session, "link", 1);
    OutgoingDelivery delivery = sender.send(Stage.beginning(5, "streamed"));

    delivery.settle();
    delivery.append(Stage.payload(1), true);

    assertThat(peer.takeAll(Transfer.class))
        .extracting(Transfer::settled)
        .containsExactly(false, true);
    assertThat(session.unsettledOutgoing()).isZero();
  }

  @Test
  void whatTheSenderSettlesBeforeItStartsIsSentSettled() {
    SenderLink sender = stage.sender(session, "link", 1);
    peer.send(RawPeer.sessionFlow(0, 0, false));
    OutgoingDelivery delivery = sender.send(Stage.message(5, "waiting"));

    delivery.settle();
    peer.send(RawPeer.sessionFlow(0, 10, false));

    assertThat(peer.take(Transfer.class).settled()).isTrue();
    assertThat(session.unsettledOutgoing()).isZero();
  }

  @Test
  void aMessageLargerThanTheReceiverAcceptsIsNotSent() {
    // AMQP 2.7.3, max-message-size
    SenderLink sender = limited("link", 100);
    ByteBuf tooLarge = Stage.payload(101);

    assertThatThrownBy(() -> sender.send(OutgoingMessage.unsettled(tooLarge, "large")))
        .isInstanceOf(EngineException.class);

    peer.takeNothing();
    assertThat(tooLarge.refCnt()).isZero();
    assertThat(sender.credit()).isEqualTo(5);
  }

  @Test
  void aStreamedMessageDoesNotOutgrowWhatTheReceiverAccepts() {
    // AMQP 2.7.3, max-message-size
    OutgoingDelivery delivery = limited("link", 100).send(Stage.beginning(60, "streamed"));
    ByteBuf tooMuch = Stage.payload(41);
    peer.forget();

    assertThatThrownBy(() -> delivery.append(tooMuch, true)).isInstanceOf(EngineException.class);

    peer.takeNothing();
    assertThat(tooMuch.refCnt()).isZero();
    delivery.append(Stage.payload(40), true);
    assertThat(peer.take(Transfer.class).more()).isFalse();
  }

  @Test
  void aTagIsAtMost32Octets() {
    // AMQP 2.8.7
    SenderLink sender = stage.sender(session, "link", 1);

    assertThatThrownBy(() -> sender.send(new byte[33], Stage.message(1, "m")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("33");
  }

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
    peer.send(0, RawPeer.transfer(0, 1, ""), new byte[1]);

    peer.send(0, RawPeer.transfer(0, 1, ""), new byte[1]);

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
    Source durable =
        new Source(
            "s",
            TerminusDurability.UNSETTLED_STATE,
            ExpiryPolicy.NEVER,
            0,
            false,
            Map.of(),
            null,
            Map.of(),
            null,
            List.of(),
            List.of());
    stage.receiver(session, "link", 2, settings -> settings.withTermini(durable, Target.of("t")));
    peer.send(0, RawPeer.transfer(0, 1, "more"), new byte[0]);

    for (int i = 0; i < ReceiverLink.MAX_EMPTY_TRANSFERS; i++) {
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

    for (int i = 0; i < ReceiverLink.MAX_EMPTY_TRANSFERS; i++) {
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

  private SenderLink limited(String name, long maxMessageSize) {
    SenderLink sender =
        session.createSender(
            LinkSettings.of(
                name,
                org.postrider.codec.messaging.Source.of("s"),
                org.postrider.codec.messaging.Target.of("t")));
    sender.attach();
    Attach plain = RawPeer.receiver(name, 0);
    peer.send(
        new Attach(
            name,
            0,
            Role.RECEIVER,
            SenderSettleMode.MIXED,
            ReceiverSettleMode.FIRST,
            plain.source(),
            plain.target(),
            null,
            false,
            -1,
            maxMessageSize,
            List.of(),
            List.of(),
            java.util.Map.of()));
    peer.send(RawPeer.flow(0, 0, 0, 0, 5));
    stage.forget();
    return sender;
  }

  private static Transfer tagged(
      long id, byte[] tag, @org.jspecify.annotations.Nullable ReceiverSettleMode mode) {
    return new Transfer(
        0, id, Binary.copyOf(tag), 0, false, false, mode, null, false, false, false);
  }

  private static Transfer transfer(WireFrame frame) {
    return (Transfer) Objects.requireNonNull(frame.body());
  }

  private Symbol detachCondition() {
    return Objects.requireNonNull(peer.take(Detach.class).error()).condition();
  }
}
