// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.messaging.Modified;
import org.postrider.codec.messaging.Released;
import org.postrider.codec.performative.Disposition;
import org.postrider.codec.performative.Flow;
import org.postrider.jms.Latches;
import org.postrider.testpeer.Hold;

/** Credit and its drains, with prefetch. */
class ReceiveTest {

  private static final String PREFETCH_10 = "jms.prefetchPolicy.all=10";

  private static String text(MessageConsumer consumer) throws JMSException {
    return ((TextMessage) consumer.receive()).getText();
  }

  @Test
  void creditIsGrantedWithTheFirstStart() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().receives().peer.expectDetach().respond();
      broker.receives().peer.expectFlow().withLinkCredit(10);

      Connection connection = broker.connect(PREFETCH_10);
      Session session = connection.createSession();
      Broker.consumer(session).close();
      Broker.consumer(session);
      connection.start();

      broker.verify();
    }
  }

  @Test
  void topUpAndWaitingMessagesTogetherNeverExceedThePrefetch() throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.ignore(Disposition.class);
      broker.opens().begins().receives().peer.expectFlow().withLinkCredit(10).withDeliveryCount(0);
      broker.deliversEach(1, 10);
      broker.peer.expectFlow().withDeliveryCount(10).withLinkCredit(5);
      broker.deliversEach(11, 15);
      broker.peer.expectFlow().withDeliveryCount(15).withLinkCredit(5);

      PostriderConsumer consumer = Broker.startedConsumer(broker.connect(PREFETCH_10));
      await().until(() -> consumer.inbound().size() == 10);
      for (int i = 1; i <= 5; i++) {
        assertThat(text(consumer)).isEqualTo("m" + i);
      }
      await().until(() -> consumer.inbound().size() == 10);
      for (int i = 6; i <= 10; i++) {
        assertThat(text(consumer)).isEqualTo("m" + i);
      }

      broker.verify();
    }
  }

  @Test
  void receiveNoWaitDrainsAndGrantsAgain() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().receives().peer.expectFlow().withLinkCredit(10);
      broker.peer.expectFlow().draining().respondDrained();
      broker.peer.expectFlow().notDraining().withLinkCredit(10);

      MessageConsumer consumer = Broker.startedConsumer(broker.connect(PREFETCH_10));
      broker.awaitFrames(Flow.class, 1);

      assertThat(consumer.receiveNoWait()).isNull();
      broker.verify();
    }
  }

  @Test
  void aMessageThatComesWithTheDrainIsReceived() throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.ignore(Disposition.class);
      broker.opens().begins().receives().peer.expectFlow().withLinkCredit(10);
      broker.peer.expectFlow().draining();
      broker.peer.remoteTransfer().withText("late").send().remoteFlow().drained().send();
      broker.peer.expectFlow().notDraining();

      MessageConsumer consumer = Broker.startedConsumer(broker.connect(PREFETCH_10));
      broker.awaitFrames(Flow.class, 1);

      assertThat(consumer.receive(20)).isInstanceOf(TextMessage.class);
      broker.verify();
    }
  }

  @Test
  void aDrainThatIsNotAnsweredCostsItsTimeOutOnly() throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.ignore(Disposition.class);
      broker.opens().begins().receives().peer.expectFlow().withLinkCredit(10);
      broker.peer.expectFlow().draining();
      broker.peer.expectFlow().notDraining().withLinkCredit(10);
      Hold hold = broker.peer.hold();
      broker.peer.remoteTransfer().withText("m").send();

      MessageConsumer consumer =
          Broker.startedConsumer(broker.connect(PREFETCH_10, "amqp.drainTimeout=100"));
      broker.awaitFrames(Flow.class, 1);

      assertThat(consumer.receiveNoWait()).isNull();
      hold.release();
      assertThat(text(consumer)).isEqualTo("m");
      broker.verify();
    }
  }

  // Artemis loses a drain that comes right after the answer to another.
  @Test
  void aDrainThatTheBrokerForgotIsAskedForAgain() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().receives().peer.expectFlow().withLinkCredit(10);
      broker.peer.expectFlow().draining();
      broker.peer.expectFlow().draining().respondDrained();
      broker.peer.expectFlow().notDraining().withLinkCredit(10);

      MessageConsumer consumer =
          Broker.startedConsumer(broker.connect(PREFETCH_10, "amqp.drainTimeout=30000"));
      broker.awaitFrames(Flow.class, 1);

      assertThat(consumer.receiveNoWait()).isNull();
      broker.verify();
    }
  }

  @Test
  void aMessageBeyondTheLimitIsGivenBackAndTheNextIsReceived() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins();
      broker
          .peer
          .expectAttach()
          .ofReceiver()
          .matching("max-message-size 1000", attach -> attach.maxMessageSize() == 1000)
          .respond();
      broker.peer.expectFlow();
      broker.peer.remoteTransfer().withPayload(new byte[600]).withMore().send();
      broker.peer.remoteTransfer().withPayload(new byte[600]).send();
      broker
          .peer
          .expectDisposition()
          .ofDelivery(0)
          .settled()
          .withState(Modified.FAILED_UNDELIVERABLE);
      broker.peer.remoteTransfer().withText("next").send();
      broker.peer.expectDisposition().ofDelivery(1).settled().withState(Accepted.INSTANCE);

      MessageConsumer consumer = Broker.startedConsumer(broker.connect("amqp.maxMessageSize=1000"));

      assertThat(text(consumer)).isEqualTo("next");
      broker.verify();
    }
  }

  @Test
  void aReceiveKeepsItsTimeWhereADrainIsNotAnswered() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().receives().peer.expectFlow().withLinkCredit(10);
      broker.peer.expectFlow().draining();
      broker.peer.expectFlow().notDraining().withLinkCredit(10);

      MessageConsumer consumer =
          Broker.startedConsumer(broker.connect(PREFETCH_10, "amqp.drainTimeout=60000"));
      long start = System.nanoTime();

      assertThat(consumer.receive(500)).isNull();
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
      broker.verify();
    }
  }

  @Test
  void closeReleasesWhatWasPrefetchedBeforeTheDetach() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().receives().peer.expectFlow().withLinkCredit(10);
      broker.deliversEach(1, 3);
      broker.peer.expectDisposition().ofDelivery(0).accepted();
      broker.peer.expectFlow().withLinkCredit(0);
      broker.peer.expectDisposition().ofDeliveries(1, 2).settled().withState(Released.INSTANCE);
      broker.peer.expectDetach().closed().respond();

      PostriderConsumer consumer = Broker.startedConsumer(broker.connect(PREFETCH_10));
      consumer.receive();
      await().until(() -> consumer.inbound().size() == 2);
      consumer.close();

      broker.verify();
    }
  }

  @Test
  void closeWakesAReceiveThatWaitsInAnotherThread() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().receives().peer.expectFlow();
      broker.peer.expectDetach().respond();

      MessageConsumer consumer = Broker.startedConsumer(broker.connect());
      broker.awaitFrames(Flow.class, 1);
      Future<?> receiving = broker.async(consumer::receive);
      await().until(() -> ((PostriderConsumer) consumer).isReceiving());
      consumer.close();

      assertThat(Broker.result(receiving)).isNull();
      broker.verify();
    }
  }

  @Test
  void closeDoesNotWaitForTheDrainOfAReceive() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().receives().peer.expectFlow();
      broker.peer.expectFlow().draining();
      broker.peer.expectDetach().respond();

      MessageConsumer consumer = Broker.startedConsumer(broker.connect("amqp.drainTimeout=60000"));
      broker.awaitFrames(Flow.class, 1);
      Future<?> receiving = broker.async(consumer::receiveNoWait);
      broker.awaitFrames(Flow.class, 2);
      consumer.close();

      assertThat(Broker.result(receiving)).isNull();
    }
  }

  @Test
  void aStoppedConnectionKeepsItsMessages() throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.ignore(Disposition.class);
      broker.opens().begins().receives().peer.expectFlow().withLinkCredit(10);
      broker.deliversEach(1, 1);

      Connection connection = broker.connect(PREFETCH_10);
      PostriderConsumer consumer = Broker.startedConsumer(connection);
      await().until(() -> consumer.inbound().size() == 1);
      connection.stop();

      assertThat(consumer.receiveNoWait()).isNull();
      assertThat(consumer.receive(20)).isNull();
      connection.start();
      assertThat(text(consumer)).isEqualTo("m1");
    }
  }

  @Test
  void aStopWithoutTimeLimitWaitsForTheReceiveThatHasItsMessage() throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.ignore(Disposition.class);
      broker.opens().begins().receives().peer.expectFlow().withLinkCredit(10);
      broker.deliversEach(1, 1);

      Connection connection = broker.connect(PREFETCH_10, "jms.closeTimeout=-1");
      PostriderConsumer consumer = Broker.startedConsumer(connection);
      CountDownLatch had = new CountDownLatch(1);
      CountDownLatch go = new CountDownLatch(1);
      Future<Message> receiving =
          broker.async(
              () ->
                  consumer.receiveBodyWithin(
                      -1,
                      message -> {
                        had.countDown();
                        Latches.await(go);
                        return message;
                      }));
      Latches.await(had);
      Future<String> stopping =
          broker.async(
              () -> {
                connection.stop();
                return "stopped";
              });
      Broker.awaitWaiting(broker.awaitWaiting(2), stopping);
      go.countDown();

      assertThat(Broker.result(stopping)).isEqualTo("stopped");
      assertThat(Broker.result(receiving)).isNotNull();
      broker.peer.allowSurplus().dropConnection();
    }
  }

  @Test
  void anInterruptSaysNothingAboutTheBrokersAnswers() throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.ignore(Disposition.class).ignore(Flow.class);
      broker.opens().begins().receives().peer.expectFlow();
      Hold hold = broker.peer.hold();
      broker.peer.remoteTransfer().withText("m").send().remoteFlow().drained().send();

      MessageConsumer consumer =
          Broker.startedConsumer(broker.connect(PREFETCH_10, "amqp.drainTimeout=30000"));
      broker.awaitFrames(Flow.class, 1);
      Future<String> receiving =
          broker.async(
              () -> {
                assertThat(Broker.receivedInterrupted(consumer)).isNull();
                return consumer.receiveNoWait().getBody(String.class);
              });
      // Asked again, once at least, as it waits for longer than 250 ms.
      await().until(() -> broker.flows().stream().filter(Flow::drain).count() >= 3);
      hold.release();

      assertThat(Broker.result(receiving)).isEqualTo("m");
      broker.verify();
    }
  }
}
