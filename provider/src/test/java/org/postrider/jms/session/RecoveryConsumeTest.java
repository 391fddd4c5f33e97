// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import java.time.Duration;
import java.util.Enumeration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.codec.performative.Disposition;
import org.postrider.codec.performative.Flow;
import org.postrider.jms.destination.PostriderDestination;
import org.postrider.jms.settlement.Received;

/** What becomes of receiving and acknowledging when the connection is lost: docs/recovery.md. */
class RecoveryConsumeTest {

  private static final int INDIVIDUAL = 101;

  private static String body(Message message) throws Exception {
    return message.getBody(String.class);
  }

  private static long dispositions(Broker broker, int connection) {
    return broker.peer.frames().stream()
        .filter(frame -> frame.connection() == connection)
        .filter(frame -> frame.performative() instanceof Disposition)
        .count();
  }

  // Receive

  @Test
  void aReceiveGoesOnWithTheNextConnection() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().consumes();
      Outage outage = Outage.of(broker);
      broker.begins().consumes().delivers("m").isAcknowledged();

      Connection connection = outage.connect();
      MessageConsumer consumer = Broker.consumer(connection.createSession());
      connection.start();
      Future<Message> receiving = broker.async(consumer::receive);
      outage.begin();
      assertThat(receiving).isNotDone();
      outage.end();

