// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.util.Enumeration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.codec.performative.Flow;
import org.postrider.jms.destination.PostriderQueue;
import org.postrider.jms.destination.PostriderTopic;
import org.postrider.testpeer.Hold;
import org.postrider.testpeer.RemoteDetach;

/**
 * What the application had, and a broker that was killed delivers again to somebody else as if for
 * the first time: rows of docs/recovery.md.
 */
class RecoveryRedeliveryTest {

  /** The octets of a message that has a message-id and a body. */
  private static final byte[] PAYLOAD = {
    0, 0x53, 0x73, (byte) 0xC0, 4, 1, (byte) 0xA1, 1, '1', 0, 0x53, 0x77, (byte) 0xA1, 1, 'm'
  };

  /** Sends a message with its message-id over the link that was attached last. */
  private static Broker delivers(Broker broker) {
    broker.peer.remoteTransfer().withPayload(PAYLOAD).send();
    return broker;
  }

  /** Two consumers; the first has a message, and the second gets it with the next connection. */
  private static Message movedTo(Broker broker, Destination from) throws JMSException {
    broker.opens().begins().consumes();
    delivers(broker).consumes();
    Outage outage = Outage.of(broker);
    broker.begins().receives().receives().peer.expectFlow();
    broker.peer.expectFlow();
    delivers(broker);

    Connection connection = outage.connect();
    Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
    connection.start();
    MessageConsumer first = session.createConsumer(from);
    assertThat(first.receive(9000).getJMSRedelivered()).isFalse();
    MessageConsumer second = session.createConsumer(from);
    broker.awaitFrames(Flow.class, 2);
    outage.begin();
    outage.end();
    return second.receive(9000);
  }

  @Test
  void aMessageThatComesToAnotherConsumerOfTheQueueIsFlaggedToo() throws Exception {
    try (Broker broker = new Broker()) {
      Message again = movedTo(broker, new PostriderQueue("q"));

      assertThat(again.getJMSRedelivered()).isTrue();
      assertThat(again.getIntProperty("JMSXDeliveryCount")).isEqualTo(2);
      broker.verify();
    }
  }

  @Test
  void aCopyOfATopicsMessageThatTheApplicationHadNotIsNotFlagged() throws Exception {
    try (Broker broker = new Broker()) {
      Message copy = movedTo(broker, new PostriderTopic("t"));

      assertThat(copy.getJMSRedelivered()).isFalse();
      broker.verify();
    }
  }

  @Test
  void aMessageThatARecoverWasToGiveOnceMoreIsFlaggedWhenTheBrokerDoes() throws Exception {
    try (Broker broker = new Broker()) {
      delivers(broker.opens().begins().consumes());
      Outage outage = Outage.of(broker);
      delivers(broker.begins().consumes());

      Connection connection = outage.connect();
      Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
      connection.start();
      MessageConsumer consumer = Broker.consumer(session);
      consumer.receive(9000);
      session.recover();
      outage.begin();
      outage.end();
      outage.awaitRestored();

      assertThat(consumer.receive(9000).getJMSRedelivered()).isTrue();
      broker.verify();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aMessageThatComesToTheNextConsumerIsFlaggedWhenTheLinkAloneEnded(boolean closed)
      throws Exception {
    try (Broker broker = new Broker()) {
      delivers(broker.opens().begins().consumes());
      Hold hold = broker.peer.hold();
      RemoteDetach end = broker.peer.remoteDetach();
      (closed ? end.closed() : end.notClosed()).send().expectDetach();
      delivers(broker.consumes());

      Connection connection = broker.connect();
      Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
      connection.start();
      MessageConsumer first = Broker.consumer(session);
      assertThat(first.receive(9000).getJMSRedelivered()).isFalse();
      hold.release();
      await().until(() -> !broker.reported.isEmpty());
      Message again = Broker.consumer(session).receive(9000);

      assertThat(again.getJMSRedelivered()).isTrue();
      broker.verify();
    }
  }

  @Test
  void aBrowserThatShowsAMessageDoesNotForgetThatTheApplicationHadIt() throws Exception {
    try (Broker broker = new Broker()) {
      delivers(broker.opens().begins().consumes());
      Outage outage = Outage.of(broker);
      broker.begins().consumes();
      broker.consumes().peer.remoteTransfer().withPayload(PAYLOAD).settled().send();
      broker.peer.allowSurplus();

      Connection connection = outage.connect();
      PostriderSession session =
          (PostriderSession) connection.createSession(Session.CLIENT_ACKNOWLEDGE);
      connection.start();
      PostriderConsumer consumer = (PostriderConsumer) Broker.consumer(session);
      consumer.receive(9000);
      outage.begin();
      outage.end();
      outage.awaitRestored();
      // Else the browser's attach might come first.
      broker.awaitFrames(Flow.class, 2);
      Enumeration<?> scan = session.createBrowser(session.createQueue("q")).getEnumeration();

      assertThat(((Message) scan.nextElement()).getJMSMessageID()).endsWith(":1");
      assertThat(consumer.inbound().handedBefore().isEmpty()).isFalse();
    }
  }
}
