// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import java.util.Enumeration;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.jms.error.RequestTimedOutException;

/** What becomes of requests when the connection is lost: rows of docs/recovery.md. */
class RecoveryRequestTest {

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

      Session session = outage.during(connection::createSession);

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
      MessageProducer producer = outage.during(() -> Broker.producer(session));
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
      outage.during(() -> Broker.consumer(session));

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
      connection.close();

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
        second.close();
      }

      assertThatThrownBy(() -> Broker.result(shorter))
          .hasCauseInstanceOf(
              interrupts ? JMSException.class : jakarta.jms.IllegalStateException.class)
          .hasMessageContaining(interrupts ? "interrupted" : "the session is closed");
      assertThat(longer).isNotDone();
      connection.close();
      assertThatThrownBy(() -> Broker.result(longer)).hasCauseInstanceOf(JMSException.class);
    }
  }
}
