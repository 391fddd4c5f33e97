// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.postrider.codec.performative.End;
import org.postrider.codec.performative.Flow;
import org.postrider.codec.value.ErrorConditions;

/** What a peer may send within the largest window that it was told, and beyond (AMQP 2.5.6). */
class IncomingWindowTest {

  private static final int WINDOW = 8;

  private final Stage stage = new Stage(new FirstNumbers(0, 0, 0, WINDOW)).opened();
  private final RawPeer peer = stage.peer;
  private final EventLog log = stage.log;
  private final SessionEndpoint session = stage.session(100);
  private final ReceiverLink receiver = stage.receiver(session, "link", 1000);
  private int nextId;

  /** Messages in one read, so that nothing is told between them. */
  private void messages(int count) {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    for (int i = 0; i < count; i++) {
      read.writeBytes(RawPeer.octets(0, RawPeer.transfer(0, nextId++, "")));
    }
    peer.raw(read.toByteArray());
  }

  /** One message of several frames, in one read. */
  private void message(int frames) {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    for (int i = 1; i <= frames; i++) {
      String flags = i < frames ? "more" : "";
      read.writeBytes(RawPeer.octets(0, RawPeer.transfer(0, nextId, flags), new byte[1]));
    }
    nextId++;
    peer.raw(read.toByteArray());
  }

  private void ended() {
    assertThat(peer.takeAll(End.class))
        .singleElement()
        .satisfies(
            end ->
                assertThat(Objects.requireNonNull(end.error()).condition())
                    .isEqualTo(ErrorConditions.WINDOW_VIOLATION));
  }

  private void stands() {
    assertThat(peer.takeAll(End.class)).isEmpty();
    assertThat(session.state()).isEqualTo(SessionState.MAPPED);
  }

  @Test
  void allOfItMayBeUsed() {
    messages(WINDOW);

    stands();
    assertThat(log.deliveries).hasSize(WINDOW);
  }

  @Test
  void oneMessageBeyondItEndsTheSession() {
    messages(WINDOW + 1);

    ended();
    assertThat(log.deliveries).hasSize(WINDOW);
  }

  @Test
  void itReachesFromWhereItWasToldLast() {
    messages(WINDOW / 2);
    assertThat(peer.take(Flow.class).incomingWindow()).isEqualTo(WINDOW);

    messages(WINDOW);
    stands();
    messages(WINDOW + 1);
    ended();
  }

  @Test
  void whatWasToldBeforeItWasShutMayBeUsed() {
    receiver.shutWindow();
    receiver.credit(0);
    receiver.shutWindow();
    stage.engine.flush();
    assertThat(peer.take(Flow.class).incomingWindow()).isEqualTo(WINDOW);

    messages(WINDOW);
    stands();
    messages(1);
    ended();
  }

  @Test
  void aMessageThatBeganWithinItMayComeToItsEnd() {
    // As it does from Qpid Broker-J.
    messages(WINDOW - 1);
    peer.forget();
    receiver.shutWindow();

    message(WINDOW);

    stands();
    assertThat(log.deliveries).hasSize(WINDOW);
  }

  @Test
  void noMessageMayBeginBehindOneThatWentBeyondIt() {
    receiver.credit(0);
    receiver.shutWindow();
    message(WINDOW + 1);
    stands();

    messages(1);

    ended();
  }

  @Test
  void aMessageWithoutEndEndsTheSession() {
    message(2 * WINDOW);
    stands();
    message(3 * WINDOW + 1);

    ended();
  }

  @Test
  void theRestOfAMessageWhoseLinkIsDetachedIsDiscarded() {
    peer.raw(RawPeer.octets(0, RawPeer.transfer(0, 0, "more"), new byte[1]));
    receiver.detach(true, null);

    message(WINDOW + 1);

    stands();
  }
}
