// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.postrider.tck.JmsExtension.COMES_MS;
import static org.postrider.tck.JmsExtension.text;
import static org.postrider.tck.JmsExtension.textOf;

import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
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

/** Closed objects. Jakarta Messaging 3.1 chapter 6.1 and the Javadoc of each close. */
@Conformance
final class CloseTest {
  @RegisterExtension final JmsExtension jms = new JmsExtension();

  @Rule("close.1")
  @Test
  void closeMayBeRepeated() throws Exception {
    Connection connection = jms.connection();
    Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
    Queue queue = jms.queue(session);
    MessageProducer producer = session.createProducer(queue);
    MessageConsumer consumer = session.createConsumer(queue);

    for (int i = 0; i < 2; i++) {
      producer.close();
      consumer.close();
      session.close();
      connection.close();
    }

    assertThatThrownBy(connection::start).isInstanceOf(IllegalStateException.class);
  }

  @Rule("close.3")
  @Test
  void aClosedConnectionRefuses() throws Exception {
    Connection connection = jms.connection();

    connection.close();

    assertThatThrownBy(() -> connection.createSession(Session.AUTO_ACKNOWLEDGE))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(connection::stop).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(connection::getMetaData).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(connection::getClientID).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> connection.setExceptionListener(null))
        .isInstanceOf(IllegalStateException.class);
  }

  // Rule: what a closed connection made is closed with it.
  @Rule({"close.2", "close.4"})
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aClosedSessionRefuses(boolean closeConnection) throws Exception {
    Connection connection = jms.connection();
    Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
    Queue queue = jms.queue(session);

    if (closeConnection) {
      connection.close();
    } else {
      session.close();
    }

    assertThatThrownBy(() -> session.createConsumer(queue))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> session.createProducer(queue))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(session::createTextMessage).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(session::getTransacted).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(session::recover).isInstanceOf(IllegalStateException.class);
  }

  @Rule("close.5")
  @Test
  void aClosedProducerRefuses() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    MessageProducer producer = session.createProducer(jms.queue(session));
    Message message = session.createMessage();

    producer.close();

    assertThatThrownBy(() -> producer.send(message)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(producer::getDestination).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> producer.setPriority(3)).isInstanceOf(IllegalStateException.class);
  }

  @Rule("close.6")
  @Test
  void aClosedConsumerRefuses() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    MessageConsumer consumer = session.createConsumer(jms.queue(session));

    consumer.close();

    assertThatThrownBy(consumer::receiveNoWait).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> consumer.receive(1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(consumer::getMessageSelector).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> consumer.setMessageListener(null))
        .isInstanceOf(IllegalStateException.class);
  }

  // Rule: messages stay usable.
  @Rule("close.7")
  @Test
  void aMessageOutlivesItsConnection() throws Exception {
    Queue queue = jms.queueWith("kept");
    Connection connection = jms.connection();
    Message message =
        connection.createSession(Session.AUTO_ACKNOWLEDGE).createConsumer(queue).receive(COMES_MS);

    connection.close();

    assertThat(textOf(message)).isEqualTo("kept");
  }

  // Rule: what a consumer prefetched but did not deliver goes back unmarked as delivered.
  @Rule("close.18")
  @Test
  void undeliveredMessagesGoToTheNextConsumer() throws Exception {
    Queue queue = jms.queueWith("a", "b", "c");
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    MessageConsumer first = session.createConsumer(queue);
    assertThat(text(first)).isEqualTo("a");

    first.close();

    MessageConsumer second = session.createConsumer(queue);
    Message message = second.receive(COMES_MS);
    assertThat(textOf(message)).isEqualTo("b");
    assertThat(message.getJMSRedelivered()).isFalse();
    assertThat(text(second)).isEqualTo("c");
  }
}
