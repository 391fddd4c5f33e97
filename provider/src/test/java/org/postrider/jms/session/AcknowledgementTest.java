// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.messaging.DeliveryState;
import org.postrider.codec.messaging.Modified;
import org.postrider.codec.messaging.Rejected;
import org.postrider.codec.messaging.Released;
import org.postrider.codec.performative.Disposition;
import org.postrider.codec.performative.Flow;
import org.postrider.codec.performative.ReceiverSettleMode;
import org.postrider.codec.performative.SenderSettleMode;
import org.postrider.jms.Latches;
import org.postrider.testpeer.Hold;

/** What is settled when. */
class AcknowledgementTest {

  private static final int INDIVIDUAL = 101;
  private static final int NO_ACKNOWLEDGE = 257;

  private static void transfers(Broker broker, int count) {
    for (int i = 0; i < count; i++) {
      broker.peer.remoteTransfer().withText("m" + i).send();
    }
  }

  private static Broker consuming() {
    Broker broker = new Broker();
    broker.peer.ignore(Flow.class);
    broker.opens().begins().receives().peer.expectFlow();
    return broker;
  }

  private static PostriderConsumer started(Connection connection, int mode) throws Exception {
    PostriderConsumer consumer =
        (PostriderConsumer) Broker.consumer(connection.createSession(mode));
    connection.start();
    return consumer;
  }

  @Test
  void receiveAcknowledgesWhereTheModeIsAuto() throws Exception {
    try (Broker broker = consuming()) {
      transfers(broker, 1);
      broker.peer.expectDisposition().ofDelivery(0).settled().accepted();

      MessageConsumer consumer = started(broker.connect(), Session.AUTO_ACKNOWLEDGE);
      consumer.receive();

      broker.verify();
    }
  }

  @Test
  void aBrokerThatWantsToSettleFirstIsNotWaitedFor() throws Exception {
    // AMQP 2.7.3: how the receiver settles is the receiver's word, and the answer a wish.
    try (Broker broker = new Broker()) {
      broker.peer.ignore(Flow.class);
      broker
          .opens()
          .begins()
          .peer
          .expectAttach()
          .ofReceiver()
          .respondWith(answer -> answer.withReceiverSettleMode(ReceiverSettleMode.SECOND))
          .expectFlow();
      transfers(broker, 1);
      broker.peer.expectDisposition().ofDelivery(0).settled().accepted();
      broker.peer.expectDetach().respond();

      MessageConsumer consumer = started(broker.connect(), Session.AUTO_ACKNOWLEDGE);
      consumer.receive();
      consumer.close();

      broker.verify();
    }
  }

  @Test
  void theListenersReturnAcknowledges() throws Exception {
    try (Broker broker = consuming()) {
      transfers(broker, 1);
      broker.peer.expectDisposition().ofDelivery(0).settled().accepted();

      MessageConsumer consumer = started(broker.connect(), Session.AUTO_ACKNOWLEDGE);
      CountDownLatch leave = new CountDownLatch(1);
      CountDownLatch entered = new CountDownLatch(1);
      consumer.setMessageListener(
          message -> {
            entered.countDown();
            Latches.await(leave);
          });
      Latches.await(entered);

      assertThat(dispositions(broker)).isZero();
      leave.countDown();
      broker.verify();
    }
  }

  private static long dispositions(Broker broker) {
    return broker.peer.frames().stream()
        .filter(frame -> frame.performative() instanceof Disposition)
        .count();
  }

  @Test
  void aListenerThatThrowsGivesTheMessageBackAsFailedAndLives() throws Exception {
    try (Broker broker = consuming()) {
      transfers(broker, 2);
      broker.peer.expectDisposition().ofDelivery(0).settled().withState(Modified.FAILED);
      broker.peer.expectDisposition().ofDelivery(1).settled().accepted();

      MessageConsumer consumer = started(broker.connect(), Session.AUTO_ACKNOWLEDGE);
      List<Message> seen = new CopyOnWriteArrayList<>();
      consumer.setMessageListener(
          message -> {
            seen.add(message);
            if (seen.size() == 1) {
              throw new AssertionError("an application's mistake");
            }
          });

      broker.verify();
      assertThat(seen).hasSize(2);
    }
  }

