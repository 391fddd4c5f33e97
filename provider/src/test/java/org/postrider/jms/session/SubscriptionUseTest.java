// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import org.junit.jupiter.api.Test;
import org.postrider.codec.performative.Attach;
import org.postrider.jms.destination.PostriderTopic;
import org.postrider.testpeer.Hold;

/** How long a consumer uses its subscription, and that it gives the use back but once. */
class SubscriptionUseTest {

  private static final Topic TOPIC = new PostriderTopic("t");

  @Test
  void aConsumerThatTheBrokerEndedGivesItsUseBackOnceThoughItIsClosedToo() throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.expectSaslAnonymous();
      broker.peer.expectOpen().respondWith(open -> open.offering("SHARED-SUBS"));
      broker.begins().receives().receives();
      Hold hold = broker.peer.hold();
      broker.peer.remoteDetach().withHandle(1).closed().withErrorOf("amqp:not-found", "x").send();
      broker.peer.expectDetach().withHandle(1);
      broker.receives();

      Session session = broker.connect("jms.clientID=me").createSession();
      session.createSharedDurableConsumer(TOPIC, "S");
      MessageConsumer ended = session.createSharedDurableConsumer(TOPIC, "S");
      hold.release();
      // It is told when the use is back.
      await().until(() -> !broker.reported.isEmpty());
      ended.close();
      session.createSharedDurableConsumer(TOPIC, "S");
      broker.verify();

      assertThat(
              broker.peer.frames().stream()
                  .filter(frame -> frame.performative() instanceof Attach)
                  .map(frame -> ((Attach) frame.performative()).name()))
          .containsExactly("S", "S|2", "S|3");
    }
  }

  @Test
  void aConsumerWhoseSessionTheBrokerEndedDoesNotGiveBackTheUseOfItsSuccessor() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().begins().peer.expectAttach().ofReceiver().onChannel(0).respond();
      Hold hold = broker.peer.hold();
      broker.peer.remoteEnd().onChannel(0).withErrorOf("amqp:internal-error", "x").send();
      broker.peer.expectEnd().onChannel(0);
      broker.receives();

      Connection connection = broker.connect("jms.clientID=me");
      Session first = connection.createSession();
      Session second = connection.createSession();
      MessageConsumer ended = first.createDurableConsumer(TOPIC, "D");
      hold.release();
      await().until(() -> !broker.reported.isEmpty());
      second.createDurableConsumer(TOPIC, "D");
      ended.close();

      assertThatThrownBy(() -> second.createDurableConsumer(TOPIC, "D"))
          .isInstanceOf(JMSException.class)
          .hasMessageContaining("has a consumer already");
      assertThatThrownBy(() -> second.unsubscribe("D"))
          .isInstanceOf(JMSException.class)
          .hasMessageContaining("cannot be ended");
      broker.verify();
    }
  }
}
