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
import org.postrider.codec.performative.Close;
import org.postrider.codec.performative.Detach;
import org.postrider.codec.performative.End;
import org.postrider.codec.performative.Flow;
import org.postrider.codec.performative.Role;
import org.postrider.codec.value.ErrorConditions;

/** A link that is given up before the peer has answered its attach (AMQP 2.6.3). */
class HeldDetachTest {

  private final Stage stage = new Stage().opened();
  private final RawPeer peer = stage.peer;
  private final EventLog log = stage.log;
  private final SessionEndpoint session = stage.session(100);
  private final ReceiverLink receiver =
      session.createReceiver(LinkSettings.of("link", Source.of("s"), Target.of("t")));

  @BeforeEach
  void asked() {
    receiver.listener(log);
    receiver.attach();
  }

  @Test
  void itsDetachFollowsWhenTheAttachIsAnswered() {
    receiver.detach(true, null);
    peer.take(Attach.class);
    peer.takeNothing();

    peer.send(RawPeer.sender("link", 0));
    assertThat(peer.take(Detach.class).closed()).isTrue();
    peer.send(new Detach(0, true, null));

    peer.takeNothing();
    assertThat(log.take()).containsExactly("closed link");
    assertThat(receiver.state()).isEqualTo(LinkState.DETACHED);
  }

  @Test
  void itSaysWhatItWasToSay() {
    receiver.detach(false, new AmqpError(ErrorConditions.INTERNAL_ERROR, "why"));
    peer.forget();

    peer.send(RawPeer.sender("link", 0));

    Detach detach = peer.take(Detach.class);
    assertThat(detach.closed()).isFalse();
    assertThat(Objects.requireNonNull(detach.error()).description()).isEqualTo("why");
  }

  @Test
  void itIsToldOfARefusal() {
    receiver.detach(true, null);
    peer.forget();

    peer.send(Attach.of("link", 0, Role.SENDER, null, Target.of("t")));
    peer.send(new Detach(0, true, new AmqpError(ErrorConditions.NOT_FOUND, "none")));

    assertThat(peer.take(Detach.class).closed()).isTrue();
    peer.takeNothing();
    assertThat(log.take()).containsExactly("closed link amqp:not-found");
  }

  @Test
  void creditThatWasNotToldIsNotTold() {
    receiver.credit(10);
    receiver.detach(true, null);
    stage.engine.flush();
    peer.take(Attach.class);

    peer.send(RawPeer.sender("link", 0));

    peer.take(Detach.class);
    peer.takeNothing();
  }

  @Test
  void whatComesWithinCreditThatWasToldIsDiscarded() {
    receiver.credit(10);
    stage.engine.flush();
    receiver.detach(true, null);
    assertThat(peer.takeAll(Flow.class)).hasSize(1);

    peer.send(RawPeer.sender("link", 0));
    peer.take(Detach.class);
    peer.send(0, RawPeer.transfer(0, 0, ""), new byte[1]);
    peer.send(new Detach(0, true, null));

    peer.takeNothing();
    assertThat(log.take()).containsExactly("closed link");
    assertThat(session.unsettledIncoming()).isZero();
  }

  @Test
  void itsNameIsPassedOnAfterBothDetaches() {
    receiver.detach(true, null);
    ReceiverLink heir =
        session.createReceiver(LinkSettings.of("link", Source.of("s"), Target.of("t")));
    heir.attach();
    assertThat(heir.isAwaitingName()).isTrue();
    peer.take(Attach.class);
    peer.takeNothing();

    peer.send(RawPeer.sender("link", 0));
    peer.take(Detach.class);
    peer.takeNothing();
    peer.send(new Detach(0, true, null));

    assertThat(peer.take(Attach.class).name()).isEqualTo("link");
  }

  @Test
  void aLossOfTheConnectionEndsIt() {
    receiver.detach(true, null);

    peer.disconnect();

    assertThat(log.take()).contains("closed link");
    peer.connect();
    peer.header();
    peer.send(RawPeer.open(512, 7, 0));
    peer.send(RawPeer.begin(0, 0, 100));
    assertThat(peer.takeAll(Attach.class)).isEmpty();
  }

  @Test
  void theEndOfTheSessionEndsIt() {
    receiver.detach(true, null);
    stage.forget();

    session.end(null);
    peer.send(new End(null));

    peer.take(End.class);
    peer.takeNothing();
    assertThat(log.take()).containsExactly("closed link", "session closed");
  }

  @Test
  void theCloseOfTheConnectionEndsIt() {
    receiver.detach(true, null);
    stage.forget();

    stage.engine.close(null);
    peer.send(new Close(null));

    assertThat(log.take()).contains("closed link", "connection closed");
  }

  @Test
  void aSessionThatIsNotBegunYetHoldsItToo() {
    SessionEndpoint fresh = stage.engine.createSession();
    fresh.begin();
    SenderLink sender = fresh.createSender(LinkSettings.of("o", Source.of("s"), Target.of("t")));
    sender.listener(log);
    sender.attach();
    sender.detach(true, null);
    assertThat(peer.takeAll(Detach.class)).isEmpty();

    peer.send(1, RawPeer.begin(1, 0, 100));
    peer.send(1, RawPeer.receiver("o", 0));

    assertThat(peer.take(Detach.class).handle()).isZero();
  }

  @Test
  void theCloseOfWhatWasSuspendedWaitsForTheAnswerToo() {
    // AMQP 2.6.6: attach again, then detach closed.
    peer.send(RawPeer.sender("link", 0));
    receiver.detach(false, null);
    stage.forget();

    peer.send(new Detach(0, true, null));
    peer.take(Attach.class);
    peer.takeNothing();
    peer.send(RawPeer.sender("link", 0));

    assertThat(peer.take(Detach.class).closed()).isTrue();
  }
}
