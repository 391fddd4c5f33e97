// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.Connection;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.Detach;
import org.postrider.codec.performative.End;
import org.postrider.codec.performative.Role;

/**
 * What is closed as it is being attached: a broker may answer neither an attach nor the detach that
 * it reads together with it, as Artemis does.
 */
@Timeout(60)
class CloseBeforeAttachTest {

  private static final String LONG = "jms.closeTimeout=60000";

  /** A consumer behind a loss, whose attach the broker has and has not answered. */
  private record ComingBack(Session session, MessageConsumer consumer, Session other) {

    static ComingBack at(Broker broker) throws Exception {
      broker.opens().begins().receives().begins();
      Outage outage = Outage.of(broker);
      broker.begins().peer.expectAttach().ofReceiver();
      broker.begins().sends(1);
      Connection connection = outage.connect(LONG);
      Session session = connection.createSession();
      MessageConsumer consumer = Broker.consumer(session);
      Session other = connection.createSession();
      outage.pass();
      broker.awaitFrames(Attach.class, 2);
      return new ComingBack(session, consumer, other);
    }

    /**
     * Returns when the event loop has heard of the close, and has put out what it puts out then.
     */
    Future<String> close(Broker broker, AutoCloseable closeable) throws Exception {
      Future<String> closing =
          broker.async(
              () -> {
                closeable.close();
                return "closed";
              });
      broker.awaitWaiting(1);
      Broker.producer(other);
      return closing;
    }
  }

  private static void requireNoDetach(Broker broker) {
    assertThat(broker.peer.frames()).noneMatch(frame -> frame.performative() instanceof Detach);
  }

  @Test
  void aConsumerThatIsClosedAsItComesBackIsDetachedBehindTheBrokersAttach() throws Exception {
    try (Broker broker = new Broker()) {
      ComingBack back = ComingBack.at(broker);
      Future<String> closing = back.close(broker, back.consumer);
      requireNoDetach(broker);
      assertThat(closing).isNotDone();
      broker.attachesLate(Role.RECEIVER).peer.expectDetach().closed().respond();

      assertThat(Broker.result(closing)).isEqualTo("closed");
      broker.verify();
    }
  }

  @Test
  void aSessionThatIsClosedAsItComesBackIsEndedBehindTheBrokersAttach() throws Exception {
    // Artemis that reads an attach and an end together writes nothing any more, to nobody.
    try (Broker broker = new Broker()) {
      ComingBack back = ComingBack.at(broker);
      Future<String> closing = back.close(broker, back.session);
      assertThat(broker.peer.frames()).noneMatch(frame -> frame.performative() instanceof End);
      assertThat(closing).isNotDone();
      broker.attachesLate(Role.RECEIVER).peer.expectEnd().respond();

      assertThat(Broker.result(closing)).isEqualTo("closed");
      broker.verify();
    }
  }

  @Test
  void aBrokerThatNeverAnswersTheAttachIsWaitedForUntilTheCloseTimesOut() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().receives();
      broker.returns().begins().peer.expectAttach().ofReceiver();

      Connection connection = broker.connectRecovering("jms.closeTimeout=300");
      MessageConsumer consumer = Broker.consumer(connection.createSession());
      broker.awaitFrames(Attach.class, 2);
      consumer.close();

      requireNoDetach(broker);
      broker.verify();
    }
  }
}
