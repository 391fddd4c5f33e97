// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import java.time.Duration;
import java.util.Enumeration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.Detach;
import org.postrider.codec.performative.Transfer;
import org.postrider.jms.error.InDoubtException;
import org.postrider.jms.error.NotSentException;
import org.postrider.jms.error.RequestTimedOutException;

/** What becomes of requests when the connection is lost: rows of docs/recovery.md. */
class RecoveryRequestTest {

  /** Has a call made while there is no connection; it must wait for the next one. */
  private static <T> T offline(Broker broker, Outage outage, Callable<T> call) throws Exception {
    outage.begin();
    Future<T> waiting = broker.async(call);
    outage.end();
    return Broker.result(waiting);
  }

  private static void close(AutoCloseable what) {
    Unchecked.run(
        () -> {
          try {
            what.close();
          } catch (Exception failed) {
            throw new AssertionError(failed);
          }
        });
  }

  // Create

  @Test
  void aConnectionWithoutAnswerIsAskedForAgainThoughTheBrokerHoldsItsClientId() throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.expectSaslAnonymous().expectOpen();
      broker.peer.dropConnection().expectConnection().expectSaslAnonymous();
      broker
          .peer
          .expectOpen()
          .respondWith(open -> open.withProperty("amqp:connection-establishment-failed", true));
      broker.peer.remoteClose().withErrorOf("amqp:invalid-field", "the id is in use").send();
      broker.peer.expectClose();
      broker.peer.expectDisconnect().expectConnection();
      broker.opens().begins();

      Connection connection = broker.connectRecovering("jms.clientID=me");

