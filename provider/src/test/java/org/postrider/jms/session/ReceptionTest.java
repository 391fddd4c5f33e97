// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.Destination;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.postrider.codec.messaging.Modified;
import org.postrider.codec.messaging.Rejected;
import org.postrider.codec.messaging.Source;
import org.postrider.codec.performative.Flow;
import org.postrider.jms.PostriderConnectionFactory;
import org.postrider.jms.event.ConnectionListener;

/** What of the messages that come reaches the application, and how long that may take. */
class ReceptionTest {

  private static final byte[] GARBAGE = {0x00, 0x53, 0x75, 0x7f};

  private static Broker consuming() {
    Broker broker = new Broker();
    broker.peer.ignore(Flow.class);
    broker.opens().begins().receives().peer.expectFlow();
    return broker;
  }

  @Test
  void whatIsNoMessageIsRejectedWithTheReasonAndToldAndTheNextOneComes() throws Exception {
    try (Broker broker = consuming()) {
      broker.peer.remoteTransfer().withPayload(GARBAGE).send();
      broker.peer.remoteTransfer().withText("m").send();
      broker
          .peer
          .expectDisposition()
          .ofDelivery(0)
          .settled()
          .satisfying(
              disposition ->
                  assertThat(disposition.state())
                      .isInstanceOfSatisfying(
                          Rejected.class,
                          rejected ->
                              assertThat(rejected.error().condition().toString())
                                  .isEqualTo("amqp:decode-error")));
      broker.peer.expectDisposition().ofDelivery(1).settled().accepted();

      List<String> told = new CopyOnWriteArrayList<>();
      PostriderConnectionFactory factory = broker.factory();
      factory.setConnectionListener(
          new ConnectionListener() {
            @Override
            public void messageRejected(Destination from, JMSException cause) {
              told.add(from + " " + cause.getMessage());
            }
          });
      MessageConsumer consumer = Broker.startedConsumer(factory.createConnection());
      Message received = consumer.receive();

      assertThat(received.getBody(String.class)).isEqualTo("m");
      broker.verify();
      await().until(() -> told.size() == 1);
      assertThat(told.get(0)).contains("q").contains("decoded");
    }
  }

  @Test
  void aListenersDispatchOutlivesWhatIsNoMessage() throws Exception {
    try (Broker broker = consuming()) {
      broker.peer.remoteTransfer().withPayload(GARBAGE).send();
      broker.peer.remoteTransfer().withText("m").send();
      broker.peer.expectDisposition().ofDelivery(0).settled();
      broker.peer.expectDisposition().ofDelivery(1).settled().accepted();

      Connection connection = broker.connect();
      List<String> seen = new CopyOnWriteArrayList<>();
      Broker.consumer(connection.createSession())
          .setMessageListener(
              message -> seen.add(Unchecked.get(() -> message.getBody(String.class))));
      connection.start();

      broker.verify();
      assertThat(seen).containsExactly("m");
    }
  }

  @Test
  void aMessageThatCameTooOftenIsSettledAsThePolicySays() throws Exception {
    try (Broker broker = consuming()) {
      broker.peer.remoteTransfer().withText("m").send();
      broker.peer.expectDisposition().ofDelivery(0).settled().accepted();

      Connection connection =
          broker.connect(
              "jms.redeliveryPolicy.maxRedeliveries=0",
              "jms.redeliveryPolicy.outcome=MODIFIED_FAILED");
      Session session = connection.createSession();
      MessageConsumer consumer = Broker.consumer(session);
      connection.start();

      assertThat(consumer.receive().getJMSRedelivered()).isFalse();
      broker.verify();
    }
  }

  @Test
  void aRecoveredMessageCountsForTheRedeliveryPolicy() throws Exception {
    try (Broker broker = consuming()) {
      broker.peer.remoteTransfer().withText("m").send();
      broker.peer.expectDisposition().ofDelivery(0).settled().withState(Modified.FAILED);

      Connection connection =
          broker.connect(
              "jms.redeliveryPolicy.maxRedeliveries=0",
              "jms.redeliveryPolicy.outcome=MODIFIED_FAILED",
              "jms.receiveNoWaitLocalOnly=true");
      Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
      MessageConsumer consumer = Broker.consumer(session);
      connection.start();
      consumer.receive();
      session.recover();

      assertThat(consumer.receiveNoWait()).isNull();
      broker.verify();
    }
  }

