// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.Source;
import org.postrider.codec.messaging.TerminusDurability;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.codec.value.Symbol;

/** Connections, sessions and links: opening, closing, errors, and what peers tell each other. */
@Timeout(60)
class EndpointsTest {

  private static final EventType[] CONNECTION = {
    EventType.CONNECTION_OPENING,
    EventType.CONNECTION_OPENED,
    EventType.CONNECTION_CLOSING,
    EventType.CONNECTION_CLOSED,
    EventType.CONNECTION_ERROR,
    EventType.DISCONNECTED
  };
  private static final EventType[] SESSION = {
    EventType.SESSION_OPENING,
    EventType.SESSION_OPENED,
    EventType.SESSION_CLOSING,
    EventType.SESSION_CLOSED,
    EventType.SESSION_ERROR
  };
  private static final EventType[] LINK = {
    EventType.LINK_OPENING,
    EventType.LINK_OPENED,
    EventType.LINK_CLOSING,
    EventType.LINK_CLOSED,
    EventType.LINK_ERROR
  };

  @Test
  void aConnectionOpensAndClosesAtBothEnds() throws Exception {
    Recorder server = new Recorder(CONNECTION);
    Recorder client = new Recorder(CONNECTION);

    try (Loopback loopback = new Loopback(server, client)) {
      Connection connection =
          loopback.client.connect(
              loopback.url(),
              new ConnectionOptions()
                  .virtualHost("vhost")
                  .desiredCapabilities("x")
                  .properties(Map.of("product", "test")));
      assertThat(client.next(EventType.CONNECTION_OPENED).connection()).isSameAs(connection);
      assertThat(connection.remoteContainerId()).isEqualTo("server");
      Connection accepted = server.next(EventType.CONNECTION_OPENING).connection();
      assertThat(accepted.remoteContainerId()).isEqualTo("client");
      assertThat(accepted.remoteHostname()).isEqualTo("vhost");
      assertThat(accepted.remoteProperties()).containsEntry(Symbol.of("product"), "test");
      assertThat(accepted.acceptor()).isSameAs(loopback.acceptor);
      server.next(EventType.CONNECTION_OPENED);

      connection.close();

      client.next(EventType.CONNECTION_CLOSED);
      server.inOrder(EventType.CONNECTION_CLOSING, EventType.CONNECTION_CLOSED);
      assertThat(connection.isClosed()).isTrue();
      assertThat(accepted.isClosed()).isTrue();
    }
  }

  @Test
  void aConnectionClosedWithAnErrorTellsConditionAndDescription() throws Exception {
    Recorder server =
        new Recorder(CONNECTION) {
          @Override
          public void onConnectionOpened(Event event) {
            event.connection().close(new AmqpError(ErrorConditions.NOT_ALLOWED, "go away"));
          }
        };
    Recorder client = new Recorder(CONNECTION);

    try (Loopback loopback = new Loopback(server, client)) {
      Connection connection = loopback.connect();

      client.next(EventType.CONNECTION_OPENED);
      Event error = client.next(EventType.CONNECTION_ERROR);
      assertThat(error.condition()).isEqualTo(ErrorConditions.NOT_ALLOWED);
      assertThat(error.description()).isEqualTo("go away");
      client.next(EventType.CONNECTION_CLOSED);
      assertThat(connection.error()).isEqualTo(error.error());
    }
  }

  @Test
  void aConnectionMayBeRefused() throws Exception {
    Recorder server =
        new Recorder(EventType.CONNECTION_OPENED) {
          @Override
          public void onConnectionOpening(Event event) {
            event.connection().close(new AmqpError(ErrorConditions.UNAUTHORIZED_ACCESS, "no"));
          }
        };
    Recorder client = new Recorder(EventType.CONNECTION_ERROR, EventType.CONNECTION_CLOSED);

    try (Loopback loopback = new Loopback(server, client)) {
      loopback.connect();

      assertThat(client.next(EventType.CONNECTION_ERROR).condition())
          .isEqualTo(ErrorConditions.UNAUTHORIZED_ACCESS);
      client.next(EventType.CONNECTION_CLOSED);
      assertThat(server.isEmpty()).isTrue();
    }
  }

