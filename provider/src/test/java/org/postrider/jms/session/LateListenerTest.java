// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.time.Duration;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.codec.performative.Disposition;
import org.postrider.codec.performative.Flow;
import org.postrider.codec.performative.Role;

/** How long a listener is waited for whose connection or session is closed, and what then ends. */
class LateListenerTest {

  private static Object send(Session session, MessageProducer producer) throws JMSException {
    producer.send(session.createTextMessage("reply"));
    return "sent";
  }

  @ParameterizedTest
  @EnumSource
  void whatAListenerWaitsForEndsWithTheTimeOfTheClose(ListenersAtWork.Closed closed)
      throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.ignore(Flow.class);
      broker.opens().begins().sends(0).receives().peer.expectFlow();
      broker.delivers("m");
      Outage outage = Outage.lasting(broker);

      Connection connection =
          outage.connect(
              "jms.closeTimeout=300",
              "jms.sendTimeout=-1",
              "failover.initialReconnectDelay=600000");
      Session session = connection.createSession();
      MessageProducer producer = Broker.producer(session);
      ListenersAtWork.Worker worker = new ListenersAtWork.Worker(() -> send(session, producer));
      Broker.consumer(session).setMessageListener(worker);
      connection.start();
      worker.awaitAtWork();
      outage.begin();
      worker.goOn();
      await().until(() -> ((PostriderProducer) producer).path().isWaiting());
      long begun = System.nanoTime();
      Future<String> closing =
          ListenersAtWork.closing(broker, closed.of(connection, session), session);

      assertThat(Broker.result(closing)).isEqualTo("closed");
      assertThat(Duration.ofNanos(System.nanoTime() - begun))
          .isGreaterThanOrEqualTo(Duration.ofMillis(300));
      assertThat(worker.outcomes).hasSize(1).hasOnlyElementsOfType(JMSException.class);
    }
  }

  @Test
  void aSessionThatAListenerWaitsForOfflineEndsWithTheTimeOfTheClose() throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.ignore(Flow.class);
      broker.opens().begins().receives().peer.expectFlow();
      broker.delivers("m");
      Outage outage = Outage.lasting(broker);

      Connection connection =
          outage.connect(
              "jms.closeTimeout=300",
              "jms.requestTimeout=-1",
              "failover.initialReconnectDelay=600000");
      Session session = connection.createSession();
      ListenersAtWork.Worker worker = new ListenersAtWork.Worker(connection::createSession);
      Broker.consumer(session).setMessageListener(worker);
      connection.start();
      worker.awaitAtWork();
      outage.begin();
      worker.goOn();

      assertThat(Broker.result(ListenersAtWork.closing(broker, connection, session)))
          .isEqualTo("closed");
      assertThat(worker.outcomes).hasSize(1).hasOnlyElementsOfType(JMSException.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aListenerThatTakesLongerThanTheCloseMayDoNothingMoreAndIsWaitedFor(
      ListenersAtWork.Closed closed) throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.ignore(Flow.class);
      broker.opens().begins().receives().peer.expectFlow();
      broker.delivers("m");
      ListenersAtWork.ends(broker, closed);

      Connection connection = broker.connect("jms.closeTimeout=300");
      Session session = connection.createSession();
      ListenersAtWork.Worker worker = new ListenersAtWork.Worker(session::createMessage);
      Broker.consumer(session).setMessageListener(worker);
      connection.start();
      worker.awaitAtWork();
      Future<String> closing =
          ListenersAtWork.closing(broker, closed.of(connection, session), session);
      broker.verify();
      assertThat(closing).isNotDone();
      worker.goOn();

      assertThat(Broker.result(closing)).isEqualTo("closed");
      assertThat(worker.outcomes).hasSize(1).hasOnlyElementsOfType(IllegalStateException.class);
    }
  }

  @Test
  void anInterruptEndsTheWaitForAListenerThatDoesNotReturn() throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.ignore(Flow.class);
      broker.opens().begins().receives().peer.expectFlow();
      broker.delivers("m");
      ListenersAtWork.ends(broker, ListenersAtWork.Closed.CONNECTION);

      Connection connection = broker.connect("jms.closeTimeout=300");
      Session session = connection.createSession();
      ListenersAtWork.Worker worker = new ListenersAtWork.Worker(() -> "returned");
      Broker.consumer(session).setMessageListener(worker);
      connection.start();
      worker.awaitAtWork();
      Future<String> closing = ListenersAtWork.closing(broker, connection, session);
      broker.verify();
      broker.awaitWaiting(1).interrupt();

      assertThat(Broker.result(closing)).isEqualTo("closed");
      assertThat(worker.outcomes).isEmpty();
      worker.goOn();
    }
  }

  @ParameterizedTest
  @EnumSource
  void whoeverClosesASessionTooDoesNotWaitOnWhereAnInterruptHasEndedTheWait(
      ListenersAtWork.Closed closed) throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.ignore(Flow.class).ignore(Disposition.class);
      broker.opens().begins().receives().peer.expectFlow();
      broker.delivers("m");
      ListenersAtWork.ends(broker, closed);

      Connection connection = broker.connect("jms.closeTimeout=-1");
      Session session = connection.createSession();
      ListenersAtWork.Worker worker = new ListenersAtWork.Worker(() -> "returned");
      Broker.consumer(session).setMessageListener(worker);
      connection.start();
      worker.awaitAtWork();
      Future<String> closing =
          ListenersAtWork.closing(broker, closed.of(connection, session), session);
      broker.awaitWaiting(1).interrupt();
      assertThat(Broker.result(closing)).isEqualTo("closed");
      Future<String> again =
          broker.async(
              () -> {
                session.close();
                return "closed";
              });

      // Long before the listener's own patience ends.
      assertThat(again).succeedsWithin(Duration.ofSeconds(3)).isEqualTo("closed");
      assertThat(worker.outcomes).isEmpty();
      worker.goOn();
      broker.verify();
    }
  }

  @Test
  void aConsumerThatIsMadeWhileTheConnectionClosesIsClosedWithIt() throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.ignore(Flow.class);
      broker.opens().begins().begins().receives().peer.expectFlow();
      broker.peer.remoteTransfer().onChannel(0).withHandle(0).withText("m").send();
      broker.peer.expectAttach().ofReceiver().onChannel(1);
      broker.peer.allowSurplus();

      Connection connection = broker.connect("jms.closeTimeout=500");
      Session session = connection.createSession();
      Session other = connection.createSession();
      ListenersAtWork.Worker worker = new ListenersAtWork.Worker(() -> "done");
      Broker.consumer(session).setMessageListener(worker);
      connection.start();
      worker.awaitAtWork();
      Future<String> making = broker.async(() -> String.valueOf(Broker.consumer(other)));
      broker.verify();
      Future<String> closing = ListenersAtWork.closing(broker, connection, other);
      broker.attachesLate(Role.RECEIVER);

      assertThat(Broker.result(making)).isEqualTo("consumer of q");
      worker.goOn();
      assertThat(Broker.result(closing)).isEqualTo("closed");
    }
  }
}
