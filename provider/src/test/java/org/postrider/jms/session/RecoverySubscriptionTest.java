// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionConsumer;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.codec.messaging.Source;
import org.postrider.codec.messaging.TerminusDurability;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.Disposition;
import org.postrider.jms.Latches;
import org.postrider.jms.destination.PostriderQueue;
import org.postrider.jms.destination.PostriderTopic;

/**
 * What becomes of subscriptions and connection consumers when the connection is lost: rows of
 * docs/recovery.md.
 */
class RecoverySubscriptionTest {

  private static final Topic TOPIC = new PostriderTopic("t");

  /** Expects SASL and the open, with shared subscriptions. */
  private static void opensForSharing(Broker broker) {
    broker.peer.expectSaslAnonymous();
    broker.peer.expectOpen().respondWith(open -> open.offering("SHARED-SUBS"));
  }

  private static void subscribes(Broker broker, String name) {
    broker.peer.expectAttach().ofReceiver().withName(name).respond();
    broker.peer.expectFlow();
  }

  private static Source source(Attach attach) {
    return attach.source();
  }

  // Subscriptions

  @Test
  void aDurableSubscriptionComesBackAsItWas() throws Exception {
    try (Broker broker = new Broker()) {
      List<Attach> attached = new CopyOnWriteArrayList<>();
      broker.opens().begins();
      durable(broker, attached);
      broker.returns().begins();
      durable(broker, attached);
      broker.delivers("kept").isAcknowledged();

      Connection connection = broker.connectRecovering("jms.clientID=me");
      connection.start();
      Session session = connection.createSession();
      var subscriber = session.createDurableConsumer(TOPIC, "news", "a > 1", true);

      assertThat(subscriber.receive().getBody(String.class)).isEqualTo("kept");
      broker.verify();
      assertThat(source(attached.get(1))).isEqualTo(source(attached.get(0)));
      assertThat(source(attached.get(1)).durable()).isEqualTo(TerminusDurability.UNSETTLED_STATE);
      assertThat(source(attached.get(1)).filter()).hasSize(2);
    }
  }

  private static void durable(Broker broker, List<Attach> attached) {
    broker.peer.expectAttach().ofReceiver().withName("news").satisfying(attached::add).respond();
    broker.peer.expectFlow();
  }

  @Test
  void aDurableSubscriptionWithoutAnswerIsAskedForAgain() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().peer.expectAttach().ofReceiver().withName("news");
      broker.returns().begins();
      subscribes(broker, "news");

      Connection connection = broker.connectRecovering("jms.clientID=me");
      connection.start();
      connection.createSession().createDurableConsumer(TOPIC, "news");

      broker.verify();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aSharedSubscriptionWithoutAnswerIsAskedForAgain(boolean durable) throws Exception {
    try (Broker broker = new Broker()) {
      opensForSharing(broker);
      broker.begins().peer.expectAttach().ofReceiver();
      broker.peer.dropConnection().expectConnection();
      opensForSharing(broker);
      broker.begins().receives().peer.expectFlow();

      Connection connection = broker.connectRecovering("jms.clientID=me");
      connection.start();
      share(connection.createSession(), durable);

      broker.verify();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aSharedSubscriptionIsMadeWithTheNextConnection(boolean durable) throws Exception {
    try (Broker broker = new Broker()) {
      opensForSharing(broker);
      broker.begins();
      Outage outage = Outage.of(broker);
      broker.begins().receives().peer.expectFlow();

      Connection connection = outage.connect("jms.clientID=me");
      connection.start();
      Session session = connection.createSession();
      outage.during(() -> share(session, durable));

      broker.verify();
    }
  }

  private static MessageConsumer share(Session session, boolean durable) throws JMSException {
    return durable
        ? session.createSharedDurableConsumer(TOPIC, "s")
        : session.createSharedConsumer(TOPIC, "s");
  }

  @Test
  void aConnectionConsumerWithoutAnswerIsAskedForAgain() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().begins().peer.expectAttach().ofReceiver();
      broker.returns().begins().begins().receives().peer.expectFlow();

      Connection connection = broker.connectRecovering();
      connection.start();
      OneSessionPool pool = new OneSessionPool(connection.createSession());
      connection.createConnectionConsumer(new PostriderQueue("q"), null, pool, 1);

      broker.verify();
    }
  }

