// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.Session;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.codec.messaging.Released;
import org.postrider.codec.performative.Disposition;
import org.postrider.codec.performative.Flow;

/**
 * What a rollback tells of the window: a broker may have prepared more than that lets through, and
 * must not send it behind what it gets back.
 */
@Timeout(60)
class RollbackWindowTest {

  private static final int PREFETCH = 1000;

  private static long windowOfTheDrain(Broker broker) {
    return broker.peer.frames().stream()
        .map(frame -> frame.performative())
        .filter(performative -> performative instanceof Flow flow && flow.drain())
        .mapToLong(performative -> ((Flow) performative).incomingWindow())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void itsDrainOpensTheWindowForAllThatTheCreditAllows() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().declares(1).receives().peer.expectFlow().withLinkCredit(PREFETCH);
      broker.delivers("a").delivers("b");
      broker.peer.expectDisposition().ofDelivery(0).settled();
      broker.peer.expectFlow().draining().respondDrained();
      broker.peer.expectTransfer().ofRollback((byte) 1).respondAccepted();
      broker.peer.expectTransfer().ofDeclare().respondDeclared((byte) 2);
      broker.peer.expectDisposition().ofDelivery(1).settled().withState(Released.INSTANCE);
      broker.peer.expectFlow().notDraining().withLinkCredit(PREFETCH);

      Connection connection = broker.connect();
      Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
      PostriderConsumer consumer = (PostriderConsumer) Broker.consumer(session);
      connection.start();
      await().until(() -> consumer.inbound().size() == 2);
      consumer.receive();
      broker.awaitFrames(Disposition.class, 1);
      session.rollback();

      broker.verify();
      assertThat(windowOfTheDrain(broker)).isGreaterThanOrEqualTo(PREFETCH - 2);
    }
  }
}