  @Test
  void clientAcknowledgementsAreOneRange() throws Exception {
    try (Broker broker = consuming()) {
      transfers(broker, 5);
      broker.peer.expectDisposition().ofDeliveries(0, 3).settled().accepted();

      MessageConsumer consumer = started(broker.connect(), Session.CLIENT_ACKNOWLEDGE);
      Message first = consumer.receive();
      for (int i = 0; i < 3; i++) {
        consumer.receive();
      }
      first.acknowledge();
      first.acknowledge();

      broker.verify();
    }
  }

  @Test
  void whatWasRecoveredAndIsNotTakenAgainGoesBackAsFailed() throws Exception {
    try (Broker broker = consuming()) {
      transfers(broker, 3);
      broker.peer.expectDisposition().ofDeliveries(0, 1).settled().withState(Modified.FAILED);
      broker.peer.expectDisposition().ofDelivery(2).settled().withState(Released.INSTANCE);
      broker.peer.expectDetach().closed().respond();

      Connection connection = broker.connect();
      Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
      PostriderConsumer consumer = (PostriderConsumer) Broker.consumer(session);
      connection.start();
      consumer.receive();
      consumer.receive();
      await().until(() -> consumer.inbound().size() == 1);
      session.recover();
      consumer.close();

      broker.verify();
    }
  }

  @Test
  void recoverDeliversAgainInOrderAndCounts() throws Exception {
    try (Broker broker = consuming()) {
      transfers(broker, 3);
      broker.peer.expectDisposition().ofDeliveries(0, 2).settled().accepted();

      Connection connection = broker.connect();
      Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
      MessageConsumer consumer = Broker.consumer(session);
      connection.start();
      consumer.receive();
      consumer.receive();
      session.recover();

      for (int i = 0; i < 3; i++) {
        Message message = consumer.receive();
        assertThat(message.getBody(String.class)).isEqualTo("m" + i);
        assertThat(message.getJMSRedelivered()).isEqualTo(i < 2);
        assertThat(message.getIntProperty("JMSXDeliveryCount")).isEqualTo(i < 2 ? 2 : 1);
        if (i == 2) {
          message.acknowledge();
        }
      }
      broker.verify();
    }
  }

  @Test
  void individualAcknowledgementIsOfOneMessage() throws Exception {
    try (Broker broker = consuming()) {
      transfers(broker, 2);
      broker.peer.expectDisposition().ofDelivery(1).settled().accepted();

      MessageConsumer consumer = started(broker.connect(), INDIVIDUAL);
      consumer.receive();
      consumer.receive().acknowledge();

      broker.verify();
    }
  }

  @Test
  void withoutAcknowledgementTheLinkIsPresettled() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins();
      broker.peer.expectAttach().withSenderSettleMode(SenderSettleMode.SETTLED).respond();
      broker.peer.expectFlow();
      broker.peer.remoteTransfer().settled().withText("m").send().expectEnd().respond();

      Connection connection = broker.connect();
      Session session = connection.createSession(NO_ACKNOWLEDGE);
      MessageConsumer consumer = Broker.consumer(session);
      connection.start();
      consumer.receive().acknowledge();
      session.close();

