// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.fault;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postrider.tck.ProviderUnderTest;
import org.postrider.tck.broker.BrokerExtension;

/**
 * Rollbacks while the broker has prepared more than the session's first window lets through. What
 * it held up must not come before what was rolled back (Jakarta Messaging 6.2.7).
 */
@Timeout(120)
class RollbackOrderTest {

  private static final long COMES_MS = 20_000;

  /** More frames than the first window has. */
  private static final int MESSAGES = 72;

  private static final int OCTETS = 90_000;
  private static final int ROLLBACKS = 3;
  private static final int CONSUMED = 10;

  @RegisterExtension final BrokerExtension broker = BrokerExtension.shared();

  private Queue fill(Connection connection) throws Exception {
    try (Session session = connection.createSession(true, Session.SESSION_TRANSACTED)) {
      Queue queue = session.createQueue(broker.queueName());
      MessageProducer producer = session.createProducer(queue);
      for (int i = 0; i < MESSAGES; i++) {
        BytesMessage message = session.createBytesMessage();
        message.writeBytes(new byte[OCTETS]);
        message.setIntProperty("number", i);
        producer.send(message);
      }
      session.commit();
      return queue;
    }
  }

  private static void comeInOrder(MessageConsumer consumer, int messages) throws Exception {
    for (int i = 0; i < messages; i++) {
      BytesMessage message = (BytesMessage) consumer.receive(COMES_MS);
      assertThat(message).as("message %d", i).isNotNull();
      assertThat(message.getIntProperty("number")).isEqualTo(i);
    }
  }

  @RepeatedTest(5)
  void allMessagesComeInOrderAfterEachOfThem() throws Exception {
    try (Connection connection =
        ProviderUnderTest.connectionFactory(broker.url()).createConnection()) {
      Queue queue = fill(connection);
      Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
      MessageConsumer consumer = session.createConsumer(queue);
      connection.start();

      for (int i = 0; i < ROLLBACKS; i++) {
        comeInOrder(consumer, CONSUMED);
        session.rollback();
      }

      comeInOrder(consumer, MESSAGES);
      session.commit();
    }
  }
}
