// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.codec.performative.Disposition;
import org.postrider.codec.performative.Flow;

/** Credit where there is no prefetch: one for each message that somebody waits for. */
class PullTest {

  private static final String PULL = "jms.prefetchPolicy.all=0";

  private static String text(MessageConsumer consumer) throws JMSException {
    return ((TextMessage) consumer.receive()).getText();
  }

  @Test
  void aPullingReceiveGrantsNothingBeforeTheStart() throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.ignore(Disposition.class);
      broker.opens().begins().receives().begins().peer.expectEnd().respond();
      broker.peer.expectFlow().onChannel(0).withLinkCredit(1);
      broker.peer.remoteTransfer().withText("m").send();

      Connection connection = broker.connect(PULL);
      MessageConsumer consumer = Broker.consumer(connection.createSession());
      Future<String> receiving = broker.async(() -> text(consumer));
      await().until(() -> ((PostriderConsumer) consumer).isReceiving());
      connection.createSession().close();
      connection.start();

      assertThat(Broker.result(receiving)).isEqualTo("m");
    }
  }

  @Test
  void pullingGrantsOneByOne() throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.ignore(Disposition.class);
      broker.opens().begins().receives().peer.expectFlow().withLinkCredit(1).notDraining();
      broker.peer.remoteTransfer().withText("a").send();
      broker.peer.expectFlow().withLinkCredit(1).draining().respondDrained();

      MessageConsumer consumer = Broker.startedConsumer(broker.connect(PULL));

      assertThat(text(consumer)).isEqualTo("a");
      assertThat(consumer.receiveNoWait()).isNull();
      broker.verify();
    }
  }

  @Test
  void pullingGrantsNothingForWhatIsHereAlready() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().receives();
      for (int i = 1; i <= 3; i++) {
        broker.peer.expectFlow().withLinkCredit(1);
        broker.deliversEach(i, i);
      }

      Connection connection = broker.connect(PULL);
      Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
      PostriderConsumer consumer = (PostriderConsumer) Broker.consumer(session);
      connection.start();
      assertThat(text(consumer)).isEqualTo("m1");
      assertThat(text(consumer)).isEqualTo("m2");
      session.recover();
      assertThat(text(consumer)).isEqualTo("m1");
      assertThat(text(consumer)).isEqualTo("m2");
      assertThat(broker.peer.frames())
          .filteredOn(frame -> frame.performative() instanceof Flow)
          .hasSize(2);

      assertThat(text(consumer)).isEqualTo("m3");
      assertThat(consumer.inbound().size()).isZero();
      broker.verify();
    }
  }

  @Test
  void anInterruptTakesBackWhatAPullGranted() throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.ignore(Flow.class);
      broker.opens().begins().receives();

      MessageConsumer consumer = Broker.startedConsumer(broker.connect(PULL));
      Future<Message> receiving = broker.async(() -> Broker.receivedInterrupted(consumer));

      assertThat(Broker.result(receiving)).isNull();
      broker.awaitFrames(Flow.class, 1);
      await()
          .until(
              () -> {
                List<Flow> all = broker.flows();
                Flow last = all.get(all.size() - 1);
                return last.linkCredit() == 0 && !last.drain();
              });
      broker.verify();
    }
  }

  /** A receive that has asked for a message is interrupted. */
  private static void interruptsPulling(Broker broker, MessageConsumer consumer, long timeoutMs)
      throws Exception {
    Future<Message> receiving = broker.async(() -> consumer.receive(timeoutMs));
    broker.awaitFrames(Flow.class, 1);
    broker.awaitWaiting(1).interrupt();

    assertThatThrownBy(() -> Broker.result(receiving))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .isInstanceOf(JMSException.class)
        .hasMessageContaining("interrupted");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 60_000})
  void aReceiveThatIsInterruptedTakesBackWhatItsPullGranted(long timeoutMs) throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().receives().peer.expectFlow().withLinkCredit(1).notDraining();
      broker.peer.expectFlow().draining().respondDrained();

      interruptsPulling(broker, Broker.startedConsumer(broker.connect(PULL)), timeoutMs);

      broker.verify();
    }
  }

  @Test
  void aMessageThatComesAsItsReceiveIsInterruptedIsTheNextOnes() throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.ignore(Disposition.class);
      broker.opens().begins().receives().peer.expectFlow().withLinkCredit(1).notDraining();
      broker.peer.expectFlow().draining();
      broker.delivers("m");

      MessageConsumer consumer = Broker.startedConsumer(broker.connect(PULL));
      interruptsPulling(broker, consumer, 0);

      assertThat(text(consumer)).isEqualTo("m");
      broker.verify();
    }
  }

  @Test
  void aBrokerThatDoesNotAnswerKeepsNothingThatAnInterruptedReceiveGranted() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().receives().peer.expectFlow().withLinkCredit(1).notDraining();
      broker.peer.expectFlow().draining();
      broker.peer.expectFlow().withLinkCredit(0).notDraining();

      MessageConsumer consumer = Broker.startedConsumer(broker.connect(PULL));
      interruptsPulling(broker, consumer, 0);

      broker.verify();
    }
  }

  @Test
  void aReceiveOnAStoppedConnectionTakesBackWhatItsPullGranted() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().receives().peer.expectFlow().withLinkCredit(1).notDraining();
      broker.peer.expectFlow().draining().respondDrained();

      Connection connection = broker.connect(PULL);
      MessageConsumer consumer = Broker.startedConsumer(connection);
      connection.stop();

      assertThat(consumer.receive(200)).isNull();
      broker.verify();
    }
  }

  @Test
  void whatAListenerAskedForIsTakenBackWithIt() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().receives().peer.expectFlow().withLinkCredit(1);
      broker.peer.expectFlow().withLinkCredit(0);
      broker.peer.expectFlow().withLinkCredit(1);
      broker.peer.remoteTransfer().withText("m").send().expectDisposition();

      MessageConsumer consumer = Broker.startedConsumer(broker.connect(PULL));
      consumer.setMessageListener(message -> {});
      broker.awaitFrames(Flow.class, 1);
      consumer.setMessageListener(null);
      broker.awaitFrames(Flow.class, 2);

      assertThat(text(consumer)).isEqualTo("m");
      broker.verify();
    }
  }
}
