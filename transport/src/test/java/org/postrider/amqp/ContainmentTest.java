// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.codec.performative.Flow;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.codec.value.Symbol;
import org.postrider.testpeer.ScriptedPeer;

/**
 * What one connection cannot have, or what goes wrong in it, is told of the smallest thing; its
 * container and the other connections go on.
 */
@Timeout(60)
class ContainmentTest {

  private static final EventType[] KINDS = {
    EventType.CONNECTION_ERROR,
    EventType.CONNECTION_CLOSED,
    EventType.SESSION_ERROR,
    EventType.LINK_ERROR,
    EventType.LINK_OPENED,
    EventType.TRANSACTION_DECLARE_FAILED
  };

  private final ScriptedPeer bystander = ScriptedPeer.listen();
  private final ScriptedPeer peer = ScriptedPeer.listen();
  private final Recorder told = new Recorder(KINDS);
  private final Recorder others = new Recorder(EventType.CONNECTION_OPENED);
  private final Container container = new Container(told);
  private Connection other;

  @BeforeEach
  void connectTheOther() {
    bystander.ignore(Flow.class).expectSaslAnonymous().expectOpen().respond();
    container.start();
    other = container.connect(bystander.uri(), new ConnectionOptions().handler(others));
    others.next(EventType.CONNECTION_OPENED);
  }

  @AfterEach
  void theOtherGoesOn() throws InterruptedException {
    bystander.expectBegin().respond().expectAttach().respond();
    bystander.allowSurplus();
    assertThat(container.failure()).isNull();
    Recorder opened = new Recorder(EventType.LINK_OPENED);
    container.createSender(other, "q", new SenderOptions().handler(opened));
    opened.next(EventType.LINK_OPENED);
    bystander.close();
    peer.close();
    container.stop();
    assertThat(container.awaitStopped(Duration.ofSeconds(10))).isTrue();
  }

  private ScriptedPeer opens() {
    return peer.ignore(Flow.class).expectSaslAnonymous().expectOpen().respond();
  }

  private ScriptedPeer attachesOne(long handleMax) {
    opens().expectBegin().respondWith(begin -> begin.withHandleMax(handleMax));
    return peer.expectAttach().respond().allowSurplus();
  }

  private Connection connect() {
    return container.connect(peer.uri());
  }

  private void refused(EventType kind, Symbol condition, String words) {
    Event event = told.next(kind);
    assertThat(event.condition()).isEqualTo(condition);
    assertThat(event.description()).contains(words);
  }

  @Test
  void aSenderBeyondThePeersHandleMaxIsALinkError() {
    attachesOne(0);
    Connection connection = connect();
    Sender first = container.createSender(connection, "a");
    told.next(EventType.LINK_OPENED);

    Sender second = container.createSender(connection, "b");

    refused(EventType.LINK_ERROR, ErrorConditions.RESOURCE_LIMIT_EXCEEDED, "handle-max 0");
    assertThat(first.isOpen()).isTrue();
    assertThat(second.error()).isNotNull();
  }

  @Test
  void aReceiverAskedForByAHandlerBeyondHandleMaxIsALinkError() {
    attachesOne(0);
    Recorder inside =
        new Recorder(KINDS) {
          @Override
          public void onLinkOpened(Event event) {
            event.container().createReceiver(event.connection(), "b");
          }
        };

    Connection connection = container.connect(peer.uri(), new ConnectionOptions().handler(inside));
    container.createSender(connection, "a");

    Event error = inside.next(EventType.LINK_ERROR);
    assertThat(error.condition()).isEqualTo(ErrorConditions.RESOURCE_LIMIT_EXCEEDED);
    assertThat(error.receiver()).isNotNull();
  }

  @Test
  void aSessionBeyondThePeersChannelMaxIsASessionError() {
    peer.ignore(Flow.class).expectSaslAnonymous();
    peer.expectOpen().respondWith(open -> open.withChannelMax(0));
    peer.expectBegin().respond().expectAttach().respond().allowSurplus();
    Connection connection = connect();
    Sender sender = container.createSender(connection, "a");
    told.next(EventType.LINK_OPENED);

    Session session = connection.createSession();

    refused(EventType.SESSION_ERROR, ErrorConditions.RESOURCE_LIMIT_EXCEEDED, "channel-max 0");
    assertThat(sender.isOpen()).isTrue();
    assertThat(session.error()).isNotNull();
  }

  @Test
  void anAttachBeyondThePeersMaxFrameSizeIsALinkError() {
    peer.ignore(Flow.class).expectSaslAnonymous();
    peer.expectOpen().respondWith(open -> open.withMaxFrameSize(512));
    peer.expectBegin().respond().expectAttach().respond().allowSurplus();
    Connection connection = connect();
    Sender sender = container.createSender(connection, "a");
    told.next(EventType.LINK_OPENED);

    container.createSender(connection, "q".repeat(600));

    refused(EventType.LINK_ERROR, ErrorConditions.FRAME_SIZE_TOO_SMALL, "max-frame-size 512");
    assertThat(sender.isOpen()).isTrue();
  }

  @Test
  void aTransactionBeyondThePeersHandleMaxFails() {
    attachesOne(0);
    Connection connection = connect();
    Sender sender = container.createSender(connection, "a");
    told.next(EventType.LINK_OPENED);

    container.declareTransaction(connection);

    refused(
        EventType.TRANSACTION_DECLARE_FAILED,
        ErrorConditions.RESOURCE_LIMIT_EXCEEDED,
        "handle-max 0");
    assertThat(sender.isOpen()).isTrue();
  }

