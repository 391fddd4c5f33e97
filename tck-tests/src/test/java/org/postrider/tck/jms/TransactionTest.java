// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.postrider.tck.JmsExtension.COMES_MS;
import static org.postrider.tck.JmsExtension.STAYS_AWAY_MS;
import static org.postrider.tck.JmsExtension.send;
import static org.postrider.tck.JmsExtension.text;
import static org.postrider.tck.JmsExtension.textOf;
import static org.postrider.tck.JmsExtension.texts;

import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.tck.Conformance;
import org.postrider.tck.JmsExtension;
import org.postrider.tck.Rule;

/** Local transactions. Jakarta Messaging 3.1 section 6.2.7. */
@Conformance
final class TransactionTest {
  @RegisterExtension final JmsExtension jms = new JmsExtension();

  @Rule("transaction.1")
  @Test
  void sentMessagesAppearAtCommit() throws Exception {
    Session session = jms.session(Session.SESSION_TRANSACTED);
    Queue queue = jms.queue(session);
    MessageConsumer consumer = jms.session(Session.AUTO_ACKNOWLEDGE).createConsumer(queue);

    send(session, queue, "a", "b");
    assertThat(consumer.receive(STAYS_AWAY_MS)).isNull();
    session.commit();

    assertThat(texts(consumer, 2)).containsExactly("a", "b");
  }

  @Rule({"transaction.2", "transaction.9"})
  @Test
  void rolledBackSendsVanish() throws Exception {
    Session session = jms.session(Session.SESSION_TRANSACTED);
    Queue queue = jms.queue(session);

    send(session, queue, "dropped");
    session.rollback();
    send(session, queue, "kept");
    session.commit();

    assertThat(jms.rest(queue)).containsExactly("kept");
  }

  // Rule: rollback gives the messages again, in their order, before later ones, and marked.
  @Rule("transaction.3")
  @Test
  void rolledBackReceivesComeAgainInOrder() throws Exception {
    Queue queue = jms.queueWith("a", "b", "c");
    Session session = jms.session(Session.SESSION_TRANSACTED);
    MessageConsumer consumer = session.createConsumer(queue);
    assertThat(texts(consumer, 2)).containsExactly("a", "b");

    session.rollback();

    for (String text : List.of("a", "b")) {
      Message message = consumer.receive(COMES_MS);
      assertThat(textOf(message)).isEqualTo(text);
      assertThat(message.getJMSRedelivered()).isTrue();
      assertThat(message.getIntProperty("JMSXDeliveryCount")).isEqualTo(2);
    }
    Message later = consumer.receive(COMES_MS);
    assertThat(textOf(later)).isEqualTo("c");
    assertThat(later.getJMSRedelivered()).isFalse();
  }

  @Rule("transaction.4")
  @Test
  void eachRollbackRaisesTheDeliveryCount() throws Exception {
    Queue queue = jms.queueWith("again and again");
    Session session = jms.session(Session.SESSION_TRANSACTED);
    MessageConsumer consumer = session.createConsumer(queue);

    for (int count = 1; count <= 4; count++) {
      Message message = consumer.receive(COMES_MS);
      assertThat(message.getIntProperty("JMSXDeliveryCount")).isEqualTo(count);
      session.rollback();
    }
  }

  @Rule("transaction.5")
  @Test
  void committedReceivesDoNotComeBack() throws Exception {
    Queue queue = jms.queueWith("a", "b");
    Session session = jms.session(Session.SESSION_TRANSACTED);
    MessageConsumer consumer = session.createConsumer(queue);
    assertThat(text(consumer)).isEqualTo("a");

    session.commit();
    session.close();

    assertThat(jms.rest(queue)).containsExactly("b");
  }

  // Rule: what a transaction received and what it sent stand or fall together.
  @Rule("transaction.6")
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void receiveAndSendAreOneUnit(boolean commit) throws Exception {
    Queue from = jms.queueWith("moving");
    Session session = jms.session(Session.SESSION_TRANSACTED);
    Queue to = jms.queue(session);
    Message message = session.createConsumer(from).receive(COMES_MS);
    session.createProducer(to).send(message);

    if (commit) {
      session.commit();
    } else {
      session.rollback();
    }
    session.close();

    assertThat(jms.rest(from)).hasSize(commit ? 0 : 1);
    assertThat(jms.rest(to)).hasSize(commit ? 1 : 0);
  }

  // Rule: close with an open transaction is a rollback.
  @Rule("close.13")
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void closeRollsBack(boolean closeConnection) throws Exception {
    Queue queue = jms.queueWith("received");
    Connection connection = jms.connection();
    Session session = connection.createSession(Session.SESSION_TRANSACTED);
    Queue other = jms.queue(session);
    assertThat(text(session.createConsumer(queue))).isEqualTo("received");
    send(session, other, "sent");

    if (closeConnection) {
      connection.close();
    } else {
      session.close();
    }

    assertThat(jms.rest(queue)).containsExactly("received");
    assertThat(jms.rest(other)).isEmpty();
  }

  // Rule: what a closed consumer received still belongs to the transaction.
  @Rule("transaction.7")
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aConsumerMayCloseBeforeTheTransactionEnds(boolean commit) throws Exception {
    Queue queue = jms.queueWith("a");
    Session session = jms.session(Session.SESSION_TRANSACTED);
    MessageConsumer consumer = session.createConsumer(queue);
    assertThat(text(consumer)).isEqualTo("a");
    consumer.close();

    if (commit) {
      session.commit();
    } else {
      session.rollback();
    }
    session.close();

    assertThat(jms.rest(queue)).hasSize(commit ? 0 : 1);
  }

  @Rule("transaction.8")
  @Test
  void anEmptyTransactionMayEnd() throws Exception {
    Session session = jms.session(Session.SESSION_TRANSACTED);

    session.commit();
    session.rollback();
    session.commit();

    assertThat(session.getTransacted()).isTrue();
    assertThat(session.getAcknowledgeMode()).isEqualTo(Session.SESSION_TRANSACTED);
  }

  @Rule("session.18")
  @Test
  void commitAndRollbackNeedATransactedSession() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);

    assertThatThrownBy(session::commit).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(session::rollback).isInstanceOf(IllegalStateException.class);
  }

  @Rule("session.17")
  @Test
  void recoverIsRefusedInATransactedSession() throws Exception {
    Session session = jms.session(Session.SESSION_TRANSACTED);

    assertThatThrownBy(session::recover).isInstanceOf(IllegalStateException.class);
  }
}
