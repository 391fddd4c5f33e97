// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.End;
import org.postrider.codec.performative.Role;

/**
 * A session that another thread closes while a link of it is being attached: a broker that reads
 * the end together with the attach may do nothing any more on the whole connection, as Artemis
 * does.
 */
@Timeout(60)
class EndBeforeAttachTest {

  private static void requireNoEnd(Broker broker) {
    assertThat(broker.peer.frames()).noneMatch(frame -> frame.performative() instanceof End);
  }

  private static Future<String> closing(Broker broker, Session session) {
    return broker.async(
        () -> {
          session.close();
          return "closed";
        });
  }

  @Test
  void itsEndGoesBehindTheBrokersAttach() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().begins().peer.expectAttach().ofReceiver();
      broker.sends(1);

      Connection connection = broker.connect("jms.closeTimeout=60000");
      Session session = connection.createSession();
      Session other = connection.createSession();
      Future<MessageConsumer> creating = broker.async(() -> Broker.consumer(session));
      broker.awaitFrames(Attach.class, 1);
      Future<String> closing = closing(broker, session);
      broker.awaitWaiting(2);
      // The end was asked of the loop before, which has put out what it is to put out then.
      Broker.producer(other);
      requireNoEnd(broker);
      assertThat(closing).isNotDone();
      broker.attachesLate(Role.RECEIVER).peer.expectEnd().respond();

      assertThat(Broker.result(closing)).isEqualTo("closed");
      assertThatThrownBy(() -> Broker.result(creating)).hasCauseInstanceOf(JMSException.class);
      broker.verify();
    }
  }

  @Test
  void aBrokerThatNeverAnswersTheAttachIsWaitedForUntilTheCloseTimesOut() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().peer.expectAttach().ofReceiver();

      Session session = broker.connect("jms.closeTimeout=300").createSession();
      Future<MessageConsumer> creating = broker.async(() -> Broker.consumer(session));
      broker.awaitFrames(Attach.class, 1);
      session.close();

      requireNoEnd(broker);
      assertThatThrownBy(() -> Broker.result(creating)).hasCauseInstanceOf(JMSException.class);
      broker.verify();
    }
  }
}