  @Test
  void aTransactionThatTheCoordinatorHasNoRoomForFails() {
    opens().expectBegin().respond();
    peer.expectAttach().ofCoordinator().respondWith(attach -> attach.withMaxMessageSize(1));
    peer.grantCredit(9).allowSurplus();

    container.declareTransaction(connect());

    refused(
        EventType.TRANSACTION_DECLARE_FAILED,
        ErrorConditions.MESSAGE_SIZE_EXCEEDED,
        "max-message-size 1");
  }

  @Test
  void aNameThatALiveLinkHasIsALinkError() {
    attachesOne(9);
    Connection connection = connect();
    Sender first = container.createSender(connection, "a", new SenderOptions().name("x"));
    told.next(EventType.LINK_OPENED);

    Sender second = container.createSender(connection, "b", new SenderOptions().name("x"));

    refused(EventType.LINK_ERROR, ErrorConditions.NOT_ALLOWED, "link name 'x' must be free");
    assertThat(second.error()).isNotNull();
    assertThat(first.isOpen()).isTrue();
  }

  @Test
  void aDurableReceiverIsTakenUpAgainWhenThePeerHasAnsweredItsDetach() {
    ReceiverOptions options = new ReceiverOptions().name("sub").durableSubscription(true);
    opens().expectBegin().respond();
    peer.expectAttach().withName("sub").respond();
    peer.expectDetach().notClosed().respond();
    peer.expectAttach().withName("sub").respond();
    Connection connection = connect();
    Receiver first = container.createReceiver(connection, "news", options);
    told.next(EventType.LINK_OPENED);

    first.detach();
    Receiver second = container.createReceiver(connection, "news", options);

    assertThat(told.next(EventType.LINK_OPENED).receiver()).isSameAs(second);
    peer.waitForScriptToComplete();
  }

  @Test
  void aNameWhoseDetachThePeerDoesNotAnswerIsNotWaitedForForEver() {
    ReceiverOptions options = new ReceiverOptions().name("sub").durableSubscription(true);
    opens().expectBegin().respond();
    peer.expectAttach().withName("sub").respond();
    peer.expectDetach().notClosed();
    Connection connection = connect();
    Receiver first = container.createReceiver(connection, "news", options);
    told.next(EventType.LINK_OPENED);

    first.detach();
    Receiver second = container.createReceiver(connection, "news", options);

    refused(EventType.LINK_ERROR, ErrorConditions.RESOURCE_LOCKED, "link name 'sub' must be free");
    assertThat(second.error()).isNotNull();
    peer.waitForScriptToComplete();
  }

  @Test
  void aSendersNameIsFreeWhenWhatItSentIsAnswered() {
    SenderOptions options = new SenderOptions().name("x");
    opens().expectBegin().respond();
    peer.expectAttach().respond().grantCredit(1);
    peer.expectTransfer().respondAccepted();
    peer.expectDetach().closed().respond();
    peer.expectAttach().withName("x").respond();
    Connection connection = connect();
    Sender first = container.createSender(connection, "q", options);
    first.send(new Message("one"));

    first.close();
    Sender second = container.createSender(connection, "q", options);

    assertThat(told.next(EventType.LINK_OPENED).sender()).isSameAs(first);
    assertThat(told.next(EventType.LINK_OPENED).sender()).isSameAs(second);
    peer.waitForScriptToComplete();
  }

  @Test
  void whatACommandThrowsEndsItsConnectionAlone() {
    opens().expectClose().withErrorCondition("amqp:internal-error").respond();
    Recorder opened = new Recorder(EventType.CONNECTION_OPENED);
    Connection connection =
        container.connect(
            peer.uri(),
            new ConnectionOptions()
                .handler(
                    new Recorder(KINDS) {
                      @Override
                      public void onUnhandled(Event event) {
                        opened.onUnhandled(event);
                        told.onUnhandled(event);
                      }
                    }));
    opened.next(EventType.CONNECTION_OPENED);

    connection.run(
        () -> {
          throw new ArithmeticException("ours");
        });

    refused(EventType.CONNECTION_ERROR, ErrorConditions.INTERNAL_ERROR, "ours");
    told.next(EventType.CONNECTION_CLOSED);
    assertThat(connection.isClosed()).isTrue();
    peer.waitForScriptToComplete();
  }

  @Test
  void aListenerOutlivesAClientThatLeavesNoRoomForALinkBack() {
    Recorder server =
        new Recorder(KINDS) {
          @Override
          public void onLinkOpened(Event event) {
            if (event.receiver() != null) {
              event.container().createSender(event.connection(), "replies");
            }
          }
        };
    Container listening = new Container(server);
    try (Acceptor acceptor = listening.listen("amqp://127.0.0.1:0");
        ScriptedPeer client = ScriptedPeer.connectTo(acceptor.port())) {
      listening.start();
      client.ignore(Flow.class).connectWithoutSasl().remoteOpen().withChannelMax(0).send();
      client.expectOpen();
      client.remoteBegin().send();
      client.expectBegin();
      client.remoteAttach().asSender().withName("L").withHandle(0).withTargetAddress("q").send();
      client.expectAttach();
      client.remoteAttach().asSender().withName("M").withHandle(1).withTargetAddress("q").send();
      client.expectAttach();
      client.allowSurplus();

      // The second asks for a session anew.
      for (int link = 0; link < 2; link++) {
        Event error = server.next(EventType.SESSION_ERROR);
        assertThat(error.condition()).isEqualTo(ErrorConditions.RESOURCE_LIMIT_EXCEEDED);
      }
      assertThat(listening.failure()).isNull();
      client.waitForScriptToComplete();
    } finally {
      listening.stop();
    }
  }
}