      broker.verify();
    }
  }

  @Test
  void acknowledgeAfterCloseIsIllegal() throws Exception {
    try (Broker broker = consuming()) {
      transfers(broker, 1);
      broker.peer.expectDisposition().settled().withState(Modified.FAILED);
      broker.peer.expectEnd().respond();

      Connection connection = broker.connect();
      Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
      MessageConsumer consumer = Broker.consumer(session);
      connection.start();
      Message message = consumer.receive();
      session.close();

      assertThatThrownBy(message::acknowledge).isInstanceOf(IllegalStateException.class);
      assertThat(message.getBody(String.class)).isEqualTo("m0");
      broker.verify();
    }
  }

  @Test
  void aClosedConsumersLinkStaysUntilItsMessagesAreAcknowledged() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().receives().peer.expectFlow();
      transfers(broker, 1);
      broker.peer.expectFlow().draining().respondDrained();
      broker.peer.expectDisposition().ofDelivery(0).settled().withState(Accepted.INSTANCE);
      broker.peer.expectDetach().closed().respond();

      MessageConsumer consumer = started(broker.connect(), Session.CLIENT_ACKNOWLEDGE);
      Message message = consumer.receive();
      consumer.close();
      message.acknowledge();

      broker.verify();
    }
  }

  @Test
  void aListenerMayCloseItsConsumerAndIsAcknowledged() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().receives().peer.expectFlow();
      transfers(broker, 1);
      broker.peer.expectFlow().draining().respondDrained();
      broker.peer.expectDisposition().ofDelivery(0).settled().accepted();
      broker.peer.expectDetach().closed().respond();

      MessageConsumer consumer = started(broker.connect(), Session.AUTO_ACKNOWLEDGE);
      consumer.setMessageListener(message -> Unchecked.run(consumer::close));

      broker.verify();
    }
  }

  @Test
  void aConsumerWhoseMessagesAreAcknowledgedWhileItClosesLeavesNoLinkBehind() throws Exception {
    try (Broker broker = consuming()) {
      transfers(broker, 1);
      broker.peer.expectFlow().draining();
      broker.peer.expectDisposition().ofDelivery(0).settled().withState(Accepted.INSTANCE);
      Hold drained = broker.peer.hold();
      broker.peer.remoteFlow().drained().send().expectDetach().closed().respond();

      MessageConsumer consumer = started(broker.connect(), Session.CLIENT_ACKNOWLEDGE);
      Message message = consumer.receive();
      Future<String> closing =
          broker.async(
              () -> {
                consumer.close();
                return "closed";
              });
      broker.awaitFrames(Flow.class, 2);
      message.acknowledge();
      drained.release();

      assertThat(Broker.result(closing)).isEqualTo("closed");
      broker.verify();
    }
  }

  @Test
  void aListenerMustNotCloseOrStopWhatItRunsIn() throws Exception {
    try (Broker broker = consuming()) {
      transfers(broker, 1);
      broker.peer.expectDisposition().ofDelivery(0).settled().accepted();

      Connection connection = broker.connect();
      Session session = connection.createSession();
      MessageConsumer consumer = Broker.consumer(session);
      AtomicReference<Throwable> seen = new AtomicReference<>();
      consumer.setMessageListener(
          message -> {
            try {
              assertThatThrownBy(session::close).isInstanceOf(IllegalStateException.class);
              assertThatThrownBy(connection::close).isInstanceOf(IllegalStateException.class);
              assertThatThrownBy(connection::stop).isInstanceOf(IllegalStateException.class);
            } catch (Throwable wrong) {
              seen.set(wrong);
            }
          });
      connection.start();

      broker.verify();
      assertThat(seen).hasNullValue();
    }
  }

  @Test
  void stopWaitsForTheListenerWhichMayUseTheConnection() throws Exception {
    try (Broker broker = consuming()) {
      transfers(broker, 2);
      broker.peer.expectDisposition().ofDelivery(0).settled().accepted();

      Connection connection = broker.connect();
      PostriderConsumer consumer = started(connection, Session.AUTO_ACKNOWLEDGE);
      CountDownLatch entered = new CountDownLatch(1);
      CountDownLatch leave = new CountDownLatch(1);
      List<String> seen = new CopyOnWriteArrayList<>();
      await().until(() -> consumer.inbound().size() == 2);
      consumer.setMessageListener(
          message ->
              Unchecked.run(
                  () -> {
                    entered.countDown();
                    Latches.await(leave);
                    seen.add(message.getBody(String.class) + connection.getClientID());
                  }));
      Latches.await(entered);
      Future<?> stopping =
          broker.async(
              () -> {
                connection.stop();
                return seen.size();
              });
      // From here on the dispatcher is halted: it was before the consumer.
      await().until(() -> !consumer.inbound().isRunning());
      assertThat(stopping).isNotDone();
      leave.countDown();

      assertThat(Broker.result(stopping)).isEqualTo(1);
      broker.verify();
    }
  }

  @Test
  void whatCameBeforeAStopIsDeliveredAfterTheNextStart() throws Exception {
    try (Broker broker = consuming()) {
      broker.peer.ignore(Disposition.class);
      transfers(broker, 50);

      Connection connection = broker.connect();
      PostriderConsumer consumer = started(connection, Session.AUTO_ACKNOWLEDGE);
      CountDownLatch all = new CountDownLatch(50);
      consumer.setMessageListener(message -> all.countDown());
      for (int i = 0; i < 200 && all.getCount() > 0; i++) {
        connection.stop();
        connection.start();
      }

      assertThat(all.await(Broker.PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void sessionCloseWaitsForTheListener() throws Exception {
    try (Broker broker = consuming()) {
      transfers(broker, 1);
      broker.peer.expectDisposition().ofDelivery(0).settled().accepted();
      broker.peer.expectEnd().respond();

      Connection connection = broker.connect();
      Session session = connection.createSession();
      MessageConsumer consumer = Broker.consumer(session);
      CountDownLatch entered = new CountDownLatch(1);
      CountDownLatch leave = new CountDownLatch(1);
      consumer.setMessageListener(
          message -> {
            entered.countDown();
            Latches.await(leave);
          });
      connection.start();
      Latches.await(entered);
      Future<?> closing = broker.async(() -> SendTest.close(session));

      assertThat(closing).isNotDone();
      leave.countDown();
      assertThat(Broker.result(closing)).isEqualTo("closed");
      broker.verify();
    }
  }

  @ParameterizedTest
  @CsvSource({"1,ACCEPTED", "2,REJECTED", "3,RELEASED", "4,FAILED", "5,FAILED_UNDELIVERABLE"})
  void theAckTypeOfAMessageDecidesTheOutcomeOfAllThatItAcknowledges(int number, String outcome)
      throws Exception {
    DeliveryState state =
        switch (outcome) {
          case "ACCEPTED" -> Accepted.INSTANCE;
          case "REJECTED" -> new Rejected(null);
          case "RELEASED" -> Released.INSTANCE;
          case "FAILED" -> Modified.FAILED;
          default -> Modified.FAILED_UNDELIVERABLE;
        };
    try (Broker broker = consuming()) {
      transfers(broker, 2);
      broker.peer.expectDisposition().ofDeliveries(0, 1).settled().withState(state);

      MessageConsumer consumer = started(broker.connect(), Session.CLIENT_ACKNOWLEDGE);
      consumer.receive();
      Message last = consumer.receive();
      last.setIntProperty("JMS_AMQP_ACK_TYPE", number);
      last.acknowledge();

      broker.verify();
    }
  }

  @Test
  void aBrokerThatSendsUnsettledAgainstTheWishIsAnsweredAtOnce() throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.ignore(Flow.class);
      broker
          .opens()
          .begins()
          .peer
          .expectAttach()
          .withSenderSettleMode(SenderSettleMode.SETTLED)
          .respondWith(attach -> attach.withSenderSettleMode(SenderSettleMode.MIXED))
          .expectFlow();
      broker.peer.remoteTransfer().withText("m").send();
      broker.peer.expectDisposition().ofDelivery(0).settled().accepted();

      PostriderConsumer consumer = started(broker.connect(), NO_ACKNOWLEDGE);

      broker.verify();
      assertThat(consumer.receive().getBody(String.class)).isEqualTo("m");
    }
  }

  @Test
  void aListenerThatKeepsThrowingIsSlowedDown() throws Exception {
    try (Broker broker = consuming()) {
      broker.peer.ignore(Disposition.class);
      transfers(broker, 6);

      MessageConsumer consumer = started(broker.connect(), Session.AUTO_ACKNOWLEDGE);
      CountDownLatch six = new CountDownLatch(6);
      long begin = System.nanoTime();
      consumer.setMessageListener(
          message -> {
            six.countDown();
            throw new IllegalArgumentException("an application's mistake");
          });
      Latches.await(six);

      // At once, then after 10, 20, 40 and 80 ms.
      assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin))
          .isGreaterThanOrEqualTo(150);
    }
  }
}
