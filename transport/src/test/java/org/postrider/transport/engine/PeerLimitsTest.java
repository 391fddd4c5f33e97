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
import org.postrider.codec.performative.Role;
import org.postrider.codec.value.ErrorConditions;

/** What the peer's own limits leave no room for ends as little as it can. */
class PeerLimitsTest {

  private final Stage stage = new Stage().opened();
  private final RawPeer peer = stage.peer;
  private final EventLog log = stage.log;

  private SessionEndpoint session(long handleMax) {
    SessionEndpoint session = stage.engine.createSession();
    session.listener(log);
    session.begin();
    peer.send(RawPeer.begin(0, 0, 100, handleMax));
    stage.forget();
    return session;
  }

  private void endsTheSession(String words) {
    AmqpError error = Objects.requireNonNull(peer.take(End.class).error());
    assertThat(error.condition()).isEqualTo(ErrorConditions.RESOURCE_LIMIT_EXCEEDED);
    assertThat(error.description()).contains(words);
    peer.takeNothing();
    assertThat(stage.engine.isOpened()).isTrue();
    assertThat(peer.isClosed()).isFalse();
  }

  @Test
  void aPeerThatTakesLessThanTheSmallestFramesGetsThose() {
    // AMQP 2.7.1, max-frame-size
    Stage small = new Stage().opened(100);
    SenderLink sender = small.sender(small.session(100), "link", 1);

    sender.send(Stage.message(2000, "large"));

    assertThat(small.peer.framesLeft()).hasSizeGreaterThan(3);
    assertThat(small.peer.framesLeft().peekFirst())
        .satisfies(frame -> assertThat(frame.size()).isEqualTo(512));
  }

  @Test
  void aLinkOfThePeerBeyondItsOwnHandleMaxEndsTheSession() {
    // AMQP 2.7.2, handle-max
    session(0);
    peer.send(RawPeer.sender("first", 0));
    stage.forget();

    peer.send(RawPeer.sender("second", 1));

    endsTheSession("handle-max 0");
    assertThat(log.take())
        .containsExactly(
            "asked for second",
            "closed first amqp:resource-limit-exceeded",
            "closed second amqp:resource-limit-exceeded",
            "session closed amqp:resource-limit-exceeded");
  }

  @Test
  void aLinkThatThePeerTakesBackBeyondItsOwnHandleMaxEndsTheSession() {
    session(0);
    stage.log.grants = false;
    peer.send(RawPeer.sender("first", 0));
    log.links.get(0).attach();
    peer.send(RawPeer.sender("second", 1));
    stage.forget();

    peer.send(new Detach(1, true, null));

    endsTheSession("handle-max 0");
  }

  @Test
  void aRefusalBeyondThePeersHandleMaxEndsTheSession() {
    session(0);
    log.grants = false;
    peer.send(RawPeer.sender("first", 0));
    log.links.get(0).attach();
    peer.send(RawPeer.sender("second", 1));
    stage.forget();

    log.links.get(1).refuse(new AmqpError(ErrorConditions.NOT_FOUND, "no such node"));

    endsTheSession("handle-max 0");
  }

  @Test
  void aLinkOfThePeerWhoseAnswerIsTooLargeForItIsRefused() {
    // AMQP 2.7.1, max-frame-size; AMQP 2.6.3
    session(9);
    String address = "a".repeat(600);

    peer.send(Attach.of("theirs", 0, Role.SENDER, Source.of(address), Target.of("t")));

    Attach answer = peer.take(Attach.class);
    assertThat(answer.source()).isNull();
    assertThat(answer.target()).isNull();
    Detach detach = peer.take(Detach.class);
    assertThat(detach.closed()).isTrue();
    AmqpError error = Objects.requireNonNull(detach.error());
    assertThat(error.condition()).isEqualTo(ErrorConditions.FRAME_SIZE_TOO_SMALL);
    assertThat(error.description()).contains("max-frame-size 512");
    assertThat(log.take())
        .containsExactly("asked for theirs", "closed theirs amqp:frame-size-too-small");
    peer.send(new Detach(0, true, null));
    assertThat(log.take()).isEmpty();
  }

  @Test
  void aLinkOfThePeerWhoseNameIsTooLargeForItEndsTheSession() {
    session(9);

    peer.send(RawPeer.sender("n".repeat(600), 0));

    assertThat(Objects.requireNonNull(peer.take(End.class).error()).condition())
        .isEqualTo(ErrorConditions.FRAME_SIZE_TOO_SMALL);
    peer.takeNothing();
    assertThat(stage.engine.isOpened()).isTrue();
  }

  @Test
  void otherSessionsGoOnWhenOneIsEnded() {
    session(0);
    peer.send(1, RawPeer.begin(-1, 0, 100));
    peer.take(Begin.class);
    peer.send(RawPeer.sender("first", 0));
    peer.send(RawPeer.sender("second", 1));
    stage.forget();

    peer.send(1, RawPeer.sender("elsewhere", 0));

    assertThat(peer.take(Attach.class).name()).isEqualTo("elsewhere");
  }

  @Test
  void aSessionOfThePeerBeyondItsOwnChannelMaxEndsTheConnection() {
    // AMQP 2.5.5: an end would need our begin before it.
    Stage limited = new Stage();
    limited.engine.open();
    limited.peer.connect();
    limited.peer.header();
    limited.peer.send(RawPeer.open(512, 0, 0));
    limited.peer.send(0, RawPeer.begin(-1, 0, 100));
    limited.forget();

    limited.peer.send(1, RawPeer.begin(-1, 0, 100));

    assertThat(Objects.requireNonNull(limited.peer.take(Close.class).error()).condition())
        .isEqualTo(ErrorConditions.RESOURCE_LIMIT_EXCEEDED);
  }

  @Test
  void anErrorIsCutBetweenCharacters() {
    // AMQP 2.8.14: half of a surrogate pair has no form in UTF-8.
    String description = "x".repeat(63) + "\uD83D\uDCEF" + "y".repeat(600);

    stage.engine.close(new AmqpError(ErrorConditions.NOT_ALLOWED, description));

    AmqpError error = Objects.requireNonNull(peer.take(Close.class).error());
    assertThat(error.description()).isEqualTo("x".repeat(63));
  }
}
