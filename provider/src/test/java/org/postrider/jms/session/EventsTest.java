// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.postrider.codec.performative.End;
import org.postrider.jms.PostriderConnectionFactory;
import org.postrider.jms.event.ConnectionListener;
import org.postrider.jms.event.ListenableConnection;
import org.postrider.testpeer.Hold;

/** What the application hears of a connection without having asked. */
class EventsTest {

  /** Notes each event, and what it is about. */
  private static final class Notes implements ConnectionListener {
    final List<Object> events = new CopyOnWriteArrayList<>();

    @Override
    public void established(String remote) {
      events.add("established " + remote);
      throw new AssertionError("an application's mistake");
    }

    @Override
    public void failed(JMSException cause) {
      events.add("failed " + cause.getErrorCode());
    }

    @Override
    public void sessionClosed(Session session, JMSException cause) {
      events.add(session);
    }

    @Override
    public void producerClosed(MessageProducer producer, JMSException cause) {
      events.add(producer);
    }

    @Override
    public void consumerClosed(MessageConsumer consumer, JMSException cause) {
      events.add(consumer);
    }
  }

  private static Connection connect(Broker broker, Notes notes) throws JMSException {
    PostriderConnectionFactory factory = broker.factory();
    factory.setConnectionListener(notes);
    return factory.createConnection();
  }

  @Test
  void aConnectionTellsThatItIsOpenAndThatItFailed() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins();
      Hold hold = broker.peer.hold();
      broker.peer.remoteClose().withErrorOf("amqp:connection:forced", "maintenance").send();
      broker.peer.expectClose();

      Notes notes = new Notes();
      connect(broker, notes).createSession();
      await().until(() -> notes.events.size() == 1);
      hold.release();
      await().until(() -> notes.events.size() == 2);

      assertThat(notes.events)
          .containsExactly("established " + broker.peer.uri(), "failed amqp:connection:forced");
      await().until(() -> broker.reported.size() == 1);
    }
  }

  @Test
  void whatTheBrokerClosesIsTold() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(0).receives();
      Hold hold = broker.peer.hold();
      broker.peer.remoteDetach().withHandle(0).closed().withErrorOf("amqp:not-found", "a").send();
      broker.peer.expectDetach().withHandle(0);
      broker.peer.remoteDetach().withHandle(1).closed().withErrorOf("amqp:not-found", "b").send();
      broker.peer.expectDetach().withHandle(1);
      broker.peer.remoteEnd().withErrorOf("amqp:internal-error", "c").send().expectEnd();

      Notes notes = new Notes();
      Connection connection = connect(broker, notes);
      Session session = connection.createSession();
      MessageProducer producer = Broker.producer(session);
      MessageConsumer consumer = Broker.consumer(session);
      hold.release();
      broker.verify();
      await().until(() -> broker.reported.size() == 3);

      assertThat(notes.events.subList(1, 4)).containsExactly(producer, consumer, session);
    }
  }

  @Test
  void whatACallWaitsForIsToldToTheConnectionListenerToo() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(1).peer.expectTransfer();
      broker.peer.remoteDetach().closed().withErrorOf("amqp:not-found", "gone").send();
      broker.peer.expectDetach();

      Notes notes = new Notes();
      Session session = connect(broker, notes).createSession();
      MessageProducer producer = Broker.producer(session);
      assertThat(
              org.assertj.core.api.Assertions.catchThrowable(
                  () -> producer.send(session.createMessage())))
          .hasMessageContaining("gone");

      await().until(() -> notes.events.contains(producer));
      assertThat(broker.reported).isEmpty();
    }
  }

  @Test
  void whatTheApplicationClosesIsNotTold() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().receives().peer.expectDetach().respond();
      broker.peer.expectEnd().respond().expectClose().respond();

      Notes notes = new Notes();
      Connection connection = connect(broker, notes);
      Session session = connection.createSession();
      Broker.consumer(session).close();
      session.close();
      broker.awaitFrames(End.class, 1);
      connection.close();

      broker.verify();
      await().until(() -> !notes.events.isEmpty());
      assertThat(notes.events).hasSize(1);
    }
  }

  @Test
  void theListenerIsSetOnTheConnectionOrTheFactory() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins();

      Notes notes = new Notes();
      Connection connection = broker.connect();
      ListenableConnection listenable = (ListenableConnection) connection;
      listenable.setConnectionListener(notes);
      connection.createSession();

      assertThat(listenable.getConnectionListener()).isSameAs(notes);
      await().until(() -> notes.events.size() == 1);
    }
    try (Broker broker = new Broker()) {
      broker.opens().begins();

      Notes notes = new Notes();
      PostriderConnectionFactory factory = broker.factory();
      factory.setConnectionListener(notes);
      try (JMSContext context = factory.createContext()) {
        broker.peer.expectEnd().respond().expectClose().respond();
        context.createTextMessage();
        await().until(() -> notes.events.size() == 1);
      }
    }
  }

  @Test
  void aTemporaryDestinationThatTheBrokerTookIsToldAndRefused() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().begins().peer.expectAttach().ofSender().respond();
      Hold hold = broker.peer.hold();
      broker.peer.remoteDetach().closed().withErrorOf("amqp:resource-deleted", "old").send();
      broker.peer.expectDetach();

      Session session = broker.connect().createSession();
      TemporaryQueue queue = session.createTemporaryQueue();
      hold.release();
      await().until(() -> broker.reported.size() == 1);

      assertThat(broker.reported.get(0)).hasMessageContaining("old");
      assertThatThrownBy(() -> session.createConsumer(queue))
          .isInstanceOf(InvalidDestinationException.class);
      assertThatThrownBy(() -> session.createProducer(queue))
          .isInstanceOf(InvalidDestinationException.class);
      broker.verify();
    }
  }
}
