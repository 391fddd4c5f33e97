// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TransactionRolledBackException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.jms.amqp.SendTracker;
import org.postrider.jms.destination.PostriderQueue;
import org.postrider.jms.error.InDoubtException;
import org.postrider.jms.error.SendTimedOutException;
import org.postrider.testpeer.Hold;

/**
 * What {@code jms.sendTimeout} ends, and as what: sends with a listener, and those that open a link
 * of their own. Rows of docs/recovery.md.
 */
class RecoverySendTimeoutTest {

  private static final String OFFLINE = "failover.initialReconnectDelay=60000";

  private final HeardOutcomes listener = new HeardOutcomes();

  // With a completion listener

  @Test
  void aSendWithListenerThatGetsNoCreditInTimeIsNotSent() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(0);
      Hold late = broker.peer.hold();
      broker.peer.grantCredit(1).expectTransfer().respondAccepted();

      Session session = broker.connect("jms.sendTimeout=2000").createSession();
      MessageProducer producer = Broker.producer(session);
      producer.send(session.createTextMessage("m"), listener);
      await().until(() -> !listener.heard.isEmpty());
      Future<String> next = broker.sending(producer, session.createTextMessage("next"));
      late.release();

      assertThat(listener.heard).containsExactly("SendTimedOutException");
      assertThat(Broker.result(next)).isEqualTo("sent");
      broker.verify();
    }
  }

  @Test
  void aSendWithListenerThatWaitsForTheConnectionForItsTimeIsNotSent() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(1);
      Outage outage = Outage.lasting(broker);

      Session session = outage.connect("jms.sendTimeout=200", OFFLINE).createSession();
      MessageProducer producer = Broker.producer(session);
      outage.begin();
      producer.send(session.createTextMessage("m"), listener);

      await().until(() -> !listener.heard.isEmpty());
      assertThat(listener.heard).containsExactly("SendTimedOutException");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aSendWithListenerThatWentOutIsInDoubtWhenItsTimeIsOver(boolean offline) throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(1).peer.expectTransfer();
      if (offline) {
        broker.peer.dropConnection();
      }

      Session session = broker.connectRecovering("jms.sendTimeout=2000", OFFLINE).createSession();
      MessageProducer producer = Broker.producer(session);
      producer.send(session.createTextMessage("m"), listener);

      await().until(() -> !listener.heard.isEmpty());
      assertThat(listener.heard).containsExactly("InDoubtException");
    }
  }

  @Test
  void anOutcomeThatComesAfterTheTimeIsNotToldOnceMore() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(2).peer.expectTransfer().unsettled();
      Hold late = broker.peer.hold();
      broker.peer.remoteDisposition().ofDelivery(0).settled().accepted().send();
      broker.accepts();

      Session session = broker.connect("jms.sendTimeout=2000").createSession();
      MessageProducer producer = Broker.producer(session);
      producer.send(session.createTextMessage("m"), listener);
      await().until(() -> !listener.heard.isEmpty());
      late.release();
      producer.send(session.createTextMessage("next"), listener);
      await().until(() -> listener.heard.size() == 2);

      assertThat(listener.heard).containsExactly("InDoubtException", "completed");
      broker.verify();
    }
  }

  /** Jakarta Messaging 7.3: in the order of the sends. */
  @Test
  void sendsWithListenerWhoseTimeIsOverAreToldInTheirOrder() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(2).peer.expectTransfer().unsettled();
      broker.peer.expectTransfer().respondAccepted();

      Session session = broker.connect("jms.sendTimeout=2000").createSession();
      MessageProducer producer = Broker.producer(session);
      for (int i = 0; i < 3; i++) {
        producer.send(session.createTextMessage("m" + i), listener);
      }
      await().until(() -> listener.heard.size() == 3);

      assertThat(listener.heard)
          .containsExactly("InDoubtException", "completed", "SendTimedOutException");
    }
  }

  @Test
  void eachSendWithListenerHasATimeOfItsOwn() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(0);

      Session session = broker.connect("jms.sendTimeout=200").createSession();
      MessageProducer producer = Broker.producer(session);
      for (int i = 1; i <= 3; i++) {
        int told = i;
        producer.send(session.createTextMessage("m"), listener);
        await().until(() -> listener.heard.size() == told);
      }

      assertThat(listener.heard).containsOnly("SendTimedOutException");
    }
  }

  @Test
  void aTransactionIsRolledBackWhoseSendWithListenerGotNoCreditInTime() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().declares(1).sends(0);
      broker.peer.expectTransfer().ofRollback((byte) 1).respondAccepted();
      broker.declared(2);

      Session session = TransactionScript.transacted(broker.connect("jms.sendTimeout=200"));
      Broker.producer(session).send(session.createTextMessage("m"), listener);

      assertThatThrownBy(session::commit)
          .isInstanceOf(TransactionRolledBackException.class)
          .hasStackTraceContaining("it was not sent");
      assertThat(listener.heard).containsExactly("SendTimedOutException");
      broker.verify();
    }
  }

  // One time for all that a send waits for

  @Test
  void aSendThatWaitedForRoomHasOnlyTheRestOfItsTimeForItsOutcome() throws Exception {
    try (Broker broker = new Broker()) {
      Hold room = broker.opens().begins().sends(2).peer.hold();
      broker.peer.remoteDisposition().ofDelivery(0).settled().accepted().send();
      broker.peer.allowSurplus();

      Session session = broker.connect("jms.sendTimeout=4000").createSession();
      MessageProducer producer = Broker.producer(session);
      producer.send(filling(session), listener);
      Future<String> waiting = broker.sending(producer, session.createTextMessage("m"));
      assertThatThrownBy(() -> waiting.get(3, TimeUnit.SECONDS))
          .isInstanceOf(TimeoutException.class);
      room.release();

      // One second is left of its time, and four would be of a new one.
      assertThatThrownBy(() -> waiting.get(3500, TimeUnit.MILLISECONDS))
          .hasCauseInstanceOf(InDoubtException.class);
    }
  }

  /** A message that leaves no room for another one. */
  private static Message filling(Session session) throws JMSException {
    BytesMessage message = session.createBytesMessage();
    message.writeBytes(new byte[(int) SendTracker.MAX_OCTETS]);
    return message;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aSendWhoseLinkIsNotOpenedInItsTimeIsNotSent(boolean offline) throws Exception {
    try (Broker broker = withoutRelay()) {
      if (offline) {
        broker.peer.dropConnection();
      } else {
        broker.peer.expectAttach().withTargetAddress("a");
      }
      broker.peer.allowSurplus();

      Connection connection =
          broker.connectRecovering("jms.sendTimeout=200", "jms.requestTimeout=60000", OFFLINE);
      Session session = connection.createSession();
      MessageProducer producer = session.createProducer(null);

      assertThatThrownBy(
              () -> producer.send(new PostriderQueue("a"), session.createTextMessage("m")))
          .isInstanceOf(SendTimedOutException.class)
          .hasMessageContaining("200 ms")
          .hasMessageContaining("it was not sent");
      assertThatThrownBy(
              () ->
                  producer.send(new PostriderQueue("b"), session.createTextMessage("m"), listener))
          .isInstanceOf(SendTimedOutException.class);
      assertThat(listener.heard).isEmpty();
    }
  }

  @Test
  void aSendDoesNotWaitForALinkThatMakesRoomLongerThanItsTime() throws Exception {
    try (Broker broker = withoutRelay()) {
      broker.peer.expectAttach().withTargetAddress("a").respond().grantCredit(1);
      broker.accepts().peer.expectDetach();
      broker.peer.expectAttach().withTargetAddress("b").respond().grantCredit(1);
      broker.accepts();

      Connection connection = broker.connect("jms.sendTimeout=4000", "jms.closeTimeout=60000");
      Session session = connection.createSession();
      MessageProducer producer = session.createProducer(null);
      producer.send(new PostriderQueue("a"), session.createTextMessage("m"));
      Future<String> sent =
          broker.async(
              () -> {
                producer.send(new PostriderQueue("b"), session.createTextMessage("m"));
                return "sent";
              });

      assertThat(Broker.result(sent)).isEqualTo("sent");
      broker.verify();
    }
  }

  private static Broker withoutRelay() {
    Broker broker = new Broker();
    broker.peer.expectSaslAnonymous().expectOpen().respond();
    return broker.begins();
  }
}
