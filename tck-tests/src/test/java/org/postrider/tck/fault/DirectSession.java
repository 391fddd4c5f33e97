// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.fault;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import java.util.ArrayList;
import java.util.List;
import org.postrider.tck.ProviderUnderTest;
import org.postrider.tck.broker.BrokerExtension;

/**
 * A session with the broker over no wire: it fills queues before a conversation, and looks what is
 * in them behind it.
 *
 * <p>Confined to the test's thread.
 */
final class DirectSession implements AutoCloseable {

  static final long COMES_MS = 10_000;

  private final BrokerExtension broker;
  private final Connection connection;
  private final Session session;

  DirectSession(BrokerExtension broker) throws Exception {
    this.broker = broker;
    connection = ProviderUnderTest.connectionFactory(broker.url()).createConnection();
    session = connection.createSession();
    connection.start();
  }

  static String body(Message message) throws JMSException {
    return message.getBody(String.class);
  }

  /** A queue that nobody used yet. */
  Queue queue() throws JMSException {
    return session.createQueue(broker.queueName());
  }

  /** A topic that nobody used yet. */
  Topic topic() throws JMSException {
    return session.createTopic(broker.topicName());
  }

  /** A queue with some messages. */
  Queue filled(int messages) throws JMSException {
    Queue queue = queue();
    try (MessageProducer producer = session.createProducer(queue)) {
      for (int i = 0; i < messages; i++) {
        producer.send(session.createTextMessage("in " + i));
      }
    }
    return queue;
  }

  /** Takes what is in a queue: so many at least, and what comes beyond within a time. */
  List<String> drained(Queue queue, int least, long lateMs) throws JMSException {
    List<String> found = new ArrayList<>();
    try (MessageConsumer consumer = session.createConsumer(queue)) {
      Message next;
      do {
        next = next(consumer, found.size() < least ? COMES_MS : lateMs);
        if (next != null) {
          found.add(body(next));
        }
      } while (next != null);
    }
    return found;
  }

  private static Message next(MessageConsumer consumer, long timeoutMs) throws JMSException {
    return timeoutMs == 0 ? consumer.receiveNoWait() : consumer.receive(timeoutMs);
  }

  @Override
  public void close() throws JMSException {
    connection.close();
  }
}