      assertThat(body(Broker.result(receiving))).isEqualTo("m");
      broker.verify();
    }
  }

  @Test
  void aReceiveThatIsCalledOfflineWaitsForTheConnection() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().consumes();
      Outage outage = Outage.of(broker);
      broker.begins().consumes().delivers("m").isAcknowledged();

      Connection connection = outage.connect();
      MessageConsumer consumer = Broker.consumer(connection.createSession());
      connection.start();
      outage.begin();
      Future<Message> receiving = broker.async(consumer::receive);
      assertThat(receiving).isNotDone();
      outage.end();

      assertThat(body(Broker.result(receiving))).isEqualTo("m");
      broker.verify();
    }
  }

  @Test
  void aReceiveOfOneMessageOnRequestAsksForItAgain() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().receives().peer.expectFlow().withLinkCredit(1);
      broker.returns().begins().receives().peer.expectFlow().withLinkCredit(1);
      broker.delivers("m").isAcknowledged();

      Connection connection = broker.connectRecovering("jms.prefetchPolicy.all=0");
      MessageConsumer consumer = Broker.consumer(connection.createSession());
      connection.start();

      assertThat(body(consumer.receive())).isEqualTo("m");
      broker.verify();
    }
  }

  @Test
  void aMessageOnRequestThatIsLostBeforeItIsTakenIsAskedForAgain() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().receives().peer.expectFlow().withLinkCredit(1);
      broker.delivers("m");
      Outage outage = Outage.of(broker);
      broker.begins().receives().peer.expectFlow().withLinkCredit(1);
      broker.delivers("again");

      Connection connection = outage.connect("jms.prefetchPolicy.all=0");
      PostriderConsumer consumer = (PostriderConsumer) Broker.consumer(connection.createSession());
      connection.start();
      // As a receive does, which has not taken it yet when the connection is lost.
      consumer.receiver().pull();
      await().until(() -> consumer.inbound().size() == 1);
      outage.begin();
      assertThat(consumer.inbound().size()).isZero();
      outage.end();

      broker.verify();
      await().until(() -> consumer.inbound().size() == 1);
    }
  }

  @Test
  void aReceiveWithTimeOutKeepsItWhileThereIsNoConnection() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().consumes();
      Outage outage = Outage.of(broker);
      broker.begins().consumes();

      Connection connection = outage.connect();
      MessageConsumer consumer = Broker.consumer(connection.createSession());
      connection.start();
      outage.begin();
      long begun = System.nanoTime();

      assertThat(consumer.receive(500)).isNull();
      assertThat(Duration.ofNanos(System.nanoTime() - begun))
          .isBetween(Duration.ofMillis(500), Duration.ofMillis(2500));
      outage.end();
      broker.verify();
    }
  }

  @Test
  void aReceiveNoWaitDoesNotWaitForTheConnection() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().consumes();
      Outage outage = Outage.of(broker);
      broker.begins().consumes();

      Connection connection = outage.connect();
      MessageConsumer consumer = Broker.consumer(connection.createSession());
      connection.start();
      outage.begin();

      assertThat(consumer.receiveNoWait()).isNull();
      outage.end();
      broker.verify();
    }
  }

  @Test
  void aReceiveWithTimeOutKeepsItWithALittleMoreWhereTheBrokerIsSilent() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().consumes();
      broker.peer.expectFlow().draining();
      broker.peer.allowSurplus();

      Connection connection = broker.connectRecovering("amqp.drainTimeout=60000");
      MessageConsumer consumer = Broker.consumer(connection.createSession());
      connection.start();
      long begun = System.nanoTime();

      assertThat(consumer.receive(500)).isNull();
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMillis(3500));
      broker.verify();
    }
  }

  @Test
  void aReceiveNoWaitKeepsTheDrainTimeOutWhereTheBrokerIsSilent() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().consumes();
      broker.peer.expectFlow().draining();
      broker.peer.allowSurplus();

      Connection connection = broker.connectRecovering("amqp.drainTimeout=3000");
      MessageConsumer consumer = Broker.consumer(connection.createSession());
      connection.start();
      // Credit and drain may go in one flow, else.
      broker.awaitFrames(Flow.class, 1);
      long begun = System.nanoTime();
      assertThat(consumer.receiveNoWait()).isNull();
      Duration first = Duration.ofNanos(System.nanoTime() - begun);
      assertThat(consumer.receiveNoWait()).isNull();
      Duration both = Duration.ofNanos(System.nanoTime() - begun);

      assertThat(first).isGreaterThanOrEqualTo(Duration.ofSeconds(3));
      assertThat(both.minus(first)).isLessThan(Duration.ofSeconds(3));
      broker.verify();
    }
  }

  @Test
  void aReceiveNoWaitWhoseDrainIsNotAnsweredReturnsAtTheLoss() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().consumes();
      broker.peer.expectFlow().draining();
      broker.returns().begins().consumes();

      Connection connection = broker.connectRecovering("amqp.drainTimeout=60000");
      MessageConsumer consumer = Broker.consumer(connection.createSession());
      connection.start();
      broker.awaitFrames(Flow.class, 1);
      Future<Message> receiving = broker.async(consumer::receiveNoWait);

      assertThat(Broker.result(receiving)).isNull();
      broker.verify();
    }
  }

  @Test
  void messagesThatTheApplicationHasNotGotAreDroppedForTheBrokerDeliversThemAgain()
      throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().consumes().delivers("m");
      Outage outage = Outage.of(broker);
      broker.begins().consumes().delivers("again").isAcknowledged();

      Connection connection = outage.connect();
      PostriderConsumer consumer = (PostriderConsumer) Broker.consumer(connection.createSession());
      connection.start();
      await().until(() -> consumer.inbound().size() == 1);
      outage.begin();
      outage.end();

      assertThat(body(consumer.receive())).isEqualTo("again");
      broker.verify();
    }
  }

  // Acknowledge

  @Test
  void anAutomaticAcknowledgementOfALostMessageHasNoEffect() throws Exception {
    losesTheMessageOfAListener(Session.AUTO_ACKNOWLEDGE);
  }

  @Test
  void aDupsOkAcknowledgementOfALostMessageHasNoEffect() throws Exception {
    losesTheMessageOfAListener(Session.DUPS_OK_ACKNOWLEDGE);
  }

  private static void losesTheMessageOfAListener(int mode) throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().consumes().delivers("m");
      Outage outage = Outage.of(broker);
      broker.begins().consumes().delivers("again");
      broker.peer.expectDisposition().ofDelivery(0).accepted();

      Connection connection = outage.connect();
      MessageConsumer consumer = Broker.consumer(connection.createSession(mode));
      CountDownLatch inListener = new CountDownLatch(1);
      CountDownLatch lost = new CountDownLatch(1);
      List<String> got = new CopyOnWriteArrayList<>();
      consumer.setMessageListener(
          message -> {
            inListener.countDown();
            Unchecked.run(() -> got.add(message.getBody(String.class)));
            Latches.await(lost);
          });
      connection.start();
      Latches.await(inListener);
      outage.begin();
      lost.countDown();
      outage.end();

      broker.verify();
      assertThat(got).containsExactly("m", "again");
      assertThat(dispositions(broker, 1)).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {Session.CLIENT_ACKNOWLEDGE, INDIVIDUAL})
  void anAcknowledgementOfALostMessageHasNoEffect(int mode) throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().consumes().delivers("m");
      Outage outage = Outage.of(broker);
      broker.begins().consumes().delivers("again");
      broker.peer.expectDisposition().ofDelivery(0).accepted();

      Connection connection = outage.connect();
      MessageConsumer consumer = Broker.consumer(connection.createSession(mode));
      connection.start();
      Message lost = consumer.receive();
      outage.begin();
      lost.acknowledge();
      outage.end();
      Message again = consumer.receive();
      lost.acknowledge();
      again.acknowledge();

      broker.verify();
      assertThat(dispositions(broker, 1)).isZero();
      await().until(() -> dispositions(broker, 2) == 1);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {Session.CLIENT_ACKNOWLEDGE, INDIVIDUAL})
  void aMessageThatTheApplicationHadIsFlaggedThoughTheBrokerHasForgotten(int mode)
      throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins();
      delivers(broker);
      Outage outage = Outage.of(broker);
      broker.begins();
      delivers(broker);

      Connection connection = outage.connect();
      PostriderConsumer consumer =
          (PostriderConsumer) Broker.consumer(connection.createSession(mode));
      connection.start();
      assertThat(deliveryCount(consumer.receive())).isEqualTo(1);
      await().until(() -> consumer.inbound().size() == 1);
      outage.begin();
      outage.end();

      Message had = consumer.receive();
      Message waited = consumer.receive();
      assertThat(had.getJMSRedelivered()).isTrue();
      assertThat(deliveryCount(had)).isEqualTo(2);
      assertThat(waited.getJMSRedelivered()).isFalse();
      assertThat(deliveryCount(waited)).isEqualTo(1);
      assertThat(consumer.inbound().handedBefore().isEmpty()).isTrue();
      broker.verify();
    }
  }

  @Test
  void aMessageThatIsReadWhileItsConnectionIsLostIsFlaggedWhenItComesAgain() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins();
      delivers(broker);
      Outage outage = Outage.of(broker);
      broker.begins();
      delivers(broker);

      Connection connection = outage.connect();
      PostriderSession session =
          (PostriderSession) connection.createSession(Session.CLIENT_ACKNOWLEDGE);
      Queue queue = session.createQueue("q");
      PostriderConsumer consumer = (PostriderConsumer) session.createConsumer(queue);
      connection.start();
      Received taken = consumer.inbound().take(TimeUnit.SECONDS.toNanos(10));
      outage.begin();
      await().until(() -> !consumer.inbound().handedBefore().isEmpty());
      Reception late = Reception.consuming(session.core(), (PostriderDestination) queue);
      assertThat(late.read(taken).getJMSRedelivered()).isFalse();
      consumer.inbound().handed();
      outage.end();

      assertThat(consumer.receive().getJMSRedelivered()).isTrue();
      broker.verify();
    }
  }

  private static int deliveryCount(Message message) throws Exception {
    return message.getIntProperty("JMSXDeliveryCount");
  }

  /** A consumer's link, over which two messages come, each as if for the first time. */
  private static void delivers(Broker broker) {
    broker.consumes();
    for (char id : new char[] {'1', '2'}) {
      broker.peer.remoteTransfer().withPayload(withId(id)).send();
    }
  }

  /** The octets of a message that has its message-id, and a body. */
  private static byte[] withId(char id) {
    return new byte[] {
      0,
      0x53,
      0x73,
      (byte) 0xC0,
      4,
      1,
      (byte) 0xA1,
      1,
      (byte) id,
      0,
      0x53,
      0x77,
      (byte) 0xA1,
      1,
      'm'
    };
  }

  @Test
  void aRecoverLeavesLostMessagesToTheBroker() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().consumes().delivers("m");
      Outage outage = Outage.of(broker);
      broker.begins().consumes().delivers("again");

      Connection connection = outage.connect();
      Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
      MessageConsumer consumer = Broker.consumer(session);
      connection.start();
      consumer.receive();
      outage.begin();
      session.recover();
      outage.end();

      assertThat(body(consumer.receive())).isEqualTo("again");
      broker.verify();
    }
  }

  @Test
  void aPresettledMessageIsKeptByTheApplicationOnly() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().consumes();
      broker.peer.remoteTransfer().settled().withText("m").send();
      broker.peer.hold().release();
      Outage outage = Outage.of(broker);
      broker.begins().consumes();

      Connection connection = outage.connect("jms.presettlePolicy.presettleAll=true");
      MessageConsumer consumer = Broker.consumer(connection.createSession());
      connection.start();

      assertThat(body(consumer.receive())).isEqualTo("m");
      outage.begin();
      outage.end();
      broker.verify();
    }
  }

  // Browse

  @Test
  void aScanWhoseEndIsNotToldBeginsAnew() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().consumes().peer.expectFlow().draining();
      broker.returns().begins().consumes();
      isScanned(broker);

      Connection connection = broker.connectRecovering();
      connection.start();
      Session session = connection.createSession();
      Enumeration<?> scan = session.createBrowser(session.createQueue("q")).getEnumeration();
      broker.awaitFrames(Flow.class, 1);

      assertThat(scan.hasMoreElements()).isTrue();
      assertThat(body((Message) scan.nextElement())).isEqualTo("m");
      broker.verify();
    }
  }

  /** A scan finds nothing, asks, and gets a message. */
  private static void isScanned(Broker broker) {
    broker.peer.expectFlow().draining();
    broker.peer.remoteTransfer().settled().withText("m").send().remoteFlow().drained().send();
    broker.peer.expectFlow().notDraining();
  }

  @Test
  void aScanBeginsAnew() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().consumes();
      isScanned(broker);
      Outage outage = Outage.of(broker);
      broker.begins().consumes();
      isScanned(broker);

      Connection connection = outage.connect();
      connection.start();
      Session session = connection.createSession();
      QueueBrowser browser = session.createBrowser(session.createQueue("q"));
      Enumeration<?> scan = browser.getEnumeration();
      broker.awaitFrames(Flow.class, 1);
      assertThat(body((Message) scan.nextElement())).isEqualTo("m");
      outage.begin();
      outage.end();
      outage.awaitRestored();
      broker.awaitFrames(Flow.class, 4);

      assertThat(body((Message) scan.nextElement())).isEqualTo("m");
      broker.verify();
    }
  }
}
