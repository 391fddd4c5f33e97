// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.postrider.codec.performative.Role;
import org.postrider.codec.value.ErrorConditions;

/** A session that is ended before the peer has answered its attaches (AMQP 2.5.5, 2.6.3). */
class HeldEndTest {

  private final Stage stage = new Stage().opened();
  private final ConnectionEngine engine = stage.engine;
  private final RawPeer peer = stage.peer;
  private final EventLog log = stage.log;
  private final SessionEndpoint session = stage.session(100);

  private ReceiverLink receiver(String name) {
    ReceiverLink receiver =
        session.createReceiver(LinkSettings.of(name, Source.of("s"), Target.of("t")));
    receiver.listener(log);
    receiver.attach();
    return receiver;
  }

  /** Asked for, not answered, and ended. */
  private void ended() {
    receiver("link");
    session.end(null);
    peer.take(Attach.class);
    peer.takeNothing();
  }

  @Test
  void itsEndFollowsWhenTheAttachIsAnswered() {
    ended();

    peer.send(RawPeer.sender("link", 0));
    peer.take(End.class);
    peer.send(new End(null));

    peer.takeNothing();
    assertThat(log.take()).containsExactly("closed link", "session closed");
    assertThat(session.state()).isEqualTo(SessionState.ENDED);
  }

  @Test
  void itWaitsForAllAnswers() {
    stage.receiver(session, "before", 0);
    receiver("one");
    receiver("two");
    session.end(null);
    peer.forget();

    peer.send(RawPeer.sender("one", 1));
    peer.takeNothing();
    peer.send(Attach.of("two", 2, Role.SENDER, null, Target.of("t")));

    peer.take(End.class);
    assertThat(log.take()).isEmpty();
  }

  @Test
  void aPeerThatWaitsForAnAnswerItselfIsNotWaitedFor() {
    log.grants = false;
    peer.send(RawPeer.sender("theirs", 6));
    receiver("link");
    peer.forget();

    session.end(null);

    peer.take(End.class);
  }

  @Test
  void aPeerThatAsksForALinkMeanwhileIsNotWaitedForAnyMore() {
    ended();

    peer.send(RawPeer.receiver("link", 6));

    peer.take(End.class);
  }

  @Test
  void itSaysWhatItWasToSay() {
    receiver("link");
    session.end(new AmqpError(ErrorConditions.INTERNAL_ERROR, "why"));
    peer.forget();

    peer.send(RawPeer.sender("link", 0));

    assertThat(Objects.requireNonNull(peer.take(End.class).error()).description()).isEqualTo("why");
  }

  @Test
  void aLinkThatIsDetachedBeforeItsAttachIsAnsweredIsWaitedForToo() {
    receiver("link").detach(true, null);
    session.end(null);
    peer.forget();

    peer.send(RawPeer.sender("link", 0));

    assertThat(peer.takeAll(Detach.class)).isEmpty();
    peer.send(new End(null));
    assertThat(log.take()).containsExactly("closed link", "session closed");
  }

  @Test
  void nothingElseIsSentAndNothingThatComesIsTold() {
    ReceiverLink receiver = receiver("link");
    receiver("other");
    receiver.credit(5);
    session.end(null);
    assertThat(peer.takeAll(Flow.class)).hasSize(1);

    receiver.credit(10);
    receiver.detach(true, null);
    engine.flush();
    peer.send(RawPeer.sender("link", 0));
    peer.send(0, RawPeer.transfer(0, 0, ""), new byte[1]);
    peer.send(RawPeer.flow(0, 1, 0, 1, 0, false, true));
    peer.send(new Detach(0, true, null));

    peer.takeNothing();
    assertThat(log.take()).isEmpty();
  }

  @Test
  void aPeerThatDoesNotAnswerTheAttachHasTheEndAfterAWhile() {
    ConnectionSettings patient = ConnectionSettings.of("patient").withLimits(4096, 7, 0);
    ConnectionEngine alone = new ConnectionEngine(patient, log);
    RawPeer silent = new RawPeer(alone);
    alone.open();
    silent.connect();
    silent.header();
    silent.send(RawPeer.open(4096, 7, 0));
    SessionEndpoint ending = alone.createSession();
    ending.begin();
    silent.send(RawPeer.begin(0, 0, 100));
    ending.createReceiver(LinkSettings.of("link", Source.of("s"), Target.of("t"))).attach();
    ending.end(null);
    silent.forget();

    long dueMs = alone.tick(1_000_000);
    assertThat(dueMs).isEqualTo(1_000_000 + HeldEnd.PATIENCE_MS);
    assertThat(alone.tick(dueMs - 1)).isEqualTo(dueMs);
    silent.takeNothing();

    assertThat(alone.tick(dueMs)).isEqualTo(IdleTimer.NEVER);
    silent.take(End.class);
  }

  @Test
  void aSessionThatIsNotBegunYetWaitsForBothAnswers() {
    SessionEndpoint fresh = engine.createSession();
    fresh.begin();
    fresh.createSender(LinkSettings.of("o", Source.of("s"), Target.of("t"))).attach();
    fresh.end(null);
    peer.take(Begin.class);
    peer.take(Attach.class);
    peer.takeNothing();

    peer.send(1, RawPeer.begin(1, 0, 100));
    peer.takeNothing();
    peer.send(1, RawPeer.receiver("o", 0));

    peer.take(End.class);
  }

  @Test
  void anEndOfThePeerIsAnsweredAtOnce() {
    ended();

    peer.send(new End(null));

    peer.take(End.class);
    peer.takeNothing();
    assertThat(log.take()).containsExactly("closed link", "session closed");
    assertThat(stage.session(10).channel()).isZero();
  }

  @Test
  void aMistakeOfThePeerEndsTheSessionAtOnce() {
    receiver("link");
    peer.forget();

    peer.send(RawPeer.flow(0, 0, 7, 0, 1));

    assertThat(Objects.requireNonNull(peer.take(End.class).error()).condition())
        .isEqualTo(ErrorConditions.UNATTACHED_HANDLE);
  }

  @Test
  void theCloseOfTheConnectionDoesNotWait() {
    ended();

    engine.close(null);
    peer.take(Close.class);
    peer.send(RawPeer.sender("link", 0));
    peer.send(new Close(null));

    peer.takeNothing();
    assertThat(log.take()).contains("closed link", "session closed", "connection closed");
  }

  @Test
  void aLossOfTheConnectionEndsIt() {
    ended();

    peer.disconnect();
    assertThat(log.take()).contains("closed link", "session closed");
    peer.connect();
    peer.header();
    peer.send(RawPeer.open(512, 7, 0));
    peer.forget();
    engine.tick(1);

    assertThat(peer.takeAll(End.class)).isEmpty();
  }
}
