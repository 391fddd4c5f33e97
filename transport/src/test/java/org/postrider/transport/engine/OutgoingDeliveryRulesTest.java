// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.ReceiverSettleMode;
import org.postrider.codec.performative.Role;
import org.postrider.codec.performative.SenderSettleMode;
import org.postrider.codec.performative.Transfer;
import org.postrider.codec.transaction.TransactionalState;
import org.postrider.codec.value.Binary;

/** The rules of transfers that this end sends, of one frame or many (AMQP 2.6.14, 2.7.5). */
class OutgoingDeliveryRulesTest {

  private final Stage stage = new Stage().opened(512);
  private final RawPeer peer = stage.peer;
  private final SessionEndpoint session = stage.session(1000);

  @Test
  void aMessageOfManyFramesFillsEachToThePeersLimit() {
    // AMQP 2.7.5, more; AMQP 2.7.1, max-frame-size
    SenderLink sender = stage.sender(session, "link", 1);

    sender.send(Stage.message(2000, "large"));

    List<WireFrame> frames = takeMessage(peer);
    int last = frames.size() - 1;
    assertThat(frames.subList(0, last)).allMatch(frame -> frame.size() == 512);
    assertThat(frames.get(last).size()).isLessThanOrEqualTo(512);
    assertThat(octets(frames)).hasSize(2000);
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

    assertThat(octets(takeMessage(peer))).isEqualTo(Arrays.copyOfRange(octets, 1000, 2000));
    assertThat(octets(takeMessage(peer))).isEqualTo(Arrays.copyOfRange(octets, 2000, 3000));
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

    List<WireFrame> frames = takeMessage(unbounded.peer);
    assertThat(frames).allMatch(frame -> frame.size() <= FrameOutput.MAX_TRANSFER_OCTETS);
    assertThat(octets(frames)).hasSize(3 * FrameOutput.MAX_TRANSFER_OCTETS);
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
      List<WireFrame> frames = takeMessage(peer);
      assertThat(frames).allMatch(frame -> frame.size() <= 512);
      assertThat(octets(frames)).hasSize(size);
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

  /** The frames of the next message, up to the one behind which there are no more. */
  private static List<WireFrame> takeMessage(RawPeer peer) {
    List<WireFrame> frames = new ArrayList<>();
    boolean more = true;
    while (more) {
      WireFrame frame = peer.takeFrame();
      frames.add(frame);
      more = transfer(frame).more();
    }
    return frames;
  }

  private static byte[] octets(List<WireFrame> frames) {
    ByteArrayOutputStream octets = new ByteArrayOutputStream();
    frames.forEach(frame -> octets.writeBytes(frame.payload().toByteArray()));
    return octets.toByteArray();
  }

  private static Transfer transfer(WireFrame frame) {
    return (Transfer) Objects.requireNonNull(frame.body());
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
}
