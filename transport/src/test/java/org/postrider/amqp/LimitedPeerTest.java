// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.cbs.CbsToken;
import org.postrider.codec.performative.End;
import org.postrider.codec.performative.Flow;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.testpeer.ScriptedPeer;

/**
 * A peer with room for few sessions and links is not sent one frame beyond its limits, whenever
 * they were asked for (AMQP 2.7.1, channel-max; 2.7.2, handle-max). Each script ends with the
 * close, so that nothing came before it that it does not name.
 */
@Timeout(60)
class LimitedPeerTest {

  private final ScriptedPeer peer = ScriptedPeer.listen();
  private final Recorder told =
      new Recorder(
          EventType.LINK_OPENED,
          EventType.LINK_ERROR,
          EventType.SESSION_OPENED,
          EventType.SESSION_ERROR,
          EventType.DELIVERY_LOST,
          EventType.TRANSACTION_DECLARED,
          EventType.TRANSACTION_DECLARE_FAILED,
          EventType.DISCONNECTED,
          EventType.RECONNECTED);
  private final Container container = new Container(told);
  private Connection connection;

  @AfterEach
  void stop() throws InterruptedException {
    peer.close();
    container.stop();
    assertThat(container.awaitStopped(Duration.ofSeconds(10))).isTrue();
  }

  private void opens(int channelMax) {
    peer.ignore(Flow.class).expectSaslAnonymous();
    peer.expectOpen().respondWith(open -> open.withChannelMax(channelMax));
  }

  private void begins(long handleMax) {
    peer.expectBegin().respondWith(begin -> begin.withHandleMax(handleMax));
  }

  /** The container is not running yet: whatever is asked for is queued before the open. */
  private Connection connection() {
    connection = container.connect(peer.uri(), new ConnectionOptions().reconnect(new Backoff()));
    return connection;
  }

  private Sender sender(String name) {
    return container.createSender(connection, "q", new SenderOptions().name(name));
  }

  private Receiver receiver(String name) {
    return container.createReceiver(connection, "q", new ReceiverOptions().name(name));
  }

  private void closes() {
    peer.expectClose().withErrorCondition(null).respond();
    connection.close();
    peer.waitForScriptToComplete();
  }

  private Event refused(EventType kind, String words) {
    Event event = told.next(kind);
    assertThat(event.condition()).isEqualTo(ErrorConditions.RESOURCE_LIMIT_EXCEEDED);
    assertThat(event.description()).isEqualTo(words);
    return event;
  }

  private static String beyond(String link, long handleMax) {
    return "link " + link + " would exceed the peer's handle-max " + handleMax;
  }

  @Test
  void theSecondLinkOfASessionEndsAtOnceWhereThereIsRoomForOne() {
    opens(9);
    begins(0);
    peer.expectAttach().withName("a").withHandle(0).respond();
    connection();
    Receiver first = receiver("a");
    Sender second = sender("b");
    Delivery waiting = second.send(new Message("m"));

    container.start();

    told.next(EventType.SESSION_OPENED);
    assertThat(told.next(EventType.DELIVERY_LOST).delivery()).isSameAs(waiting);
    assertThat(refused(EventType.LINK_ERROR, beyond("b", 0)).sender()).isSameAs(second);
    assertThat(told.next(EventType.LINK_OPENED).receiver()).isSameAs(first);
    closes();
  }

  @Test
  void asManyLinksAreAttachedAsThereIsRoomForAndInTheirOrder() {
    opens(9);
    begins(1);
    peer.expectAttach().withName("a").withHandle(0).respond();
    peer.expectAttach().withName("b").withHandle(1).respond();
    connection();
    sender("a");
    Receiver second = receiver("b");
    sender("c");

    container.start();

    told.next(EventType.SESSION_OPENED);
    refused(EventType.LINK_ERROR, beyond("c", 1));
    told.next(EventType.LINK_OPENED);
    assertThat(told.next(EventType.LINK_OPENED).receiver()).isSameAs(second);
    closes();
  }