  @Test
  void sessionsOfOnesOwnOpenAndClose() throws Exception {
    Recorder server = new Recorder(SESSION);
    Recorder client = new Recorder(SESSION);

    try (Loopback loopback = new Loopback(server, client)) {
      Connection connection = loopback.connect();
      Session session = connection.createSession();
      assertThat(client.next(EventType.SESSION_OPENED).session()).isSameAs(session);
      server.inOrder(EventType.SESSION_OPENING, EventType.SESSION_OPENED);

      session.close();

      client.next(EventType.SESSION_CLOSED);
      server.inOrder(EventType.SESSION_CLOSING, EventType.SESSION_CLOSED);
      assertThatIllegalStateException().isThrownBy(() -> session.createSender("x"));
    }
  }

  @Test
  void aSessionEndedWithAnErrorClosesTheConnectionUnlessHandled() throws Exception {
    LinkedBlockingQueue<Session> sessions = new LinkedBlockingQueue<>();
    MessagingHandler server =
        new MessagingHandler() {
          @Override
          public void onSessionOpened(Event event) {
            sessions.add(event.session());
          }
        };
    LinkedBlockingQueue<EventType> seen = new LinkedBlockingQueue<>();
    MessagingHandler client =
        new MessagingHandler() {
          @Override
          public void onConnectionClosed(Event event) {
            seen.add(event.type());
          }
        };

    try (Loopback loopback = new Loopback(server, client)) {
      loopback.connect().createSession();

      sessions.take().close(new AmqpError(ErrorConditions.INTERNAL_ERROR, "oops"));

      assertThat(seen.take()).isEqualTo(EventType.CONNECTION_CLOSED);
    }
  }

  @Test
  void aLinkOpensAndClosesAtBothEnds() throws Exception {
    Recorder server = new Recorder(LINK);
    Recorder client = new Recorder(LINK);

    try (Loopback loopback = new Loopback(server, client)) {
      Receiver receiver = loopback.client.createReceiver(loopback.connect(), "jobs");
      assertThat(client.next(EventType.LINK_OPENED).receiver()).isSameAs(receiver);
      Sender asked = server.next(EventType.LINK_OPENING).sender();
      assertThat(asked.remoteSource().address()).isEqualTo("jobs");
      server.next(EventType.LINK_OPENED);
      assertThat(receiver.isOpen()).isTrue();

      receiver.close();

      client.next(EventType.LINK_CLOSED);
      server.inOrder(EventType.LINK_CLOSING, EventType.LINK_CLOSED);
      assertThat(receiver.isClosed()).isTrue();
    }
  }

  @Test
  void aRefusedLinkTellsConditionAndDescription() throws Exception {
    Recorder server =
        new Recorder(EventType.LINK_OPENED) {
          @Override
          public void onLinkOpening(Event event) {
            event.link().refuse(new AmqpError(ErrorConditions.NOT_FOUND, "no such node"));
          }
        };
    Recorder client = new Recorder(LINK);

    try (Loopback loopback = new Loopback(server, client)) {
      Connection connection = loopback.connect();
      Sender sender = loopback.client.createSender(connection, "nowhere");

      Event error = client.next(EventType.LINK_ERROR);
      assertThat(error.link()).isSameAs(sender);
      assertThat(error.condition()).isEqualTo(ErrorConditions.NOT_FOUND);
      assertThat(error.description()).isEqualTo("no such node");
      client.next(EventType.LINK_CLOSED);
      assertThat(sender.error()).isEqualTo(error.error());
      assertThat(connection.isClosed()).isFalse();
      assertThatIllegalStateException().isThrownBy(() -> sender.send(new Message("x")));
    }
  }

