// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionConsumer;
import jakarta.jms.IllegalStateException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.InvalidSelectorException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageListener;
import jakarta.jms.Queue;
import jakarta.jms.QueueConnection;
import jakarta.jms.ServerSessionPool;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.messaging.Modified;
import org.postrider.codec.messaging.Released;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.Disposition;
import org.postrider.codec.performative.Flow;
import org.postrider.codec.transaction.TransactionalState;
import org.postrider.codec.value.Binary;
import org.postrider.jms.Latches;
import org.postrider.jms.destination.PostriderQueue;
import org.postrider.jms.destination.PostriderTopic;
import org.postrider.jms.settlement.InboundQueue;
import org.postrider.jms.settlement.Received;
import org.postrider.testpeer.Hold;

/** Messages that an application server runs (Jakarta Messaging 8.8). */
class ConnectionConsumerTest {

  /** Of taking a message out. */
  private static final int FAILURES = 7;

  private static final Queue QUEUE = new PostriderQueue("q");
  private static final Topic TOPIC = new PostriderTopic("t");

  /** Notes texts. */
  private static final class Texts implements MessageListener {
    final List<String> seen = new CopyOnWriteArrayList<>();

    @Override
    public void onMessage(Message message) {
      seen.add(Unchecked.get(() -> message.getBody(String.class)));
    }
  }

  private static Broker consuming(int messages) {
    Broker broker = new Broker();
    broker.peer.ignore(Flow.class);
    broker.opens().begins().begins().receives().peer.expectFlow();
    for (int i = 0; i < messages; i++) {
      broker.peer.remoteTransfer().withText("m" + i).send();
    }
    return broker;
  }

  @Test
  void batchesHoldMaxMessagesAtMostAndAreAcknowledgedAsTheyRun() throws Exception {
    try (Broker broker = consuming(3)) {
      broker.peer.ignore(Disposition.class);

      Connection connection = broker.connect();
      Session session = connection.createSession();
      Texts texts = new Texts();
      session.setMessageListener(texts);
      OneSessionPool pool = new OneSessionPool(session);
      ConnectionConsumer consumer = connection.createConnectionConsumer(QUEUE, null, pool, 2);
      connection.start();
      await().until(() -> texts.seen.size() == 3 || pool.runIfStarted());

      assertThat(texts.seen).containsExactly("m0", "m1", "m2");
      assertThat(pool.batches.get()).isBetween(2, 3);
      assertThat(consumer.getServerSessionPool()).isSameAs(pool);
    }
  }

  @Test
  void aTransactedSessionSettlesInItsTransactionOnTheConsumersSession() throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.ignore(Flow.class);
      broker.opens().begins().declares(7).begins().receives().peer.expectFlow();
      broker.peer.remoteTransfer().withText("m0").send();
      broker
          .peer
          .expectDisposition()
          .onChannel(1)
          .ofDelivery(0)
          .settled()
          .withState(new TransactionalState(Binary.wrap(new byte[] {7}), Accepted.INSTANCE));
      broker.peer.expectTransfer().onChannel(0).ofCommit((byte) 7).respondAccepted();
      broker.peer.expectTransfer().ofDeclare().respondDeclared((byte) 8);

      Connection connection = broker.connect();
      Session session = connection.createSession(true, 0);
      session.setMessageListener(message -> Unchecked.run(session::commit));
      OneSessionPool pool = new OneSessionPool(session);
      connection.createConnectionConsumer(QUEUE, null, pool, 10);
      connection.start();
      pool.runOne();

