// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.postrider.codec.value.Binary;
import org.postrider.jms.amqp.SendTracker;
import org.postrider.jms.error.InDoubtException;
import org.postrider.jms.error.SendTimedOutException;
import org.postrider.testpeer.ExpectTransfer;

/**
 * What becomes of a send when the connection is lost and comes back: rows of docs/recovery.md.
 * {@link RecoverySendEndTest} has the others.
 */
class RecoverySendTest {

  private static final String FAIL = "failover.resendInDoubt=false";

  private final HeardOutcomes listener = new HeardOutcomes();
  private final List<Binary> payloads = new CopyOnWriteArrayList<>();

  private ExpectTransfer transfer(Broker broker) {
    return broker.peer.expectTransfer().withPayloadMatching("any", payloads::add);
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
    return way == Way.NOT_WAITED_FOR ? Broker.asynchronous(session) : Broker.producer(session);
  }

  /** How PERSISTENT messages are sent so. */
  private static String persistently(Way way) {
    return "jms.forceAsyncSend=" + (way == Way.NOT_WAITED_FOR);
  }

  private Future<?> send(Broker broker, MessageProducer producer, Message message, Way way)
      throws JMSException {
    if (way == Way.WITH_LISTENER) {
      producer.send(message, listener);
      return broker.async(
          () -> {
            await().until(() -> listener.heard.equals(List.of("completed")));
            return null;
          });
    }
    Future<?> sending = broker.sending(producer, message);
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

  /** It gets a message, and does not get it again. */
  private static Broker losesWhatItHasNotAnswered() {
    Broker broker = new Broker();
    broker.opens().begins().sends(1).peer.expectTransfer();
    return broker.returns().begins().sends(1);
  }

  /** The broker does not answer the first time; it gets the same octets again. */
  private void isSentOnceMore(Way way) throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(1);
      transfer(broker);
      broker.returns().begins().sends(1);
      transfer(broker).respondAccepted();

      Session session = broker.connectRecovering(persistently(way)).createSession();
      Future<?> sent = send(broker, Broker.producer(session), session.createTextMessage("m"), way);

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
    try (Broker broker = losesWhatItHasNotAnswered()) {
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
    try (Broker broker = losesWhatItHasNotAnswered()) {
      Session session = broker.connectRecovering(FAIL).createSession();
      Broker.producer(session).send(session.createTextMessage("m"), listener);

      await().until(() -> listener.heard.equals(List.of("InDoubtException")));
      broker.verify();
    }
  }

  @Test
  void anAsynchronousSendWithoutAnswerIsSentOnceMore() throws Exception {
    isSentOnceMore(Way.NOT_WAITED_FOR);
  }

  @Test
  void anAsynchronousSendWithoutAnswerIsReportedWhereTheOptionSaysSo() throws Exception {
    try (Broker broker = losesWhatItHasNotAnswered()) {
      Session session = broker.connectRecovering(FAIL).createSession();
      Broker.asynchronous(session).send(session.createTextMessage("m"));

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

      Session session = broker.connectRecovering(persistently(Way.NOT_WAITED_FOR)).createSession();
      MessageProducer producer = Broker.producer(session);
      for (int i = 0; i < 3; i++) {
        producer.send(session.createTextMessage("m" + i));
      }
      outage.pass();

      broker.verify();
      assertThat(payloads.subList(2, 4)).isEqualTo(payloads.subList(0, 2));
      assertThat(payloads.get(4)).isNotIn(payloads.subList(0, 2));
    }
  }

  // JMS 2.0, 7.7: NON_PERSISTENT is at most once.

  @Test
  void aNonPersistentSendWithoutAnswerIsInDoubt() throws Exception {
    try (Broker broker = losesWhatItHasNotAnswered()) {
      Session session = broker.connectRecovering("jms.forceSyncSend=true").createSession();
      MessageProducer producer = Broker.asynchronous(session);

      assertThatThrownBy(() -> producer.send(session.createTextMessage("m")))
          .isInstanceOf(InDoubtException.class);
      broker.verify();
    }
  }

  @Test
  void aNonPersistentSendWithListenerWithoutAnswerIsInDoubt() throws Exception {
    try (Broker broker = losesWhatItHasNotAnswered()) {
      Session session = broker.connectRecovering().createSession();
      Broker.asynchronous(session).send(session.createTextMessage("m"), listener);

      await().until(() -> listener.heard.equals(List.of("InDoubtException")));
      broker.verify();
    }
  }

  @Test
  void aNonPersistentSendThatIsNotWaitedForIsReportedInDoubt() throws Exception {
    try (Broker broker = losesWhatItHasNotAnswered()) {
      Session session = broker.connectRecovering().createSession();
      Broker.asynchronous(session).send(session.createTextMessage("m"));

      await().until(() -> broker.reported.size() == 1);
      assertThat(broker.reported.get(0)).isInstanceOf(InDoubtException.class);
      broker.verify();
    }
  }

  private static void opensAsArtemis(Broker broker) {
    broker.peer.expectSaslAnonymous();
    broker
        .peer
        .expectOpen()
        .respondWith(open -> open.withProperty("product", "apache-activemq-artemis"));
  }

  @Test
  void aNonPersistentSendIsSentOnceMoreWhereTheBrokerDropsTheSecondOne() throws Exception {
    try (Broker broker = new Broker()) {
      opensAsArtemis(broker);
      broker.begins().sends(1);
      transfer(broker);
      broker.returns().begins().sends(1);
      transfer(broker).respondAccepted();

      Session session = broker.connectRecovering().createSession();
      Broker.asynchronous(session).send(session.createTextMessage("m"));

      broker.verify();
      assertThat(payloads.get(1)).isEqualTo(payloads.get(0));
      assertThat(broker.reported).isEmpty();
    }
  }

  @Test
  void messagesToArtemisBearWhatTellsDuplicates() throws Exception {
    try (Broker broker = new Broker()) {
      opensAsArtemis(broker);
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
  void anAsynchronousSendWaitsForTheConnection() throws Exception {
    waitsForTheConnection(Way.NOT_WAITED_FOR);
  }

  @Test
  void whatWaitsForTheConnectionIsBounded() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(1);
      Outage outage = Outage.of(broker);
      broker.peer.allowSurplus();

      Session session = outage.connect("jms.sendTimeout=50", "jms.closeTimeout=50").createSession();
      MessageProducer producer = Broker.asynchronous(session);
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
}
