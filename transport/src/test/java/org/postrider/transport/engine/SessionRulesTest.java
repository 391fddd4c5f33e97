// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.Source;
import org.postrider.codec.messaging.Target;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.Begin;
import org.postrider.codec.performative.Close;
import org.postrider.codec.performative.Detach;
import org.postrider.codec.performative.End;
import org.postrider.codec.performative.Flow;
import org.postrider.codec.performative.Transfer;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.codec.value.Symbol;

/** The rules of begin, end, handles and the session windows, against one engine (AMQP 2.5). */
class SessionRulesTest {

  private final Stage stage = new Stage().opened();
  private final ConnectionEngine engine = stage.engine;
  private final RawPeer peer = stage.peer;
  private final EventLog log = stage.log;

  @Test
  void aBeginIsAnsweredWithThePeersChannel() {
    // AMQP 2.7.2, remote-channel
    peer.send(5, RawPeer.begin(-1, 0, 10));

    assertThat(peer.take(Begin.class).remoteChannel()).isEqualTo(5);
    assertThat(log.take()).containsExactly("session begun", "session opened");
  }

  @Test
  void aBeginOnAUsedChannelClosesTheConnection() {
    // AMQP 2.5.1
    peer.send(5, RawPeer.begin(-1, 0, 10));
    stage.forget();

    peer.send(5, RawPeer.begin(-1, 0, 10));

    assertThat(closeCondition()).isEqualTo(ErrorConditions.NOT_ALLOWED);
  }

  @Test
  void aBeginThatAnswersNothingClosesTheConnection() {
    // AMQP 2.7.2, remote-channel
    peer.send(0, RawPeer.begin(3, 0, 10));

    assertThat(closeCondition()).isEqualTo(ErrorConditions.NOT_ALLOWED);
  }

  @Test
  void aSecondAnswerToABeginClosesTheConnection() {
    stage.session(10);

    peer.send(1, RawPeer.begin(0, 0, 10));

    assertThat(closeCondition()).isEqualTo(ErrorConditions.ILLEGAL_STATE);
  }

  @Test
  void aFrameOnAChannelThatWasNotBegunClosesTheConnection() {
    // AMQP 2.5.1
    peer.send(4, RawPeer.sessionFlow(0, 10, false));

    assertThat(closeCondition()).isEqualTo(ErrorConditions.NOT_ALLOWED);
  }

  @Test
  void anEndOnAChannelThatWasNotBegunClosesTheConnection() {
    // AMQP 2.5.1
    peer.send(4, new End(null));

    assertThat(closeCondition()).isEqualTo(ErrorConditions.NOT_ALLOWED);
  }

  @Test
  void theFaceMayEndASessionAsItIsBegun() {
    // AMQP 2.5.5: an end needs our begin before it.
    log.next = () -> log.sessions.get(0).end(new AmqpError(ErrorConditions.NOT_ALLOWED, "no"));

    peer.send(5, RawPeer.begin(-1, 0, 10));

    assertThat(peer.take(Begin.class).remoteChannel()).isEqualTo(5);
    assertThat(Objects.requireNonNull(peer.take(End.class).error()).condition())
        .isEqualTo(ErrorConditions.NOT_ALLOWED);
    peer.takeNothing();
  }

  @Test
  void thePeersEndIsAnsweredAndEndsTheLinksFirst() {
    // AMQP 2.5.5
    SessionEndpoint session = stage.session(10);
    stage.sender(session, "link", 5);

    peer.send(new End(new AmqpError(ErrorConditions.RESOURCE_DELETED, "gone")));

    assertThat(peer.take(End.class).error()).isNull();
    assertThat(log.take())
        .containsExactly(
            "closed link amqp:resource-deleted", "session closed amqp:resource-deleted");
  }

  @Test
  void framesAfterOurEndAreDiscardedUntilThePeersEnd() {
    // AMQP 2.5.5, END_SENT
    SessionEndpoint session = stage.session(10);
    stage.receiver(session, "link", 1);
    session.end(null);
    stage.forget();

    peer.send(0, RawPeer.transfer(0, 0, ""), new byte[1]);
    peer.send(RawPeer.flow(0, 0, 77, 0, 0, false, true));
    peer.send(new Detach(78, true, null));
    assertThat(log.take()).isEmpty();
    peer.send(new End(null));

    peer.takeNothing();
    assertThat(log.take()).containsExactly("closed link", "session closed");
    assertThat(engine.isOpened()).isTrue();
  }

