// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.postrider.tck.JmsExtension.send;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionConsumer;
import jakarta.jms.IllegalStateException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.InvalidSelectorException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.ServerSession;
import jakarta.jms.ServerSessionPool;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postrider.tck.Conformance;
import org.postrider.tck.JmsExtension;
import org.postrider.tck.Rule;
import org.postrider.tck.broker.Capability;
import org.postrider.tck.broker.Needs;

/** Messages for an application server's sessions. Jakarta Messaging 3.1, the Javadoc. */
@Conformance
final class ServerSessionTest {
  @RegisterExtension final JmsExtension jms = new JmsExtension();

  private final List<String> received = new CopyOnWriteArrayList<>();

  /** A server with a session for each batch, run on a thread of its own. */
  private ServerSessionPool pool(Connection connection) {
    return () -> {
      Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE);
      session.setMessageListener(message -> received.add(body(message)));
      return new ServerSession() {
        @Override
        public Session getSession() {
          return session;
        }

        @Override
        public void start() {
          new Thread(session, "server session").start();
        }
      };
    };
  }

  private static String body(Message message) {
    try {
      return message.getBody(String.class);
    } catch (JMSException e) {
      throw new AssertionError(e);
    }
  }

  @Rule("server.1")
  @Test
  void aQueuesMessagesAreGivenToSessionsOfTheServer() throws Exception {
    Queue queue = jms.queueWith("a", "b", "c", "d");
    Connection connection = jms.connection();
    ConnectionConsumer consumer =
        connection.createConnectionConsumer(queue, null, pool(connection), 2);

    await().until(() -> received.size() == 4);
    assertThat(received).containsExactlyInAnyOrder("a", "b", "c", "d");
    consumer.close();
    consumer.close();
    connection.close();
    assertThat(jms.rest(queue)).isEmpty();
  }

  @Rule("server.2")
  @Test
  void wrongArgumentsAreRefused() throws Exception {
    Connection connection = jms.connection();
    Queue queue = jms.queue(connection.createSession());
    ServerSessionPool pool = pool(connection);

    assertThatThrownBy(() -> connection.createConnectionConsumer((Queue) null, null, pool, 1))
        .isInstanceOf(InvalidDestinationException.class);
    assertThatThrownBy(() -> connection.createConnectionConsumer(queue, "n =", pool, 1))
        .isInstanceOf(InvalidSelectorException.class);
    assertThatThrownBy(() -> connection.createConnectionConsumer(queue, null, null, 1))
        .isInstanceOf(JMSException.class);
    assertThatThrownBy(() -> connection.createConnectionConsumer(queue, null, pool, 0))
        .isInstanceOf(JMSException.class);
  }

  @Rule("server.3")
  @Test
  void aDurableSubscriptionHasAConnectionConsumer() throws Exception {
    Connection connection = jms.identified();
    Session session = connection.createSession();
    Topic topic = jms.topic(session);
    String name = "durable-" + System.nanoTime();
    ConnectionConsumer consumer =
        connection.createDurableConnectionConsumer(topic, name, null, pool(connection), 1);

    publish(topic);

    await().until(() -> received.size() == 1);
    consumer.close();
    session.unsubscribe(name);
  }

  @Rule("server.3")
  @Test
  @Needs(Capability.SHARED_SUBSCRIPTIONS)
  void sharedSubscriptionsHaveConnectionConsumers() throws Exception {
    Connection connection = jms.identified();
    Session session = connection.createSession();
    Topic topic = jms.topic(session);
    String name = "shared-" + System.nanoTime();
    ConnectionConsumer durable =
        connection.createSharedDurableConnectionConsumer(topic, name, null, pool(connection), 1);
    ConnectionConsumer shared =
        connection.createSharedConnectionConsumer(topic, name, null, pool(connection), 1);

    publish(topic);

    await().until(() -> received.size() == 2);
    durable.close();
    shared.close();
    session.unsubscribe(name);
  }

  private void publish(Topic topic) throws JMSException {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    try (MessageProducer producer = session.createProducer(topic)) {
      producer.send(session.createTextMessage("news"));
    }
  }

  @Rule("server.4")
  @Test
  void aSessionWithAListenerOfItsOwnRefusesReceive() throws Exception {
    Session session = jms.session(Session.AUTO_ACKNOWLEDGE);
    Queue queue = jms.queue(session);
    MessageConsumer consumer = session.createConsumer(queue);
    session.setMessageListener(message -> {});

    assertThatThrownBy(consumer::receiveNoWait).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> consumer.setMessageListener(message -> {}))
        .isInstanceOf(IllegalStateException.class);
    send(session, queue, "sending is allowed");
    assertThat(session.getMessageListener()).isNotNull();
  }
}
