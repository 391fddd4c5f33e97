// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static java.lang.Thread.State.TIMED_WAITING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.codec.performative.Transfer;
import org.postrider.jms.error.InDoubtException;
import org.postrider.jms.error.NotSentException;
import org.postrider.jms.error.SendTimedOutException;
import org.postrider.jms.event.ListenableConnection;
import org.postrider.testpeer.Hold;
import org.postrider.testpeer.ScriptedPeer;

/**
 * What is told of a send whose connection, session or link comes to its end before the broker has
 * answered: rows of docs/recovery.md.
 */
class RecoverySendEndTest {

  private static final int FEW = 3;

  private final FailoverTest.Events events = new FailoverTest.Events();
  private final HeardOutcomes listener = new HeardOutcomes();

  @Test
  void aSendThatWaitsForTheConnectionFailsWhenItsSessionIsClosed() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(1);
      Outage outage = Outage.of(broker);
      broker.peer.allowSurplus();

      Session session = outage.connect("jms.closeTimeout=50").createSession();
      MessageProducer producer = Broker.producer(session);
      outage.begin();
      producer.send(session.createTextMessage("m"), listener);
      session.close();

      await().until(() -> listener.heard.size() == 1);
      assertThat(listener.heard).doesNotContain("completed");
      outage.end();
      broker.verify();
    }
  }

  @Test
  void whatWaitsForTheConnectionIsLetGoWhenItIsClosed() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(1);
      Outage outage = Outage.of(broker);
      broker.peer.allowSurplus();

      Connection connection = outage.connect("jms.closeTimeout=100");
      Session session = connection.createSession();
      MessageProducer producer = Broker.asynchronous(session);
      outage.begin();
      producer.send(session.createTextMessage("m"));
      outage.end();
      broker.verify();
      broker.peer.close();
      connection.close();

      assertThat(((PostriderSession) session).core().sends().awaitAll(1000)).isTrue();
      await().until(() -> broker.reported.size() == 1);
      assertThat(broker.reported.get(0)).isInstanceOf(NotSentException.class);
    }
  }

  @Test
  void sendsWithListenerFailWhenTheConnectionIsNotFoundAgain() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(1).peer.expectTransfer();

      Connection connection =
          broker.connectRecovering(
              "failover.maxReconnectAttempts=1", "failover.initialReconnectDelay=10");
      Session session = connection.createSession();
      MessageProducer producer = Broker.producer(session);
      producer.send(session.createTextMessage("went"), listener);
      producer.send(session.createTextMessage("waits"), listener);
      broker.verify();
      broker.peer.close();

      await().until(() -> listener.heard.size() == 2);
      assertThat(listener.heard).containsExactly("InDoubtException", "ConnectionLostException");
      await().until(() -> broker.reported.size() == 1);
    }
  }

  // In doubt, whatever ends the wait

  /** What ends the wait for an answer. */
  private enum Ending {
    PRODUCER {
      @Override
      void of(Connection connection, Session session, MessageProducer producer)
          throws JMSException {
        producer.close();
      }

      @Override
      void isAnswered(ScriptedPeer peer) {
        peer.expectDetach().respond();
      }
    },
    SESSION {
      @Override
      void of(Connection connection, Session session, MessageProducer producer)
          throws JMSException {
        session.close();
      }

      @Override
      void isAnswered(ScriptedPeer peer) {
        peer.expectEnd().respond();
      }
    },
    CONNECTION {
      @Override
      void of(Connection connection, Session session, MessageProducer producer)
          throws JMSException {
        connection.close();
      }

      @Override
      void isAnswered(ScriptedPeer peer) {
        peer.expectEnd().respond();
        peer.expectClose().respond();
      }
    };

    abstract void of(Connection connection, Session session, MessageProducer producer)
        throws JMSException;

    abstract void isAnswered(ScriptedPeer peer);
  }

  /** What the exception listener heard of messages. */
  private static List<JMSException> told(Broker broker) {
    return broker.reported.stream()
        .filter(each -> each instanceof InDoubtException || each instanceof NotSentException)
        .toList();
  }

  private static void isInDoubt(Broker broker, List<String> ids) {
    await().until(() -> !told(broker).isEmpty());
    assertThat(told(broker))
        .singleElement()
        .isInstanceOfSatisfying(
            InDoubtException.class,
            doubt -> {
              assertThat(doubt.messageCount()).isEqualTo(ids.size());
              assertThat(doubt.messageIds()).isEqualTo(ids);
              assertThat(doubt).hasMessageContaining(ids.get(0));
            });
  }

  /** A connection that does not come back soon when it is lost. */
  private Connection offline(Broker broker) throws JMSException {
    Connection connection =
        broker.connectRecovering("jms.closeTimeout=100", "failover.initialReconnectDelay=60000");
    ((ListenableConnection) connection).setConnectionListener(events);
    return connection;
  }

  private static List<String> sendAsynchronously(Session session, MessageProducer producer)
      throws JMSException {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < FEW; i++) {
      Message message = session.createTextMessage("m" + i);
      producer.send(message);
      ids.add(message.getJMSMessageID());
    }
    return ids;
  }

  private static Broker unanswered() {
    Broker broker = new Broker();
    broker.opens().begins().sends(FEW);
    for (int i = 0; i < FEW; i++) {
      broker.peer.expectTransfer();
    }
    return broker;
  }

  @ParameterizedTest
  @EnumSource
  void asynchronousSendsThatWentOutAreInDoubtWhenWhatTheyWentOverIsClosedOffline(Ending close)
      throws Exception {
    try (Broker broker = unanswered()) {
      broker.peer.dropConnection();

      Connection connection = offline(broker);
      Session session = connection.createSession();
      MessageProducer producer = Broker.asynchronous(session);
      List<String> ids = sendAsynchronously(session, producer);
      await().until(() -> !events.told.isEmpty());
      close.of(connection, session, producer);

      isInDoubt(broker, ids);
    }
  }

  @ParameterizedTest
  @EnumSource
  void asynchronousSendsWithoutAnswerAreInDoubtWhenWhatTheyWentOverIsClosed(Ending close)
      throws Exception {
    try (Broker broker = unanswered()) {
      broker.peer.allowSurplus();

      Connection connection = broker.connectRecovering("jms.closeTimeout=100");
      Session session = connection.createSession();
      MessageProducer producer = Broker.asynchronous(session);
      List<String> ids = sendAsynchronously(session, producer);
      broker.awaitFrames(Transfer.class, FEW);
      close.of(connection, session, producer);

      isInDoubt(broker, ids);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCloseByAnInterruptedThreadWaitsAsAnyOtherAndTellsOfEachSend(Ending close) throws Exception {
    long closeTimeoutMs = 100;
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(1).peer.expectTransfer();
      broker.peer.allowSurplus();

      Connection connection = broker.connectRecovering("jms.closeTimeout=" + closeTimeoutMs);
      Session session = connection.createSession();
      MessageProducer producer = Broker.asynchronous(session);
      producer.send(session.createTextMessage("went"));
      producer.send(session.createTextMessage("waits"));
      producer.send(session.createTextMessage("waits too"), listener);
      broker.awaitFrames(Transfer.class, 1);
      long begun = System.nanoTime();
      Thread.currentThread().interrupt();
      close.of(connection, session, producer);

      assertThat(Thread.interrupted()).isTrue();
      assertThat(Duration.ofNanos(System.nanoTime() - begun))
          .isGreaterThanOrEqualTo(Duration.ofMillis(closeTimeoutMs));
      assertThat(listener.heard).hasSize(1);
      await().until(() -> told(broker).size() == 2);
      assertThat(told(broker))
          .hasAtLeastOneElementOfType(InDoubtException.class)
          .hasAtLeastOneElementOfType(NotSentException.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCloseByAnInterruptedThreadLosesNothingThatTheBrokerTakesInTime(Ending close)
      throws Exception {
    try (Broker broker = unanswered()) {
      Hold hold = broker.peer.hold();
      broker.peer.remoteDisposition().ofDeliveries(0, FEW - 1).accepted().settled().send();
      close.isAnswered(broker.peer);

      Connection connection = broker.connectRecovering();
      Session session = connection.createSession();
      MessageProducer producer = Broker.asynchronous(session);
      producer.send(session.createTextMessage("one"));
      producer.send(session.createTextMessage("two"), listener);
      producer.send(session.createTextMessage("three"), listener);
      broker.awaitFrames(Transfer.class, FEW);
      AtomicReference<Thread> closer = new AtomicReference<>();
      Future<Boolean> interrupted =
          broker.async(
              () -> {
                Thread.currentThread().interrupt();
                closer.set(Thread.currentThread());
                close.of(connection, session, producer);
                return Thread.interrupted();
              });
      await().until(() -> closer.get() != null && closer.get().getState() == TIMED_WAITING);
      closer.get().interrupt();
      hold.release();

      assertThat(Broker.result(interrupted)).isTrue();
      broker.verify();
      assertThat(listener.heard).containsExactly("completed", "completed");
      assertThat(told(broker)).isEmpty();
    }
  }

  static Stream<Arguments> ends() {
    return Stream.of(
        ending(
            "detach",
            peer -> peer.remoteDetach().closed().withErrorOf("amqp:resource-deleted", "x").send(),
            "x [condition = amqp:resource-deleted]"),
        ending("suspension", peer -> peer.remoteDetach().notClosed().send(), "Unknown error"),
        ending(
            "end",
            peer -> peer.remoteEnd().withErrorOf("amqp:internal-error", "x").send(),
            "x [condition = amqp:internal-error]"),
        ending(
            "close",
            peer -> peer.remoteClose().withErrorOf("amqp:unauthorized-access", "x").send(),
            "x [condition = amqp:unauthorized-access]"),
        ending("given up", ScriptedPeer::dropConnection, "the connection to"));
  }

  private static Arguments ending(String name, Consumer<ScriptedPeer> end, String words) {
    return Arguments.of(Named.of(name, end), words);
  }

  @ParameterizedTest
  @MethodSource("ends")
  void asynchronousSendsWithoutAnswerAreInDoubtWhateverThePeerEnds(
      Consumer<ScriptedPeer> end, String words) throws Exception {
    try (Broker broker = unanswered()) {
      end.accept(broker.peer);
      broker.peer.allowSurplus();

      Session session = broker.connectRecovering("failover.maxReconnectAttempts=0").createSession();
      List<String> ids = sendAsynchronously(session, Broker.asynchronous(session));

      isInDoubt(broker, ids);
      assertThat(told(broker).get(0).getCause()).hasMessageContaining(words);
    }
  }

  @ParameterizedTest
  @MethodSource("ends")
  void sendsAreInDoubtWithThePeersWordsWhateverThePeerEnds(Consumer<ScriptedPeer> end, String words)
      throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(1).peer.expectTransfer();
      end.accept(broker.peer);
      broker.peer.allowSurplus();

      Session session = broker.connectRecovering("failover.maxReconnectAttempts=0").createSession();
      MessageProducer producer = Broker.producer(session);
      Message message = session.createTextMessage("m");

      InDoubtException doubt =
          catchThrowableOfType(InDoubtException.class, () -> producer.send(message));
      assertThat(doubt.messageIds()).containsExactly(message.getJMSMessageID());
      assertThat(doubt.getCause()).hasMessageContaining(words);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aSendThatHasNotGoneOutSaysSoWhenTheConnectionIsGivenUp(boolean offline) throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(offline ? 1 : 0);
      Outage outage = Outage.givenUp(broker);

      Session session = outage.connect().createSession();
      MessageProducer producer = Broker.producer(session);
      if (offline) {
        outage.begin();
      }
      Future<?> sending = broker.sending(producer, session.createTextMessage("m"));
      await().until(() -> ((PostriderProducer) producer).path().isWaiting());
      outage.pass();

      assertThatThrownBy(() -> Broker.result(sending))
          .hasCauseInstanceOf(JMSSecurityException.class)
          .hasMessageContaining("had not gone out");
      await().until(() -> broker.reported.size() == 1);
      assertThat(broker.reported).hasOnlyElementsOfType(JMSSecurityException.class);
    }
  }

  @Test
  void asynchronousSendsThatHaveNotGoneOutAreToldAsNotSentWhenTheirLinkEnds() throws Exception {
    try (Broker broker = new Broker()) {
      broker
          .opens()
          .begins()
          .sends(0)
          .begins()
          .peer
          .remoteDetach()
          .closed()
          .withErrorOf("amqp:resource-deleted", "gone")
          .send();
      broker.peer.allowSurplus();

      Connection connection = broker.connectRecovering();
      Session session = connection.createSession();
      List<String> ids = sendAsynchronously(session, Broker.asynchronous(session));
      connection.createSession();

      await().until(() -> !told(broker).isEmpty());
      assertThat(told(broker))
          .singleElement()
          .isInstanceOfSatisfying(
              NotSentException.class, unsent -> assertThat(unsent.messageIds()).isEqualTo(ids));
    }
  }

  @Test
  void anyNumberOfLostAsynchronousSendsIsToldAtOnce() throws Exception {
    int many = 2 * Reports.MAX_WAITING;
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(many);
      for (int i = 0; i < many; i++) {
        broker.peer.expectTransfer();
      }
      broker.returns().begins().sends(1);

      Session session = broker.connectRecovering("failover.resendInDoubt=false").createSession();
      MessageProducer producer = Broker.asynchronous(session);
      Message message = session.createMessage();
      for (int i = 0; i < many; i++) {
        producer.send(message);
      }

      await().until(() -> !broker.reported.isEmpty());
      assertThat(broker.reported)
          .singleElement()
          .isInstanceOfSatisfying(
              InDoubtException.class,
              doubt -> {
                assertThat(doubt.messageCount()).isEqualTo(many);
                assertThat(doubt.messageIds()).hasSize(many).doesNotHaveDuplicates();
                assertThat(doubt.getMessage()).hasSizeLessThan(2000);
              });
      broker.verify();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aSendThatWentOutIsInDoubtWhenItsTimeIsOver(boolean offline) throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(1).peer.expectTransfer();
      if (offline) {
        broker.peer.dropConnection();
      }
      broker.peer.allowSurplus();

      Session session =
          broker
              .connectRecovering("jms.sendTimeout=700", "failover.initialReconnectDelay=60000")
              .createSession();
      MessageProducer producer = Broker.producer(session);

      assertThatThrownBy(() -> producer.send(session.createTextMessage("m")))
          .isInstanceOf(InDoubtException.class)
          .hasStackTraceContaining(SendTimedOutException.class.getName());
    }
  }

  @ParameterizedTest
  @EnumSource
  void aSendWithListenerThatWentOutIsInDoubtWhenItIsClosedOffline(Ending close) throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(1).peer.expectTransfer();
      broker.peer.dropConnection();

      Connection connection = offline(broker);
      Session session = connection.createSession();
      MessageProducer producer = Broker.producer(session);
      producer.send(session.createTextMessage("m"), listener);
      await().until(() -> !events.told.isEmpty());
      close.of(connection, session, producer);

      assertThat(listener.heard).containsExactly("InDoubtException");
    }
  }
}
