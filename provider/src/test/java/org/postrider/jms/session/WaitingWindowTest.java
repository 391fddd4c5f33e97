// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.codec.performative.Begin;
import org.postrider.codec.performative.Disposition;
import org.postrider.codec.performative.Flow;
import org.postrider.codec.performative.Performative;
import org.postrider.testpeer.ReceivedFrame;

/** A broker that goes on within the credit that it had before it was taken back. */
@Timeout(60)
class WaitingWindowTest {

  private static final String[] LARGE_MESSAGES = {
    "amqp.maxWaitingSize=800000", "amqp.maxFrameSize=102400"
  };

  private static final String LARGE = "x".repeat(100_000);

  /** Twice the limit, and more than half of the window, which would be told again then. */
  private static final int FAR_TOO_MANY = 60;

  /** More than that, and not yet so many that some go back. */
  private static final int ENOUGH_TO_SHUT_IT = 90;

  private static Broker consumed(Broker broker) {
    broker.peer.ignore(Disposition.class);
    broker.peer.ignore(Flow.class);
    return broker.opens().begins().consumes();
  }

  private static PostriderConsumer consumer(Connection connection) throws Exception {
    PostriderConsumer consumer = Broker.startedConsumer(connection);
    return consumer;
  }

  /** How many transfers the broker was allowed in all. */
  private static long allowed(Broker broker) {
    long most = 0;
    for (ReceivedFrame frame : broker.peer.frames()) {
      Performative performative = frame.performative();
      if (performative instanceof Begin begin) {
        most = Math.max(most, begin.incomingWindow());
      } else if (performative instanceof Flow flow) {
        most = Math.max(most, flow.nextIncomingId() + flow.incomingWindow());
      }
    }
    return most;
  }

  @Test
  void itsWindowIsNotOpenedAgainUntilHalfIsTaken() throws Exception {
    try (Broker broker = new Broker()) {
      consumed(broker);
      for (int i = 0; i < FAR_TOO_MANY; i++) {
        broker.delivers(LARGE);
      }
      PostriderConsumer consumer = consumer(broker.connect(LARGE_MESSAGES));
      await().until(() -> consumer.inbound().size() == FAR_TOO_MANY);
      long before = allowed(broker);

      for (int i = 0; i < FAR_TOO_MANY; i++) {
        assertThat(((TextMessage) consumer.receive(8000)).getText()).isEqualTo(LARGE);
      }

      assertThat(before).isLessThan(2 * FAR_TOO_MANY);
      await().until(() -> allowed(broker) > before);
    }
  }

  @Test
  void oneThatMindsNeitherIsEnded() throws Exception {
    int messages = 6000;
    try (Broker broker = new Broker()) {
      broker.peer.ignore(Disposition.class);
      broker.peer.ignore(Flow.class);
      broker.opens().begins().receives().peer.expectFlow().withLinkCredit(10_000);
      for (int i = 0; i < messages; i++) {
        broker.delivers("x".repeat(100));
      }
      broker.peer.expectEnd().withErrorCondition("amqp:session:window-violation").respond();

      consumer(broker.connect("amqp.maxWaitingSize=20000", "jms.prefetchPolicy.all=10000"));

      broker.verify();
    }
  }

  @Test
  void anotherConsumerOfTheSessionIsNotHeldUp() throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.ignore(Flow.class);
      broker.opens().begins().receives().receives();
      broker.peer.expectFlow().withLinkCredit(1000);
      broker.peer.expectFlow().withLinkCredit(1000);
      Connection connection = broker.connect(LARGE_MESSAGES);
      Session session = connection.createSession();
      Broker.consumer(session);
      PostriderConsumer full = (PostriderConsumer) Broker.consumer(session);
      connection.start();
      broker.verify();
      long before = allowed(broker);

      for (int i = 0; i < ENOUGH_TO_SHUT_IT; i++) {
        broker.delivers(LARGE);
      }

      await().until(() -> full.inbound().size() == ENOUGH_TO_SHUT_IT);
      await().until(() -> allowed(broker) > before + FAR_TOO_MANY);
    }
  }
}
