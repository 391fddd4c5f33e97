// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.InvalidClientIDException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.ResourceAllocationException;
import jakarta.jms.Session;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.postrider.codec.frame.ProtocolHeader;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.performative.Open;
import org.postrider.codec.performative.Role;
import org.postrider.codec.value.Symbol;
import org.postrider.jms.PostriderConnectionFactory;
import org.postrider.jms.connect.ProviderMetaData;
import org.postrider.jms.error.RequestTimedOutException;

/** How connections, sessions and links come to be, or do not. */
class OpeningTest {

  @Test
  void openPropertiesOfTheProgramStandBesideOurs() throws Exception {
    try (Broker broker = new Broker()) {
      broker
          .peer
          .expectSaslAnonymous()
          .expectOpen()
          .withProperty("app", "orders")
          .withProperty("n", 5)
          .withProperty("product", ProviderMetaData.PROVIDER_NAME)
          .respond();
      PostriderConnectionFactory factory = new PostriderConnectionFactory(broker.peer.uri());
      factory.setOpenProperties(Map.of("app", "orders", "n", 5, "product", "other"));

      Connection connection = factory.createConnection();
      connection.start();

      broker.verify();
    }
  }

  @Test
  void aBrokerThatRequiresSaslSaysSoWhereItIsSwitchedOff() throws Exception {
    try (Broker broker = new Broker()) {
      broker
          .peer
          .expectProtocolHeader(ProtocolHeader.AMQP)
          .respondWith(ProtocolHeader.SASL)
          .allowSurplus();

      Connection connection = broker.connect("amqp.saslLayer=false");

      assertThatThrownBy(connection::start)
          .isInstanceOf(JMSException.class)
          .hasMessageContaining("the peer requires SASL");
    }
  }

  @Test
  void openWaitsForTheClientId() throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.expectSaslAnonymous().expectOpen().withContainerId("me").respond();

      Connection connection = broker.connect();
      connection.getMetaData();
      connection.setClientID("me");

      broker.verify();
      assertThat(connection.getClientID()).isEqualTo("me");
      assertThatThrownBy(() -> connection.setClientID("you"))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void theFirstUseOpensWithAGeneratedId() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens();

      Connection connection = broker.connect();
      connection.start();

      broker.verify();
      assertThat(
              broker.peer.takeFrame(Duration.ofSeconds(1)).performative(Open.class).containerId())
          .startsWith("ID:");
      assertThatThrownBy(() -> connection.setClientID("late"))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void aClientIdInUseIsRefusedWhereItIsSet() throws Exception {
    try (Broker broker = new Broker()) {
      broker
          .peer
          .expectSaslAnonymous()
          .expectOpen()
          .respondWith(open -> open.withProperty("amqp:connection-establishment-failed", true))
          .remoteClose()
          .withError(
              new AmqpError(
                  Symbol.of("amqp:invalid-field"),
                  "in use",
                  Map.of(Symbol.of("invalid-field"), Symbol.of("container-id"))))
          .send();
      broker.peer.expectClose();

      Connection connection = broker.connect();

      assertThatThrownBy(() -> connection.setClientID("me"))
          .isInstanceOf(InvalidClientIDException.class)
          .hasMessageContainingAll("client id 'me'", "in use")
          .extracting(failure -> ((JMSException) failure).getErrorCode())
          .isEqualTo("amqp:invalid-field");
    }
  }

  @Test
  void aSessionThatIsNotAnsweredTimesOut() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().peer.expectBegin();
      broker.peer.expectEnd();

      Connection connection = broker.connect("jms.requestTimeout=500");

      assertThatThrownBy(connection::createSession).isInstanceOf(RequestTimedOutException.class);
      broker.verify();
    }
  }

  @Test
  void aProducerThatIsNotAnsweredTimesOutAndLeavesNoLink() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().peer.expectAttach().ofSender();

      Session session = broker.connect("jms.requestTimeout=500").createSession();

      assertThatThrownBy(() -> Broker.producer(session))
          .isInstanceOf(RequestTimedOutException.class);
      broker.attachesLate(Role.SENDER).peer.expectDetach().closed();
      broker.verify();
    }
  }

  @Test
  void aConsumerThatIsNotAnsweredTimesOutAndLeavesNoLink() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().peer.expectAttach().ofReceiver();

      Session session = broker.connect("jms.requestTimeout=500").createSession();

      assertThatThrownBy(() -> Broker.consumer(session))
          .isInstanceOf(RequestTimedOutException.class);
      broker.attachesLate(Role.RECEIVER).peer.expectDetach().closed();
      broker.verify();
    }
  }

  @Test
  void aRefusedProducerTellsTheReason() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins();
      broker.peer.expectAttach().ofSender().refuse("amqp:unauthorized-access", "not you");
      broker.peer.expectDetach();

      Session session = broker.connect().createSession();

      assertThatThrownBy(() -> Broker.producer(session))
          .isInstanceOf(JMSSecurityException.class)
          .hasMessageContaining("not you");
      assertThat(broker.reported).isEmpty();
    }
  }

  @Test
  void aRefusalWithoutReasonIsAnInvalidDestination() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins();
      broker.peer.expectAttach().ofReceiver().respondWith(attach -> attach.withSource(null));
      broker.peer.remoteDetach().closed().send();
      broker.peer.expectDetach();

      Session session = broker.connect().createSession();

      assertThatThrownBy(() -> Broker.consumer(session))
          .isInstanceOf(InvalidDestinationException.class);
    }
  }

  @Test
  void aSessionThatEndsInsteadOfTheAttachTellsTheReasonAtOnce() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().peer.expectAttach().ofReceiver();
      broker.peer.remoteEnd().withErrorOf("amqp:not-found", "no queue q").send().expectEnd();

      Session session = broker.connect().createSession();

      assertThatThrownBy(() -> Broker.consumer(session))
          .isInstanceOf(InvalidDestinationException.class)
          .hasMessageContaining("no queue q");
      assertThat(broker.reported).isEmpty();
    }
  }

  @Test
  void aRefusedCoordinatorFailsTheSession() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins();
      broker
          .peer
          .expectAttach()
          .ofCoordinator()
          .refuse("amqp:resource-limit-exceeded", "no transactions");
      broker.peer.expectDetach();
      broker.peer.expectEnd().respond();

      Connection connection = broker.connect();

      assertThatThrownBy(() -> connection.createSession(true, Session.SESSION_TRANSACTED))
          .isInstanceOf(ResourceAllocationException.class);
      broker.verify();
    }
  }

  @Test
  void aCloseRightBehindTheOpenKeepsItsWords() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens();
      broker.peer.remoteClose().withErrorOf("amqp:not-found", "no such host").send();
      broker.peer.allowSurplus();

      Connection connection = broker.connect();

      assertThatThrownBy(
              () -> {
                connection.start();
                connection.createSession();
              })
          .isInstanceOf(JMSException.class)
          .hasMessageContaining("no such host")
          .hasMessageContaining("amqp:not-found");
    }
  }
}
