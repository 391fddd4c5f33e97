// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.Begin;
import org.postrider.codec.performative.Detach;
import org.postrider.codec.performative.Disposition;
import org.postrider.codec.performative.Open;
import org.postrider.codec.performative.Role;
import org.postrider.codec.performative.Transfer;

/** What an engine does when its socket goes and another one comes, against a raw peer. */
class ReconnectRulesTest {

  private final Stage stage = new Stage().opened();
  private final ConnectionEngine engine = stage.engine;
  private final RawPeer peer = stage.peer;
  private final EventLog log = stage.log;
  private final SessionEndpoint session = stage.session(100);

  @Test
  void sessionsAndLinksComeBackUnderTheirNames() {
    SenderLink sender = stage.sender(session, "out", 5);
    ReceiverLink receiver = stage.receiver(session, "in", 5);

    peer.disconnect();
    assertThat(log.take()).containsExactly("connection lost");
    assertThat(sender.credit()).isZero();
    reconnect();

    peer.takeHeader();
    peer.take(Open.class);
    assertThat(peer.take(Begin.class).remoteChannel()).isEqualTo(-1);
    // AMQP 2.7.2: before its begin this peer may have another handle-max than the one before.
    assertThat(peer.take(Attach.class).name()).isEqualTo("out");
    peer.takeNothing();
    peer.send(RawPeer.begin(0, 0, 10));
    assertThat(peer.take(Attach.class).name()).isEqualTo("in");
    peer.send(RawPeer.receiver("out", 0));
    peer.send(RawPeer.sender("in", 1));
    assertThat(log.take())
        .containsExactly("connection opened", "session opened", "attached out", "attached in");
    assertThat(sender.isAttached()).isTrue();
    assertThat(receiver.credit()).isZero();
  }

  @Test
  void whatIsUnsettledIsLostOnceAndInOrder() {
    SenderLink sender = stage.sender(session, "out", 10);
    for (int i = 0; i < 3; i++) {
      sender.send(Stage.message(1, i));
    }
    peer.send(RawPeer.disposition(Role.RECEIVER, 1, 1, true, Accepted.INSTANCE));
    peer.send(RawPeer.sessionFlow(3, 0, false));
    sender.send(Stage.message(1, 3));
    OutgoingDelivery last = sender.send(Stage.beginning(1, 4));
    log.take();

    peer.disconnect();
    peer.disconnect();

    assertThat(log.take())
        .containsExactly("lost 0", "lost 2", "lost 3", "lost 4", "connection lost");
    assertThat(last.phase()).isEqualTo(DeliveryPhase.LOST);
    assertThat(last.payload().isReadable()).isFalse();
  }

  @Test
  void nothingOfTheFormerConnectionIsSentOnTheNext() {
    // A delivery-id means another delivery there.
    stage.receiver(session, "in", 5);
    peer.send(0, RawPeer.transfer(0, 0, ""), new byte[1]);
    IncomingDelivery before = log.deliveries.get(0);

    peer.disconnect();
    before.update(Accepted.INSTANCE, true);
    reconnect();
    before.update(Accepted.INSTANCE, true);
    engine.flush();

    assertThat(before.phase()).isEqualTo(DeliveryPhase.LOST);
    assertThat(peer.takeAll(Disposition.class)).isEmpty();
  }

  @Test
  void deliveriesOfASuspendedLinkAreLostWithTheConnection() {
    SenderLink sender = stage.sender(session, "out", 5);
    OutgoingDelivery delivery = sender.send(Stage.message(1, "kept"));
    sender.detach(false, null);
    peer.send(new Detach(0, false, null));
    assertThat(delivery.phase()).isEqualTo(DeliveryPhase.UNSETTLED);
    log.take();

    peer.disconnect();

    assertThat(log.take()).containsExactly("lost kept", "connection lost");
  }

  @Test
  void whatThePeerBegunIsReportedClosed() {
    peer.send(1, RawPeer.begin(-1, 0, 10));
    peer.send(1, RawPeer.sender("theirs", 0));
    peer.send(0, RawPeer.receiver("on ours", 0));
    log.grants = false;
    peer.send(1, RawPeer.sender("undecided", 1));
    stage.forget();

    peer.disconnect();

    assertThat(log.take())
        .containsExactlyInAnyOrder(
            "closed on ours",
            "closed theirs",
            "closed undecided",
            "session closed",
            "connection lost");
    reconnect();
    assertThat(peer.takeAll(Begin.class)).hasSize(1);
  }