  @Test
  void aDurableSubscriptionIsMadeWithTheNextConnection() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins();
      Outage outage = Outage.of(broker);
      broker.begins();
      subscribes(broker, "news");

      Connection connection = outage.connect("jms.clientID=me");
      connection.start();
      Session session = connection.createSession();
      outage.begin();
      Future<?> subscribing = broker.async(() -> session.createDurableConsumer(TOPIC, "news"));
      assertThat(subscribing).isNotDone();
      outage.end();

      Broker.result(subscribing);
      broker.verify();
    }
  }

  @Test
  void sharedSubscriptionsComeBackUnderTheirNames() throws Exception {
    try (Broker broker = new Broker()) {
      opensForSharing(broker);
      broker.begins();
      sharers(broker);
      broker.peer.dropConnection().expectConnection();
      opensForSharing(broker);
      broker.begins();
      sharers(broker);

      Connection connection = broker.connectRecovering("jms.clientID=me");
      connection.start();
      Session session = connection.createSession();
      session.createSharedConsumer(TOPIC, "s");
      session.createSharedConsumer(TOPIC, "s");
      session.createSharedDurableConsumer(TOPIC, "sd");
      session.createSharedDurableConsumer(TOPIC, "sd");

      broker.verify();
      assertThat(broker.reported).isEmpty();
    }
  }

  private static void sharers(Broker broker) {
    broker.peer.ignore(org.postrider.codec.performative.Flow.class);
    for (String name : List.of("s|volatile1", "s|volatile2", "sd", "sd|2")) {
      broker.peer.expectAttach().ofReceiver().withName(name).respond();
    }
  }

  // Connection consumers

  @Test
  void aConnectionConsumerIsMadeWithTheNextConnection() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins();
      Outage outage = Outage.of(broker);
      broker.begins().begins().receives().peer.expectFlow();
      broker.delivers("m").isAcknowledged();

      Connection connection = outage.connect();
      connection.start();
      Session session = connection.createSession();
      List<String> got = new CopyOnWriteArrayList<>();
      session.setMessageListener(
          message -> Unchecked.run(() -> got.add(message.getBody(String.class))));
      OneSessionPool pool = new OneSessionPool(session);
      outage.begin();
      Future<ConnectionConsumer> creating =
          broker.async(
              () -> connection.createConnectionConsumer(new PostriderQueue("q"), null, pool, 1));
      assertThat(creating).isNotDone();
      outage.end();
      Broker.result(creating);
      pool.runOne();

      broker.verify();
      assertThat(got).containsExactly("m");
    }
  }

  @Test
  void aMessageThatAConnectionConsumersSessionRunsIsTheBrokersAgain() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().begins().receives().peer.expectFlow();
      broker.delivers("m");
      Outage outage = Outage.of(broker);
      broker.begins().begins().receives().peer.expectFlow();
      broker.delivers("again").isAcknowledged();

      Connection connection = outage.connect();
      Session session = connection.createSession();
      CountDownLatch entered = new CountDownLatch(1);
      CountDownLatch lost = new CountDownLatch(1);
      List<String> got = new CopyOnWriteArrayList<>();
      session.setMessageListener(
          message -> {
            Unchecked.run(() -> got.add(message.getBody(String.class)));
            entered.countDown();
            Latches.await(lost);
          });
      OneSessionPool pool = new OneSessionPool(session);
      connection.createConnectionConsumer(new PostriderQueue("q"), null, pool, 1);
      connection.start();
      Future<?> running =
          broker.async(
              () -> {
                pool.runOne();
                return null;
              });
      Latches.await(entered);
      outage.begin();
      lost.countDown();
      Broker.result(running);
      outage.end();
      pool.runOne();

      broker.verify();
      assertThat(got).containsExactly("m", "again");
      assertThat(
              broker.peer.frames().stream()
                  .filter(frame -> frame.performative() instanceof Disposition)
                  .map(frame -> frame.connection()))
          .containsExactly(2);
    }
  }
}
