// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.DeliveryMode;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.tck.Conformance;
import org.postrider.tck.JmsExtension;
import org.postrider.tck.Rule;

/** What the API must refuse, and how. Jakarta Messaging 3.1 chapter 9 and the Javadoc. */
@Conformance
final class RefusalsTest {
  @RegisterExtension final JmsExtension jms = new JmsExtension();

  @Rule("destination.1")
  @Test
  void aConsumerNeedsADestination() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);

    assertThatThrownBy(() -> session.createConsumer(null))
        .isInstanceOf(InvalidDestinationException.class);
    assertThatThrownBy(() -> session.createBrowser(null))
        .isInstanceOf(InvalidDestinationException.class);
  }

  // Rule: the destination is given at creation or at each send, never at both.
  @Rule({"send.1", "send.2"})
  @Test
  void theDestinationIsGivenOnce() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    Queue queue = jms.queue(session);
    Message message = session.createMessage();

    assertThatThrownBy(() -> session.createProducer(queue).send(queue, message))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> session.createProducer(null).send(message))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> session.createProducer(null).send(null, message))
        .isInstanceOf(InvalidDestinationException.class);
  }

  @Rule("send.3")
  @Test
  void aNullMessageIsRefused() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    MessageProducer producer = session.createProducer(jms.queue(session));

    assertThatThrownBy(() -> producer.send(null)).isInstanceOf(MessageFormatException.class);
  }

  @Rule({"send.5", "send.16"})
  @ParameterizedTest
  @ValueSource(ints = {-1, 10})
  void aPriorityIsZeroToNine(int priority) throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    MessageProducer producer = session.createProducer(jms.queue(session));

    assertThatThrownBy(() -> producer.setPriority(priority)).isInstanceOf(JMSException.class);
    assertThat(producer.getPriority()).isEqualTo(4);
  }

  @Rule({"send.4", "send.16"})
  @ParameterizedTest
  @ValueSource(ints = {0, 3})
  void aDeliveryModeIsOneOfTwo(int mode) throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    MessageProducer producer = session.createProducer(jms.queue(session));

    assertThatThrownBy(() -> producer.setDeliveryMode(mode)).isInstanceOf(JMSException.class);
    assertThat(producer.getDeliveryMode()).isEqualTo(DeliveryMode.PERSISTENT);
  }

  @Rule("session.3")
  @Test
  void anUnknownSessionModeIsRefused() throws Exception {
    Connection connection = jms.stoppedConnection();

    assertThatThrownBy(() -> connection.createSession(99)).isInstanceOf(JMSException.class);
    assertThatThrownBy(() -> connection.createSession(false, Session.SESSION_TRANSACTED))
        .isInstanceOf(JMSException.class);
  }

  @Rule("async.6")
  @Test
  void anAsynchronousSendNeedsAListener() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    MessageProducer producer = session.createProducer(jms.queue(session));
    Message message = session.createMessage();

    assertThatThrownBy(() -> producer.send(message, null))
        .isInstanceOf(IllegalArgumentException.class);
  }

  // Rule: no connection, no factory method that succeeds; the cause is told.
  @Rule("client.8")
  @Test
  void anUnreachableBrokerIsAnException() throws Exception {
    int closedPort;
    try (java.net.ServerSocket socket = new java.net.ServerSocket(0)) {
      closedPort = socket.getLocalPort();
    }
    ConnectionFactory factory =
        org.postrider.tck.ProviderUnderTest.connectionFactory("amqp://127.0.0.1:" + closedPort);

    assertThatThrownBy(
            () -> {
              try (Connection connection = factory.createConnection()) {
                connection.start();
              }
            })
        .isInstanceOf(JMSException.class)
        .hasMessageContaining(String.valueOf(closedPort));
  }
}
