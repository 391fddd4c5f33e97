// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.postrider.amqp.ReconnectPolicy;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.performative.Begin;
import org.postrider.codec.performative.Detach;
import org.postrider.codec.performative.End;
import org.postrider.codec.sasl.SaslCode;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.codec.value.Symbol;
import org.postrider.jms.Latches;
import org.postrider.jms.PostriderConnectionFactory;
import org.postrider.jms.error.RequestTimedOutException;
import org.postrider.jms.event.ConnectionListener;
import org.postrider.jms.event.ListenableConnection;
import org.postrider.testpeer.Hold;

/** What comes back after a loss, in which order, and who hears of it. */
class FailoverTest {

  @Test
  void sessionsProducersAndConsumersComeBackUnderTheirNames() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(10).receives().peer.expectFlow().withLinkCredit(1000);
      List<String> names = new CopyOnWriteArrayList<>();
      broker.returns().begins();
      broker.peer.expectAttach().ofSender().satisfying(a -> names.add(a.name())).respond();
      broker.peer.grantCredit(10).expectAttach().ofReceiver().respond();
      broker.peer.expectFlow().withLinkCredit(1000);
      broker.peer.remoteTransfer().withText("in").send();
      broker.peer.expectDisposition().accepted();
      broker.peer.expectTransfer().respondAccepted();

      Events events = new Events();
      Connection connection = broker.connectRecovering();
      ((ListenableConnection) connection).setConnectionListener(events);
      Session session = connection.createSession();
      MessageProducer producer = Broker.producer(session);
      MessageConsumer consumer = Broker.consumer(session);
      connection.start();
      assertThat(consumer.receive().getBody(String.class)).isEqualTo("in");
      producer.send(session.createTextMessage("out"));