  @Test
  void aClientHasOneTimeFromItsConnectionToItsOpen() throws Exception {
    Recorder server = new Recorder(EventType.CONNECTION_CLOSED);
    Container serving = new Container(server);
    ConnectionOptions hasty = new ConnectionOptions().connectTimeout(Duration.ofSeconds(2));
    try (Acceptor acceptor = serving.listen("amqp://127.0.0.1:0", hasty)) {
      serving.start();
      try (Socket silent = new Socket(InetAddress.getLoopbackAddress(), acceptor.port());
          Socket header = new Socket(InetAddress.getLoopbackAddress(), acceptor.port())) {
        silent.setSoTimeout(10_000);
        header.setSoTimeout(10_000);
        header.getOutputStream().write(new byte[] {'A', 'M', 'Q', 'P', 0, 1, 0, 0});

        assertThat(silent.getInputStream().read()).isEqualTo(-1);
        // The listener's header, and then the end: not for the want of a header, but of an open.
        assertThat(header.getInputStream().readAllBytes()).hasSize(8);
        server.next(EventType.CONNECTION_CLOSED);
      }
    } finally {
      serving.stop();
    }
  }

  /** Of a server that wants to push messages to whoever connects. */
  private static final class Pushing extends Recorder {

    Pushing() {
      super(EventType.LINK_OPENED, EventType.SENDABLE, EventType.LINK_ERROR);
    }

    @Override
    public void onConnectionOpened(Event event) {
      event.container().createSender(event.connection(), "push");
    }
  }

  @Test
  void aServersOwnLinkIsRefusedUnlessHandled() throws Exception {
    Pushing server = new Pushing();

    try (Loopback loopback = new Loopback(server, new MessagingHandler() {})) {
      loopback.connect();

      assertThat(server.next(EventType.LINK_ERROR).condition())
          .isEqualTo(ErrorConditions.NOT_ALLOWED);
    }
  }

  @Test
  void aServersOwnLinkIsOpenedWhereTheHandlerLetsIt() throws Exception {
    Pushing server = new Pushing();
    MessagingHandler client =
        new MessagingHandler() {
          @Override
          public void onLinkOpening(Event event) {
            // To override it is enough.
          }
        };

    try (Loopback loopback = new Loopback(server, client)) {
      loopback.connect();

      server.next(EventType.LINK_OPENED);
      assertThat(server.next(EventType.SENDABLE).sender().credit()).isPositive();
    }
  }

  @Test
  void aLinkErrorClosesTheConnectionUnlessHandled() throws Exception {
    MessagingHandler server =
        new MessagingHandler() {
          @Override
          public void onLinkOpening(Event event) {
            event.link().refuse(new AmqpError(ErrorConditions.NOT_FOUND, "no such node"));
          }
        };
    Container serving = new Container(server);
    Container client = new Container();
    try (Acceptor acceptor = serving.listen("amqp://127.0.0.1:0")) {
      serving.start();
      Connection connection = client.connect("amqp://127.0.0.1:" + acceptor.port());
      client.createSender(connection, "nowhere");

      client.run();

      assertThat(connection.isClosed()).isTrue();
    } finally {
      serving.stop();
    }
  }

  @Test
  void eventsGoToTheNearestHandler() throws Exception {
    Recorder ofContainer = new Recorder(EventType.CONNECTION_OPENED, EventType.LINK_OPENED);
    Recorder ofConnection =
        new Recorder(EventType.CONNECTION_OPENED, EventType.SESSION_OPENED, EventType.LINK_OPENED);
    Recorder ofSession = new Recorder(EventType.SESSION_OPENED, EventType.LINK_OPENED);
    Recorder ofLink = new Recorder(EventType.LINK_OPENED);

    try (Loopback loopback = new Loopback(new MessagingHandler() {}, ofContainer)) {
      Connection connection =
          loopback.client.connect(loopback.url(), new ConnectionOptions().handler(ofConnection));
      ofConnection.next(EventType.CONNECTION_OPENED);
      Session session = connection.createSession(ofSession);
      ofSession.next(EventType.SESSION_OPENED);
      session.createSender("a", new SenderOptions().handler(ofLink));
      ofLink.next(EventType.LINK_OPENED);
      session.createSender("b");
      ofSession.next(EventType.LINK_OPENED);
      connection.defaultSession().createSender("c");
      ofConnection.inOrder(EventType.SESSION_OPENED, EventType.LINK_OPENED);

      assertThat(ofContainer.isEmpty()).isTrue();
    }
  }

