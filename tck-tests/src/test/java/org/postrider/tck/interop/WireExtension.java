// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.interop;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.Connection;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import javax.naming.NamingException;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.postrider.tck.broker.BrokerExtension;

/**
 * Carries messages from one client to the other, over the shared broker. Confined to one test
 * class, whose static field it must be in: connections are kept for all its tests.
 */
final class WireExtension implements BeforeAllCallback, AfterAllCallback {
  static final long COMES_MS = 5_000;
  static final long SHORT_MS = 100;

  /** Makes the message that is to be carried, with the sender's session. */
  interface Making {
    Message make(Session session) throws JMSException;
  }

  /** Sends the message in a way of its own. */
  interface Sending {
    void send(MessageProducer producer, Message message) throws JMSException;
  }

  /** A message as its sender has it after the send, and as its receiver got it. */
  record Carried(Message sent, Message received) {}

  private final BrokerExtension broker = BrokerExtension.shared();
  private final Map<String, Session> sessions = new HashMap<>();
  private final Deque<Connection> opened = new ArrayDeque<>();

  @Override
  public void beforeAll(ExtensionContext context) {
    broker.beforeAll(context);
  }

  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    sessions.clear();
    while (!opened.isEmpty()) {
      opened.pop().close();
    }
  }

  /** Returns when a client id is free, behind the close of the connection that had it. */
  void awaitFree(String clientId) {
    broker.awaitFree(clientId);
  }

  /** A started connection, closed after the class if it was not before. */
  Connection connection(Client client, String query) throws JMSException, NamingException {
    Connection connection = stoppedConnection(client, query);
    connection.start();
    return connection;
  }

  Connection stoppedConnection(Client client, String query) throws JMSException, NamingException {
    Connection connection = client.factory(broker.url() + query).createConnection();
    opened.push(connection);
    return connection;
  }

  /** The client's session for all tests of the class. */
  Session session(Client client) throws JMSException, NamingException {
    return session(client, "");
  }

  Session session(Client client, String query) throws JMSException, NamingException {
    Session session = sessions.get(client + query);
    if (session == null) {
      session = connection(client, query).createSession(Session.AUTO_ACKNOWLEDGE);
      sessions.put(client + query, session);
    }
    return session;
  }

  String url() {
    return broker.url();
  }

  String queueName() {
    return broker.queueName();
  }

  String topicName() {
    return broker.topicName();
  }

  /** Sends with one client over a fresh queue and receives with the other. */
  Carried carry(Client sender, Making making) throws JMSException, NamingException {
    return carry(sender, making, MessageProducer::send);
  }

  Carried carry(Client sender, Making making, Sending sending)
      throws JMSException, NamingException {
    return carry(session(sender), session(sender.other()), making, sending);
  }

  Carried carry(Session from, Session to, Making making, Sending sending) throws JMSException {
    String name = queueName();
    Queue queue = from.createQueue(name);
    try (MessageProducer producer = from.createProducer(queue)) {
      Message message = making.make(from);
      sending.send(producer, message);
      return new Carried(message, receive(to, to.createQueue(name)));
    }
  }

  static Message receive(Session session, Destination destination) throws JMSException {
    try (MessageConsumer consumer = session.createConsumer(destination)) {
      return receive(consumer);
    }
  }

  static Message receive(MessageConsumer consumer) throws JMSException {
    Message message = consumer.receive(COMES_MS);
    assertThat(message).as("the message that was sent").isNotNull();
    return message;
  }
}