  @Test
  void aLinkThatWasDetachingIsReportedClosedAndDoesNotComeBack() {
    SenderLink sender = stage.sender(session, "out", 5);
    sender.detach(true, null);
    log.take();

    peer.disconnect();
    reconnect();

    assertThat(log.take()).containsExactly("closed out", "connection lost", "connection opened");
    assertThat(peer.takeAll(Attach.class)).isEmpty();
  }

  @Test
  void aSessionThatWasEndingIsReportedClosedAndDoesNotComeBack() {
    stage.sender(session, "out", 5);
    session.end(null);
    log.take();

    peer.disconnect();
    reconnect();

    assertThat(log.take())
        .containsExactly("closed out", "session closed", "connection lost", "connection opened");
    assertThat(peer.takeAll(Begin.class)).isEmpty();
  }

  @Test
  void aConnectionThatWasClosingIsClosedNotLost() {
    SenderLink sender = stage.sender(session, "out", 5);
    sender.send(Stage.message(1, "m"));
    sender.detach(true, null);
    engine.close(null);
    log.take();

    peer.disconnect();

    assertThat(log.take())
        .containsExactly("lost m", "closed out", "session closed", "connection closed");
  }

  @Test
  void aConnectionClosedBetweenTwoSocketsIsClosedAtOnce() {
    stage.sender(session, "out", 5);
    peer.disconnect();
    log.take();

    engine.close(null);

    assertThat(log.take()).containsExactly("closed out", "session closed", "connection closed");
  }

  @Test
  void aLinkDetachedBetweenTwoSocketsIsClosedAtOnceAndDoesNotComeBack() {
    SenderLink sender = stage.sender(session, "out", 5);
    peer.disconnect();
    log.take();

    sender.detach(true, null);
    assertThat(log.take()).containsExactly("closed out");
    reconnect();

    assertThat(peer.takeAll(Attach.class)).isEmpty();
  }

  @Test
  void aListenerMayCloseTheConnectionWhileItIsToldOfTheLoss() {
    SenderLink sender = stage.sender(session, "out", 5);
    sender.send(Stage.message(1, 1));
    sender.send(Stage.message(1, 2));
    log.take();
    log.next = () -> engine.close(null);

    peer.disconnect();

    List<String> told = log.take();
    assertThat(told).containsOnlyOnce("lost 1", "lost 2", "connection closed");
    assertThat(told).doesNotContain("connection lost");
  }

  @Test
  void creditAskedForBetweenTwoSocketsGoesOutWithTheLink() {
    ReceiverLink receiver = stage.receiver(session, "in", 5);
    peer.disconnect();

    receiver.credit(4);
    reconnect();
    peer.send(RawPeer.begin(0, 0, 10));
    peer.send(RawPeer.sender("in", 0));
    peer.send(0, RawPeer.transfer(0, 0, ""), new byte[1]);

    assertThat(log.take()).contains("delivered 0");
    assertThat(receiver.credit()).isEqualTo(3);
  }

  @Test
  void limitsThatTheNextPeerHasNotEndWhatIsBeyondThem() {
    // AMQP 2.7.1, channel-max; AMQP 2.7.2, handle-max
    SessionEndpoint second = engine.createSession();
    second.listener(log);
    second.begin();
    peer.disconnect();
    log.take();

    peer.connect();
    peer.header();
    peer.send(RawPeer.open(512, 0, 0));

    assertThat(log.take())
        .contains("session closed amqp:resource-limit-exceeded")
        .contains("connection opened");
    assertThat(peer.takeAll(Begin.class)).hasSize(1);
    assertThat(session.isLocallyOpen()).isTrue();
    assertThat(second.isLocallyOpen()).isFalse();
  }

  @Test
  void deliveryTagsAndCountsBeginAnew() {
    SenderLink sender = stage.sender(session, "out", 5);
    sender.send(Stage.message(1, "before"));
    peer.disconnect();
    reconnect();
    peer.send(RawPeer.begin(0, 0, 10));
    peer.send(RawPeer.receiver("out", 0));
    peer.send(RawPeer.flow(0, 0, 0, 0, 2));

    sender.send(Stage.message(1, "after"));

    Transfer transfer = peer.takeAll(Transfer.class).get(0);
    assertThat(transfer.deliveryId()).isZero();
    assertThat(Objects.requireNonNull(transfer.deliveryTag()).toString()).isEqualTo("01");
    assertThat(sender.credit()).isEqualTo(1);
  }

  private void reconnect() {
    peer.connect();
    peer.header();
    peer.send(RawPeer.open(512, Stage.CHANNEL_MAX, 0));
  }
}
