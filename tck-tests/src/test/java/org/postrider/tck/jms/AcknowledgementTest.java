// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.postrider.tck.JmsExtension.COMES_MS;
import static org.postrider.tck.JmsExtension.text;
import static org.postrider.tck.JmsExtension.textOf;
import static org.postrider.tck.JmsExtension.texts;

import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.tck.Conformance;
import org.postrider.tck.JmsExtension;
import org.postrider.tck.Rule;

/** AUTO, CLIENT and DUPS_OK acknowledgement and recover. Jakarta Messaging 3.1 section 6.2.10. */
@Conformance
final class AcknowledgementTest {
  @RegisterExtension final JmsExtension jms = new JmsExtension();

  // Rule: AUTO acknowledges when receive returns, DUPS_OK at the latest when the session closes.
  @Rule({"session.4", "session.6"})
  @ParameterizedTest
  @ValueSource(ints = {Session.AUTO_ACKNOWLEDGE, Session.DUPS_OK_ACKNOWLEDGE})
  void receivedMessagesDoNotComeBackAfterClose(int mode) throws Exception {
    Queue queue = jms.queueWith("a", "b", "c");
    Connection connection = jms.connection();
    Session session = connection.createSession(mode);
    assertThat(texts(session.createConsumer(queue), 2)).containsExactly("a", "b");

    connection.close();

    assertThat(jms.rest(queue)).containsExactly("c");
  }

  // Rule: acknowledge() covers all that the session consumed so far, by any of its consumers.
  @Rule({"session.7", "session.11"})
  @Test
  void acknowledgeCoversAllConsumersOfTheSession() throws Exception {
    Queue one = jms.queueWith("a1", "a2");
    Queue other = jms.queueWith("b1");
    Connection connection = jms.connection();
    Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
    assertThat(text(session.createConsumer(other))).isEqualTo("b1");
    Message first = session.createConsumer(one).receive(COMES_MS);

    first.acknowledge();
    connection.close();

    assertThat(jms.rest(one)).containsExactly("a2");
    assertThat(jms.rest(other)).isEmpty();
  }

  @Rule("session.9")
  @Test
  void acknowledgingAgainIsHarmless() throws Exception {
    Queue queue = jms.queueWith("a");
    Session session = jms.session(Session.CLIENT_ACKNOWLEDGE);
    Message message = session.createConsumer(queue).receive(COMES_MS);

    message.acknowledge();
    message.acknowledge();
    session.close();

    assertThat(jms.rest(queue)).isEmpty();
  }

  // Rule: closing a CLIENT_ACKNOWLEDGE session acknowledges nothing.
  @Rule({"session.12", "close.14"})
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void unacknowledgedMessagesComeBackAfterClose(boolean closeConnection) throws Exception {
    Queue queue = jms.queueWith("a", "b", "c");
    Connection connection = jms.connection();
    Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
    assertThat(texts(session.createConsumer(queue), 2)).containsExactly("a", "b");

    if (closeConnection) {
      connection.close();
    } else {
      session.close();
    }

    MessageConsumer consumer = jms.session(Session.AUTO_ACKNOWLEDGE).createConsumer(queue);
    assertRedelivered(consumer.receive(COMES_MS), "a");
    assertRedelivered(consumer.receive(COMES_MS), "b");
    assertThat(text(consumer)).isEqualTo("c");
  }

  // Rule: recover starts again with the oldest unacknowledged message and marks what comes again.
  @Rule({"session.13", "session.14"})
  @Test
  void recoverStartsAgainWithTheOldestUnacknowledged() throws Exception {
    Queue queue = jms.queueWith("a", "b", "c", "d");
    Session session = jms.session(Session.CLIENT_ACKNOWLEDGE);
    MessageConsumer consumer = session.createConsumer(queue);
    consumer.receive(COMES_MS).acknowledge();
    assertThat(texts(consumer, 2)).containsExactly("b", "c");

    session.recover();

    assertRedelivered(consumer.receive(COMES_MS), "b");
    assertRedelivered(consumer.receive(COMES_MS), "c");
    Message last = consumer.receive(COMES_MS);
    assertThat(textOf(last)).isEqualTo("d");
    assertThat(last.getJMSRedelivered()).isFalse();
    last.acknowledge();
    session.close();
    assertThat(jms.rest(queue)).isEmpty();
  }

  // Rule: what the application did to a message is not seen when it is delivered again.
  @Rule("session.16")
  @Test
  void aRedeliveredMessageIsTheOriginal() throws Exception {
    Queue queue = jms.queueWith("original");
    Session session = jms.session(Session.CLIENT_ACKNOWLEDGE);
    MessageConsumer consumer = session.createConsumer(queue);
    TextMessage message = (TextMessage) consumer.receive(COMES_MS);
    message.clearBody();
    message.setText("changed");

    session.recover();

    assertThat(text(consumer)).isEqualTo("original");
  }

  // Rule: acknowledge() means nothing outside CLIENT_ACKNOWLEDGE.
  @Rule("session.10")
  @ParameterizedTest
  @ValueSource(
      ints = {Session.AUTO_ACKNOWLEDGE, Session.DUPS_OK_ACKNOWLEDGE, Session.SESSION_TRANSACTED})
  void acknowledgeIsIgnoredInOtherModes(int mode) throws Exception {
    Queue queue = jms.queueWith("a");
    Session session = jms.session(mode);
    Message message = session.createConsumer(queue).receive(COMES_MS);

    message.acknowledge();
    if (mode == Session.SESSION_TRANSACTED) {
      session.rollback();
    }
    session.close();

    assertThat(jms.rest(queue)).hasSize(mode == Session.SESSION_TRANSACTED ? 1 : 0);
  }

  // Rule: messages outlive their session, but can no longer be acknowledged.
  @Rule("close.7")
  @Test
  void acknowledgeAfterCloseIsRefused() throws Exception {
    Queue queue = jms.queueWith("a");
    Session session = jms.session(Session.CLIENT_ACKNOWLEDGE);
    Message message = session.createConsumer(queue).receive(COMES_MS);

    session.close();

    assertThatThrownBy(message::acknowledge).isInstanceOf(IllegalStateException.class);
    assertThat(textOf(message)).isEqualTo("a");
  }

  private static void assertRedelivered(Message message, String text) throws JMSException {
    assertThat(textOf(message)).isEqualTo(text);
    assertThat(message.getJMSRedelivered()).isTrue();
    assertThat(message.getIntProperty("JMSXDeliveryCount")).isEqualTo(2);
  }
}