  @Test
  void aDynamicReceiverLearnsItsAddress() throws Exception {
    Recorder server = new Recorder(EventType.LINK_OPENED);
    Recorder client = new Recorder(EventType.LINK_OPENED);

    try (Loopback loopback = new Loopback(server, client)) {
      loopback.client.createReceiver(loopback.connect(), null, new ReceiverOptions().dynamic(true));

      Receiver receiver = client.next(EventType.LINK_OPENED).receiver();
      assertThat(receiver.address()).isNotBlank();
      assertThat(server.next(EventType.LINK_OPENED).sender().localAddress())
          .isEqualTo(receiver.address());
    }
  }

  @Test
  void aReceiversOptionsReachThePeer() throws Exception {
    Recorder server = new Recorder(EventType.LINK_OPENING);

    try (Loopback loopback = new Loopback(server, new MessagingHandler() {})) {
      loopback.client.createReceiver(
          loopback.connect(),
          "topic",
          new ReceiverOptions()
              .name("subscription")
              .durableSubscription(true)
              .browse()
              .selector("colour = 'red'")
              .sourceCapabilities("topic"));

      Sender asked = server.next(EventType.LINK_OPENING).sender();
      Source source = asked.remoteSource();
      assertThat(asked.name()).isEqualTo("subscription");
      assertThat(source.durable()).isEqualTo(TerminusDurability.UNSETTLED_STATE);
      assertThat(source.expiryPolicy()).isEqualTo(Symbol.of("never"));
      assertThat(source.distributionMode()).isEqualTo(Source.COPY);
      assertThat(source.filter()).hasSize(1);
      assertThat(source.capabilities()).isEqualTo(List.of(Symbol.of("topic")));
    }
  }

  @Test
  void aDurableSubscriptionWantsAName() throws Exception {
    try (Loopback loopback = new Loopback(new MessagingHandler() {}, new MessagingHandler() {})) {
      Connection connection = loopback.connect();
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  loopback.client.createReceiver(
                      connection, "topic", new ReceiverOptions().durableSubscription(true)))
          .withMessageContaining("must come with a name");
    }
  }

  @Test
  void runReturnsWhenTheConnectionIsClosed() throws Exception {
    Container server = new Container();
    Container client =
        new Container(
            new MessagingHandler() {
              @Override
              public void onConnectionOpened(Event event) {
                event.connection().close();
              }
            });
    try (Acceptor acceptor = server.listen("amqp://127.0.0.1:0")) {
      server.start();
      client.connect("amqp://127.0.0.1:" + acceptor.port());

      client.run();

      assertThat(client.awaitStopped(Duration.ZERO)).isTrue();
    } finally {
      server.stop();
    }
  }

  @Test
  void saslMayBeSwitchedOffOrNarrowed() throws Exception {
    Recorder client = new Recorder(EventType.CONNECTION_OPENED);

    try (Loopback loopback = new Loopback(new MessagingHandler() {}, client)) {
      loopback.client.connect(loopback.url(), new ConnectionOptions().saslEnabled(false));
      client.next(EventType.CONNECTION_OPENED);
      loopback.client.connect(
          loopback.url(), new ConnectionOptions().allowedMechanisms("ANONYMOUS"));
      client.next(EventType.CONNECTION_OPENED);
    }
  }

  @Test
  void aHandlerMayListenAndConnectWithinItsContainer() {
    LinkedBlockingQueue<Object> bodies = new LinkedBlockingQueue<>();
    MessagingHandler handler =
        new MessagingHandler() {
          private Acceptor acceptor;

          @Override
          public void onStart(Event event) {
            acceptor = event.container().listen("amqp://127.0.0.1:0");
            Connection connection =
                event.container().connect("amqp://127.0.0.1:" + acceptor.port());
            event.container().createSender(connection, "jobs").send(new Message("echo"));
          }

          @Override
          public void onMessage(Event event) {
            bodies.add(event.message().body());
          }

          @Override
          public void onSettled(Event event) {
            event.connection().close();
            acceptor.close();
          }
        };

    new Container(handler).run();

    assertThat(bodies).containsExactly("echo");
  }
}