  @Test
  void aTransactionBehindALinkFailsWhereThereIsRoomForOne() {
    opens(9);
    begins(0);
    peer.expectAttach().withName("a").respond();
    connection();
    sender("a");
    container.declareTransaction(connection);

    container.start();

    told.next(EventType.SESSION_OPENED);
    assertThat(told.next(EventType.TRANSACTION_DECLARE_FAILED).description())
        .contains("would exceed the peer's handle-max 0");
    told.next(EventType.LINK_OPENED);
    closes();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void whatTheNextPeerHasNoRoomForEndsAfterALoss(int handleMax) {
    opens(9);
    begins(9);
    for (int link = 0; link < 3; link++) {
      peer.expectAttach().respond();
    }
    peer.dropConnection().expectConnection();
    opens(9);
    begins(handleMax);
    for (int link = 0; link <= handleMax; link++) {
      peer.expectAttach().withHandle(link).respond();
    }
    connection();
    sender("a");
    receiver("b");
    sender("c");

    container.start();

    told.next(EventType.SESSION_OPENED);
    for (int link = 0; link < 3; link++) {
      told.next(EventType.LINK_OPENED);
    }
    told.inOrder(EventType.DISCONNECTED, EventType.SESSION_OPENED);
    if (handleMax == 0) {
      refused(EventType.LINK_ERROR, beyond("b", 0));
    }
    refused(EventType.LINK_ERROR, beyond("c", handleMax));
    for (int link = 0; link <= handleMax; link++) {
      told.next(EventType.LINK_OPENED);
    }
    told.next(EventType.RECONNECTED);
    closes();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void asManySessionsAreBegunAsThereIsRoomFor(int channelMax) {
    opens(channelMax);
    for (int session = 0; session <= channelMax; session++) {
      begins(9);
    }
    connection();
    for (int session = 0; session <= channelMax; session++) {
      connection.createSession();
    }
    Session surplus = connection.createSession();
    Sender sender = surplus.createSender("q", new SenderOptions().name("a"));
    Delivery waiting = sender.send(new Message("m"));

    container.start();

    assertThat(told.next(EventType.DELIVERY_LOST).delivery()).isSameAs(waiting);
    Event error =
        refused(
            EventType.SESSION_ERROR, "a further session would exceed channel-max " + channelMax);
    assertThat(error.session()).isSameAs(surplus);
    assertThat(sender.isClosed()).isTrue();
    for (int session = 0; session <= channelMax; session++) {
      told.next(EventType.SESSION_OPENED);
    }
    closes();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void aSessionThatTheNextPeerHasNoRoomForEndsAfterALoss(int channelMax) {
    opens(9);
    for (int session = 0; session < 3; session++) {
      begins(9);
    }
    peer.dropConnection().expectConnection();
    opens(channelMax);
    for (int session = 0; session <= channelMax; session++) {
      begins(9);
    }
    connection();
    for (int session = 0; session < 3; session++) {
      connection.createSession();
    }

    container.start();

    for (int session = 0; session < 3; session++) {
      told.next(EventType.SESSION_OPENED);
    }
    told.next(EventType.DISCONNECTED);
    for (int session = channelMax + 1; session < 3; session++) {
      refused(EventType.SESSION_ERROR, "a further session would exceed channel-max " + channelMax);
    }
    for (int session = 0; session <= channelMax; session++) {
      told.next(EventType.SESSION_OPENED);
    }
    told.next(EventType.RECONNECTED);
    closes();
  }

  /** With tokens a link needs a session and two links more, to the node that takes them. */
  private Event refusesALinkWithToken() {
    Recorder its = new Recorder(EventType.LINK_ERROR);
    ConnectionOptions options = new ConnectionOptions().reconnect(new Backoff());
    CbsToken token = CbsToken.of(CbsToken.JWT, "audience", "token", null);
    connection = container.connect(peer.uri(), options.tokens(request -> token));
    container.createSender(connection, "q", new SenderOptions().handler(its));
    container.start();
    return its.next(EventType.LINK_ERROR);
  }

  @Test
  void aLinkWhoseTokenThereIsNoRoomForALinkToAskForIsRefused() {
    opens(9);
    begins(9);
    begins(0);
    peer.expectAttach().ofReceiver().withSourceAddress("$cbs").respond();
    peer.expectEnd().respond();

    Event error = refusesALinkWithToken();

    assertThat(error.condition()).isEqualTo(ErrorConditions.RESOURCE_LIMIT_EXCEEDED);
    assertThat(error.description()).endsWith("would exceed the peer's handle-max 0");
    // The session of the token ends when its attach is answered.
    await()
        .until(() -> peer.frames().stream().anyMatch(each -> each.performative() instanceof End));
    closes();
  }

  @Test
  void aLinkWhoseTokenThereIsNoRoomForASessionToAskForIsRefused() {
    opens(0);
    begins(9);

    Event error = refusesALinkWithToken();

    assertThat(error.condition()).isEqualTo(ErrorConditions.RESOURCE_LIMIT_EXCEEDED);
    assertThat(error.description()).isEqualTo("a further session would exceed channel-max 0");
    closes();
  }
}
