// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.codec.performative.Flow;
import org.postrider.testpeer.ScriptedPeer;

/** Whatever a handler does: an event comes behind what it presupposes, and none behind the last. */
@Timeout(60)
class EventOrderTest {

  private static final EventType[] CONNECTION = {
    EventType.CONNECTION_INIT,
    EventType.CONNECTION_BOUND,
    EventType.CONNECTION_LOCAL_OPEN,
    EventType.CONNECTION_REMOTE_OPEN,
    EventType.CONNECTION_OPENING,
    EventType.CONNECTION_OPENED,
    EventType.CONNECTION_LOCAL_CLOSE,
    EventType.CONNECTION_REMOTE_CLOSE,
    EventType.CONNECTION_UNBOUND,
    EventType.CONNECTION_CLOSED,
    EventType.CONNECTION_FINAL
  };
  private static final EventType[] SESSION = {
    EventType.SESSION_INIT,
    EventType.SESSION_LOCAL_OPEN,
    EventType.SESSION_REMOTE_OPEN,
    EventType.SESSION_OPENING,
    EventType.SESSION_OPENED,
    EventType.SESSION_LOCAL_CLOSE,
    EventType.SESSION_REMOTE_CLOSE,
    EventType.SESSION_CLOSED,
    EventType.SESSION_FINAL
  };
  private static final EventType[] LINK = {
    EventType.LINK_INIT,
    EventType.LINK_LOCAL_OPEN,
    EventType.LINK_REMOTE_OPEN,
    EventType.LINK_OPENING,
    EventType.LINK_OPENED,
    EventType.LINK_LOCAL_CLOSE,
    EventType.LINK_LOCAL_DETACH,
    EventType.LINK_REMOTE_CLOSE,
    EventType.LINK_REMOTE_DETACH,
    EventType.LINK_CLOSED,
    EventType.LINK_FINAL
  };

  @Test
  void aSessionThatThePeerBeginsIsOpenedBehindItsOpeningHere() throws Exception {
    Recorder server = new Recorder(SESSION);
    try (Loopback loopback = new Loopback(server, new Recorder())) {
      loopback.connect().createSession();

      server.inOrder(
          EventType.SESSION_INIT,
          EventType.SESSION_REMOTE_OPEN,
          EventType.SESSION_OPENING,
          EventType.SESSION_LOCAL_OPEN,
          EventType.SESSION_OPENED);
    }
  }

  @Test
  void aLinkThatThePeerAttachesIsOpenedBehindItsOpeningHere() throws Exception {
    Recorder server = new Recorder(LINK);
    try (Loopback loopback = new Loopback(server, new Recorder())) {
      loopback.client.createReceiver(loopback.connect(), "q");

      server.inOrder(
          EventType.LINK_INIT,
          EventType.LINK_REMOTE_OPEN,
          EventType.LINK_OPENING,
          EventType.LINK_LOCAL_OPEN,
          EventType.LINK_OPENED);
    }
  }

  @Test
  void aSessionThatIsEndedAsThePeerBeginsItIsNeverOpened() throws Exception {
    Recorder server =
        new Recorder(SESSION) {
          @Override
          public void onSessionOpening(Event event) {
            record(event);
            event.session().close();
          }
        };
    try (Loopback loopback = new Loopback(server, new Recorder())) {
      loopback.connect().createSession();

      server.inOrder(
          EventType.SESSION_INIT,
          EventType.SESSION_REMOTE_OPEN,
          EventType.SESSION_OPENING,
          EventType.SESSION_LOCAL_CLOSE,
          EventType.SESSION_REMOTE_CLOSE,
          EventType.SESSION_CLOSED,
          EventType.SESSION_FINAL);
    }
    assertThat(server.isEmpty()).isTrue();
  }

  @Test
  void aConnectionThatIsClosedAsItIsAcceptedHasNoEventBehindItsLast() throws Exception {
    Recorder server =
        new Recorder(CONNECTION) {
          @Override
          public void onConnectionInit(Event event) {
            record(event);
            event.connection().close();
          }
        };
    Recorder client = new Recorder(EventType.CONNECTION_FINAL);
    try (Loopback loopback = new Loopback(server, client)) {
      loopback.client.connect(loopback.url(), new ConnectionOptions().reconnect(false));

      client.next(EventType.CONNECTION_FINAL);
      server.inOrder(
          EventType.CONNECTION_INIT, EventType.CONNECTION_CLOSED, EventType.CONNECTION_FINAL);
    }
    assertThat(server.isEmpty()).isTrue();
  }