      broker.verify();
      assertThat(names).allMatch(name -> name.startsWith("postrider:sender:"));
      await().until(() -> events.told.size() == 2);
      assertThat(events.told)
          .containsExactly("interrupted " + broker.peer.uri(), "restored " + broker.peer.uri());
      assertThat(broker.reported).isEmpty();
    }
  }

  @Test
  void aPlainUriReconnectsWhereItIsToldTo() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins();
      broker.returns().begins().sends(1).peer.expectTransfer().respondAccepted();

      Session session = broker.connect("jms.reconnect=true").createSession();
      Broker.producer(session).send(session.createTextMessage("out"));

      broker.verify();
    }
  }

  @Test
  void aServerThatIsNotThereIsPassedOver() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins();

      Connection connection =
          broker.connectTo("failover:(" + dead() + "," + broker.peer.uri() + ")");

      connection.createSession();
      broker.verify();
    }
  }

  @Test
  void aServerIsToldWhatItsOwnOptionsSay() throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.expectSaslAnonymous().expectOpen().withIdleTimeOutMs(4_000).respond();
      broker.peer.ignore(Begin.class);

      Connection connection =
          broker.connectTo(
              "failover:(" + broker.peer.uri() + ")", "failover.nested.amqp.idleTimeout=8000");

      connection.start();
      broker.verify();
    }
  }

  @Test
  void aGeneratedClientIdIsNotUsedTwice() throws Exception {
    try (Broker broker = new Broker()) {
      List<String> ids = new CopyOnWriteArrayList<>();
      broker.peer.expectSaslAnonymous();
      broker.peer.expectOpen().satisfying(open -> ids.add(open.containerId())).respond();
      broker.peer.dropConnection().expectConnection();
      broker.peer.expectSaslAnonymous();
      broker.peer.expectOpen().satisfying(open -> ids.add(open.containerId())).respond();

      broker.connectRecovering().start();

      broker.verify();
      assertThat(ids).hasSize(2).doesNotHaveDuplicates();
    }
  }

  @Test
  void theTriesAtTheStartComeToAnEnd() throws Exception {
    try (Broker broker = new Broker()) {
      String uri = "failover:(" + dead() + ")";

      assertThatThrownBy(
              () ->
                  broker.connectTo(
                      uri, "failover.startupMaxReconnectAttempts=2", "failover.reconnectDelay=1"))
          .isInstanceOf(JMSException.class)
          .hasMessageContaining("refused");
    }
  }

  @Test
  void refusedCredentialsEndTheTries() throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.expectSasl().end(SaslCode.AUTH);

      assertThatThrownBy(() -> broker.connectRecovering()).isInstanceOf(JMSSecurityException.class);
    }
  }

  @Test
  void refusedCredentialsAreTriedAgainWhereTheOptionSaysSo() throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.expectSasl().end(SaslCode.AUTH).expectConnection();
      broker.opens().begins();

      broker.connectRecovering("failover.retryUnauthorized=true").createSession();

      broker.verify();
    }
  }

  @Test
  void theConnectionFailsWhenTheTriesAreUsedUp() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().receives().peer.expectFlow();

      Events events = new Events();
      Connection connection =
          broker.connectRecovering("failover.maxReconnectAttempts=2", "failover.reconnectDelay=1");
      ((ListenableConnection) connection).setConnectionListener(events);
      MessageConsumer consumer = Broker.startedConsumer(connection);
      Future<?> receiving = broker.async(consumer::receive);
      broker.verify();
      broker.peer.close();

      await().until(() -> broker.reported.size() == 1);
      assertThat(broker.reported.get(0)).hasMessageContaining("not to be found again");
      assertThatThrownBy(() -> Broker.result(receiving)).hasCauseInstanceOf(JMSException.class);
      await().until(() -> events.told.size() == 2);
      assertThat(events.told.get(1)).startsWith("failed");
      assertThatThrownBy(connection::createSession)
          .isInstanceOf(jakarta.jms.IllegalStateException.class);
    }
  }

  @Test
  void aForcedCloseIsALoss() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins();

      Session session = broker.connectRecovering().createSession();
      broker.peer.remoteClose().withErrorOf("amqp:connection:forced", "restart").send();
      broker.peer.expectClose();
      broker.verify();
      broker.returns().begins().sends(1).peer.expectTransfer().respondAccepted();
      Broker.producer(session).send(session.createTextMessage("out"));

      broker.verify();
      assertThat(broker.reported).isEmpty();
    }
  }

  @Test
  void theApplicationsOwnDelaysTakeThePlaceOfTheOptions() throws Exception {
    List<String> asked = new CopyOnWriteArrayList<>();
    PostriderConnectionFactory factory =
        new PostriderConnectionFactory("failover:(" + dead() + ")?jms.connectTimeout=8000");
    factory.setReconnectPolicy(
        () ->
            new ReconnectPolicy() {
              private int left = 3;

              @Override
              public void reset() {
                asked.add("reset");
              }

              @Override
              public Duration next() {
                asked.add("next");
                return left-- > 0 ? Duration.ZERO : null;
              }
            });

    assertThatThrownBy(factory::createConnection)
        .isInstanceOf(JMSException.class)
        .hasMessageContaining("refused");
    assertThat(asked).containsExactly("reset", "next", "next", "next", "next");
  }

  @Test
  void aPolicyThatFailsIsTheEndOfTheConnection() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins();
      PostriderConnectionFactory factory = broker.factory("jms.reconnect=true");
      factory.setReconnectPolicy(
          () ->
              new ReconnectPolicy() {
                private boolean connected;

                @Override
                public void reset() {
                  // There is no sequence.
                }

                @Override
                public Duration next() {
                  if (connected) {
                    throw new IllegalStateException("out of ideas");
                  }
                  connected = true;
                  return Duration.ZERO;
                }
              });

      try (Connection connection = factory.createConnection()) {
        connection.createSession();
        broker.verify();
        broker.peer.close();

        await().until(() -> broker.reported.size() == 1);
        assertThat(broker.reported.get(0)).hasMessageContaining("out of ideas");
      }
    }
  }

  @Test
  void aBrokerThatClosesWhatItHasOpenedUsesUpTheTries() throws Exception {
    try (Broker broker = new Broker()) {
      int opens = 5;
      for (int i = 0; i < opens; i++) {
        broker.opens();
        broker.peer.remoteClose().withErrorOf("amqp:internal-error", "out of order").send();
        broker.peer.expectClose();
        broker.peer.expectDisconnect();
        if (i < opens - 1) {
          broker.peer.expectConnection();
        }
      }

      broker
          .connectRecovering("failover.maxReconnectAttempts=2", "failover.reconnectDelay=1")
          .start();

      broker.verify();
      await().until(() -> broker.reported.size() == 1);
      assertThat(broker.reported.get(0)).hasMessageContaining("out of order");
      assertThat(broker.peer.connections()).isEqualTo(opens);
    }
  }

  @Test
  void aServerThatDoesNotBringBackWhatWasThereIsLeft() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(10);
      broker.returns().begins().peer.expectAttach();
      broker.peer.expectDisconnect().expectConnection();
      broker.opens().begins().sends(10).accepts();

      Session session = broker.connectRecovering("jms.connectTimeout=1500").createSession();
      Broker.producer(session).send(session.createTextMessage("out"));

      broker.verify();
    }
  }

  @Test
  void aConnectionThatDoesNotComeAboutTellsWhatTheLastTryFailedOf() throws Exception {
    try (Broker broker = new Broker()) {
      String uri = "failover:(" + dead() + ")";

      assertThatThrownBy(() -> broker.connectTo(uri, "jms.connectTimeout=200"))
          .isInstanceOf(RequestTimedOutException.class)
          .hasMessageContaining("refused");
    }
  }

  @Test
  void anUnauthorizedCloseIsTheEnd() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins();
      broker.peer.remoteClose().withErrorOf("amqp:unauthorized-access", "no more").send();
      broker.peer.expectClose();

      broker.connectRecovering().createSession();

      broker.verify();
      await().until(() -> broker.reported.size() == 1);
      assertThat(broker.reported.get(0)).isInstanceOf(JMSSecurityException.class);
      assertThat(broker.peer.connections()).isEqualTo(1);
    }
  }

  @Test
  void aRedirectLeadsToTheOtherServerAndItsVirtualHost() throws Exception {
    try (Broker broker = new Broker();
        Broker other = new Broker()) {
      broker.opens().begins();
      broker
          .peer
          .remoteClose()
          .withError(
              new AmqpError(
                  ErrorConditions.CONNECTION_REDIRECT,
                  "there",
                  Map.of(
                      Symbol.of("network-host"), "127.0.0.1",
                      Symbol.of("port"), other.peer.port(),
                      Symbol.of("hostname"), "tenant")))
          .send();
      broker.peer.expectClose();
      other.peer.expectSaslAnonymous().expectOpen().withHostname("tenant").respond();
      other.begins().sends(1).peer.expectTransfer().respondAccepted();

      Session session = broker.connectRecovering().createSession();
      broker.verify();
      Broker.producer(session).send(session.createTextMessage("out"));

      other.verify();
    }
  }

  @Test
  void theServerListOfAnOpenNamesWhereToGo() throws Exception {
    try (Broker broker = new Broker();
        Broker backup = new Broker()) {
      broker.opensListing(backup.peer.port()).begins().peer.dropConnection();
      backup.opens().begins().sends(1).peer.expectTransfer().respondAccepted();

      Session session = broker.connectRecovering().createSession();
      broker.verify();
      Broker.producer(session).send(session.createTextMessage("out"));

      backup.verify();
    }
  }

  @Test
  void aClosedConnectionIsNotSoughtAgain() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins();

      Connection connection = broker.connectRecovering("failover.initialReconnectDelay=60000");
      connection.createSession();
      broker.verify();
      broker.peer.dropConnection();
      broker.verify();

      connection.close();

      assertThat(broker.reported).isEmpty();
      assertThat(broker.peer.connections()).isEqualTo(1);
    }
  }

  @Test
  void aLinkThatTheBrokerDoesNotTakeBackIsAskedForOfTheNextServer() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(1);
      broker.returns().begins().peer.expectAttach().refuse("amqp:not-found", "no such queue");
      broker.peer.ignore(org.postrider.codec.performative.Detach.class);
      broker.peer.expectDisconnect().expectConnection();
      broker.opens().begins().sends(1).peer.expectTransfer().respondAccepted();

      Session session = broker.connectRecovering().createSession();
      MessageProducer producer = Broker.producer(session);
      producer.send(session.createTextMessage("out"));

      broker.verify();
    }
  }

  @Test
  void aLinkThatTheBrokerDoesNotTakeBackIsClosedAloneWhereTheOptionSaysSo() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(1);
      broker.returns().begins().peer.expectAttach().refuse("amqp:not-found", "no such queue");
      broker.peer.expectDetach();
      broker.sends(1).peer.expectTransfer().respondAccepted();

      Session session =
          broker.connectRecovering("jms.closeLinksThatFailOnReconnect=true").createSession();
      MessageProducer refused = Broker.producer(session);
      await().until(() -> broker.reported.size() == 1);
      assertThatThrownBy(() -> refused.send(session.createTextMessage("out")))
          .isInstanceOf(jakarta.jms.IllegalStateException.class);
      Broker.producer(session).send(session.createTextMessage("out"));

      broker.verify();
    }
  }

  @Test
  void aSessionThatTheBrokerEndsInsteadOfTakingItsLinkBackIsOverAndTheOthersComeBack()
      throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(10).begins().sends(10);
      endsSecondSession(broker.returns()).accepts();
      Hold hold = broker.peer.hold();
      broker.returns().begins().sends(10).accepts().peer.expectEnd().respond();

      Events events = new Events();
      Connection connection = broker.connectRecovering("jms.connectTimeout=1500");
      ((ListenableConnection) connection).setConnectionListener(events);
      Session session = connection.createSession();
      MessageProducer producer = Broker.producer(session);
      Session ended = connection.createSession();
      MessageProducer ghost = Broker.producer(ended);
      await().until(() -> events.told.size() == 2);
      await().until(() -> !broker.reported.isEmpty());
      isOver(ended, ghost);
      producer.send(session.createTextMessage("over the second connection"));
      hold.release();
      await().until(() -> events.told.size() == 4);
      producer.send(session.createTextMessage("over the third connection"));
      ended.close();
      session.close();

      broker.verify();
      String uri = broker.peer.uri();
      assertThat(events.told)
          .containsExactly(
              "interrupted " + uri, "restored " + uri, "interrupted " + uri, "restored " + uri);
      assertThat(broker.reported)
          .singleElement()
          .satisfies(told -> assertThat(told).hasMessageContaining("no queue q"));
      assertThat(broker.peer.connections()).isEqualTo(3);
    }
  }

  @Test
  void aSessionThatTheBrokerEndsBehindTheRefusalOfItsLinkIsOverAndTheOthersComeBack()
      throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(10).begins().sends(10);
      broker.returns().begins().sends(10).begins();
      CountDownLatch begun = new CountDownLatch(1);
      broker.peer.then(begun::countDown);
      Hold hold = broker.peer.hold();
      broker.peer.expectAttach().ofSender().refuse("amqp:not-found", "no queue q");
      broker.peer.remoteEnd().withErrorOf("amqp:not-found", "no queue q").send();
      CountDownLatch written = new CountDownLatch(1);
      broker.peer.then(written::countDown).ignore(Detach.class).ignore(End.class);
      broker.peer.expectDisconnect().expectConnection();
      broker.opens().begins().sends(10).accepts();

      Events events = new Events();
      Connection connection = broker.connectRecovering("jms.connectTimeout=1500");
      ((ListenableConnection) connection).setConnectionListener(events);
      Session session = connection.createSession();
      MessageProducer producer = Broker.producer(session);
      Session ended = connection.createSession();
      MessageProducer ghost = Broker.producer(ended);
      Latches.await(begun);
      // So that the loop reads the refusal and the end at once, and then takes the loss.
      ((PostriderConnection) connection).amqp().tell(() -> Latches.await(written));
      hold.release();
      // With the session's end nothing is missing any more; the loss that the refusal brings
      // follows.
      await().until(() -> events.told.size() == 4);
      isOver(ended, ghost);
      producer.send(session.createTextMessage("over the third connection"));
      ended.close();

      broker.verify();
      assertThat(broker.reported).hasSize(1);
      assertThat(broker.peer.connections()).isEqualTo(3);
    }
  }

  private static Broker endsSecondSession(Broker broker) {
    broker.begins().sends(10).begins().peer.expectAttach().ofSender();
    broker.peer.remoteEnd().withErrorOf("amqp:not-found", "no queue q").send().expectEnd();
    return broker;
  }

  private static void isOver(Session ended, MessageProducer ghost) {
    assertThatThrownBy(() -> ghost.send(ended.createTextMessage("to nobody")))
        .isInstanceOf(jakarta.jms.IllegalStateException.class)
        .hasStackTraceContaining("no queue q");
    assertThatThrownBy(() -> Broker.consumer(ended))
        .isInstanceOf(jakarta.jms.IllegalStateException.class)
        .hasStackTraceContaining("no queue q");
  }

  /** A port at which nobody listens: it was free a moment ago. */
  static String dead() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return "amqp://127.0.0.1:" + socket.getLocalPort();
    }
  }

  /** What a connection listener was told. */
  static final class Events implements ConnectionListener {

    final List<String> told = new CopyOnWriteArrayList<>();

    @Override
    public void interrupted(String remote, JMSException cause) {
      told.add("interrupted " + remote);
    }

    @Override
    public void restored(String remote) {
      told.add("restored " + remote);
    }

    @Override
    public void failed(JMSException cause) {
      told.add("failed " + cause.getMessage());
    }
  }
}
