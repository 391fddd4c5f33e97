// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.ResourceAllocationException;
import jakarta.jms.Session;
import java.util.Enumeration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.codec.performative.Disposition;
import org.postrider.codec.performative.Flow;
import org.postrider.testpeer.ExpectTransfer;
import org.postrider.testpeer.Hold;

/** What the broker ends: who waits hears why, and it is reported once. */
class ReportedEndsTest {

  @Test
  void aReceiveThatWaitsThrowsWhyTheLinkEnded() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().receives().peer.expectFlow();
      Hold hold = broker.peer.hold();
      broker.peer.remoteDetach().closed().withErrorOf("amqp:resource-deleted", "gone").send();
      broker.peer.expectDetach();

      MessageConsumer consumer = Broker.startedConsumer(broker.connect());
      Future<?> receiving = broker.async(consumer::receive);
      await().until(() -> ((PostriderConsumer) consumer).isReceiving());
      hold.release();

      assertThatThrownBy(() -> Broker.result(receiving))
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(InvalidDestinationException.class);
      assertThatThrownBy(consumer::receive)
          .isInstanceOf(IllegalStateException.class)
          .hasCauseInstanceOf(InvalidDestinationException.class);
      assertThat(broker.reported).isEmpty();
    }
  }

  @Test
  void anIdleConsumersEndIsReportedOnce() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().receives();
      broker.peer.remoteDetach().closed().withErrorOf("amqp:resource-deleted", "gone").send();
      broker.peer.expectDetach();
      broker.peer.expectEnd().respond();

      Session session = broker.connect().createSession();
      MessageConsumer consumer = Broker.consumer(session);
      await().until(() -> !broker.reported.isEmpty());

      assertThatThrownBy(consumer::receiveNoWait).isInstanceOf(IllegalStateException.class);
      consumer.close();
      session.close();
      broker.verify();
      assertThat(broker.reported).hasSize(1);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatEndsAScanThatWaitsIsReportedAsItThrowsNothing(boolean withSession) throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().consumes().peer.expectFlow().draining();
      if (withSession) {
        broker.peer.remoteEnd().withErrorOf("amqp:internal-error", "oops").send().expectEnd();
      } else {
        broker.peer.remoteDetach().closed().withErrorOf("amqp:not-found", "oops").send();
        broker.peer.expectDetach();
        broker.peer.expectEnd().respond();
      }
      broker.peer.expectClose().respond();

      Connection connection = broker.connect();
      connection.start();
      Session session = connection.createSession();
      Enumeration<?> scan = session.createBrowser(session.createQueue("q")).getEnumeration();
      broker.awaitFrames(Flow.class, 1);

      assertThat(scan.hasMoreElements()).isFalse();
      isReportedOnce(broker, connection);
    }
  }

  @Test
  void anIdleProducersEndIsReportedOnce() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(1);
      broker.peer.remoteDetach().closed().withErrorOf("amqp:resource-limit-exceeded", "x").send();
      broker.peer.expectDetach();

      Session session = broker.connect().createSession();
      MessageProducer producer = Broker.producer(session);
      await().until(() -> !broker.reported.isEmpty());

      assertThatThrownBy(() -> producer.send(session.createMessage()))
          .isInstanceOf(IllegalStateException.class)
          .hasCauseInstanceOf(ResourceAllocationException.class);
      producer.close();
      assertThat(broker.reported).hasSize(1);
    }
  }

  @Test
  void aSessionsEndIsReportedOnceWhateverItHad() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(1).receives().receives();
      Hold hold = broker.peer.hold();
      broker.peer.remoteEnd().withErrorOf("amqp:internal-error", "oops").send().expectEnd();
      broker.peer.expectClose().respond();

      Connection connection = broker.connect();
      Session session = connection.createSession();
      MessageProducer producer = Broker.producer(session);
      MessageConsumer first = Broker.consumer(session);
      MessageConsumer second = Broker.consumer(session);
      first.setMessageListener(message -> {});
      second.setMessageListener(message -> {});
      hold.release();
      await().until(() -> !broker.reported.isEmpty());

      assertThatThrownBy(() -> producer.send(null)).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(first::getMessageListener)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("oops");
      session.close();
      connection.close();
      assertThat(broker.reported).hasSize(1);
    }
  }

  /** The broker answers the end of transaction 1, and ends the session instead of the next one. */
  private static void endsBehind(Broker broker, ExpectTransfer discharge) {
    discharge.respondAccepted().expectTransfer().ofDeclare();
    broker.peer.remoteEnd().withErrorOf("amqp:internal-error", "oops").send().expectEnd();
    broker.peer.expectClose().respond();
  }

  private static void isReportedOnce(Broker broker, Connection connection) throws JMSException {
    // It waits until the exception listener has heard all.
    connection.close();
    assertThat(broker.reported).singleElement().asString().contains("oops");
    broker.verify();
  }

  private static String commit(Session session) {
    try {
      session.commit();
      return "committed";
    } catch (JMSException failed) {
      return failed.toString();
    }
  }

  @Test
  void aSessionThatEndsBehindItsListenersCommitIsReportedOnce() throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.ignore(Flow.class).ignore(Disposition.class);
      broker.opens().begins().declares(1).receives().peer.expectFlow();
      broker.delivers("m");
      endsBehind(broker, broker.peer.expectTransfer().ofCommit((byte) 1));

      Connection connection = broker.connect();
      Session session = TransactionScript.transacted(connection);
      CompletableFuture<String> heard = new CompletableFuture<>();
      Broker.consumer(session).setMessageListener(message -> heard.complete(commit(session)));
      connection.start();

      assertThat(Broker.result(heard)).isEqualTo("committed");
      isReportedOnce(broker, connection);
    }
  }

  @Test
  void aSessionThatEndsBehindARollbackIsReportedOnce() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().declares(1);
      endsBehind(broker, broker.peer.expectTransfer().ofRollback((byte) 1));

      Connection connection = broker.connect();
      TransactionScript.transacted(connection).rollback();

      isReportedOnce(broker, connection);
    }
  }

  /** The broker ends the session of a call that waits, and answers nothing. */
  private static void endsSession(Broker broker) {
    broker.peer.remoteEnd().onChannel(0).withErrorOf("amqp:internal-error", "oops").send();
    broker.peer.allowSurplus();
  }

  private static void isToldByTheCallAlone(
      Broker broker, Connection connection, ThrowableAssert.ThrowingCallable call)
      throws JMSException {
    assertThatThrownBy(call).hasStackTraceContaining("oops");
    connection.close();
    assertThat(broker.reported).isEmpty();
  }

  @Test
  void aSessionThatEndsInsteadOfItsTemporaryQueueIsToldByTheCallAlone() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().begins().peer.expectAttach().ofSender();
      endsSession(broker);

      Connection connection = broker.connect("jms.closeTimeout=100");
      Session session = connection.createSession();

      isToldByTheCallAlone(broker, connection, session::createTemporaryQueue);
    }
  }

  @Test
  void aSessionThatEndsInsteadOfItsUnsubscribeIsToldByTheCallAlone() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().begins().peer.expectAttach().ofReceiver();
      endsSession(broker);

      Connection connection = broker.connect("jms.closeTimeout=100");
      Session session = connection.createSession();

      isToldByTheCallAlone(broker, connection, () -> session.unsubscribe("news"));
    }
  }

  @Test
  void aSessionThatEndsInsteadOfItsFirstTransactionIsToldByTheCallAlone() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().coordinates().peer.expectTransfer().ofDeclare();
      endsSession(broker);

      Connection connection = broker.connect("jms.closeTimeout=100");

      isToldByTheCallAlone(broker, connection, () -> TransactionScript.transacted(connection));
    }
  }

  @Test
  void aSessionThatEndsWhileACommitWaitsForCompletionListenersIsToldByTheCommitAlone()
      throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().declares(1).sends(1).peer.expectTransfer();
      Hold hold = broker.peer.hold();
      endsSession(broker);

      Connection connection = broker.connect("jms.closeTimeout=100");
      Session session = TransactionScript.transacted(connection);
      HeardOutcomes listener = new HeardOutcomes();
      Broker.producer(session).send(session.createTextMessage("m"), listener);
      Future<?> committing = TransactionScript.committing(broker, session);
      broker.awaitWaiting(1);
      hold.release();

      isToldByTheCallAlone(broker, connection, () -> Broker.result(committing));
    }
  }

  @Test
  void aConnectionsEndIsReportedOnceAndWakesAReceive() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().receives().begins().receives().peer.ignore(Flow.class);
      Hold hold = broker.peer.hold();
      broker.peer.remoteClose().withErrorOf("amqp:connection:forced", "bye").send().expectClose();

      Connection connection = broker.connect();
      MessageConsumer consumer = Broker.consumer(connection.createSession());
      MessageConsumer listening = Broker.consumer(connection.createSession());
      listening.setMessageListener(message -> {});
      connection.start();
      Future<?> receiving = broker.async(consumer::receive);
      await().until(() -> ((PostriderConsumer) consumer).isReceiving());
      hold.release();

      assertThatThrownBy(() -> Broker.result(receiving))
          .isInstanceOf(ExecutionException.class)
          .cause()
          .isInstanceOf(JMSException.class)
          .hasMessageContaining("bye");
      await().until(() -> !broker.reported.isEmpty());
      assertThatThrownBy(connection::createSession)
          .isInstanceOf(IllegalStateException.class)
          .hasRootCauseMessage("bye [condition = amqp:connection:forced]");
      connection.close();
      assertThat(broker.reported).hasSize(1);
    }
  }

  @Test
  void garbageEndsTheConnectionWithOneReport() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().receives();
      broker.peer.sendBytes(new byte[] {0, 0, 0, 9, 1, 0, 0, 0, 0}).allowSurplus();

      Connection connection = broker.connect();
      MessageConsumer consumer = Broker.consumer(connection.createSession());
      await().until(() -> !broker.reported.isEmpty());

      assertThatThrownBy(consumer::receive).isInstanceOf(IllegalStateException.class);
      connection.close();
      assertThat(broker.reported).hasSize(1);
      assertThat(broker.reported.get(0).getErrorCode()).isEqualTo("amqp:connection:framing-error");
    }
  }
}