  @Test
  void aConnectionThatThePeerHasNotOpenedIsUnboundBeforeItIsClosed() throws Exception {
    Recorder client = new Recorder(CONNECTION);
    Container container = new Container(client);
    try (ScriptedPeer peer = ScriptedPeer.listen()) {
      peer.expectSaslAnonymous().expectOpen();
      peer.allowSurplus();
      CountDownLatch asked = new CountDownLatch(1);
      peer.then(asked::countDown);
      container.start();
      Connection connection = container.connect(peer.uri());
      assertThat(asked.await(Recorder.TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();

      connection.close();

      client.inOrder(
          EventType.CONNECTION_INIT,
          EventType.CONNECTION_LOCAL_OPEN,
          EventType.CONNECTION_BOUND,
          EventType.CONNECTION_LOCAL_CLOSE,
          EventType.CONNECTION_UNBOUND,
          EventType.CONNECTION_CLOSED,
          EventType.CONNECTION_FINAL);
      container.stop();
      assertThat(container.awaitStopped(Duration.ofSeconds(10))).isTrue();
    }
    assertThat(client.isEmpty()).isTrue();
  }

  @Test
  void whatIsClosedBeforeItIsThereHasItsOwnCloseBeforeItsLastEvent() throws Exception {
    Recorder client =
        new Recorder(
            EventType.SESSION_LOCAL_CLOSE,
            EventType.SESSION_FINAL,
            EventType.LINK_LOCAL_CLOSE,
            EventType.LINK_LOCAL_DETACH,
            EventType.LINK_FINAL,
            EventType.CONNECTION_LOCAL_CLOSE,
            EventType.CONNECTION_FINAL,
            EventType.RECONNECTING);
    Container container = new Container(client);
    Connection connection = container.connect("amqp://127.0.0.1:1");
    Sender closed = container.createSender(connection, "q");
    Receiver detached = container.createReceiver(connection, "q");
    Session session = connection.createSession();
    container.start();
    client.next(EventType.RECONNECTING);

    container.execute(
        () -> {
          closed.close();
          detached.detach();
          session.close();
          connection.close();
        });

    client.inOrder(
        EventType.LINK_LOCAL_CLOSE,
        EventType.LINK_FINAL,
        EventType.LINK_LOCAL_DETACH,
        EventType.LINK_FINAL,
        EventType.SESSION_LOCAL_CLOSE,
        EventType.SESSION_FINAL,
        EventType.CONNECTION_LOCAL_CLOSE,
        EventType.SESSION_FINAL,
        EventType.CONNECTION_FINAL);
    container.stop();
    assertThat(container.awaitStopped(Duration.ofSeconds(10))).isTrue();
    assertThat(client.isEmpty()).isTrue();
  }

  @Test
  void whatIsClosedAsItIsMadeHasItsOwnCloseBeforeItsLastEvent() throws Exception {
    Recorder client =
        new Recorder(
            EventType.LINK_LOCAL_CLOSE,
            EventType.LINK_FINAL,
            EventType.SESSION_LOCAL_CLOSE,
            EventType.SESSION_FINAL) {
          @Override
          public void onLinkInit(Event event) {
            event.link().close();
          }

          @Override
          public void onSessionInit(Event event) {
            if (event.session() != event.connection().defaultSession()) {
              event.session().close();
            }
          }
        };
    try (Loopback loopback = new Loopback(new Recorder(), client)) {
      Connection connection = loopback.connect();
      connection.createSession();
      loopback.client.createReceiver(connection, "q");

      client.inOrder(
          EventType.SESSION_LOCAL_CLOSE,
          EventType.SESSION_FINAL,
          EventType.LINK_LOCAL_CLOSE,
          EventType.LINK_FINAL);
    }
  }

  @Test
  void aConnectionThatIsClosedAsThePeerOpensItIsNeverOpened() throws Exception {
    Recorder client =
        new Recorder(CONNECTION) {
          @Override
          public void onConnectionRemoteOpen(Event event) {
            record(event);
            event.connection().close();
          }
        };
    try (Loopback loopback = new Loopback(new Recorder(), client)) {
      Connection connection = loopback.connect();

      client.inOrder(
          EventType.CONNECTION_INIT,
          EventType.CONNECTION_LOCAL_OPEN,
          EventType.CONNECTION_BOUND,
          EventType.CONNECTION_REMOTE_OPEN,
          EventType.CONNECTION_LOCAL_CLOSE,
          EventType.CONNECTION_UNBOUND,
          EventType.CONNECTION_CLOSED,
          EventType.CONNECTION_FINAL);
      assertThat(connection.isOpen()).isFalse();
    }
    assertThat(client.isEmpty()).isTrue();
  }

  @Test
  void aSessionThatIsClosedAsThePeerAnswersItIsNeverOpened() throws Exception {
    Recorder client =
        new Recorder(SESSION) {
          @Override
          public void onSessionRemoteOpen(Event event) {
            record(event);
            event.session().close();
          }
        };
    try (Loopback loopback = new Loopback(new Recorder(), client)) {
      Session session = loopback.connect().createSession();

      client.inOrder(
          EventType.SESSION_INIT,
          EventType.SESSION_LOCAL_OPEN,
          EventType.SESSION_REMOTE_OPEN,
          EventType.SESSION_LOCAL_CLOSE,
          EventType.SESSION_REMOTE_CLOSE,
          EventType.SESSION_CLOSED,
          EventType.SESSION_FINAL);
      assertThat(session.isOpen()).isFalse();
    }
    assertThat(client.isEmpty()).isTrue();
  }

  @Test
  void aLinkThatIsClosedAsThePeerAnswersItIsNeverOpened() throws Exception {
    Recorder client =
        new Recorder(LINK) {
          @Override
          public void onLinkRemoteOpen(Event event) {
            record(event);
            event.link().close();
          }
        };
    try (Loopback loopback = new Loopback(new Recorder(), client)) {
      Receiver receiver = loopback.client.createReceiver(loopback.connect(), "q");

      client.inOrder(
          EventType.LINK_INIT,
          EventType.LINK_LOCAL_OPEN,
          EventType.LINK_REMOTE_OPEN,
          EventType.LINK_LOCAL_CLOSE,
          EventType.LINK_REMOTE_CLOSE,
          EventType.LINK_CLOSED,
          EventType.LINK_FINAL);
      assertThat(receiver.isOpen()).isFalse();
    }
    assertThat(client.isEmpty()).isTrue();
  }

  @Test
  void theLastEventOfADetachedLinkComesBehindTheOutcomesOfItsDeliveries() throws Exception {
    Recorder client =
        new Recorder(EventType.LINK_CLOSED, EventType.ACCEPTED, EventType.SETTLED) {
          @Override
          public void onSendable(Event event) {
            event.sender().send(new Message("one"));
          }

          @Override
          public void onLinkFinal(Event event) {
            record(event);
            event.connection().close();
          }
        };
    try (ScriptedPeer peer = ScriptedPeer.listen()) {
      peer.ignore(Flow.class).expectSaslAnonymous().expectOpen().respond();
      peer.expectBegin().respond().expectAttach().respond();
      peer.grantCredit(1);
      peer.expectTransfer();
      peer.remoteDetach().send();
      peer.expectDetach();
      peer.remoteDisposition().ofDelivery(0).settled().accepted().send();
      peer.expectClose().respond();
      Container container = new Container(client);
      container.createSender(container.connect(peer.uri()), "q");

      container.run();
    }

    client.inOrder(
        EventType.LINK_CLOSED, EventType.ACCEPTED, EventType.SETTLED, EventType.LINK_FINAL);
    assertThat(client.isEmpty()).isTrue();
  }

  @Test
  void theLastEventOfADetachedLinkComesWithItsSessionAtTheLatest() throws Exception {
    AtomicReference<Delivery> kept = new AtomicReference<>();
    Recorder server =
        new Recorder(EventType.LINK_CLOSED, EventType.LINK_FINAL, EventType.SESSION_FINAL) {
          @Override
          public void onLinkOpening(Event event) {
            event.receiver().open(null, new ReceiverOptions().autoAccept(false));
          }

          @Override
          public void onMessage(Event event) {
            kept.set(event.delivery());
            event.receiver().detach();
          }
        };
    Recorder client = new Recorder(EventType.LINK_CLOSED);
    try (Loopback loopback = new Loopback(server, client)) {
      Connection connection = loopback.connect();
      Sender sender = loopback.client.createSender(connection, "q");
      sender.send(new Message("never settled"));
      server.next(EventType.LINK_CLOSED);
      client.next(EventType.LINK_CLOSED);
      assertThat(kept.get().isLost()).isFalse();

      connection.defaultSession().close();

      server.inOrder(EventType.LINK_FINAL, EventType.SESSION_FINAL);
      assertThat(kept.get().isLost()).isTrue();
    }
  }

  @Test
  void whatIsAcceptedBehindADetachIsToldAndEndsTheLink() throws Exception {
    AtomicReference<Delivery> kept = new AtomicReference<>();
    AtomicBoolean lost = new AtomicBoolean(true);
    Recorder server =
        new Recorder(EventType.LINK_FINAL) {
          @Override
          public void onLinkOpening(Event event) {
            event.receiver().open(null, new ReceiverOptions().autoAccept(false));
          }

          @Override
          public void onMessage(Event event) {
            kept.set(event.delivery());
            event.receiver().detach();
          }

          @Override
          public void onLinkClosed(Event event) {
            record(event);
            lost.set(kept.get().isLost());
            kept.get().update(Delivery.ACCEPTED);
          }
        };
    Recorder client = new Recorder(EventType.ACCEPTED, EventType.DELIVERY_LOST);
    try (Loopback loopback = new Loopback(server, client)) {
      Sender sender = loopback.client.createSender(loopback.connect(), "q");
      sender.send(new Message("settled late"));

      server.inOrder(EventType.LINK_CLOSED, EventType.LINK_FINAL);
      client.next(EventType.ACCEPTED);
      assertThat(lost).isFalse();
      assertThat(kept.get().isSettled()).isTrue();
    }
  }
}