      assertThat(connection.createSession()).isNotNull();
      broker.verify();
    }
  }

  @Test
  void aSessionWithoutAnswerIsBegunAgain() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().peer.expectBegin();
      broker.returns().begins();

      assertThat(broker.connectRecovering().createSession()).isNotNull();

      broker.verify();
    }
  }

  @Test
  void aSessionIsMadeWithTheNextConnection() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins();
      Outage outage = Outage.of(broker);
      broker.begins().begins();

      Connection connection = outage.connect();
      connection.createSession();

      Session session = offline(broker, outage, connection::createSession);

      assertThat(session.getTransacted()).isFalse();
      broker.verify();
    }
  }

  @Test
  void aProducerWithoutAnswerIsAskedForAgain() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().peer.expectAttach();
      broker.returns().begins().sends(1).accepts();

      Session session = broker.connectRecovering().createSession();
      Broker.producer(session).send(session.createTextMessage("m"));

      broker.verify();
    }
  }

  @Test
  void aProducerIsMadeWithTheNextConnection() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins();
      Outage outage = Outage.of(broker);
      broker.begins().sends(1).accepts();

      Session session = outage.connect().createSession();
      MessageProducer producer = offline(broker, outage, () -> Broker.producer(session));
      producer.send(session.createTextMessage("m"));

      broker.verify();
    }
  }

  @Test
  void aConsumerWithoutAnswerIsAskedForAgain() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().peer.expectAttach();
      broker.returns().begins().consumes();

      Connection connection = broker.connectRecovering();
      connection.start();
      Broker.consumer(connection.createSession());

      broker.verify();
    }
  }

  @Test
  void aConsumerIsMadeWithTheNextConnection() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins();
      Outage outage = Outage.of(broker);
      broker.begins().consumes();

      Connection connection = outage.connect();
      connection.start();
      Session session = connection.createSession();
      offline(broker, outage, () -> Broker.consumer(session));

      broker.verify();
    }
  }

  @Test
  void aRequestThatWaitsForTheConnectionKeepsItsTimeOut() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins();
      Outage outage = Outage.of(broker);
      broker.begins();

      Session session = outage.connect("jms.requestTimeout=50").createSession();
      outage.begin();

      assertThatThrownBy(() -> Broker.consumer(session))
          .isInstanceOf(RequestTimedOutException.class);
      outage.end();
      broker.verify();
    }
  }

  // Browsers

  @Test
  void aBrowserIsMadeWithoutWaitingAndItsScanWithTheNextConnection() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins();
      Outage outage = Outage.of(broker);
      broker.begins().consumes();

      Connection connection = outage.connect();
      connection.start();
      Session session = connection.createSession();
      outage.begin();
      QueueBrowser browser = session.createBrowser(session.createQueue("q"));
      Future<Enumeration<?>> scanning = broker.async(browser::getEnumeration);
      assertThat(scanning).isNotDone();
      outage.end();

      assertThat(Broker.result(scanning)).isNotNull();
      broker.verify();
    }
  }

  // Unsubscribe

  @Test
  void anUnsubscribeWithoutAnswerIsAskedAgain() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().begins().peer.expectAttach().ofReceiver().withName("news");
      broker.returns().begins().begins();
      unsubscribes(broker);

      broker.connectRecovering("jms.clientID=me").createSession().unsubscribe("news");

      broker.verify();
    }
  }

  private static void unsubscribes(Broker broker) {
    broker
        .peer
        .expectAttach()
        .ofReceiver()
        .withName("news")
        .respondWith(attach -> attach.withSourceAddress("topic"));
    broker.peer.expectDetach().closed().respond();
  }

  @Test
  void anUnsubscribeWhoseEndWasNotAnsweredIsAskedAgainAndMayHaveBeenDone() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().begins();
      broker
          .peer
          .expectAttach()
          .ofReceiver()
          .withName("news")
          .respondWith(attach -> attach.withSourceAddress("topic"));
      broker.peer.expectDetach().closed();
      broker.returns().begins().begins();
      broker.peer.expectAttach().withName("news").refuse("amqp:not-found", "it is ended");
      broker.peer.expectDetach();

      broker.connectRecovering("jms.clientID=me").createSession().unsubscribe("news");

      broker.verify();
    }
  }

  @Test
  void anUnsubscribeWaitsForTheConnection() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().begins();
      broker.peer.expectAttach().withName("old").refuse("amqp:not-found", "no such subscription");
      broker.peer.expectDetach();
      Outage outage = Outage.of(broker);
      broker.begins().begins();
      unsubscribes(broker);

      Session session = outage.connect("jms.clientID=me").createSession();
      assertThatThrownBy(() -> session.unsubscribe("old"))
          .isInstanceOf(InvalidDestinationException.class);
      offline(
          broker,
          outage,
          () -> {
            session.unsubscribe("news");
            return "done";
          });

      broker.verify();
    }
  }

  /** How the wait for an unsubscribe ends that nobody answers. */
  private enum Unanswered {
    GIVEN_UP {
      @Override
      void script(Broker broker) {
        broker.peer.dropConnection();
      }
    },
    SESSION_ENDED {
      @Override
      void script(Broker broker) {
        broker.peer.remoteEnd().send().allowSurplus();
      }
    },
    SESSION_ENDED_WITH_ERROR {
      @Override
      void script(Broker broker) {
        broker.peer.remoteEnd().withErrorOf("amqp:internal-error", "a fault").send().allowSurplus();
      }
    },
    CONNECTION_CLOSED {
      @Override
      void script(Broker broker) {
        broker.peer.remoteClose().send().allowSurplus();
      }
    };

    abstract void script(Broker broker);
  }

  @ParameterizedTest
  @EnumSource
  void anUnsubscribeThatNobodyAnsweredIsInDoubt(Unanswered end) throws Exception {
    for (boolean attached : List.of(false, true)) {
      try (Broker broker = new Broker()) {
        unanswered(broker, attached);
        end.script(broker);

        Session session =
            broker
                .connectRecovering("jms.clientID=me", "failover.maxReconnectAttempts=0")
                .createSession();

        assertThatThrownBy(() -> session.unsubscribe("news"))
            .isInstanceOf(InDoubtException.class)
            .hasMessageContaining("in doubt");
      }
    }
  }

  private static void unanswered(Broker broker, boolean attached) {
    broker.opens().begins().begins();
    if (attached) {
      broker
          .peer
          .expectAttach()
          .withName("news")
          .respondWith(attach -> attach.withSourceAddress("topic"));
      broker.peer.expectDetach().closed();
    } else {
      broker.peer.expectAttach().withName("news");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anUnsubscribeWhoseConnectionIsClosedMeanwhileIsInDoubt(boolean withSessionOnly)
      throws Exception {
    try (Broker broker = new Broker()) {
      unanswered(broker, false);
      broker.peer.expectEnd().respond();
      if (!withSessionOnly) {
        broker.peer.expectClose().respond();
      }

      Connection connection = broker.connectRecovering("jms.clientID=me", "jms.requestTimeout=-1");
      Session session = connection.createSession();
      Future<?> waiting =
          broker.async(
              () -> {
                session.unsubscribe("news");
                return null;
              });
      broker.awaitFrames(Attach.class, 1);
      close(withSessionOnly ? session : connection);

      assertThatThrownBy(() -> Broker.result(waiting)).hasCauseInstanceOf(InDoubtException.class);
      broker.verify();
      broker.peer.allowSurplus();
    }
  }

  @Test
  void anUnsubscribeThatIsInterruptedIsInDoubt() throws Exception {
    try (Broker broker = new Broker()) {
      unanswered(broker, true);
      broker.peer.allowSurplus();

      Session session = broker.connectRecovering("jms.clientID=me").createSession();
      Future<?> waiting =
          broker.async(
              () -> {
                session.unsubscribe("news");
                return null;
              });
      broker.awaitFrames(Detach.class, 1);
      broker.awaitWaiting(1).interrupt();

      assertThatThrownBy(() -> Broker.result(waiting)).hasCauseInstanceOf(InDoubtException.class);
    }
  }

  @Test
  void anUnsubscribeThatIsGivenUpOfflineIsNotAskedLater() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().begins();
      broker.peer.expectAttach().withName("old").refuse("amqp:not-found", "no such subscription");
      broker.peer.expectDetach();
      Outage outage = Outage.of(broker);
      broker.begins().begins().sends(1);

      Session session =
          outage.connect("jms.clientID=me", "jms.requestTimeout=60000").createSession();
      assertThatThrownBy(() -> session.unsubscribe("old"))
          .isInstanceOf(InvalidDestinationException.class);
      outage.begin();
      Future<?> waiting =
          broker.async(
              () -> {
                session.unsubscribe("news");
                return null;
              });
      broker.awaitWaiting(1).interrupt();

      assertThatThrownBy(() -> Broker.result(waiting))
          .hasCauseExactlyInstanceOf(JMSException.class)
          .hasMessageContaining("interrupted");
      outage.end();
      outage.awaitRestored();
      Broker.producer(session);
      broker.verify();
    }
  }

  // Any call

  @Test
  void aCallThatWaitsOfflineSaysThatItsConnectionWasClosed() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins();
      Outage outage = Outage.lasting(broker);

      Connection connection =
          outage.connect(
              "jms.clientID=me", "jms.requestTimeout=-1", "failover.initialReconnectDelay=600000");
      Session session = connection.createSession();
      outage.begin();
      List<Future<?>> waiting =
          List.of(
              broker.async(() -> connection.createSession()),
              broker.async(() -> TransactionScript.transacted(connection)),
              broker.async(() -> Broker.consumer(session)),
              broker.async(session::createTemporaryQueue),
              broker.async(
                  () -> {
                    session.unsubscribe("news");
                    return null;
                  }));
      broker.awaitWaiting(waiting.size());
      close(connection);

      for (Future<?> call : waiting) {
        assertThatThrownBy(() -> Broker.result(call))
            .hasCauseInstanceOf(jakarta.jms.IllegalStateException.class)
            .hasMessageContaining("closed");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aCallThatWaitsOfflineIsEndedWithoutTheOthers(boolean interrupts) throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().begins();
      Outage outage = Outage.lasting(broker);

      Connection connection =
          outage.connect("jms.requestTimeout=-1", "failover.initialReconnectDelay=600000");
      Session first = connection.createSession();
      Session second = connection.createSession();
      outage.begin();
      Future<?> longer = broker.async(first::createTemporaryQueue);
      broker.awaitWaiting(1);
      Future<?> shorter = broker.async(second::createTemporaryQueue);
      Thread caller = broker.awaitWaiting(2);
      if (interrupts) {
        caller.interrupt();
      } else {
        close(second);
      }

      assertThatThrownBy(() -> Broker.result(shorter)).hasCauseInstanceOf(JMSException.class);
      assertThat(longer).isNotDone();
      close(connection);
      assertThatThrownBy(() -> Broker.result(longer)).hasCauseInstanceOf(JMSException.class);
    }
  }

  // Close

  @Test
  void aProducerThatIsClosedWithoutAnswerIsClosed() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(1).peer.expectDetach();
      broker.returns().begins();

      close(Broker.producer(broker.connectRecovering().createSession()));

      broker.verify();
    }
  }

  @Test
  void aConsumerThatIsClosedWithoutAnswerIsClosed() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().receives().peer.expectDetach();
      broker.returns().begins();

      close(Broker.consumer(broker.connectRecovering().createSession()));

      broker.verify();
    }
  }

  @Test
  void aSessionThatIsClosedWithoutAnswerIsClosed() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().peer.expectEnd();
      broker.returns();

      close(broker.connectRecovering().createSession());

      broker.verify();
    }
  }

  @Test
  void aConnectionWhoseBrokerIsSilentIsClosedInItsTimeHoweverManySessionsItHas() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens();
      int sessions = 4;
      for (int i = 0; i < sessions; i++) {
        broker.begins().sends(1).peer.expectTransfer();
      }
      broker.peer.allowSurplus();

      Connection connection = broker.connectRecovering("jms.closeTimeout=1000");
      for (int i = 0; i < sessions; i++) {
        Session session = connection.createSession();
        MessageProducer producer = Broker.producer(session);
        producer.setDeliveryMode(DeliveryMode.NON_PERSISTENT);
        producer.send(session.createTextMessage("m"));
        broker.awaitFrames(Transfer.class, i + 1);
      }
      long begun = System.nanoTime();
      connection.close();

      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(4));
      await().until(() -> broker.reported.size() == sessions);
      assertThat(broker.reported).hasOnlyElementsOfType(InDoubtException.class);
    }
  }

  @Test
  void aConnectionThatIsClosedWithoutAnswerIsClosed() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().peer.expectEnd().respond();
      broker.peer.expectClose();
      broker.peer.dropConnection();

      Connection connection = broker.connectRecovering();
      connection.createSession();
      connection.close();

      broker.verify();
      assertThat(broker.reported).isEmpty();
      assertThat(broker.peer.connections()).isEqualTo(1);
    }
  }

  @Test
  void whatIsClosedWhileThereIsNoConnectionDoesNotComeBack() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().begins().receives().sends(1);
      Outage outage = Outage.of(broker);
      broker.begins();

      Connection connection = outage.connect("jms.closeTimeout=60000");
      connection.createSession();
      Session closed = connection.createSession();
      MessageConsumer consumer = Broker.consumer(closed);
      MessageProducer producer = Broker.producer(closed);
      outage.begin();
      close(consumer);
      close(producer);
      close(closed);
      outage.end();

      broker.verify();
    }
  }

  @Test
  void aConnectionWhoseMessagesWaitForAnotherIsClosedInItsTime() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(0);
      broker.peer.dropConnection();

      Connection connection =
          broker.connectRecovering("jms.closeTimeout=300", "failover.initialReconnectDelay=600000");
      Session session = connection.createSession();
      MessageProducer producer = Broker.producer(session);
      producer.setDeliveryMode(DeliveryMode.NON_PERSISTENT);
      broker.verify();
      producer.send(session.createTextMessage("m"));
      long begun = System.nanoTime();
      connection.close();

      assertThat(Duration.ofNanos(System.nanoTime() - begun))
          .isBetween(Duration.ofMillis(300), Duration.ofSeconds(4));
      await().until(() -> broker.reported.size() == 1);
      assertThat(broker.reported).hasOnlyElementsOfType(NotSentException.class);
    }
  }

  @Test
  void aConnectionIsClosedWithoutWaitingForAnother() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins();

      Connection connection =
          broker.connectRecovering(
              "jms.closeTimeout=60000", "failover.initialReconnectDelay=600000");
      connection.createSession();
      broker.verify();
      broker.peer.dropConnection();
      broker.verify();
      close(connection);

      assertThat(broker.peer.connections()).isEqualTo(1);
    }
  }
}