      broker.verify();
    }
  }

  @Test
  void aListenerThatThrowsGivesTheMessageBackAsFailed() throws Exception {
    try (Broker broker = consuming(1)) {
      broker.peer.expectDisposition().ofDelivery(0).settled().withState(Modified.FAILED);

      Connection connection = broker.connect();
      Session session = connection.createSession();
      session.setMessageListener(
          message -> {
            throw new AssertionError("an application's mistake");
          });
      OneSessionPool pool = new OneSessionPool(session);
      connection.createConnectionConsumer(QUEUE, null, pool, 1);
      connection.start();
      pool.runOne();

      broker.verify();
    }
  }

  @Test
  void closeGivesBackWhatIsLoadedAndNotRun() throws Exception {
    try (Broker broker = consuming(3)) {
      broker.peer.expectDisposition().ofDeliveries(0, 2).settled().withState(Released.INSTANCE);
      broker.peer.expectDetach().closed().respond();

      Connection connection = broker.connect("amqp.drainTimeout=1");
      Session session = connection.createSession();
      Texts texts = new Texts();
      session.setMessageListener(texts);
      OneSessionPool pool = new OneSessionPool(session);
      PostriderConnectionConsumer consumer =
          (PostriderConnectionConsumer) connection.createConnectionConsumer(QUEUE, null, pool, 1);
      connection.start();
      // Each batch waits for its turn with the session.
      await().until(() -> pool.started.size() == 3);
      consumer.close();
      consumer.close();
      pool.runOne();

      assertThat(texts.seen).isEmpty();
      assertThatThrownBy(consumer::getServerSessionPool).isInstanceOf(IllegalStateException.class);
      broker.verify();
    }
  }

  @Test
  void theLinkStaysUntilWhatIsBeingRunIsSettled() throws Exception {
    try (Broker broker = consuming(1)) {
      broker.peer.expectDisposition().ofDelivery(0).settled().accepted();
      broker.peer.expectDetach().closed().respond();

      Connection connection = broker.connect("amqp.drainTimeout=1");
      Session session = connection.createSession();
      CountDownLatch entered = new CountDownLatch(1);
      CountDownLatch leave = new CountDownLatch(1);
      session.setMessageListener(
          message -> {
            entered.countDown();
            Latches.await(leave);
          });
      OneSessionPool pool = new OneSessionPool(session);
      ConnectionConsumer consumer = connection.createConnectionConsumer(QUEUE, null, pool, 1);
      connection.start();
      broker.async(
          () -> {
            pool.runOne();
            return null;
          });
      Latches.await(entered);
      consumer.close();
      leave.countDown();

      broker.verify();
    }
  }

  @Test
  void whatAStoppedSessionHasNotRunIsRunAfterTheNextStart() throws Exception {
    try (Broker broker = consuming(2)) {
      broker.peer.ignore(Disposition.class);

      Connection connection = broker.connect();
      Session session = connection.createSession();
      Texts texts = new Texts();
      session.setMessageListener(texts);
      OneSessionPool pool = new OneSessionPool(session);
      connection.createConnectionConsumer(QUEUE, null, pool, 1);
      connection.start();
      await().until(() -> pool.started.size() == 2);
      connection.stop();
      pool.runOne();
      assertThat(texts.seen).isEmpty();
      connection.start();
      await().until(() -> pool.started.size() == 3);
      while (texts.seen.size() < 2) {
        pool.runOne();
      }

      assertThat(texts.seen).containsExactly("m0", "m1");
      broker.verify();
    }
  }

  @Test
  void whatWasLoadedBeforeALossIsRunOnceWhenItComesAgain() throws Exception {
    try (Broker broker = consuming(1)) {
      Hold hold = broker.peer.hold();
      broker.returns().begins().begins().receives().peer.expectFlow();
      broker.peer.remoteTransfer().withText("again").send();
      broker.peer.expectDisposition().ofDelivery(0).settled().accepted();

      Connection connection = broker.connectRecovering();
      Session session = connection.createSession();
      Texts texts = new Texts();
      session.setMessageListener(texts);
      OneSessionPool pool = new OneSessionPool(session);
      connection.createConnectionConsumer(QUEUE, null, pool, 1);
      connection.start();
      await().until(() -> pool.started.size() == 1);
      hold.release();
      await().until(() -> pool.started.size() == 2);
      pool.runOne();

      broker.verify();
      assertThat(texts.seen).containsExactly("again");
    }
  }

  @Test
  void aPoolThatFailsIsReportedAndItsMessagesGoBack() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().receives().peer.expectFlow();
      broker.peer.remoteTransfer().withText("m0").send();
      broker.peer.expectDisposition().ofDelivery(0).settled().withState(Released.INSTANCE);

      Connection connection = broker.connect();
      connection.createConnectionConsumer(
          QUEUE,
          null,
          () -> {
            throw new JMSException("no session left", "full");
          },
          1);
      connection.start();
      await().until(() -> broker.reported.size() == 1);

      assertThat(broker.reported).singleElement().matches(it -> "full".equals(it.getErrorCode()));
      broker.verify();
    }
  }

  @Test
  void aPoolThatHasNoThreadIsReportedAndAskedForTheNextMessage() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().begins().receives().peer.expectFlow();
      broker.peer.remoteTransfer().withText("m0").send();
      broker.peer.expectDisposition().ofDelivery(0).settled().withState(Released.INSTANCE);
      broker.peer.remoteTransfer().withText("m1").send();
      broker.peer.expectDisposition().ofDelivery(1).settled().withState(Accepted.INSTANCE);

      Connection connection = broker.connect();
      Session session = connection.createSession();
      Texts texts = new Texts();
      session.setMessageListener(texts);
      OneSessionPool pool = new OneSessionPool(session);
      AtomicBoolean exhausted = new AtomicBoolean(true);
      connection.createConnectionConsumer(
          QUEUE,
          null,
          () -> {
            if (exhausted.getAndSet(false)) {
              throw new OutOfMemoryError("unable to create native thread");
            }
            return pool;
          },
          1);
      connection.start();
      pool.runOne();

      assertThat(texts.seen).containsExactly("m1");
      await().until(() -> !broker.reported.isEmpty());
      assertThat(broker.reported)
          .singleElement()
          .satisfies(it -> assertThat(it).hasMessage("unable to create native thread"));
      broker.verify();
    }
  }

  @Test
  void aSessionOfAnotherConnectionIsRefused() throws Exception {
    try (Broker other = new Broker();
        Broker broker = new Broker()) {
      other.opens().begins();
      broker.opens().begins().receives().peer.expectFlow();
      broker.peer.remoteTransfer().withText("m0").send();
      broker.peer.expectDisposition().ofDelivery(0).settled().withState(Released.INSTANCE);

      Session foreign = other.connect().createSession();
      Connection connection = broker.connect();
      OneSessionPool pool = new OneSessionPool(foreign);
      connection.createConnectionConsumer(QUEUE, null, pool, 1);
      connection.start();
      await().until(() -> broker.reported.size() == 1);

      assertThat(pool.started).isEmpty();
      broker.verify();
    }
  }

  @Test
  void aSessionWithoutListenerGivesTheMessageBackAsFailedAndTellsIt() throws Exception {
    try (Broker broker = consuming(1)) {
      broker.peer.expectDisposition().ofDelivery(0).settled().withState(Modified.FAILED);

      Connection connection = broker.connect();
      OneSessionPool pool = new OneSessionPool(connection.createSession());
      connection.createConnectionConsumer(QUEUE, null, pool, 1);
      connection.start();
      pool.runOne();

      broker.verify();
      await().until(() -> broker.reported.size() == 1);
    }
  }

  @Test
  void theSessionsOwnListenerExcludesOtherWaysToReceive() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().receives();

      Session session = broker.connect().createSession();
      MessageConsumer consumer = Broker.consumer(session);
      Texts texts = new Texts();
      session.setMessageListener(texts);

      assertThat(session.getMessageListener()).isSameAs(texts);
      assertThatThrownBy(consumer::receiveNoWait).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> consumer.setMessageListener(texts))
          .isInstanceOf(IllegalStateException.class);
      session.setMessageListener(null);
      consumer.setMessageListener(texts);
      assertThatThrownBy(() -> session.setMessageListener(texts))
          .isInstanceOf(IllegalStateException.class);
      session.run();
    }
  }

  @Test
  void subscriptionsHaveTheNamesThatBrokersKnowThemBy() throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.expectSaslAnonymous();
      broker.peer.expectOpen().respondWith(open -> open.offering("SHARED-SUBS"));
      broker.begins().receives().receives().receives();

      Connection connection = broker.connect("jms.clientID=me");
      OneSessionPool pool = new OneSessionPool(null);
      connection.createDurableConnectionConsumer(TOPIC, "d", null, pool, 1);
      connection.createSharedConnectionConsumer(TOPIC, "s", null, pool, 1);
      connection.createSharedDurableConnectionConsumer(TOPIC, "sd", null, pool, 1);
      broker.awaitFrames(Attach.class, 3);

      assertThat(
              broker.peer.frames().stream()
                  .filter(frame -> frame.performative() instanceof Attach)
                  .map(frame -> ((Attach) frame.performative()).name()))
          .containsExactly("d", "s|volatile1", "sd");
      assertThatThrownBy(
              () -> connection.createDurableConnectionConsumer(TOPIC, "d", null, pool, 1))
          .isInstanceOf(JMSException.class)
          .hasMessageContaining("has a consumer already");
    }
  }

  @Test
  void badArgumentsAreRefusedAndNothingIsSent() throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.expectSaslAnonymous().expectOpen().respond().expectClose().respond();

      Connection connection = broker.connect("jms.clientID=me");
      OneSessionPool pool = new OneSessionPool(null);
      assertThatThrownBy(() -> connection.createConnectionConsumer(QUEUE, null, null, 1))
          .hasMessageContaining("pool");
      assertThatThrownBy(() -> connection.createConnectionConsumer(QUEUE, null, pool, 0))
          .hasMessageContaining("maxMessages 0");
      assertThatThrownBy(() -> connection.createConnectionConsumer(QUEUE, "=", pool, 1))
          .isInstanceOf(InvalidSelectorException.class);
      assertThatThrownBy(() -> connection.createConnectionConsumer((Topic) null, null, pool, 1))
          .isInstanceOf(InvalidDestinationException.class);
      assertThatThrownBy(() -> connection.createDurableConnectionConsumer(null, "d", null, pool, 1))
          .isInstanceOf(InvalidDestinationException.class);
      assertThatThrownBy(() -> connection.createSharedConnectionConsumer(TOPIC, "", null, pool, 1))
          .isInstanceOf(JMSException.class);
      connection.close();

      broker.verify();
      assertThatThrownBy(() -> connection.createConnectionConsumer(QUEUE, null, pool, 1))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void aQueueConnectionHasNoNamedSubscriptions() throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.expectSaslAnonymous();

      QueueConnection connection = broker.factory().createQueueConnection();
      OneSessionPool pool = new OneSessionPool(null);

      assertThatThrownBy(
              () -> connection.createDurableConnectionConsumer(TOPIC, "d", null, pool, 1))
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> connection.createSharedConnectionConsumer(TOPIC, "d", null, pool, 1))
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(
              () -> connection.createSharedDurableConnectionConsumer(TOPIC, "d", null, pool, 1))
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(() -> connection.createConnectionConsumer(TOPIC, null, pool, 1))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void anInterruptThatThePoolLeavesDoesNotEndThePausesBetweenItsFailures() throws Exception {
    try (Broker broker = consuming(8)) {
      broker.peer.ignore(Disposition.class);
      List<Long> asked = new CopyOnWriteArrayList<>();

      Connection connection = broker.connect();
      connection.createSession();
      connection.createConnectionConsumer(
          QUEUE,
          null,
          () -> {
            asked.add(System.nanoTime());
            Thread.currentThread().interrupt();
            throw new JMSException("no session left");
          },
          1);
      connection.start();
      await().until(() -> asked.size() == 8);

      // At once, then 10 ms, and twice as long each time.
      assertThat(Duration.ofNanos(asked.get(7) - asked.get(0)))
          .isGreaterThan(Duration.ofMillis(600));
    }
  }

  @Test
  void aMessageThatMakesARunFailHoldsUpNoOther() throws Exception {
    try (Broker broker = consuming(1)) {
      broker.peer.expectDisposition().ofDelivery(0).settled().accepted();

      Connection connection = broker.connect();
      Session session = connection.createSession();
      Texts texts = new Texts();
      session.setMessageListener(texts);
      OneSessionPool pool = new OneSessionPool(session);
      PostriderConnectionConsumer consumer =
          (PostriderConnectionConsumer) connection.createConnectionConsumer(QUEUE, null, pool, 1);
      LoadedMessages loaded = ((PostriderSession) session).core().loaded();
      loaded.load(consumer, List.of(new Received(null, null, 0, 0)));
      connection.start();
      pool.runOne();

      assertThat(texts.seen).containsExactly("m0");
      assertThat(loaded.isHolding(consumer.inbound())).isFalse();
      broker.verify();
    }
  }

  @Test
  void messagesThatCannotBeTakenOutStayInTheirOrderAndAreTriedAfterPauses() throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.ignore(Flow.class).ignore(Disposition.class);
      broker.opens().begins().begins().receives().peer.expectFlow();
      broker.delivers("m0");
      Hold hold = broker.peer.hold();
      for (int i = 1; i <= 8; i++) {
        broker.delivers("m" + i);
      }

      Connection connection = broker.connect();
      Session session = connection.createSession();
      Texts texts = new Texts();
      session.setMessageListener(texts);
      OneSessionPool pool = new OneSessionPool(session);
      CountDownLatch asked = new CountDownLatch(1);
      CountDownLatch goOn = new CountDownLatch(1);
      ServerSessionPool blocked =
          () -> {
            asked.countDown();
            Latches.await(goOn);
            return pool;
          };
      InboundQueue inbound =
          ((PostriderConnectionConsumer)
                  connection.createConnectionConsumer(QUEUE, null, blocked, 10))
              .inbound();
      connection.start();
      Latches.await(asked);
      hold.release();
      await().until(() -> inbound.size() == 8);
      List<Long> tries = new CopyOnWriteArrayList<>();
      failsToGiveRoom(inbound, tries);
      goOn.countDown();
      await().until(() -> tries.size() > FAILURES);
      await().until(() -> texts.seen.size() == 9 || pool.runIfStarted());

      assertThat(texts.seen).containsExactly("m0", "m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8");
      // At once, then 10 ms, and twice as long each time.
      assertThat(Duration.ofNanos(tries.get(FAILURES) - tries.get(0)))
          .isGreaterThan(Duration.ofMillis(600));
      assertThat(broker.reported).isNotEmpty();
    }
  }

  /** To take a message out fails eight times, and is told of the room then. */
  private static void failsToGiveRoom(InboundQueue inbound, List<Long> tries) {
    boolean unused =
        inbound.awaitRoom(
            inbound.octets() - 1,
            () -> {
              tries.add(System.nanoTime());
              if (tries.size() <= FAILURES) {
                throw new AssertionError("no memory to tell of the room");
              }
            });
  }
}
