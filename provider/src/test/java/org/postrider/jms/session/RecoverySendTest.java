// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static java.lang.Thread.State.TIMED_WAITING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import jakarta.jms.CompletionListener;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.codec.performative.Transfer;
import org.postrider.codec.value.Binary;
import org.postrider.jms.error.ConnectionLostException;
import org.postrider.jms.error.InDoubtException;
import org.postrider.jms.error.NotSentException;
import org.postrider.jms.error.SendTimedOutException;
import org.postrider.jms.event.ListenableConnection;
import org.postrider.testpeer.ExpectTransfer;
import org.postrider.testpeer.Hold;
import org.postrider.testpeer.ScriptedPeer;

/** What becomes of a send when the connection is lost: rows of docs/recovery.md. */
class RecoverySendTest {

  private static final int FEW = 3;
  private static final String FAIL = "failover.resendInDoubt=false";

  private final FailoverTest.Events events = new FailoverTest.Events();
  private final List<String> heard = new CopyOnWriteArrayList<>();
  private final List<Binary> payloads = new CopyOnWriteArrayList<>();

  private final CompletionListener listener =
      new CompletionListener() {
        @Override
        public void onCompletion(Message message) {
          heard.add("completed");
        }

        @Override
        public void onException(Message message, Exception exception) {
          heard.add(exception.getClass().getSimpleName());
        }
      };

  private ExpectTransfer transfer(Broker broker) {
    return broker.peer.expectTransfer().withPayloadMatching("any", payloads::add);
  }

  /** A producer whose messages do not wait for the broker's answer. */
  private static MessageProducer asynchronous(Session session) throws JMSException {
    MessageProducer producer = Broker.producer(session);
    producer.setDeliveryMode(DeliveryMode.NON_PERSISTENT);
    return producer;
  }

  /** How a message is sent. */
  private enum Way {
    WAITED_FOR,
    WITH_LISTENER,
    NOT_WAITED_FOR
  }

  /** Sends a message; gives what is done when its sender knows that it is sent. */
  private Future<?> send(Broker broker, Session session, Way way) throws JMSException {
    return send(broker, producer(session, way), session.createTextMessage("m"), way);
  }

  private static MessageProducer producer(Session session, Way way) throws JMSException {
    return way == Way.NOT_WAITED_FOR ? asynchronous(session) : Broker.producer(session);
  }

  private Future<?> send(Broker broker, MessageProducer producer, Message message, Way way)
      throws JMSException {
    if (way == Way.WITH_LISTENER) {
      producer.send(message, listener);
      return broker.async(
          () -> {
            await().until(() -> heard.equals(List.of("completed")));
            return null;
          });
    }
    Future<?> sending =
        broker.async(
            () -> {
              producer.send(message);
              return null;
            });
    await().until(() -> sending.isDone() || ((PostriderProducer) producer).path().isWaiting());
    return sending;
  }

  // Waiting for credit

  /** There is no credit before the loss, and some after it. */
  private void goesWithTheNextConnection(Way way) throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(0);
      Outage outage = Outage.of(broker);
      broker.begins().sends(1).accepts();

      Future<?> sent = send(broker, outage.connect().createSession(), way);
      outage.pass();

