// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.Source;
import org.postrider.codec.messaging.Target;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.Begin;
import org.postrider.codec.performative.Close;
import org.postrider.codec.performative.Detach;
import org.postrider.codec.performative.End;
import org.postrider.codec.performative.Role;
import org.postrider.codec.value.ErrorConditions;

/** A session that is ended before the peer has answered its attaches (AMQP 2.5.5, 2.6.3). */
class HeldEndTest {

  private final Stage stage = new Stage().opened();
  private final RawPeer peer = stage.peer;
  private final EventLog log = stage.log;
  private final SessionEndpoint session = stage.session(100);
  private final ReceiverLink receiver = receiver(session, "link");

  private static LinkSettings settings(String name) {
    return LinkSettings.of(name, Source.of("s"), Target.of("t"));
  }

  private static ReceiverLink receiver(SessionEndpoint of, String name) {
    return of.createReceiver(settings(name));
  }

  @BeforeEach
  void asked() {
    receiver.listener(log);
    receiver.attach();
    stage.forget();
  }

  @Test
  void itsEndFollowsWhenTheAttachIsAnswered() {
    session.end(null);
    peer.takeNothing();
    assertThat(session.state()).isEqualTo(SessionState.END_HELD);

    peer.send(RawPeer.sender("link", 0));
    peer.take(End.class);
    peer.takeNothing();
    assertThat(log.take()).isEmpty();
    peer.send(new End(null));

    peer.takeNothing();
    assertThat(log.take()).containsExactly("closed link", "session closed");
    assertThat(session.state()).isEqualTo(SessionState.ENDED);
  }

  @Test
  void itWaitsForEachAttach() {
    SenderLink sender = session.createSender(settings("other"));
    sender.attach();
    stage.forget();
    session.end(null);

    peer.send(RawPeer.sender("link", 0));
    peer.takeNothing();
    peer.send(RawPeer.receiver("other", 1));

    peer.take(End.class);
    peer.takeNothing();
  }

  @Test
  void itSaysWhatItWasToSay() {
    session.end(new AmqpError(ErrorConditions.INTERNAL_ERROR, "why"));

    peer.send(RawPeer.sender("link", 0));

    assertThat(Objects.requireNonNull(peer.take(End.class).error()).description()).isEqualTo("why");
  }

  @Test
  void toAskAgainDoesNotHastenIt() {
    session.end(null);
    session.end(null);
    peer.takeNothing();

    peer.send(RawPeer.sender("link", 0));

    peer.take(End.class);
    peer.takeNothing();
  }

  @Test
  void aRefusalOfTheLinkIsAnAnswerToo() {
    session.end(null);

    peer.send(RawPeer.attach("link", 0, Role.SENDER, null, Target.of("t")));
    peer.send(new Detach(0, true, new AmqpError(ErrorConditions.NOT_FOUND, "none")));

    peer.take(End.class);
    peer.takeNothing();
    peer.send(new End(null));
    assertThat(log.take()).containsExactly("closed link", "session closed");
  }

  @Test
  void aDetachThatWaitsTooGoesBeforeIt() {
    receiver.detach(true, null);
    session.end(null);
    peer.takeNothing();

    peer.send(RawPeer.sender("link", 0));

    assertThat(peer.take(Detach.class).closed()).isTrue();
    peer.take(End.class);
    peer.takeNothing();
  }

  @Test
  void nothingElseIsSentInTheSession() {
    SenderLink attached = session.createSender(settings("old"));
    attached.attach();
    peer.send(RawPeer.receiver("old", 0));
    stage.forget();
    session.end(null);

    ReceiverLink late = receiver(session, "late");
    late.attach();
    attached.detach(true, null);
    receiver.credit(10);
    stage.engine.flush();

    peer.takeNothing();
  }

  @Test
  void whatElseComesInTheSessionIsDiscarded() {
    ReceiverLink attached = receiver(session, "old");
    attached.listener(log);
    attached.attach();
    attached.credit(10);
    peer.send(RawPeer.sender("old", 0));
    stage.engine.flush();
    stage.forget();
    session.end(null);

    peer.send(0, RawPeer.transfer(0, 0, ""), new byte[1]);
    peer.send(new Detach(0, true, null));
    peer.send(new Detach(7, true, null));
    peer.takeNothing();
    peer.send(RawPeer.sender("link", 1));

    peer.take(End.class);
    peer.takeNothing();
    assertThat(log.take()).isEmpty();
    assertThat(session.unsettledIncoming()).isZero();
  }

  @Test
  void aPeerThatAttachesGetsTheEndForItsAnswer() {
    // It may wait for one before it ends the session, and this end would wait for it.
    session.end(null);

    peer.send(RawPeer.sender("theirs", 5));

    peer.take(End.class);
    peer.takeNothing();
  }

  @Test
  void aPeerWhoseAttachIsNotAnsweredGetsTheEndAtOnce() {
    log.grants = false;
    peer.send(RawPeer.sender("theirs", 5));
    stage.forget();

    session.end(null);

    peer.take(End.class);
    peer.takeNothing();
  }

  @Test
  void anEndOfThePeersIsAnsweredAtOnce() {
    session.end(null);

    peer.send(new End(null));

    peer.take(End.class);
    peer.takeNothing();
    assertThat(log.take()).containsExactly("closed link", "session closed");
  }

  @Test
  void aLossOfTheConnectionEndsIt() {
    session.end(null);

    peer.disconnect();

    assertThat(log.take()).contains("closed link", "session closed");
    peer.connect();
    peer.header();
    peer.send(RawPeer.open(512, 7, 0));
    assertThat(peer.takeAll(Begin.class)).isEmpty();
  }

  @Test
  void theCloseOfTheConnectionDoesNotWait() {
    session.end(null);

    stage.engine.close(null);
    peer.take(Close.class);
    peer.send(new Close(null));

    peer.takeNothing();
    assertThat(log.take()).contains("closed link", "session closed", "connection closed");
  }

  @Test
  void aSessionWhoseBeginIsNotAnsweredWaitsForItsAttachesToo() {
    SessionEndpoint fresh = stage.engine.createSession();
    fresh.begin();
    receiver(fresh, "o").attach();
    stage.forget();

    fresh.end(null);
    assertThat(fresh.state()).isEqualTo(SessionState.END_HELD_PIPE);
    peer.send(1, RawPeer.begin(1, 0, 100));
    peer.takeNothing();
    peer.send(1, RawPeer.sender("o", 0));

    peer.take(End.class);
    peer.takeNothing();
  }

  @Test
  void aSessionWithoutAttachesDoesNotWait() {
    SessionEndpoint fresh = stage.engine.createSession();
    fresh.begin();
    peer.take(Begin.class);

    fresh.end(null);

    peer.take(End.class);
    assertThat(peer.takeAll(Attach.class)).isEmpty();
  }
}
