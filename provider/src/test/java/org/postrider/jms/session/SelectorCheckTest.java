// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.Connection;
import jakarta.jms.InvalidSelectorException;
import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import jakarta.jms.ServerSessionPool;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.postrider.codec.performative.Attach;

/** Selectors are checked before anything is sent. */
class SelectorCheckTest {

  private static final String WRONG = "a = 'x' AND";

  private static List<ThrowingCallable> callsWithSelector(Session session) throws JMSException {
    Queue queue = session.createQueue("q");
    Topic topic = session.createTopic("t");
    return List.of(
        () -> session.createConsumer(queue, WRONG),
        () -> session.createConsumer(topic, WRONG, true),
        () -> session.createBrowser(queue, WRONG),
        () -> session.createDurableSubscriber(topic, "s", WRONG, false),
        () -> session.createDurableConsumer(topic, "s", WRONG, false),
        () -> session.createSharedConsumer(topic, "s", WRONG),
        () -> session.createSharedDurableConsumer(topic, "s", WRONG));
  }

  private static List<ThrowingCallable> connectionConsumers(Connection connection, Session session)
      throws JMSException {
    Queue queue = session.createQueue("q");
    Topic topic = session.createTopic("t");
    ServerSessionPool pool = () -> null;
    return List.of(
        () -> connection.createConnectionConsumer(queue, WRONG, pool, 1),
        () -> connection.createDurableConnectionConsumer(topic, "s", WRONG, pool, 1),
        () -> connection.createSharedConnectionConsumer(topic, "s", WRONG, pool, 1),
        () -> connection.createSharedDurableConnectionConsumer(topic, "s", WRONG, pool, 1));
  }

  @Test
  void aWrongSelectorIsRefusedEverywhereAndTheSessionStaysUsable() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().receives();
      Connection connection = broker.connect("jms.clientID=c");
      Session session = connection.createSession();

      for (ThrowingCallable call : callsWithSelector(session)) {
        assertThatThrownBy(call)
            .isInstanceOf(InvalidSelectorException.class)
            .hasMessageContaining("at position 12, not the end");
      }

      for (ThrowingCallable call : connectionConsumers(connection, session)) {
        assertThatThrownBy(call).isInstanceOf(InvalidSelectorException.class);
      }

      assertThat(session.createConsumer(session.createQueue("q"), "  ").getMessageSelector())
          .isNull();
      broker.verify();
    }
  }

  @Test
  void withoutValidationTheBrokerDecides() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().receives();
      Connection connection = broker.connect("jms.validateSelector=false");
      Session session = connection.createSession();

      session.createConsumer(session.createQueue("q"), WRONG);

      broker.awaitFrames(Attach.class, 1);
      assertThat(broker.peer.frames().toString()).contains(WRONG);
    }
  }
}
