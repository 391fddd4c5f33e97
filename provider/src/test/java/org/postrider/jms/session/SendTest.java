// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import jakarta.jms.DeliveryMode;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
import jakarta.jms.MessageProducer;
import jakarta.jms.ResourceAllocationException;
import jakarta.jms.Session;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.DeliveryState;
import org.postrider.codec.messaging.Modified;
import org.postrider.codec.messaging.Rejected;
import org.postrider.codec.messaging.Released;
import org.postrider.codec.performative.SenderSettleMode;
import org.postrider.codec.value.Symbol;
import org.postrider.jms.error.InDoubtException;
import org.postrider.jms.error.SendTimedOutException;
import org.postrider.testpeer.Hold;

/** Messages on their way out. */
class SendTest {

  @Test
  void aPersistentSendReturnsWithTheOutcome() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(1).peer.expectTransfer().unsettled();
      Hold hold = broker.peer.hold();
      broker.peer.remoteDisposition().settled().accepted().send();

      Session session = broker.connect().createSession();
      MessageProducer producer = Broker.producer(session);
      Future<?> sending = broker.sending(producer, session.createTextMessage("a"));
      await().until(() -> broker.peer.frames().size() == 4);

      assertThat(sending).isNotDone();
      hold.release();
      assertThat(Broker.result(sending)).isEqualTo("sent");
    }
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        Arguments.of(
            rejected("amqp:not-found"), InvalidDestinationException.class, "amqp:not-found"),
        Arguments.of(
            rejected("amqp:unauthorized-access"),
            JMSSecurityException.class,
            "amqp:unauthorized-access"),
        Arguments.of(
            rejected("amqp:resource-limit-exceeded"),
            ResourceAllocationException.class,
            "amqp:resource-limit-exceeded"),
        Arguments.of(new Rejected(null), JMSException.class, "amqp:rejected:list"),
        Arguments.of(Released.INSTANCE, JMSException.class, "amqp:released:list"),
        Arguments.of(Modified.FAILED, JMSException.class, "amqp:modified:list"));
  }

  private static Rejected rejected(String condition) {
    return new Rejected(new AmqpError(Symbol.of(condition), "no"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void anOutcomeThatIsNotAcceptedIsAnException(
      DeliveryState outcome, Class<? extends JMSException> type, String errorCode)
      throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(1).peer.expectTransfer().respondState(outcome);

      Session session = broker.connect().createSession();
      MessageProducer producer = Broker.producer(session);
      JMSException failure =
          catchThrowableOfType(
              JMSException.class, () -> producer.send(session.createTextMessage("a")));

      assertThat(failure).isInstanceOf(type);
      assertThat(failure.getErrorCode()).isEqualTo(errorCode);
      assertThat(failure.getStackTrace())
          .anyMatch(frame -> frame.getClassName().contains("SendTest"));
      assertThat(broker.reported).isEmpty();
    }
  }

  @Test
  void aNonPersistentSendDoesNotWaitAndItsRejectionIsReportedOnce() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(2).peer.expectTransfer().unsettled();
      Hold hold = broker.peer.hold();
      broker
          .peer
          .remoteDisposition()
          .settled()
          .withState(rejected("amqp:not-found"))
          .send()
          .expectTransfer()
          .respondAccepted();

      Session session = broker.connect().createSession();
      MessageProducer producer = Broker.producer(session);
      producer.setDeliveryMode(DeliveryMode.NON_PERSISTENT);
      producer.send(session.createTextMessage("a"));
      hold.release();
      await().until(() -> !broker.reported.isEmpty());
      producer.setDeliveryMode(DeliveryMode.PERSISTENT);
      producer.send(session.createTextMessage("b"));

      assertThat(broker.reported).singleElement().isInstanceOf(InvalidDestinationException.class);
    }
  }

  @Test
  void withoutCreditASendTimesOutAndItsMessageIsNeverSent() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(0);
      Hold hold = broker.peer.hold();
      broker
          .peer
          .grantCredit(10)
          .expectTransfer()
          .withPayloadMatching("the second message", payload -> payload.toString().length() > 0)
          .respondAccepted();

      Session session = broker.connect("jms.sendTimeout=2000").createSession();
      MessageProducer producer = Broker.producer(session);
      assertThatThrownBy(() -> producer.send(session.createTextMessage("lost")))
          .isInstanceOf(SendTimedOutException.class);
      hold.release();
      producer.send(session.createTextMessage("kept"));

      broker.verify();
      assertThat(transfers(broker)).isEqualTo(1);
    }
  }

  private static long transfers(Broker broker) {
    return broker.peer.frames().stream()
        .filter(frame -> frame.performative() instanceof org.postrider.codec.performative.Transfer)
        .count();
  }

  @Test
  void aSendWhoseOutcomeDoesNotComeIsNotWaitedForByClose() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(1).peer.expectTransfer().unsettled();
      broker.peer.expectDetach().respond();

      Session session =
          broker.connect("jms.sendTimeout=100", "jms.closeTimeout=30000").createSession();
      MessageProducer producer = Broker.producer(session);
      assertThatThrownBy(() -> producer.send(session.createTextMessage("a")))
          .isInstanceOf(InDoubtException.class)
          .hasStackTraceContaining(SendTimedOutException.class.getName());
      Future<?> closing = broker.async(() -> close(producer));

      assertThat(Broker.result(closing)).isEqualTo("closed");
    }
  }

  static String close(AutoCloseable closeable) throws Exception {
    closeable.close();
    return "closed";
  }

  @Test
  void aMessageBeyondTheLinksLimitIsRefusedHere() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins();
      broker.peer.expectAttach().ofSender().respondWith(attach -> attach.withMaxMessageSize(500));
      broker.peer.grantCredit(10).expectTransfer().respondAccepted();

      Session session = broker.connect().createSession();
      MessageProducer producer = Broker.producer(session);
      JMSException failure =
          catchThrowableOfType(
              JMSException.class, () -> producer.send(session.createTextMessage("x".repeat(1000))));
      producer.send(session.createTextMessage("y"));

      assertThat(failure.getErrorCode()).isEqualTo("amqp:link:message-size-exceeded");
      broker.verify();
    }
  }

  @Test
  void presettledMessagesAreNotWaitedFor() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins();
      broker
          .peer
          .expectAttach()
          .ofSender()
          .withSenderSettleMode(SenderSettleMode.SETTLED)
          .respond()
          .grantCredit(1)
          .expectTransfer()
          .settled();

      Session session =
          broker.connect("jms.presettlePolicy.presettleProducers=true").createSession();
      Broker.producer(session).send(session.createTextMessage("a"));

      broker.verify();
    }
  }

  @Test
  void aPresettledMessageIsWaitedForWhereTheBrokerWantsToSettleIt() throws Exception {
    // AMQP 2.7.3: the mode of the broker's attach counts.
    try (Broker broker = new Broker()) {
      broker.opens().begins();
      broker
          .peer
          .expectAttach()
          .ofSender()
          .respondWith(answer -> answer.withSenderSettleMode(SenderSettleMode.UNSETTLED))
          .grantCredit(1)
          .expectTransfer()
          .unsettled()
          .respondAccepted();

      Session session =
          broker.connect("jms.presettlePolicy.presettleProducers=true").createSession();
      Broker.producer(session).send(session.createTextMessage("a"));

      broker.verify();
    }
  }

  @Test
  void aProducerIsRefusedByABrokerThatWouldAcknowledgeNothing() throws Exception {
    // AMQP 2.7.3: settled is the answer, and unsettled was asked for.
    try (Broker broker = new Broker()) {
      broker.opens().begins();
      broker
          .peer
          .expectAttach()
          .ofSender()
          .respondWith(answer -> answer.withSenderSettleMode(SenderSettleMode.SETTLED))
          .expectDetach()
          .withErrorCondition("amqp:not-allowed")
          .respond();

      Session session = broker.connect().createSession();

      assertThatThrownBy(() -> Broker.producer(session))
          .isInstanceOf(JMSException.class)
          .hasMessageContaining("snd-settle-mode");
      broker.verify();
    }
  }

  @Test
  void aDetachWithErrorFailsWhatIsInFlightWithIt() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(1).peer.expectTransfer().unsettled();
      broker
          .peer
          .remoteDetach()
          .closed()
          .withErrorOf("amqp:resource-limit-exceeded", "full")
          .send()
          .expectDetach();

      Session session = broker.connect().createSession();
      MessageProducer producer = Broker.producer(session);

      assertThatThrownBy(() -> producer.send(session.createTextMessage("a")))
          .isInstanceOf(InDoubtException.class)
          .hasMessageContaining("full")
          .hasStackTraceContaining(ResourceAllocationException.class.getName());
      assertThatThrownBy(() -> producer.send(session.createTextMessage("b")))
          .isInstanceOf(jakarta.jms.IllegalStateException.class)
          .hasCauseInstanceOf(ResourceAllocationException.class);
      assertThat(broker.reported).isEmpty();
    }
  }

  @Test
  void aConnectionThatIsLostMidSendLeavesTheMessageInDoubt() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(1).peer.expectTransfer().unsettled();
      broker.peer.dropConnection();

      Session session = broker.connect().createSession();
      MessageProducer producer = Broker.producer(session);

      assertThatThrownBy(() -> producer.send(session.createTextMessage("a")))
          .isInstanceOf(InDoubtException.class)
          .hasMessageContaining("in doubt");
      await().until(() -> broker.reported.size() == 1);
      assertThat(broker.reported.get(0))
          .isInstanceOf(org.postrider.jms.error.ConnectionLostException.class);
    }
  }

  @Test
  void closeWaitsForASendThatIsBlockedInAnotherThread() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(0);
      Hold hold = broker.peer.hold();
      broker.peer.grantCredit(1).expectTransfer().respondAccepted();
      broker.peer.expectEnd().respond();

      Session session = broker.connect("jms.closeTimeout=8000").createSession();
      MessageProducer producer = Broker.producer(session);
      Future<?> sending = broker.sending(producer, session.createTextMessage("a"));
      await().until(() -> ((PostriderProducer) producer).path().isWaiting());
      Future<?> closing = broker.async(() -> close(session));
      hold.release();

      assertThat(Broker.result(closing)).isEqualTo("closed");
      assertThat(Broker.result(sending)).isEqualTo("sent");
    }
  }
}
