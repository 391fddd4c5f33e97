// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.codec.performative.Begin;
import org.postrider.codec.performative.Transfer;
import org.postrider.jms.Latches;
import org.postrider.jms.error.InDoubtException;
import org.postrider.jms.error.NotSentException;

/** What becomes of a close, and what it tells of what had no outcome: rows of docs/recovery.md. */
class RecoveryCloseTest {

  private static final int FEW = 3;

  /** One race in some is lost where nobody waits. */
  private static final int ROUNDS = 10;

  @Test
  void aProducerThatIsClosedWithoutAnswerIsClosed() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(1).peer.expectDetach();
      broker.returns().begins();

      Broker.producer(broker.connectRecovering().createSession()).close();

      broker.verify();
    }
  }

  @Test
  void aConsumerThatIsClosedWithoutAnswerIsClosed() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().receives().peer.expectDetach();
      broker.returns().begins();

      Broker.consumer(broker.connectRecovering().createSession()).close();

      broker.verify();
    }
  }

  @Test
  void aSessionThatIsClosedWithoutAnswerIsClosed() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().peer.expectEnd();
      broker.returns();

      broker.connectRecovering().createSession().close();

      broker.verify();
    }
  }

  @Test
  void aConnectionWhoseBrokerIsSilentIsClosedInItsTimeHoweverManySessionsItHas() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens();
      int sessions = 12;
      for (int i = 0; i < sessions; i++) {
        broker.begins().sends(1).peer.expectTransfer();
      }
      broker.peer.allowSurplus();

      Connection connection = broker.connectRecovering("jms.closeTimeout=1000");
      for (int i = 0; i < sessions; i++) {
        Session session = connection.createSession();
        Broker.asynchronous(session).send(session.createTextMessage("m"));
        broker.awaitFrames(Transfer.class, i + 1);
      }
      long begun = System.nanoTime();
      connection.close();

      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
      await().until(() -> broker.reported.size() == sessions);
      assertThat(broker.reported).hasOnlyElementsOfType(InDoubtException.class);
    }
  }

  @Test
  void aConnectionThatIsClosedWithoutAnswerIsClosed() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().peer.expectEnd().respond();
      broker.peer.expectClose();
      broker.peer.dropConnection();

      Connection connection = broker.connectRecovering();
      connection.createSession();
      connection.close();

      broker.verify();
      assertThat(broker.reported).isEmpty();
      assertThat(broker.peer.connections()).isEqualTo(1);
    }
  }

  @Test
  void whatIsClosedWhileThereIsNoConnectionDoesNotComeBack() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().receives().sends(1).sends(1).begins();
      Outage outage = Outage.of(broker);
      broker.begins().sends(1).accepts();

      Connection connection = outage.connect("jms.closeTimeout=60000");
      Session session = connection.createSession();
      MessageConsumer consumer = Broker.consumer(session);
      MessageProducer producer = Broker.producer(session);
      MessageProducer open = Broker.producer(session);
      Session other = connection.createSession();
      outage.begin();
      consumer.close();
      producer.close();
      other.close();
      outage.end();
      open.send(session.createTextMessage("m"));

      broker.verify();
    }
  }

  @Test
  void aConnectionWhoseMessagesWaitForAnotherIsClosedInItsTime() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(0);
      broker.peer.dropConnection();

      Connection connection =
          broker.connectRecovering("jms.closeTimeout=300", "failover.initialReconnectDelay=600000");
      Session session = connection.createSession();
      MessageProducer producer = Broker.asynchronous(session);
      broker.verify();
      producer.send(session.createTextMessage("m"));
      long begun = System.nanoTime();
      connection.close();

      assertThat(Duration.ofNanos(System.nanoTime() - begun))
          .isBetween(Duration.ofMillis(300), Duration.ofSeconds(20));
      await().until(() -> broker.reported.size() == 1);
      assertThat(broker.reported).hasOnlyElementsOfType(NotSentException.class);
    }
  }

  @Test
  void aConnectionIsClosedWithoutWaitingForAnother() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins();

      Connection connection =
          broker.connectRecovering(
              "jms.closeTimeout=60000", "failover.initialReconnectDelay=600000");
      connection.createSession();
      broker.verify();
      broker.peer.dropConnection();
      broker.verify();
      connection.close();

      assertThat(broker.peer.connections()).isEqualTo(1);
    }
  }

  @Test
  void aConnectionThatIsClosedBeforeEverythingIsBackIsNotToldAsRestored() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().begins();
      Outage outage = Outage.of(broker);
      broker.begins().peer.expectBegin();
      broker.peer.allowSurplus();

      Connection connection = outage.connect("jms.closeTimeout=100");
      connection.createSession();
      connection.createSession();
      outage.pass();
      broker.awaitFrames(Begin.class, 4);
      await().until(() -> !outage.told.isEmpty());
      connection.close();

      assertThat(outage.told).containsExactly("interrupted");
    }
  }

  // Lost for good

  private enum Kind {
    PLAIN {
      @Override
      Connection connect(Broker broker) throws JMSException {
        return broker.connect();
      }
    },
    FAILOVER {
      @Override
      Connection connect(Broker broker) throws JMSException {
        return broker.connectRecovering(
            "failover.maxReconnectAttempts=1", "failover.initialReconnectDelay=1");
      }
    };

    abstract Connection connect(Broker broker) throws JMSException;
  }

  @ParameterizedTest
  @EnumSource
  void asynchronousSendsThatAreLostForGoodAreToldWhenTheCloseReturns(Kind kind) throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      try (Broker broker = unanswered()) {
        Connection connection = kind.connect(broker);
        sendAsynchronously(connection);
        broker.verify();

        broker.peer.close();
        connection.close();

        assertThat(told(broker.reported)).as("round %d", round).isEqualTo(FEW);
      }
    }
  }

  @Test
  void aCloseWaitsForTheListenerThatHearsWhatWasLost() throws Exception {
    try (Broker broker = unanswered()) {
      CountDownLatch slow = new CountDownLatch(1);
      CountDownLatch called = new CountDownLatch(1);
      Connection connection = Kind.PLAIN.connect(broker);
      List<JMSException> heard = new CopyOnWriteArrayList<>();
      connection.setExceptionListener(
          failure -> {
            called.countDown();
            Latches.await(slow);
            heard.add(failure);
          });
      sendAsynchronously(connection);
      broker.verify();
      broker.peer.close();
      Latches.await(called);

      List<Thread> closer = new CopyOnWriteArrayList<>();
      Future<?> closing =
          broker.async(
              () -> {
                closer.add(Thread.currentThread());
                connection.close();
                return null;
              });
      await()
          .until(
              () ->
                  closing.isDone()
                      || (!closer.isEmpty()
                          && closer.get(0).getState() == Thread.State.TIMED_WAITING));
      assertThat(closing.isDone()).isFalse();
      slow.countDown();
      Object unused = Broker.result(closing);

      assertThat(told(heard)).isEqualTo(FEW);
    }
  }

  @Test
  void aListenerThatHearsWhatWasLostMayCloseItsConnection() throws Exception {
    try (Broker broker = unanswered()) {
      Connection connection = broker.connect("jms.closeTimeout=-1");
      List<JMSException> heard = new CopyOnWriteArrayList<>();
      CountDownLatch closed = new CountDownLatch(1);
      connection.setExceptionListener(
          failure -> {
            heard.add(failure);
            closeAs(connection, closed);
          });
      sendAsynchronously(connection);
      broker.verify();
      broker.peer.close();

      Latches.await(closed);
      await().until(() -> told(heard) == FEW);
    }
  }

  private static void closeAs(Connection connection, CountDownLatch closed) {
    try {
      connection.close();
      closed.countDown();
    } catch (JMSException refused) {
      throw new AssertionError(refused);
    }
  }

  private static Broker unanswered() {
    Broker broker = new Broker();
    broker.opens().begins().sends(FEW);
    for (int i = 0; i < FEW; i++) {
      broker.peer.expectTransfer();
    }
    return broker;
  }

  private static void sendAsynchronously(Connection connection) throws JMSException {
    Session session = connection.createSession();
    MessageProducer producer = Broker.asynchronous(session);
    for (int i = 0; i < FEW; i++) {
      producer.send(session.createTextMessage("m" + i));
    }
  }

  /** Of how many messages was told that they are in doubt. */
  private static int told(List<JMSException> heard) {
    return heard.stream()
        .filter(InDoubtException.class::isInstance)
        .mapToInt(each -> ((InDoubtException) each).messageCount())
        .sum();
  }
}
