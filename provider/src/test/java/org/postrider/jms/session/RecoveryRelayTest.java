// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.Destination;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import org.junit.jupiter.api.Test;
import org.postrider.codec.performative.Detach;
import org.postrider.jms.destination.PostriderQueue;
import org.postrider.jms.event.ListenableConnection;
import org.postrider.testpeer.Hold;

/** A producer to any destination, and brokers of which only some have a relay for it. */
class RecoveryRelayTest {

  private static final Destination A = new PostriderQueue("a");
  private static final Destination B = new PostriderQueue("b");

  @Test
  void aProducerGoesOnWithLinksOfItsOwnWhereTheNextBrokerHasNoRelay() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(10).accepts();
      Hold loss = broker.peer.hold();
      broker.peer.dropConnection().expectConnection().expectSaslAnonymous();
      broker.peer.expectOpen().respond();
      broker.begins().peer.expectAttach().ofSender().refuse("amqp:not-implemented", "no relay");
      broker.peer.expectDetach();
      for (String address : new String[] {"a", "b"}) {
        broker.peer.expectAttach().ofSender().withTargetAddress(address).respond().grantCredit(1);
        broker.accepts();
      }

      FailoverTest.Events events = new FailoverTest.Events();
      Connection connection = broker.connectRecovering();
      ((ListenableConnection) connection).setConnectionListener(events);
      Session session = connection.createSession();
      MessageProducer producer = session.createProducer(null);
      producer.send(A, session.createTextMessage("m"));
      loss.release();
      await().until(() -> events.told.stream().anyMatch(told -> told.startsWith("restored")));
      producer.send(A, session.createTextMessage("m"));
      MessageProducer next = session.createProducer(null);
      next.send(B, session.createTextMessage("m"));

      broker.verify();
      assertThat(broker.reported).isEmpty();
    }
  }

  @Test
  void aConsumerThatABrokerWithoutRelayRefusesIsAskedForOnceMore() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().consumes();
      broker.peer.dropConnection().expectConnection().expectSaslAnonymous();
      broker.peer.expectOpen().respond();
      broker.begins().peer.expectAttach().ofReceiver().refuse("amqp:not-allowed", "no room");
      broker.peer.ignore(Detach.class).expectDisconnect().expectConnection();
      broker.opens().begins().consumes().delivers("m").isAcknowledged();

      PostriderConsumer consumer = Broker.startedConsumer(broker.connectRecovering());

      assertThat(consumer.receive(10_000).getBody(String.class)).isEqualTo("m");
      broker.verify();
      assertThat(broker.reported).isEmpty();
    }
  }
}
