// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.postrider.codec.performative.Disposition;
import org.postrider.codec.performative.Flow;
import org.postrider.codec.performative.SenderSettleMode;

/** What becomes of receiving when the connection is lost: rows of docs/recovery.md. */
class RecoveryReceiveTest {

  @Test
  void aReceiveGoesOnWithTheNextConnection() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().consumes();
      Outage outage = Outage.of(broker);
      broker.begins().consumes().delivers("m").isAcknowledged();

      MessageConsumer consumer = Broker.startedConsumer(outage.connect());
      Future<Message> receiving = broker.async(consumer::receive);
      outage.begin();
      assertThat(receiving).isNotDone();
      outage.end();

      assertThat(Broker.result(receiving).getBody(String.class)).isEqualTo("m");
      broker.verify();
    }
  }

  @Test
  void aReceiveThatIsCalledOfflineWaitsForTheConnection() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().consumes();
      Outage outage = Outage.of(broker);
      broker.begins().consumes().delivers("m").isAcknowledged();

      MessageConsumer consumer = Broker.startedConsumer(outage.connect());
      outage.begin();
      Future<Message> receiving = broker.async(consumer::receive);
      assertThat(receiving).isNotDone();
      outage.end();

      assertThat(Broker.result(receiving).getBody(String.class)).isEqualTo("m");
      broker.verify();
    }
  }

  @Test
  void aReceiveOfOneMessageOnRequestAsksForItAgain() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().receives().peer.expectFlow().withLinkCredit(1);
      broker.returns().begins().receives().peer.expectFlow().withLinkCredit(1);
      broker.delivers("m").isAcknowledged();

      MessageConsumer consumer =
          Broker.startedConsumer(broker.connectRecovering("jms.prefetchPolicy.all=0"));

      assertThat(consumer.receive().getBody(String.class)).isEqualTo("m");
      broker.verify();
    }
  }

  @Test
  void aMessageOnRequestThatIsLostBeforeItIsTakenIsAskedForAgain() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().receives().peer.expectFlow().withLinkCredit(1);
      broker.delivers("m");
      Outage outage = Outage.of(broker);
      broker.begins().receives().peer.expectFlow().withLinkCredit(1);
      broker.delivers("again");

      Connection connection = outage.connect("jms.prefetchPolicy.all=0");
      PostriderConsumer consumer = Broker.startedConsumer(connection);
      // As a receive does, which has not taken it yet when the connection is lost.
      consumer.receiver().credit().pull();
      await().until(() -> consumer.inbound().size() == 1);
      outage.begin();
      assertThat(consumer.inbound().size()).isZero();
      outage.end();

      broker.verify();
      await().until(() -> consumer.inbound().size() == 1);
    }
  }

  @Test
  void aReceiveWithTimeOutKeepsItWhileThereIsNoConnection() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().consumes();
      Outage outage = Outage.of(broker);
      broker.begins().consumes();

      MessageConsumer consumer = Broker.startedConsumer(outage.connect());
      outage.begin();
      long begun = System.nanoTime();

      assertThat(consumer.receive(500)).isNull();
      assertThat(Duration.ofNanos(System.nanoTime() - begun))
          .isBetween(Duration.ofMillis(500), Duration.ofSeconds(20));
      outage.end();
      broker.verify();
    }
  }

  @Test
  void aReceiveNoWaitDoesNotWaitForTheConnection() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().consumes();
      Outage outage = Outage.of(broker);
      broker.begins().consumes();

      MessageConsumer consumer = Broker.startedConsumer(outage.connect());
      outage.begin();

      assertThat(consumer.receiveNoWait()).isNull();
      outage.end();
      broker.verify();
    }
  }

  @Test
  void aReceiveWithTimeOutKeepsItWithALittleMoreWhereTheBrokerIsSilent() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().consumes();
      broker.peer.expectFlow().draining();
      broker.peer.allowSurplus();

      MessageConsumer consumer =
          Broker.startedConsumer(broker.connectRecovering("amqp.drainTimeout=60000"));
      long begun = System.nanoTime();

      assertThat(consumer.receive(500)).isNull();
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
      broker.verify();
    }
  }

  @Test
  void aReceiveNoWaitKeepsTheDrainTimeOutWhereTheBrokerIsSilent() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().consumes();
      broker.peer.expectFlow().draining();
      broker.peer.allowSurplus();

      MessageConsumer consumer =
          Broker.startedConsumer(broker.connectRecovering("amqp.drainTimeout=3000"));
      // Credit and drain may go in one flow, else.
      broker.awaitFrames(Flow.class, 1);
      long begun = System.nanoTime();
      assertThat(consumer.receiveNoWait()).isNull();
      Duration first = Duration.ofNanos(System.nanoTime() - begun);
      assertThat(consumer.receiveNoWait()).isNull();
      Duration both = Duration.ofNanos(System.nanoTime() - begun);

      assertThat(first).isGreaterThanOrEqualTo(Duration.ofSeconds(3));
      assertThat(both.minus(first)).isLessThan(Duration.ofSeconds(3));
      broker.verify();
    }
  }

  @Test
  void aReceiveNoWaitWhoseDrainIsNotAnsweredReturnsAtTheLoss() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().consumes();
      broker.peer.expectFlow().draining();
      broker.returns().begins().consumes();

      MessageConsumer consumer =
          Broker.startedConsumer(broker.connectRecovering("amqp.drainTimeout=60000"));
      broker.awaitFrames(Flow.class, 1);
      Future<Message> receiving = broker.async(consumer::receiveNoWait);

      assertThat(Broker.result(receiving)).isNull();
      broker.verify();
    }
  }

  @Test
  void messagesThatTheApplicationHasNotGotAreDroppedForTheBrokerDeliversThemAgain()
      throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().consumes().delivers("m");
      Outage outage = Outage.of(broker);
      broker.begins().consumes().delivers("again").isAcknowledged();

      PostriderConsumer consumer = Broker.startedConsumer(outage.connect());
      await().until(() -> consumer.inbound().size() == 1);
      outage.begin();
      outage.end();

      assertThat(consumer.receive().getBody(String.class)).isEqualTo("again");
      broker.verify();
    }
  }

  @Test
  void messagesThatCameSettledAreKeptForNoBrokerDeliversThemAgain() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().consumes();
      broker.peer.remoteTransfer().withText("1").settled().send();
      broker.peer.remoteTransfer().withText("2").settled().send();
      Outage outage = Outage.of(broker);
      broker.begins().receives().peer.expectFlow().withLinkCredit(998);
      broker.peer.remoteTransfer().withText("3").settled().send();

      PostriderConsumer consumer =
          Broker.startedConsumer(outage.connect("jms.presettlePolicy.presettleConsumers=true"));
      await().until(() -> consumer.inbound().size() == 2);
      long octets = consumer.inbound().octets();
      outage.begin();
      assertThat(consumer.inbound().size()).isEqualTo(2);
      assertThat(consumer.inbound().octets()).isEqualTo(octets);
      outage.end();
      // What is taken before the credit is granted does not count for it.
      await().until(() -> consumer.inbound().size() == 3);

      for (String text : List.of("1", "2", "3")) {
        assertThat(consumer.receive(9000).getBody(String.class)).isEqualTo(text);
      }
      broker.verify();
    }
  }

  /** Expects a consumer's link, over which messages may come settled or not. */
  private static Broker eitherWay(Broker broker) {
    broker
        .peer
        .expectAttach()
        .ofReceiver()
        .respondWith(attach -> attach.withSenderSettleMode(SenderSettleMode.MIXED))
        .expectFlow();
    return broker;
  }

  @Test
  void messagesThatThisEndAloneHasSettledAreDroppedForTheBrokerMayNotHaveHeard() throws Exception {
    try (Broker broker = new Broker()) {
      eitherWay(broker.opens().begins()).delivers("m").isAcknowledged();
      Outage outage = Outage.of(broker);
      eitherWay(broker.begins()).delivers("again").isAcknowledged();

      PostriderConsumer consumer =
          Broker.startedConsumer(outage.connect("jms.presettlePolicy.presettleConsumers=true"));
      await().until(() -> consumer.inbound().size() == 1);
      outage.begin();
      assertThat(consumer.inbound().size()).isZero();
      outage.end();

      assertThat(consumer.receive().getBody(String.class)).isEqualTo("again");
      broker.verify();
    }
  }

  @Test
  void aMessageThatCameSettledIsAcknowledgedAndRecoveredAfterALossAsBeforeIt() throws Exception {
    try (Broker broker = new Broker()) {
      eitherWay(broker.opens().begins());
      broker.peer.remoteTransfer().withText("1").settled().send();
      broker.peer.remoteTransfer().withText("2").settled().send();
      Outage outage = Outage.of(broker);
      eitherWay(broker.begins());

      Connection connection = outage.connect();
      Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
      PostriderConsumer consumer = (PostriderConsumer) Broker.consumer(session);
      connection.start();
      assertThat(consumer.receive().getBody(String.class)).isEqualTo("1");
      await().until(() -> consumer.inbound().size() == 1);
      outage.begin();
      outage.end();
      session.recover();

      Message again = consumer.receive(9000);
      assertThat(again.getBody(String.class)).isEqualTo("1");
      assertThat(again.getJMSRedelivered()).isTrue();
      Message waited = consumer.receive(9000);
      assertThat(waited.getBody(String.class)).isEqualTo("2");
      assertThat(waited.getJMSRedelivered()).isFalse();
      waited.acknowledge();
      outage.awaitRestored();
      broker.verify();
      assertThat(consumer.inbound().handedBefore().isEmpty()).isTrue();
      assertThat(broker.peer.frames())
          .noneMatch(frame -> frame.performative() instanceof Disposition);
    }
  }
}