  @Test
  void aTimedReceiveKeepsItsTimeThoughTheBrokerDoesNotAnswer() throws Exception {
    try (Broker broker = consuming()) {
      MessageConsumer consumer = Broker.startedConsumer(broker.connect("amqp.drainTimeout=60000"));
      broker.verify();

      Future<Message> receiving = broker.async(() -> consumer.receive(300));

      assertThat(receiving.get(5, TimeUnit.SECONDS)).isNull();
      assertThat(broker.reported).isEmpty();
    }
  }

  @Test
  void aBrowserAsksTheBrokerWhateverReceiveNoWaitMayDo() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().receives().peer.expectFlow();
      broker.peer.expectFlow().draining();
      broker.peer.remoteTransfer().settled().withText("m").send().remoteFlow().drained().send();
      broker.peer.allowSurplus();

      Connection connection = broker.connect("jms.receiveNoWaitLocalOnly=true");
      Session session = connection.createSession();
      connection.start();
      var shown = session.createBrowser(session.createQueue("q")).getEnumeration();

      assertThat(shown.hasMoreElements()).isTrue();
    }
  }

  @Test
  void noLocalIsNotAskedOfQueues() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins();
      broker
          .peer
          .expectAttach()
          .withSource("no filter", (Source source) -> source.filter().isEmpty())
          .respond();
      broker
          .peer
          .expectAttach()
          .withSource("a filter", (Source source) -> source.filter().size() == 1)
          .respond();

      Session session = broker.connect().createSession();
      session.createConsumer(session.createQueue("q"), null, true);
      session.createConsumer(session.createTopic("t"), null, true);

      broker.verify();
    }
  }

  @Test
  void aNegativeTimeIsRefusedAndTheConsumerStaysUsable() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().receives();
      broker.peer.allowSurplus();

      try (JMSContext context = broker.factory("jms.closeTimeout=100").createContext()) {
        context.setAutoStart(false);
        var consumer = context.createConsumer(context.createQueue("q"));

        assertThatThrownBy(() -> consumer.receive(-1)).isInstanceOf(JMSRuntimeException.class);
        assertThatThrownBy(() -> consumer.receiveBody(String.class, -1))
            .isInstanceOf(JMSRuntimeException.class)
            .hasMessageContaining("-1");
        assertThat(consumer.receiveNoWait()).isNull();
      }
    }
  }

  @Test
  void aClientIdIsForTheFirstContextOfAConnection() throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.expectSaslAnonymous();

      JMSContext first = broker.factory().createContext();
      JMSContext second = first.createContext(JMSContext.AUTO_ACKNOWLEDGE);

      assertThatThrownBy(() -> second.setClientID("late"))
          .isInstanceOf(IllegalStateRuntimeException.class);
    }
  }

  private static String tooLarge(Message message) {
    throw new OutOfMemoryError("Java heap space for " + message);
  }

  @Test
  void anErrorInReadingABodyLeavesTheMessageUnreceived() throws Exception {
    try (Broker broker = consuming()) {
      broker.peer.remoteTransfer().withText("m").send();
      broker.peer.expectDisposition().ofDelivery(0).settled().accepted();

      PostriderConsumer consumer = Broker.startedConsumer(broker.connect());

      assertThatThrownBy(() -> consumer.receiveBodyWithin(-1, ReceptionTest::tooLarge))
          .isInstanceOf(OutOfMemoryError.class);
      assertThat(consumer.receive(5_000).getBody(String.class)).isEqualTo("m");
      broker.verify();
    }
  }

  @Test
  void aBodyOfNoClassLeavesTheMessageUnreceived() throws Exception {
    try (Broker broker = consuming()) {
      broker.peer.remoteTransfer().withText("m").send();
      broker.peer.expectDisposition().ofDelivery(0).settled().accepted();

      try (JMSContext context = broker.factory().createContext()) {
        JMSConsumer consumer = context.createConsumer(context.createQueue("q"));

        assertThatThrownBy(() -> consumer.receiveBody(null)).isNotNull();
        assertThat(consumer.receiveBody(String.class, 5_000)).isEqualTo("m");
        broker.verify();
        broker.peer.allowSurplus();
      }
    }
  }

  @Test
  void anErrorInReadingABodyThatIsAcknowledgedLaterLeavesItToARecover() throws Exception {
    try (Broker broker = consuming()) {
      broker.peer.remoteTransfer().withText("m").send();

      Connection connection = broker.connect();
      Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
      PostriderConsumer consumer = (PostriderConsumer) Broker.consumer(session);
      connection.start();

      assertThatThrownBy(() -> consumer.receiveBodyWithin(-1, ReceptionTest::tooLarge))
          .isInstanceOf(OutOfMemoryError.class);
      session.recover();
      assertThat(consumer.receive(5_000).getJMSRedelivered()).isTrue();
      broker.verify();
    }
  }
}