  @Test
  void nothingIsWrittenOnAChannelAfterItsEnd() {
    // AMQP 2.5.5
    SessionEndpoint session = stage.session(10);
    SenderLink sender = stage.sender(session, "s", 3);
    ReceiverLink receiver = stage.receiver(session, "r", 3);
    peer.send(0, RawPeer.transfer(1, 0, ""), new byte[1]);
    session.end(null);
    peer.takeAll(End.class);

    log.deliveries.get(0).update(null, true);
    receiver.credit(9);
    sender.detach(true, null);
    receiver.detach(true, null);
    session.end(null);
    engine.flush();

    peer.takeNothing();
    assertThat(sender.credit()).isZero();
  }

  @Test
  void aChannelIsFreeAgainAfterBothEnds() {
    // AMQP 2.5.1
    SessionEndpoint session = stage.session(10);
    session.end(null);
    SessionEndpoint second = engine.createSession();
    second.begin();
    assertThat(second.channel()).isEqualTo(1);

    peer.send(new End(null));
    SessionEndpoint third = engine.createSession();
    third.begin();

    assertThat(third.channel()).isZero();
  }

  @Test
  void anEndThatWasPipelinedWaitsForBeginAndEnd() {
    // AMQP 2.5.5
    SessionEndpoint session = engine.createSession();
    session.listener(log);
    session.begin();
    session.end(null);
    peer.take(Begin.class);
    peer.take(End.class);

    peer.send(RawPeer.begin(0, 0, 10));
    peer.send(new End(null));

    assertThat(session.state()).isEqualTo(SessionState.ENDED);
    assertThat(log.take()).containsExactly("session closed");
  }

  @Test
  void aSessionEndedBeforeItWasBegunIsReported() {
    ConnectionEngine fresh = new ConnectionEngine(ConnectionSettings.of("fresh"), log);
    SessionEndpoint session = fresh.createSession();
    session.listener(log);
    session.begin();

    session.end(null);

    assertThat(log.take()).containsExactly("session closed");
  }

  @Test
  void aFrameOnAnUnattachedHandleEndsTheSession() {
    // AMQP 2.6.2
    stage.session(10);

    peer.send(RawPeer.flow(0, 0, 6, 0, 1));

    assertThat(endCondition()).isEqualTo(ErrorConditions.UNATTACHED_HANDLE);
    assertThat(log.take()).containsExactly("session closed amqp:session:unattached-handle");
    assertThat(engine.isOpened()).isTrue();
  }

  @Test
  void anAttachOnAUsedHandleEndsTheSession() {
    // AMQP 2.6.2
    stage.sender(stage.session(10), "link", 0);

    peer.send(RawPeer.sender("other", 0));

    assertThat(endCondition()).isEqualTo(ErrorConditions.HANDLE_IN_USE);
  }

  @Test
  void anAttachAboveOurHandleMaxClosesTheConnection() {
    // AMQP 2.7.2, handle-max
    stage.session(10);

    peer.send(RawPeer.sender("link", Handles.HANDLE_MAX + 1L));

    assertThat(closeCondition()).isEqualTo(ErrorConditions.FRAMING_ERROR);
  }

  @Test
  void linksBeyondThePeersHandleMaxAreRefusedHere() {
    // AMQP 2.7.2, handle-max
    SessionEndpoint session = engine.createSession();
    session.listener(log);
    session.begin();
    peer.send(RawPeer.begin(0, 0, 10, 0));
    stage.sender(session, "first", 0);
    SenderLink second =
        session.createSender(LinkSettings.of("second", Source.of("s"), Target.of("t")));

    assertThatThrownBy(second::attach)
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("handle-max 0");

    peer.takeNothing();
  }

  @Test
  void anAttachThatWouldExceedThePeersFramesIsRefusedHere() {
    // AMQP 2.7.1, max-frame-size
    SessionEndpoint session = stage.session(10);
    SenderLink link =
        session.createSender(LinkSettings.of("x".repeat(600), Source.of("s"), Target.of("t")));

    assertThatThrownBy(link::attach).isInstanceOf(EngineException.class);

    peer.takeNothing();
    assertThat(stage.sender(session, "small", 0).localHandle()).isZero();
  }

  @Test
  void theIncomingWindowIsReplenishedAtHalf() {
    // AMQP 2.5.6
    Stage small = new Stage(new FirstNumbers(0, 0, 0, 4)).opened();
    small.receiver(small.session(10), "link", 10);

    small.peer.send(0, RawPeer.transfer(0, 0, ""), new byte[1]);
    small.peer.takeNothing();
    small.peer.send(0, RawPeer.transfer(0, 1, ""), new byte[1]);

    Flow flow = small.peer.take(Flow.class);
    assertThat(flow.nextIncomingId()).isEqualTo(2);
    assertThat(flow.incomingWindow()).isEqualTo(4);
    assertThat(flow.handle()).isEqualTo(-1);
  }