      Broker.result(sent);
      broker.verify();
      assertThat(broker.reported).isEmpty();
    }
  }

  @Test
  void aSendThatWaitsForCreditGoesWithTheNextConnection() throws Exception {
    goesWithTheNextConnection(Way.WAITED_FOR);
  }

  @Test
  void aSendWithListenerThatWaitsForCreditGoesWithTheNextConnection() throws Exception {
    goesWithTheNextConnection(Way.WITH_LISTENER);
  }

  @Test
  void anAsynchronousSendThatWaitsForCreditGoesWithTheNextConnection() throws Exception {
    goesWithTheNextConnection(Way.NOT_WAITED_FOR);
  }

  // Without answer

  /** The broker does not answer the first time; it gets the same octets again. */
  private void isSentOnceMore(Way way) throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(1);
      transfer(broker);
      broker.returns().begins().sends(1);
      transfer(broker).respondAccepted();

      Future<?> sent = send(broker, broker.connectRecovering().createSession(), way);

      Broker.result(sent);
      broker.verify();
      assertThat(payloads).hasSize(2);
      assertThat(payloads.get(1)).isEqualTo(payloads.get(0));
      assertThat(broker.reported).isEmpty();
    }
  }

  @Test
  void aSendWithoutAnswerIsSentOnceMoreAsItWas() throws Exception {
    isSentOnceMore(Way.WAITED_FOR);
  }

  @Test
  void aSendWithoutAnswerFailsAsInDoubtWhereTheOptionSaysSo() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(1).peer.expectTransfer();
      broker.returns().begins().sends(1);

      Session session = broker.connectRecovering(FAIL).createSession();
      MessageProducer producer = Broker.producer(session);

      assertThatThrownBy(() -> producer.send(session.createTextMessage("m")))
          .isInstanceOf(InDoubtException.class)
          .hasMessageContaining("in doubt");
      broker.verify();
    }
  }

  @Test
  void aSendWithListenerWithoutAnswerIsSentOnceMore() throws Exception {
    isSentOnceMore(Way.WITH_LISTENER);
  }

  @Test
  void aSendWithListenerWithoutAnswerIsToldInDoubtWhereTheOptionSaysSo() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(1).peer.expectTransfer();
      broker.returns().begins().sends(1);

      Session session = broker.connectRecovering(FAIL).createSession();
      Broker.producer(session).send(session.createTextMessage("m"), listener);

      await().until(() -> heard.equals(List.of("InDoubtException")));
      broker.verify();
    }
  }

  @Test
  void anAsynchronousSendWithoutAnswerIsSentOnceMore() throws Exception {
    isSentOnceMore(Way.NOT_WAITED_FOR);
  }

  @Test
  void anAsynchronousSendWithoutAnswerIsReportedWhereTheOptionSaysSo() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(1).peer.expectTransfer();
      broker.returns().begins().sends(1);

      Session session = broker.connectRecovering(FAIL).createSession();
      asynchronous(session).send(session.createTextMessage("m"));

      await().until(() -> broker.reported.size() == 1);
      assertThat(broker.reported.get(0)).isInstanceOf(InDoubtException.class);
      broker.verify();
    }
  }

  @Test
  void messagesKeepTheirOrderWhenTheyAreSentOnceMore() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(2);
      transfer(broker);
      transfer(broker);
      Outage outage = Outage.of(broker);
      broker.begins().sends(10);
      for (int i = 0; i < 3; i++) {
        transfer(broker).respondAccepted();
      }

      Session session = broker.connectRecovering().createSession();
      MessageProducer producer = asynchronous(session);
      for (int i = 0; i < 3; i++) {
        producer.send(session.createTextMessage("m" + i));
      }
      outage.pass();

      broker.verify();
      assertThat(payloads.subList(2, 4)).isEqualTo(payloads.subList(0, 2));
      assertThat(payloads.get(4)).isNotIn(payloads.subList(0, 2));
    }
  }

  @Test
  void messagesToArtemisBearWhatTellsDuplicates() throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.expectSaslAnonymous();
      broker
          .peer
          .expectOpen()
          .respondWith(open -> open.withProperty("product", "apache-activemq-artemis"));
      broker.begins().sends(1);
      transfer(broker);
      broker.returns().begins().sends(1);
      transfer(broker).respondAccepted();

      Session session = broker.connectRecovering().createSession();
      Message message = session.createTextMessage("m");
      Broker.producer(session).send(message);

      broker.verify();
      assertThat(payloads.get(1)).isEqualTo(payloads.get(0));
      assertThat(text(payloads.get(0))).contains("_AMQ_DUPL_ID" + "\u00a1");
      assertThat(message.propertyExists("_AMQ_DUPL_ID")).isFalse();
    }
  }

  private static String text(Binary payload) {
    byte[] octets = new byte[payload.length()];
    for (int i = 0; i < octets.length; i++) {
      octets[i] = payload.get(i);
    }
    return new String(octets, StandardCharsets.ISO_8859_1);
  }

  @Test
  void aMessageThatWasSettledAsItWasSentIsNotSentOnceMore() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(1).peer.expectTransfer().settled();
      broker.returns().begins().sends(1);

      Session session =
          broker.connectRecovering("jms.presettlePolicy.presettleAll=true").createSession();
      Broker.producer(session).send(session.createTextMessage("m"));

      broker.verify();
    }
  }

  // Offline

  /** It is sent while there is no connection. */
  private void waitsForTheConnection(Way way) throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(1);
      Outage outage = Outage.of(broker);
      broker.begins().sends(1).accepts();

      Session session = outage.connect().createSession();
      MessageProducer producer = producer(session, way);
      outage.begin();
      Future<?> sent = send(broker, producer, session.createTextMessage("m"), way);
      outage.end();

      Broker.result(sent);
      broker.verify();
    }
  }

  @Test
  void aSendWaitsForTheConnection() throws Exception {
    waitsForTheConnection(Way.WAITED_FOR);
  }

  @Test
  void aSendThatWaitsForTheConnectionKeepsItsTimeOut() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(1);
      Outage outage = Outage.of(broker);
      broker.begins().sends(1);

      Session session = outage.connect("jms.sendTimeout=50").createSession();
      MessageProducer producer = Broker.producer(session);
      outage.begin();

      assertThatThrownBy(() -> producer.send(session.createTextMessage("m")))
          .isInstanceOf(SendTimedOutException.class);
      outage.end();
      broker.verify();
    }
  }

  @Test
  void aSendWithListenerWaitsForTheConnection() throws Exception {
    waitsForTheConnection(Way.WITH_LISTENER);
  }

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

      await().until(() -> heard.size() == 1);
      assertThat(heard).doesNotContain("completed");
      outage.end();
      broker.verify();
    }
  }

  @Test
  void anAsynchronousSendWaitsForTheConnection() throws Exception {
    waitsForTheConnection(Way.NOT_WAITED_FOR);
  }

  @Test
  void whatWaitsForTheConnectionIsBounded() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(1);
      Outage outage = Outage.of(broker);
      broker.peer.allowSurplus();

      Session session = outage.connect("jms.sendTimeout=50").createSession();
      MessageProducer producer = asynchronous(session);
      outage.begin();
      byte[] large = new byte[(int) (SendTracker.MAX_OCTETS / 2) + 1];
      jakarta.jms.BytesMessage message = session.createBytesMessage();
      message.writeBytes(large);
      producer.send(message);

      assertThatThrownBy(() -> producer.send(message))
          .isInstanceOf(SendTimedOutException.class)
          .hasMessageContaining("too much is on its way");
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
      MessageProducer producer = asynchronous(session);
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
      asynchronous(session).send(session.createTextMessage("m"), listener);
      broker.verify();
      broker.peer.close();

      await().until(() -> heard.size() == 1);
      assertThat(heard).containsExactly("InDoubtException");
      await().until(() -> broker.reported.size() == 1);
    }
  }

  // In doubt, whatever ends the wait

  /** What ends the wait for an answer. */
  private interface Ending {
    void of(Connection connection, Session session, MessageProducer producer) throws JMSException;
  }

  private static final Ending PRODUCER = (connection, session, producer) -> producer.close();
  private static final Ending SESSION = (connection, session, producer) -> session.close();
  private static final Ending CONNECTION = (connection, session, producer) -> connection.close();

  static Stream<Named<Ending>> closes() {
    return Stream.of(
        Named.of("producer", PRODUCER),
        Named.of("session", SESSION),
        Named.of("connection", CONNECTION));
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
  @MethodSource("closes")
  void asynchronousSendsThatWentOutAreInDoubtWhenWhatTheyWentOverIsClosedOffline(Ending close)
      throws Exception {
    try (Broker broker = unanswered()) {
      broker.peer.dropConnection();

      Connection connection = offline(broker);
      Session session = connection.createSession();
      MessageProducer producer = asynchronous(session);
      List<String> ids = sendAsynchronously(session, producer);
      await().until(() -> !events.told.isEmpty());
      close.of(connection, session, producer);

      isInDoubt(broker, ids);
    }
  }

  @ParameterizedTest
  @MethodSource("closes")
  void asynchronousSendsWithoutAnswerAreInDoubtWhenWhatTheyWentOverIsClosed(Ending close)
      throws Exception {
    try (Broker broker = unanswered()) {
      broker.peer.allowSurplus();

      Connection connection = broker.connectRecovering("jms.closeTimeout=100");
      Session session = connection.createSession();
      MessageProducer producer = asynchronous(session);
      List<String> ids = sendAsynchronously(session, producer);
      broker.awaitFrames(Transfer.class, FEW);
      close.of(connection, session, producer);

      isInDoubt(broker, ids);
    }
  }

  @ParameterizedTest
  @MethodSource("closes")
  void aCloseByAnInterruptedThreadWaitsAsAnyOtherAndTellsOfEachSend(Ending close) throws Exception {
    long closeTimeoutMs = 400;
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(1).peer.expectTransfer();
      broker.peer.allowSurplus();

      Connection connection = broker.connectRecovering("jms.closeTimeout=" + closeTimeoutMs);
      Session session = connection.createSession();
      MessageProducer producer = asynchronous(session);
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
      assertThat(heard).hasSize(1);
      await().until(() -> told(broker).size() == 2);
      assertThat(told(broker))
          .hasAtLeastOneElementOfType(InDoubtException.class)
          .hasAtLeastOneElementOfType(NotSentException.class);
    }
  }

  @ParameterizedTest
  @MethodSource("closes")
  void aCloseByAnInterruptedThreadLosesNothingThatTheBrokerTakesInTime(Ending close)
      throws Exception {
    try (Broker broker = unanswered()) {
      Hold hold = broker.peer.hold();
      broker.peer.remoteDisposition().ofDeliveries(0, FEW - 1).accepted().settled().send();
      broker.peer.allowSurplus();

      Connection connection = broker.connectRecovering();
      Session session = connection.createSession();
      MessageProducer producer = asynchronous(session);
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
      assertThat(heard).containsExactly("completed", "completed");
      assertThat(told(broker)).isEmpty();
    }
  }

  static Stream<Named<Consumer<ScriptedPeer>>> ends() {
    return Stream.of(
        Named.of(
            "detach",
            peer -> peer.remoteDetach().closed().withErrorOf("amqp:resource-deleted", "x").send()),
        Named.of("end", peer -> peer.remoteEnd().withErrorOf("amqp:internal-error", "x").send()),
        Named.of(
            "close",
            peer -> peer.remoteClose().withErrorOf("amqp:unauthorized-access", "x").send()),
        Named.of("given up", ScriptedPeer::dropConnection));
  }

  @ParameterizedTest
  @MethodSource("ends")
  void asynchronousSendsWithoutAnswerAreInDoubtWhateverThePeerEnds(Consumer<ScriptedPeer> end)
      throws Exception {
    try (Broker broker = unanswered()) {
      end.accept(broker.peer);
      broker.peer.allowSurplus();

      Session session = broker.connectRecovering("failover.maxReconnectAttempts=0").createSession();
      List<String> ids = sendAsynchronously(session, asynchronous(session));

      isInDoubt(broker, ids);
    }
  }

  @ParameterizedTest
  @MethodSource("ends")
  void sendsAreInDoubtWithThePeersWordsWhateverThePeerEnds(Consumer<ScriptedPeer> end)
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
    }
  }

  @Test
  void aSendThatHasNotGoneOutSaysSoWhenTheConnectionIsGivenUp() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(0);
      Hold hold = broker.peer.hold();
      broker.peer.dropConnection();

      Session session = broker.connectRecovering("failover.maxReconnectAttempts=0").createSession();
      MessageProducer producer = Broker.producer(session);
      Future<?> sending =
          broker.async(
              () -> {
                producer.send(session.createTextMessage("m"));
                return null;
              });
      await().until(() -> ((PostriderProducer) producer).path().isWaiting());
      hold.release();

      assertThatThrownBy(() -> Broker.result(sending))
          .hasCauseInstanceOf(ConnectionLostException.class)
          .hasMessageContaining("had not gone out");
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
      List<String> ids = sendAsynchronously(session, asynchronous(session));
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

      Session session = broker.connectRecovering(FAIL).createSession();
      MessageProducer producer = asynchronous(session);
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
  @MethodSource("closes")
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

      assertThat(heard).containsExactly("InDoubtException");
    }
  }
}
