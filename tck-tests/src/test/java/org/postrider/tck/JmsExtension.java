// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.postrider.tck.broker.BrokerExtension;

/**
 * Gives a test connections, sessions and fresh destinations on the shared broker, and closes all
 * connections after it. Confined to one test.
 *
 * <p>Every wait for something that must come is {@link #COMES_MS}; for something that must not come
 * it is {@link #STAYS_AWAY_MS}.
 */
public final class JmsExtension implements BeforeEachCallback, AfterEachCallback {
  public static final long COMES_MS = 15_000;
  public static final long STAYS_AWAY_MS = 150;

  private static final String LAST = "(the last message)";

  private final BrokerExtension broker = BrokerExtension.shared();
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private ConnectionFactory factory;

  @Override
  public void beforeEach(ExtensionContext context) throws Exception {
    broker.beforeEach(context);
    factory = ProviderUnderTest.connectionFactory(broker.url());
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    while (!opened.isEmpty()) {
      opened.pop().close();
    }
  }

  public ConnectionFactory factory() {
    return factory;
  }

  /** Closes something after the test, too. */
  public void closeLater(AutoCloseable something) {
    opened.push(something);
  }

  /** A connection that is not started. */
  public Connection stoppedConnection() throws JMSException {
    Connection connection = factory.createConnection();
    opened.push(connection);
    return connection;
  }

  public Connection connection() throws JMSException {
    Connection connection = stoppedConnection();
    connection.start();
    return connection;
  }

  /** A started connection with a client identifier of its own. */
  public Connection identified() throws JMSException {
    Connection connection = stoppedConnection();
    connection.setClientID("client-" + System.nanoTime());
    connection.start();
    return connection;
  }

  /** Returns when a client id is free, behind the close of the connection that had it. */
  public void awaitFree(String clientId) {
    broker.awaitFree(clientId);
  }

  /** A session, in the given mode, of a started connection of its own. */
  public Session session(int mode) throws JMSException {
    return connection().createSession(mode);
  }

  public JMSContext context(int mode) {
    JMSContext context = factory.createContext(mode);
    opened.push(context);
    return context;
  }

  /** A queue that no test used yet. */
  public Queue queue(Session session) throws JMSException {
    return session.createQueue(broker.queueName());
  }

  public Queue queue(JMSContext context) {
    return context.createQueue(broker.queueName());
  }

  /** A topic that no test used yet. */
  public Topic topic(Session session) throws JMSException {
    return session.createTopic(broker.topicName());
  }

  public Topic topic(JMSContext context) {
    return context.createTopic(broker.topicName());
  }

  /** A fresh queue that holds these texts, sent over a connection that is closed again. */
  public Queue queueWith(String... texts) throws JMSException {
    try (Connection connection = factory.createConnection();
        Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE)) {
      Queue queue = queue(session);
      send(session, queue, texts);
      return queue;
    }
  }

  public static void send(Session session, Queue queue, String... texts) throws JMSException {
    var producer = session.createProducer(queue);
    for (String text : texts) {
      producer.send(session.createTextMessage(text));
    }
    producer.close();
  }

  /** The text of the next message, or null when none comes. */
  public static String text(MessageConsumer consumer) throws JMSException {
    return textOf(consumer.receive(COMES_MS));
  }

  public static String textOf(Message message) throws JMSException {
    return message == null ? null : ((TextMessage) message).getText();
  }

  /** The texts of the next messages; shorter than asked for when they do not come. */
  public static List<String> texts(MessageConsumer consumer, int count) throws JMSException {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String text = text(consumer);
      if (text == null) {
        break;
      }
      texts.add(text);
    }
    return texts;
  }

  /**
   * What is left in a queue, as another connection sees it: all that comes before a last message
   * that this method sends, so that no test waits for a silence.
   */
  public List<String> rest(Queue queue) throws JMSException {
    try (Connection connection = factory.createConnection();
        Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
        MessageConsumer consumer = session.createConsumer(queue)) {
      connection.start();
      send(session, queue, LAST);
      List<String> texts = new ArrayList<>();
      String text = text(consumer);
      while (text != null && !text.equals(LAST)) {
        texts.add(text);
        text = text(consumer);
      }
      return texts;
    }
  }
}
