// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.fault;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postrider.tck.ProviderUnderTest;
import org.postrider.tck.broker.BrokerExtension;

/**
 * A real broker that has far more for a connection than may wait there; each broker, as they differ
 * in what they have on its way beyond credit and windows.
 */
@Tag("conformance")
@Timeout(120)
class SlowConsumerTest {

  private static final long COMES_MS = 20_000;

  @RegisterExtension final BrokerExtension broker = BrokerExtension.shared();

  private Connection connection(String options) throws Exception {
    Connection connection =
        ProviderUnderTest.connectionFactory(broker.url() + "?" + options).createConnection();
    connection.start();
    return connection;
  }

  private static void fill(Session session, Queue queue, int messages, int octets)
      throws Exception {
    try (MessageProducer producer = session.createProducer(queue)) {
      for (int i = 0; i < messages; i++) {
        BytesMessage message = session.createBytesMessage();
        message.writeBytes(new byte[octets]);
        message.setIntProperty("number", i);
        producer.send(message);
      }
    }
  }

  /** The messages from one number up to another, without that, come in their order. */
  private static void comeInOrder(MessageConsumer consumer, int from, int to) throws Exception {
    for (int i = from; i < to; i++) {
      assertThat(number(consumer)).isEqualTo(i);
    }
  }

  private static int number(MessageConsumer consumer) throws Exception {
    BytesMessage message = (BytesMessage) consumer.receive(COMES_MS);
    return message == null ? -1 : message.getIntProperty("number");
  }

  @Test
  void allMessagesComeInOrderThoughFewMayWait() throws Exception {
    int messages = 100;
    try (Connection connection = connection("amqp.maxWaitingSize=2000000")) {
      Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
      Queue queue = session.createQueue(broker.queueName());
      fill(session, queue, messages, 200_000);
      MessageConsumer consumer = session.createConsumer(queue);

      comeInOrder(consumer, 0, messages);
    }
  }

  @Test
  void aConsumerThatIsFullHoldsNeitherSendsNorOtherSessionsUp() throws Exception {
    try (Connection connection = connection("amqp.maxWaitingSize=40000000")) {
      Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
      Session another = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
      Queue full = session.createQueue(broker.queueName());
      Queue other = another.createQueue(broker.queueName());
      fill(session, full, 60, 1_000_000);
      MessageConsumer first = session.createConsumer(full);
      assertThat(number(first)).isZero();
      MessageConsumer second = another.createConsumer(other);

      for (int i = 0; i < 5; i++) {
        fill(session, other, 1, 1000);
        assertThat(number(second)).isZero();
      }
      comeInOrder(first, 1, 60);
    }
  }

  @Test
  void aConsumerThatIsFullDoesNotHoldUpAnotherOfItsSession() throws Exception {
    try (Connection connection = connection("amqp.maxWaitingSize=2000000")) {
      Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
      Queue full = session.createQueue(broker.queueName());
      Queue other = session.createQueue(broker.queueName());
      fill(session, full, 60, 200_000);
      MessageConsumer first = session.createConsumer(full);
      assertThat(number(first)).isZero();
      MessageConsumer second = session.createConsumer(other);
      fill(session, other, 10, 1000);

      comeInOrder(second, 0, 10);
      comeInOrder(first, 1, 60);
    }
  }

  @Test
  void whatGoesBackFromAFullConsumerComesAgainOnce() throws Exception {
    int messages = 200;
    try (Connection connection = connection("amqp.maxWaitingSize=1000000")) {
      Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
      Queue full = session.createQueue(broker.queueName());
      Queue other = session.createQueue(broker.queueName());
      fill(session, full, messages, 200_000);
      MessageConsumer second = session.createConsumer(other);
      MessageConsumer first = session.createConsumer(full);
      assertThat(number(first)).isZero();
      fill(session, other, 10, 1000);

      comeInOrder(second, 0, 10);
      List<Integer> received = new ArrayList<>();
      for (int i = 1; i < messages; i++) {
        received.add(number(first));
      }

      // In their order, too, unless the broker pauses: which is no test's business.
      assertThat(received).doesNotHaveDuplicates().doesNotContain(-1);
    }
  }

  @Test
  void aRollbackOfAFullConsumerLosesNothing() throws Exception {
    int messages = 60;
    try (Connection connection = connection("amqp.maxWaitingSize=20000000")) {
      Session filling = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
      Queue queue = filling.createQueue(broker.queueName());
      fill(filling, queue, messages, 1_000_000);
      Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
      MessageConsumer consumer = session.createConsumer(queue);
      comeInOrder(consumer, 0, 3);

      session.rollback();
      Set<Integer> received = new TreeSet<>();
      for (int i = 0; i < messages; i++) {
        received.add(number(consumer));
      }
      session.commit();

      assertThat(received).hasSize(messages).doesNotContain(-1);
    }
  }

  @Test
  void largeMessagesForManyConsumersOfASessionComeWholeWithinTheLimit() throws Exception {
    int consumers = 12;
    try (Connection connection = connection("amqp.maxIncompleteSize=20000000")) {
      Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
      List<MessageConsumer> all = new ArrayList<>();
      for (int i = 0; i < consumers; i++) {
        Queue queue = session.createQueue(broker.queueName());
        fill(session, queue, 1, 4_000_000);
        all.add(session.createConsumer(queue));
      }

      for (MessageConsumer consumer : all) {
        assertThat(number(consumer)).isZero();
      }
    }
  }
}
