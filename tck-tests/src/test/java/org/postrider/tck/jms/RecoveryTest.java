// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.Topic;
import jakarta.jms.TransactionRolledBackException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postrider.tck.JmsExtension;
import org.postrider.tck.ProviderUnderTest;
import org.postrider.tck.broker.BrokerExtension;
import org.postrider.testpeer.FaultyWire;
import org.postrider.testpeer.WireDirection;

/** What an application has before and after its connection to a real broker was cut. */
@Timeout(60)
class RecoveryTest {

  @RegisterExtension static final BrokerExtension BROKER = BrokerExtension.shared();

  private static final String OPTIONS =
      "?failover.reconnectDelay=20&failover.maxReconnectDelay=100&jms.sendTimeout=20000"
          + "&jms.requestTimeout=20000&jms.clientID=";

  private FaultyWire wire;
  private Connection connection;

  @BeforeEach
  void connect() throws Exception {
    wire = FaultyWire.to(port());
    connection =
        ProviderUnderTest.connectionFactory(
                "failover:(" + wire.uri() + ")" + OPTIONS + BROKER.queueName())
            .createConnection();
    connection.start();
  }

  private static int port() {
    return Integer.parseInt(BROKER.url().substring(BROKER.url().lastIndexOf(':') + 1));
  }

  @AfterEach
  void end() throws Exception {
    connection.close();
    wire.close();
  }

  @Test
  void everyMessageThatWasSentIsThereOnceHoweverOftenTheConnectionIsCut() throws Exception {
    Session session = connection.createSession();
    String queue = BROKER.queueName();
    MessageProducer producer = session.createProducer(session.createQueue(queue));

    List<Integer> sent = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      if (i % 20 == 0) {
        cutSoon(i / 20);
      }
      Message message = session.createMessage();
      message.setIntProperty("number", i);
      producer.send(message, DeliveryMode.PERSISTENT, 4, 0);
      sent.add(i);
    }
    cutNoMore();

    assertThat(numbers(session, queue, sent.size())).containsExactlyInAnyOrderElementsOf(sent);
  }

  @Test
  void transactionsAreAllOrNothingHoweverOftenTheConnectionIsCut() throws Exception {
    Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
    String queue = BROKER.queueName();
    MessageProducer producer = session.createProducer(session.createQueue(queue));

    Set<Integer> committed = new HashSet<>();
    Set<Integer> inDoubt = new HashSet<>();
    for (int i = 0; i < 60; i++) {
      if (i % 4 == 0) {
        cutSoon(i / 4);
      }
      try {
        for (int j = 0; j < 3; j++) {
          Message message = session.createMessage();
          message.setIntProperty("number", i);
          producer.send(message);
        }
        session.commit();
        committed.add(i);
      } catch (TransactionRolledBackException rolledBack) {
        assertThat(rolledBack).isNotNull();
      } catch (JMSException doubt) {
        assertThat(doubt).hasMessageContaining("in doubt");
        inDoubt.add(i);
      }
    }
    cutNoMore();

    Session reader = connection.createSession();
    List<Integer> there = numbers(reader, queue, 0);
    for (int i = 0; i < 60; i++) {
      int number = i;
      long copies = there.stream().filter(each -> each == number).count();
      if (committed.contains(i)) {
        assertThat(copies).isEqualTo(3);
      } else if (inDoubt.contains(i)) {
        assertThat(copies).isIn(0L, 3L);
      } else {
        assertThat(copies).isZero();
      }
    }
  }

  @Test
  void whatIsNotAcknowledgedComesAgain() throws Exception {
    Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
    String queue = BROKER.queueName();
    MessageProducer producer = session.createProducer(session.createQueue(queue));
    producer.send(session.createTextMessage("one"));
    MessageConsumer consumer = session.createConsumer(session.createQueue(queue));
    Message first = consumer.receive(JmsExtension.COMES_MS);

    wire.cut();
    Message again = consumer.receive(JmsExtension.COMES_MS);
    first.acknowledge();
    again.acknowledge();

    assertThat(again.getBody(String.class)).isEqualTo("one");
    assertThat(consumer.receive(JmsExtension.STAYS_AWAY_MS)).isNull();
  }

  @Test
  void aDurableSubscriptionGoesOn() throws Exception {
    Session session = connection.createSession();
    Topic topic = session.createTopic(BROKER.topicName());
    MessageConsumer subscriber = session.createDurableSubscriber(topic, "news");
    MessageProducer producer = session.createProducer(topic);

    wire.cut();
    producer.send(session.createTextMessage("after"));

    assertThat(subscriber.receive(JmsExtension.COMES_MS).getBody(String.class)).isEqualTo("after");
    subscriber.close();
    session.unsubscribe("news");
  }

  @Test
  void aTemporaryQueueIsThereAgain() throws Exception {
    Session session = connection.createSession();
    TemporaryQueue replies = session.createTemporaryQueue();
    MessageConsumer consumer = session.createConsumer(replies);
    MessageProducer producer = session.createProducer(replies);
    MessageProducer anonymous = session.createProducer(null);

    wire.cut();
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              producer.send(session.createTextMessage("bound"));
              return consumer.receive(1000) != null;
            });
    anonymous.send(replies, session.createTextMessage("anonymous"));

    assertThat(consumer.receive(JmsExtension.COMES_MS).getBody(String.class))
        .isIn("bound", "anonymous");
    consumer.close();
    replies.delete();
  }

  /** Has the wire cut some frames later than now, in one direction or the other. */
  private void cutSoon(int step) {
    WireDirection direction = step % 2 == 0 ? wire.clientToServer() : wire.serverToClient();
    direction.cutAfterFrames(1 + step % 11);
  }

  private void cutNoMore() {
    wire.clientToServer().heal();
    wire.serverToClient().heal();
  }

  private static List<Integer> numbers(Session session, String queue, int expected)
      throws JMSException {
    List<Integer> numbers = new ArrayList<>();
    try (MessageConsumer consumer = session.createConsumer(session.createQueue(queue))) {
      Message next = consumer.receive(JmsExtension.COMES_MS);
      while (next != null) {
        numbers.add(next.getIntProperty("number"));
        next =
            consumer.receive(
                numbers.size() < expected ? JmsExtension.COMES_MS : JmsExtension.STAYS_AWAY_MS);
      }
    }
    return numbers;
  }
}
