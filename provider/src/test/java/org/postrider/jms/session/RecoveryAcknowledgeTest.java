// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.codec.performative.Disposition;
import org.postrider.jms.Latches;
import org.postrider.jms.destination.PostriderDestination;
import org.postrider.jms.settlement.Received;

/** What becomes of acknowledging when the connection is lost: rows of docs/recovery.md. */
class RecoveryAcknowledgeTest {

  private static final int INDIVIDUAL = 101;

  private static long dispositions(Broker broker, int connection) {
    return broker.peer.frames().stream()
        .filter(frame -> frame.connection() == connection)
        .filter(frame -> frame.performative() instanceof Disposition)
        .count();
  }

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

      assertThat(consumer.receive().getBody(String.class)).isEqualTo("again");
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

      MessageConsumer consumer =
          Broker.startedConsumer(outage.connect("jms.presettlePolicy.presettleAll=true"));

      assertThat(consumer.receive().getBody(String.class)).isEqualTo("m");
      outage.begin();
      outage.end();
      broker.verify();
    }
  }
}
