// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.MessageConsumer;
import jakarta.jms.TextMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.codec.performative.Disposition;

/** How much waits for an application that takes its time. */
class WaitingSizeTest {

  private static final String OCTETS_100_000 = "amqp.maxWaitingSize=100000";
  private static final String LARGE = "x".repeat(10_000);

  private static String text(MessageConsumer consumer) throws Exception {
    return ((TextMessage) consumer.receive(8000)).getText();
  }

  private static void deliver(Broker broker, int messages) {
    for (int i = 0; i < messages; i++) {
      broker.delivers(LARGE);
    }
  }

  @Test
  void creditIsTakenBackFromAConsumerThatHoldsTooMuchAndGrantedAgain() throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.ignore(Disposition.class);
      broker.opens().begins().consumes();
      deliver(broker, 6);
      broker.peer.expectFlow().withLinkCredit(0);
      broker.peer.expectFlow().withLinkCredit(998);

      Connection connection = broker.connect(OCTETS_100_000);
      PostriderConsumer consumer = (PostriderConsumer) Broker.consumer(connection.createSession());
      connection.start();
      await().until(() -> consumer.inbound().size() == 6);
      for (int i = 0; i < 4; i++) {
        assertThat(text(consumer)).isEqualTo(LARGE);
      }

      broker.verify();
    }
  }

  @Test
  void aMessageLargerThanTheLimitIsDelivered() throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.ignore(Disposition.class);
      String huge = "y".repeat(300_000);
      broker.opens().begins().consumes().delivers(huge);
      broker.peer.expectFlow().withLinkCredit(0);
      broker.peer.expectFlow().withLinkCredit(1000);
      broker.delivers("after");

      Connection connection = broker.connect(OCTETS_100_000);
      PostriderConsumer consumer = (PostriderConsumer) Broker.consumer(connection.createSession());
      connection.start();
      await().until(() -> consumer.inbound().size() == 1);

      assertThat(text(consumer)).isEqualTo(huge);
      assertThat(text(consumer)).isEqualTo("after");
      broker.verify();
    }
  }

  @Test
  void aBrokerThatSendsOnAllTheSameIsNotReadUntilMessagesAreTaken() throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.ignore(Disposition.class);
      broker.opens().begins().consumes();
      deliver(broker, 6);
      broker.peer.expectFlow().withLinkCredit(0);
      deliver(broker, 900);

      Connection connection = broker.connect(OCTETS_100_000);
      PostriderConsumer consumer = (PostriderConsumer) Broker.consumer(connection.createSession());
      connection.start();
      await().until(() -> consumer.inbound().size() >= 10);
      broker.peer.ignore(org.postrider.codec.performative.Flow.class);
      // What one read of the socket brings may be beyond it.
      assertThat(consumer.inbound().size()).isLessThan(100);
      for (int i = 0; i < 906; i++) {
        assertThat(text(consumer)).isEqualTo(LARGE);
        assertThat(consumer.inbound().size()).isLessThan(100);
      }
    }
  }

  @Test
  @Timeout(60)
  void aConnectionThatIsFullCanBeClosed() throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.ignore(Disposition.class);
      broker.opens().begins().consumes();
      deliver(broker, 6);
      broker.peer.expectFlow().withLinkCredit(0);
      deliver(broker, 6);
      broker.peer.expectEnd().respond();
      broker.peer.expectClose().respond();

      Connection connection = broker.connect(OCTETS_100_000, "jms.closeTimeout=600000");
      PostriderConsumer consumer = (PostriderConsumer) Broker.consumer(connection.createSession());
      connection.start();
      await().until(() -> consumer.inbound().size() >= 10);
      connection.close();

      broker.verify();
    }
  }
}
