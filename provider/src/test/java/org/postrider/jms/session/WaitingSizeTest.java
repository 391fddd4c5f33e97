// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.MessageConsumer;
import jakarta.jms.TextMessage;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.codec.performative.Disposition;
import org.postrider.codec.performative.Flow;

/** How much waits for an application that takes its time. */
@Timeout(60)
class WaitingSizeTest {

  private static final String[] OCTETS_8_000_000 = {
    "amqp.maxWaitingSize=8000000", "amqp.maxFrameSize=102400"
  };

  private static final String LARGE = "x".repeat(100_000);

  /** So many are the limit. */
  private static final int ENOUGH = 80;

  private static String text(MessageConsumer consumer) throws Exception {
    return ((TextMessage) consumer.receive(8000)).getText();
  }

  private static void deliver(Broker broker, int messages) {
    for (int i = 0; i < messages; i++) {
      broker.delivers(LARGE);
    }
  }

  /** A broker of one consumer; flows that renew windows are passed over. */
  private static Broker consumed(Broker broker) {
    broker.peer.ignore(Disposition.class);
    broker.peer.ignore(Flow.class);
    return broker.opens().begins().consumes();
  }

  private static PostriderConsumer consumer(Broker broker, String... options) throws Exception {
    PostriderConsumer consumer = Broker.startedConsumer(broker.connect(options));
    return consumer;
  }

  @Test
  void creditIsTakenBackFromAConsumerThatHoldsTooMuchAndGrantedAgain() throws Exception {
    try (Broker broker = new Broker()) {
      deliver(consumed(broker), ENOUGH);
      broker.peer.expectFlow().withLinkCredit(0);
      broker.peer.expectFlow().withLinkCredit(1000 - ENOUGH / 2 + 1);

      PostriderConsumer consumer = consumer(broker, OCTETS_8_000_000);
      await().until(() -> consumer.inbound().size() == ENOUGH);
      for (int i = 0; i < ENOUGH / 2 + 1; i++) {
        assertThat(text(consumer)).isEqualTo(LARGE);
      }

      broker.verify();
    }
  }

  @Test
  void aMessageLargerThanTheLimitIsDelivered() throws Exception {
    try (Broker broker = new Broker()) {
      consumed(broker);
      int part = 90_000;
      byte[] message = ByteBuffer.allocate(3 * part).put(dataOf(3 * part - 8)).array();
      for (int i = 0; i < 3; i++) {
        byte[] payload = Arrays.copyOfRange(message, i * part, (i + 1) * part);
        var transfer = broker.peer.remoteTransfer().withPayload(payload);
        (i < 2 ? transfer.withMore() : transfer).send();
      }
      broker.peer.expectFlow().withLinkCredit(0);
      broker.peer.expectFlow().withLinkCredit(1000);
      broker.delivers("after");

      PostriderConsumer consumer = consumer(broker, "amqp.maxWaitingSize=200000");
      await().until(() -> consumer.inbound().size() == 1);

      assertThat(((BytesMessage) consumer.receive(8000)).getBodyLength()).isEqualTo(3 * part - 8);
      assertThat(text(consumer)).isEqualTo("after");
      broker.verify();
    }
  }

  /** The beginning of a data section of so many octets. */
  private static byte[] dataOf(int octets) {
    byte[] begin = {0, 0x53, 0x75, (byte) 0xB0};
    return ByteBuffer.allocate(8).put(begin).putInt(octets).array();
  }

  @Test
  void whatALossHasLeftCountsBeforeThereIsCreditAgain() throws Exception {
    try (Broker broker = new Broker()) {
      consumed(broker);
      for (int i = 0; i < ENOUGH; i++) {
        broker.peer.remoteTransfer().withText(LARGE).settled().send();
      }
      broker.peer.expectFlow().withLinkCredit(0);
      Outage outage = Outage.of(broker);
      broker.begins().receives().peer.expectFlow().withLinkCredit(1000 - ENOUGH / 2 + 1);

      Connection connection =
          outage.connect(
              "jms.presettlePolicy.presettleConsumers=true",
              OCTETS_8_000_000[0],
              OCTETS_8_000_000[1]);
      PostriderConsumer consumer = Broker.startedConsumer(connection);
      await().until(() -> consumer.inbound().size() == ENOUGH);
      outage.begin();
      outage.end();
      outage.awaitRestored();
      // Behind what the loop does then.
      consumer.receiver().link().whenAttached().get(8, TimeUnit.SECONDS);
      for (int i = 0; i < ENOUGH / 2 + 1; i++) {
        assertThat(text(consumer)).isEqualTo(LARGE);
      }

      broker.verify();
      assertThat(broker.flows()).extracting(Flow::linkCredit).doesNotContain(1000L - ENOUGH);
    }
  }

  @Test
  void whatTheBrokerHadSentWithinTheCreditComesAllTheSame() throws Exception {
    try (Broker broker = new Broker()) {
      deliver(consumed(broker), ENOUGH);
      broker.peer.expectFlow().withLinkCredit(0);
      deliver(broker, ENOUGH);

      PostriderConsumer consumer = consumer(broker, OCTETS_8_000_000);
      await().until(() -> consumer.inbound().size() == 2 * ENOUGH);

      for (int i = 0; i < 2 * ENOUGH; i++) {
        assertThat(text(consumer)).isEqualTo(LARGE);
      }
    }
  }
}