  @Test
  void thePeersIncomingWindowIsNotExceeded() {
    // AMQP 2.5.6
    SenderLink sender = stage.sender(stage.session(2), "link", 10);
    // The credit's flow opened the window to 1000; this one narrows it again.
    peer.send(RawPeer.sessionFlow(0, 2, false));
    stage.forget();

    for (int i = 0; i < 5; i++) {
      sender.send(Stage.message(10, i));
    }

    assertThat(peer.takeAll(Transfer.class)).hasSize(2);
    peer.send(RawPeer.sessionFlow(2, 2, false));
    assertThat(peer.takeAll(Transfer.class)).hasSize(2);
    peer.send(RawPeer.sessionFlow(4, 2, false));
    assertThat(peer.takeAll(Transfer.class)).hasSize(1);
  }

  @Test
  void theWindowCountsTransfersNotMessages() {
    // AMQP 2.5.6
    SenderLink sender = stage.sender(stage.session(2), "link", 10);
    peer.send(RawPeer.sessionFlow(0, 2, false));
    stage.forget();

    sender.send(Stage.message(1200, "large"));

    assertThat(peer.takeAll(Transfer.class)).extracting(Transfer::more).containsExactly(true, true);
    peer.send(RawPeer.sessionFlow(2, 2, false));
    assertThat(peer.takeAll(Transfer.class)).extracting(Transfer::more).containsExactly(false);
  }

  @Test
  void aFlowOfAPeerThatHadNotSeenOurBeginCountsFromOurFirstId() {
    // AMQP 2.5.6: next-incoming-id is absent then.
    Stage wrapping = new Stage(new FirstNumbers(-1, 0, 0, 10)).opened();
    SenderLink sender = wrapping.sender(wrapping.session(5), "link", 0);
    wrapping.peer.send(RawPeer.flow(RawPeer.NO_FIELD, 0, 0, 0, 3));

    sender.send(Stage.message(1, 1));
    sender.send(Stage.message(1, 2));

    assertThat(wrapping.peer.takeAll(Transfer.class)).hasSize(2);
    assertThat(sender.credit()).isEqualTo(1);
  }

  @Test
  void aSessionFlowWithEchoIsAnsweredOnceAndWithoutEcho() {
    // AMQP 2.7.4, echo
    stage.session(10);

    peer.send(RawPeer.sessionFlow(0, 10, true));

    Flow answer = peer.take(Flow.class);
    assertThat(answer.handle()).isEqualTo(-1);
    assertThat(answer.echo()).isFalse();
    peer.takeNothing();
  }

  @Test
  void nextIncomingIdIsNotToldBeforeThePeersBegin() {
    // AMQP 2.7.4, next-incoming-id
    SessionEndpoint session = engine.createSession();
    session.begin();
    ReceiverLink receiver =
        session.createReceiver(LinkSettings.of("link", Source.of("s"), Target.of("t")));
    receiver.attach();
    receiver.credit(5);
    engine.flush();

    assertThat(peer.takeAll(Flow.class))
        .singleElement()
        .satisfies(
            flow -> {
              assertThat(flow.nextIncomingId()).isEqualTo(-1);
              assertThat(flow.deliveryCount()).isEqualTo(-1);
              assertThat(flow.linkCredit()).isEqualTo(5);
            });
  }

  @Test
  void theBeginAndTheFirstAttachOfTheFaceArePipelined() {
    // AMQP 2.5.1; AMQP 2.7.2: a second handle may be beyond the peer's handle-max.
    SessionEndpoint session = engine.createSession();
    session.begin();
    session.createSender(LinkSettings.of("a", Source.of("s"), Target.of("t"))).attach();
    session.createReceiver(LinkSettings.of("a", Source.of("s"), Target.of("t"))).attach();

    peer.take(Begin.class);
    assertThat(peer.take(Attach.class).handle()).isZero();
    peer.takeNothing();
    peer.send(RawPeer.begin(0, 0, 10));
    assertThat(peer.take(Attach.class).handle()).isEqualTo(1);
  }

  private Symbol closeCondition() {
    return Objects.requireNonNull(peer.take(Close.class).error()).condition();
  }

  private Symbol endCondition() {
    return Objects.requireNonNull(peer.take(End.class).error()).condition();
  }
}
