// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.postrider.codec.messaging.Target;
import org.postrider.codec.performative.Detach;

/**
 * What becomes of temporary destinations, and of what uses them, when the connection is lost: rows
 * of docs/recovery.md.
 */
class RecoveryTemporaryTest {

  private static final String CLOSES_LINKS = "jms.closeLinksThatFailOnReconnect=true";

  @Test
  void aTemporaryQueueComesBackBeforeWhatUsesItWhateverItsAddress() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens();
      hasNode(broker, "first");
      broker.peer.expectAttach().ofReceiver().withSourceAddress("first").respond();
      broker.returns();
      hasNode(broker, "second");
      broker.peer.expectAttach().ofReceiver().withSourceAddress("second").respond();

      Session session = broker.connectRecovering().createSession();
      TemporaryQueue queue = session.createTemporaryQueue();
      session.createConsumer(queue);

      broker.verify();
      assertThat(queue.getQueueName()).isEqualTo("first");
    }
  }

  @Test
  void aTemporaryQueueWithoutAnswerIsAskedForAgain() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().begins().peer.expectAttach().ofSender();
      broker.returns();
      hasNode(broker, "made");

      Session session = broker.connectRecovering().createSession();

      assertThat(session.createTemporaryQueue().getQueueName()).isEqualTo("made");
      broker.verify();
    }
  }

  @Test
  void aConsumerOfATemporaryQueueWithoutAnswerIsAskedForAgainAtItsNewAddress() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens();
      hasNode(broker, "first");
      broker.peer.expectAttach().ofReceiver().withSourceAddress("first");
      broker.returns();
      hasNode(broker, "second");
      broker.peer.expectAttach().ofReceiver().withSourceAddress("second").respond();

      Session session = broker.connectRecovering().createSession();
      session.createConsumer(session.createTemporaryQueue());

      broker.verify();
    }
  }

  @Test
  void aProducerToATemporaryQueueWithoutAnswerIsAskedForAgainAtItsNewAddress() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens();
      hasNode(broker, "first");
      broker.peer.expectAttach().ofSender().withTargetAddress("first");
      broker.returns();
      hasNode(broker, "second");
      broker.peer.expectAttach().ofSender().withTargetAddress("second").respond();

      Session session = broker.connectRecovering().createSession();
      session.createProducer(session.createTemporaryQueue());

      broker.verify();
    }
  }

  @Test
  void aDeletionOfATemporaryQueueWithoutAnswerIsDone() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens();
      hasNode(broker, "first");
      broker.peer.expectDetach().closed();
      broker.returns().begins().begins();

      Session session = broker.connectRecovering().createSession();
      session.createTemporaryQueue().delete();

      broker.verify();
    }
  }

  @Test
  void aTemporaryQueueIsMadeWithTheNextConnection() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins();
      Outage outage = Outage.of(broker);
      hasNode(broker, "made");

      Session session = outage.connect().createSession();
      TemporaryQueue queue = outage.during(session::createTemporaryQueue);

      assertThat(queue.getQueueName()).isEqualTo("made");
      broker.verify();
    }
  }

  @Test
  void aConsumerOfATemporaryQueueThatIsMadeOfflineGetsItsNewAddress() throws Exception {
    try (Broker broker = new Broker()) {
      Outage outage = movesNode(broker);
      broker.peer.expectAttach().ofReceiver().withSourceAddress("second").respond();

      Session session = outage.connect().createSession();
      TemporaryQueue queue = session.createTemporaryQueue();
      outage.during(() -> session.createConsumer(queue));

      broker.verify();
    }
  }

  @Test
  void aProducerToATemporaryQueueThatIsMadeOfflineGetsItsNewAddress() throws Exception {
    try (Broker broker = new Broker()) {
      Outage outage = movesNode(broker);
      broker.peer.expectAttach().ofSender().withTargetAddress("second").respond();

      Connection connection = outage.connect();
      Session session = connection.createSession();
      TemporaryQueue queue = session.createTemporaryQueue();
      outage.during(() -> session.createProducer(queue));

      broker.verify();
    }
  }

  @Test
  void aConsumerEndsWithItsTemporaryQueueThatIsNotMadeAgain() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens();
      hasNode(broker, "first");
      broker.receives();
      Outage outage = Outage.of(broker);
      refusesNode(broker);
      broker.peer.expectDetach();

      Connection connection = outage.connect(CLOSES_LINKS);
      Session session = connection.createSession();
      MessageConsumer consumer = session.createConsumer(session.createTemporaryQueue());
      Future<?> receiving = broker.async(consumer::receive);
      outage.pass();

      assertThatThrownBy(() -> Broker.result(receiving)).hasMessageContaining("no room");
      assertThatThrownBy(consumer::receive).isInstanceOf(IllegalStateException.class);
      outage.awaitRestored();
      broker.verify();
    }
  }

  @Test
  void aSendFailsWithItsTemporaryQueueThatIsNotMadeAgain() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens();
      hasNode(broker, "first");
      broker.sends(0);
      Outage outage = Outage.of(broker);
      refusesNode(broker);
      broker.peer.expectDetach();

      Session session = outage.connect(CLOSES_LINKS).createSession();
      MessageProducer producer = session.createProducer(session.createTemporaryQueue());
      Future<?> sending = broker.sending(producer, session.createMessage());
      await().until(() -> ((PostriderProducer) producer).path().isWaiting());
      outage.pass();

      assertThatThrownBy(() -> Broker.result(sending)).hasMessageContaining("no room");
      outage.awaitRestored();
      broker.verify();
    }
  }

  @Test
  void aTemporaryQueueThatIsNotMadeAgainIsAskedForOnceMore() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens();
      hasNode(broker, "first");
      broker.receives();
      broker.returns();
      refusesNode(broker);
      comesBackTheThirdTime(broker);
    }
  }

  @Test
  void aConsumerThatItsTemporaryQueueDoesNotTakeBackIsClosedAlone() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens();
      hasNode(broker, "first");
      broker.receives();
      Outage outage = Outage.of(broker);
      hasNode(broker, "second");
      broker.peer.expectAttach().ofReceiver().refuse("amqp:not-allowed", "no room");
      broker.peer.expectDetach();
      broker.sends(1).accepts();

      Session session = outage.connect(CLOSES_LINKS).createSession();
      TemporaryQueue queue = session.createTemporaryQueue();
      MessageConsumer consumer = session.createConsumer(queue);
      Future<?> receiving = broker.async(consumer::receive);
      outage.pass();

      assertThatThrownBy(() -> Broker.result(receiving)).hasMessageContaining("no room");
      outage.awaitRestored();
      session.createProducer(queue).send(session.createMessage());
      broker.verify();
    }
  }

  @Test
  void aConsumerThatItsTemporaryQueueDoesNotTakeBackIsAskedForOnceMore() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens();
      hasNode(broker, "first");
      broker.receives();
      broker.returns();
      hasNode(broker, "second");
      broker.peer.expectAttach().ofReceiver().refuse("amqp:not-allowed", "no room");
      comesBackTheThirdTime(broker);
    }
  }

  @Test
  void aTemporaryQueueThatIsDeletedOfflineDoesNotComeBackAndItsProducerEnds() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens();
      hasNode(broker, "first");
      broker.sends(0);
      Outage outage = Outage.of(broker);
      broker.begins().begins();

      Session session = outage.connect().createSession();
      TemporaryQueue queue = session.createTemporaryQueue();
      MessageProducer producer = session.createProducer(queue);
      outage.begin();
      queue.delete();
      outage.end();

      outage.awaitRestored();
      assertThatThrownBy(() -> producer.send(session.createMessage()))
          .isInstanceOf(IllegalStateException.class);
      broker.verify();
    }
  }

  @Test
  void aProducerToATemporaryQueueThatIsDeletedDoesNotComeBack() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens();
      hasNode(broker, "first");
      broker.sends(1).peer.expectDetach().closed().respond();
      Outage outage = Outage.of(broker);
      broker.begins().begins();

      Session session = outage.connect().createSession();
      TemporaryQueue queue = session.createTemporaryQueue();
      session.createProducer(queue);
      queue.delete();
      outage.pass();

      outage.awaitRestored();
      broker.verify();
      assertThat(broker.reported).isEmpty();
    }
  }

  private static void refusesNode(Broker broker) {
    broker
        .begins()
        .begins()
        .peer
        .expectAttach()
        .withTarget("dynamic", Target::dynamic)
        .refuse("amqp:resource-limit-exceeded", "no room");
  }

  /** A temporary queue gets another address with the next connection. */
  private static Outage movesNode(Broker broker) {
    broker.opens();
    hasNode(broker, "first");
    Outage outage = Outage.of(broker);
    hasNode(broker, "second");
    return outage;
  }

  @Test
  void aScanOfATemporaryQueueComesBackAtItsNewAddress() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens();
      hasNode(broker, "first");
      broker.peer.expectAttach().ofReceiver().withSourceAddress("first").respond();
      broker.returns();
      hasNode(broker, "second");
      broker.peer.expectAttach().ofReceiver().withSourceAddress("second").respond();

      Session session = broker.connectRecovering().createSession();
      QueueBrowser browser = session.createBrowser(session.createTemporaryQueue());
      browser.getEnumeration();

      broker.verify();
    }
  }

  /** The application's session and the connection's own begin, and the node is made in that. */
  private static void hasNode(Broker broker, String address) {
    broker.begins().begins();
    makesNode(broker, address);
  }

  /** The client leaves; over the next connection it gets the node, and the consumer of it. */
  private static void comesBackTheThirdTime(Broker broker) throws Exception {
    broker.peer.ignore(Detach.class);
    broker.peer.expectDisconnect().expectConnection();
    broker.opens();
    hasNode(broker, "third");
    broker.peer.expectAttach().ofReceiver().withSourceAddress("third").respond();

    Session session = broker.connectRecovering().createSession();
    session.createConsumer(session.createTemporaryQueue());

    broker.verify();
    assertThat(broker.reported).isEmpty();
  }

  private static void makesNode(Broker broker, String address) {
    broker
        .peer
        .expectAttach()
        .withTarget("dynamic", Target::dynamic)
        .respondWith(attach -> attach.withTargetAddress(address));
  }
}
