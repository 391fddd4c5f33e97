// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verifyNoInteractions;

import org.junit.jupiter.api.Test;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.messaging.Source;
import org.postrider.codec.messaging.Target;
import org.postrider.codec.performative.Detach;
import org.postrider.codec.performative.Role;

/** What a peer causes with each frame costs no more where it has begun many sessions. */
class ManySessionsTest {

  private static final int LIMIT = 1000;
  private static final byte[] PART = new byte[200];

  private final Stage stage = new Stage();
  private final ConnectionEngine engine = stage.engine;
  private final RawPeer peer = stage.peer;
  private final ComingMessages coming = engine.holdings().coming();

  /** One of the many, which has nothing to do with what happens. */
  private final SessionEndpoint bystander = mock(SessionEndpoint.class);

  private void receiver(int channel) {
    SessionEndpoint session = engine.createSession();
    session.listener(stage.log);
    session.begin();
    peer.send(channel, RawPeer.begin(channel, 0, 100));
    ReceiverLink receiver =
        session.createReceiver(LinkSettings.of("link" + channel, Source.of("s"), Target.of("t")));
    receiver.listener(stage.log);
    receiver.attach();
    peer.send(channel, RawPeer.sender(receiver.name(), receiver.localHandle()));
    receiver.credit(100);
    engine.flush();
  }

  private void crowd() {
    engine.settings(engine.settings().withMaxIncompleteOctets(LIMIT));
    stage.opened();
    receiver(0);
    receiver(1);
    receiver(2);
    peer.send(0, RawPeer.transfer(0, 0, "more"), PART);
    peer.send(1, RawPeer.transfer(0, 0, "more"), PART);
    assertThat(coming.isCrowded()).isTrue();
  }

  @Test
  void aNewNameIsNotLookedForInEachSession() {
    stage.opened().session(100);
    engine.sessions().remember(bystander);

    for (int i = 0; i < 3; i++) {
      peer.send(RawPeer.sender("link" + i, 5));
      peer.send(RawPeer.receiver("link" + i, 6));
      peer.send(new Detach(5, true, null));
      peer.send(new Detach(6, true, null));
    }

    assertThat(stage.log.links).hasSize(6);
    verifyNoInteractions(bystander);
  }

  @Test
  void outcomesDoNotAskEachSessionHowManyItAwaits() {
    SessionEndpoint session = stage.opened().session(100);
    SenderLink sender = stage.sender(session, "link", 3);
    for (int i = 0; i < 3; i++) {
      sender.send(Stage.message(1, "m" + i));
    }
    engine.sessions().remember(bystander);
    engine.takeAwaited();

    peer.send(RawPeer.disposition(Role.RECEIVER, 0, 0, true, Accepted.INSTANCE));

    assertThat(engine.takeAwaited()).isEqualTo(2);
    verifyNoInteractions(bystander);
  }

  @Test
  void theSocketsLossEndsWhatIsAwaited() {
    SessionEndpoint session = stage.opened().session(100);
    stage.sender(session, "link", 3).send(Stage.message(1, "m"));
    assertThat(engine.sessions().unsettledOutgoing()).isOne();

    peer.disconnect();

    assertThat(engine.sessions().unsettledOutgoing()).isZero();
  }

  @Test
  void theTurnOfLargeMessagesMovesPastWhoHasNone() {
    crowd();
    peer.send(2, RawPeer.transfer(0, 0, "more"), PART);
    engine.sessions().remember(bystander);

    for (int i = 0; i < 6; i++) {
      // Two are left, so it stays crowded, and the next has its turn.
      peer.send(i % 3, RawPeer.transfer(0, -1, "aborted"));
      peer.send(i % 3, RawPeer.transfer(0, 1 + i, "more"), PART);
      assertThat(coming.isCrowded()).isTrue();
    }

    verifyNoInteractions(bystander);
  }

  @Test
  void aCrowdThatIsOverDoesNotComeAgainAtOnce() {
    crowd();

    peer.send(1, RawPeer.transfer(0, -1, "aborted"));
    assertThat(coming.isCrowded()).isFalse();
    peer.send(1, RawPeer.transfer(0, 1, "more"), PART);
    assertThat(coming.isCrowded()).isFalse();

    peer.now(ComingMessages.CALM_MS);
    peer.send(1, RawPeer.transfer(0, -1, "more"), PART);
    assertThat(coming.isCrowded()).isTrue();
  }
}
