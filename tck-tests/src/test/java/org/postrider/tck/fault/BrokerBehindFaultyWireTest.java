// SPDX-License-Identifier: Apache-2.0
package org.postrider.tck.fault;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postrider.tck.ProviderUnderTest;
import org.postrider.tck.broker.BrokerExtension;
import org.postrider.testpeer.FaultyWire;

/** A real broker behind a wire that delays, splits, stalls and breaks. */
@Timeout(60)
class BrokerBehindFaultyWireTest {

  private static final long COMES_MS = 20_000;
  private static final int IDLE_MS = 1_000;

  @RegisterExtension static final BrokerExtension BROKER = BrokerExtension.shared();

  private FaultyWire wire;
  private String queue;

  @BeforeEach
  void connectTheWire() {
    wire = FaultyWire.to(URI.create(BROKER.url()).getPort());
    queue = BROKER.queueName();
  }

  @AfterEach
  void takeTheWireAway() {
    wire.close();
  }

  private Connection plain(String options) throws Exception {
    return ProviderUnderTest.connectionFactory(wire.uri() + "?" + options).createConnection();
  }

  private Connection failover(String options) throws Exception {
    String uri = "failover:(" + wire.uri() + ")?failover.maxReconnectDelay=200&" + options;
    return ProviderUnderTest.connectionFactory(uri).createConnection();
  }

  @Test
  void messagesPassInPiecesOfAFewOctets() throws Exception {
    byte[] body = octets(20_000);
    wire.clientToServer().chunk(7);
    wire.serverToClient().chunk(5);

    try (Connection connection = plain("jms.clientID=pieces")) {
      BytesMessage received = roundTrip(connection, body);

      assertThat(received.getBody(byte[].class)).isEqualTo(body);
    }
  }

  @Test
  void aSlowWireIsNotADeadOne() throws Exception {
    byte[] body = octets(100_000);

    try (Connection connection = plain("amqp.idleTimeout=" + IDLE_MS)) {
      CompletableFuture<JMSException> failure = failureOf(connection);
      wire.clientToServer().octetsPerSecond(50_000);
      BytesMessage received = roundTrip(connection, body);

      assertThat(received.getBody(byte[].class)).isEqualTo(body);
      assertThat(failure).isNotDone();
    }
  }

  @Test
  void aSilentBrokerIsFoundDeadWithinTheIdleTimeOut() throws Exception {
    try (Connection connection = plain("amqp.idleTimeout=" + IDLE_MS)) {
      CompletableFuture<JMSException> failure = failureOf(connection);
      connection.start();
      long stalled = System.nanoTime();
      wire.serverToClient().stall();

      assertThat(failure.get(COMES_MS, TimeUnit.MILLISECONDS)).hasMessageContaining("idle");
      // The last octet may have come up to half the time-out before the stall, as the broker
      // sends one at least so often; and this machine may be slow.
      assertThat(System.nanoTime() - stalled)
          .isBetween(
              TimeUnit.MILLISECONDS.toNanos(IDLE_MS / 3),
              TimeUnit.MILLISECONDS.toNanos(20 * IDLE_MS));
    }
  }

  @Test
  void aHalfOpenConnectionIsLeftAndReplaced() throws Exception {
    try (Connection connection = failover("amqp.idleTimeout=" + IDLE_MS)) {
      Session session = connection.createSession();
      connection.start();
      wire.halfOpen();
      wire.awaitConnections(2, Duration.ofMillis(COMES_MS));

      // The broker may still give messages to consumers of the first wire: this one is new.
      MessageConsumer consumer = session.createConsumer(session.createQueue(queue));
      MessageProducer producer = session.createProducer(session.createQueue(queue));
      producer.send(session.createTextMessage("on the second wire"));

      assertThat(consumer.receive(COMES_MS)).isInstanceOf(TextMessage.class);
    }
  }

  @Test
  void noAcknowledgedMessageIsLostWhenTheWireIsCutAgainAndAgain() throws Exception {
    Set<Integer> acknowledged = new HashSet<>();
    Random random = new Random(7);

    try (Connection connection = failover("jms.sendTimeout=20000")) {
      Session session = connection.createSession();
      MessageProducer producer = session.createProducer(session.createQueue(queue));
      for (int number = 0; number < 300; number++) {
        if (number % 30 == 10) {
          wire.clientToServer().cutAfterBytes(random.nextInt(1_000));
        } else if (number % 30 == 25) {
          wire.serverToClient().cutAfterBytes(random.nextInt(300));
        }
        try {
          Message message = session.createMessage();
          message.setIntProperty("number", number);
          producer.send(message);
          acknowledged.add(number);
        } catch (JMSException inDoubt) {
          // Nobody said that it arrived.
        }
      }
    }
    wire.clientToServer().heal();
    wire.serverToClient().heal();

    assertThat(wire.connections()).isGreaterThan(10);
    assertThat(acknowledged).hasSizeGreaterThan(250);
    assertThat(received()).containsAll(acknowledged);
  }

  @Test
  void aBrokerThatCannotBeReachedIsTriedUntilItCan() throws Exception {
    try (Connection connection = failover("jms.clientID=patient")) {
      Session session = connection.createSession();
      MessageProducer producer = session.createProducer(session.createQueue(queue));
      wire.refuseConnections();
      wire.cut();
      CompletableFuture<Void> sent =
          CompletableFuture.runAsync(
              () -> {
                try {
                  producer.send(session.createTextMessage("late"));
                } catch (JMSException failed) {
                  throw new AssertionError(failed);
                }
              });
      wire.acceptConnections();

      assertThat(sent).succeedsWithin(Duration.ofMillis(COMES_MS));
    }
  }

  private BytesMessage roundTrip(Connection connection, byte[] body) throws JMSException {
    Session session = connection.createSession();
    BytesMessage message = session.createBytesMessage();
    message.writeBytes(body);
    session.createProducer(session.createQueue(queue)).send(message);
    connection.start();
    return (BytesMessage) session.createConsumer(session.createQueue(queue)).receive(COMES_MS);
  }

  private Set<Integer> received() throws Exception {
    Set<Integer> numbers = new HashSet<>();
    try (Connection connection =
        ProviderUnderTest.connectionFactory(BROKER.url()).createConnection()) {
      Session session = connection.createSession();
      MessageConsumer consumer = session.createConsumer(session.createQueue(queue));
      connection.start();
      for (Message next = consumer.receiveNoWait(); next != null; next = consumer.receiveNoWait()) {
        numbers.add(next.getIntProperty("number"));
      }
    }
    return numbers;
  }

  private static CompletableFuture<JMSException> failureOf(Connection connection)
      throws JMSException {
    CompletableFuture<JMSException> failure = new CompletableFuture<>();
    connection.setExceptionListener(failure::complete);
    return failure;
  }

  private static byte[] octets(int count) {
    byte[] octets = new byte[count];
    new Random(count).nextBytes(octets);
    return octets;
  }
}
