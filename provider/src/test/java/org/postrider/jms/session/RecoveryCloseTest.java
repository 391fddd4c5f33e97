// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.jms.error.InDoubtException;

/** What is told when a connection is closed while it is lost for good: rows of docs/recovery.md. */
class RecoveryCloseTest {

  private static final int FEW = 3;

  /** One race in some is lost where nobody waits. */
  private static final int ROUNDS = 10;

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
