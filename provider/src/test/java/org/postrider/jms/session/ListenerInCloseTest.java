// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.codec.messaging.Released;
import org.postrider.codec.performative.Disposition;
import org.postrider.codec.performative.Flow;
import org.postrider.jms.destination.PostriderQueue;
import org.postrider.testpeer.Hold;

/**
 * What a listener may do that runs when its connection or session is closed: everything, until it
 * has returned (Jakarta Messaging 6.1.8, 6.2.15).
 */
class ListenerInCloseTest {

  private static final PostriderQueue QUEUE = new PostriderQueue("q");

  private static Object send(Session session, MessageProducer producer) throws JMSException {
    producer.send(session.createTextMessage("reply"));
    return "sent";
  }

  @ParameterizedTest
  @EnumSource
  void aListenerMaySendAndItsMessageIsAcknowledged(ListenersAtWork.Closed closed) throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.ignore(Flow.class);
      broker.opens().begins().sends(1).receives().peer.expectFlow();
      broker.delivers("m").accepts().isAcknowledged();
      ListenersAtWork.ends(broker, closed);

      Connection connection = broker.connect();
      Session session = connection.createSession();
      MessageProducer producer = Broker.producer(session);
      ListenersAtWork.Worker worker = new ListenersAtWork.Worker(() -> send(session, producer));
      Broker.consumer(session).setMessageListener(worker);
      connection.start();
      worker.awaitAtWork();
      ListenersAtWork.closesBehind(worker, broker, closed.of(connection, session), session);

      assertThat(worker.outcomes).containsExactly("sent");
      broker.verify();
    }
  }

  @Test
  void aListenerOfAContextMaySendThroughIt() throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.ignore(Flow.class);
      broker.opens().begins().receives().peer.expectFlow();
      broker.delivers("m").sends(1).accepts().isAcknowledged();
      broker.peer.expectEnd().respond().expectClose().respond();

      JMSContext context = broker.factory().createContext();
      ListenersAtWork.Worker worker =
          new ListenersAtWork.Worker(
              () -> {
                context.createProducer().send(QUEUE, context.createTextMessage("reply"));
                return "sent";
              });
      context.createConsumer(QUEUE).setMessageListener(worker);
      worker.awaitAtWork();
      ListenersAtWork.closesBehind(worker, broker, context, () -> context.getTransacted());

      assertThat(worker.outcomes).containsExactly("sent");
      broker.verify();
      assertThat(catchThrowable(context::createTextMessage))
          .isInstanceOf(IllegalStateRuntimeException.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void aListenerMayCommit(ListenersAtWork.Closed closed) throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.ignore(Flow.class);
      broker.opens().begins().declares(1).receives().peer.expectFlow();
      broker.delivers("m").peer.expectDisposition().withState(TransactionScript.accepted(1));
      broker.commits(1).peer.expectTransfer().ofRollback((byte) 2).respondAccepted();
      ListenersAtWork.ends(broker, closed);

      Connection connection = broker.connect();
      Session session = TransactionScript.transacted(connection);
      ListenersAtWork.Worker worker =
          new ListenersAtWork.Worker(
              () -> {
                session.commit();
                return "committed";
              });
      Broker.consumer(session).setMessageListener(worker);
      connection.start();
      worker.awaitAtWork();
      ListenersAtWork.closesBehind(worker, broker, closed.of(connection, session), session);

      assertThat(worker.outcomes).containsExactly("committed");
      broker.verify();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aListenerMayAcknowledge(ListenersAtWork.Closed closed) throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.ignore(Flow.class);
      broker.opens().begins().receives().peer.expectFlow();
      broker.delivers("m").isAcknowledged();
      ListenersAtWork.ends(broker, closed);

      Connection connection = broker.connect();
      Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
      List<Message> got = new CopyOnWriteArrayList<>();
      ListenersAtWork.Worker worker =
          new ListenersAtWork.Worker(
              () -> {
                got.get(0).acknowledge();
                return "acknowledged";
              });
      Broker.consumer(session)
          .setMessageListener(
              message -> {
                got.add(message);
                worker.onMessage(message);
              });
      connection.start();
      worker.awaitAtWork();
      ListenersAtWork.closesBehind(worker, broker, closed.of(connection, session), session);

      assertThat(worker.outcomes).containsExactly("acknowledged");
      broker.verify();
    }
  }

  @Test
  void noOtherListenerIsCalledWhileOneIsWaitedFor() throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.ignore(Flow.class);
      broker.opens().begins().begins().receives().receives().peer.expectFlow();
      broker.peer.expectFlow();
      Hold other = broker.peer.hold();
      broker.peer.remoteTransfer().onChannel(0).withHandle(0).withText("m").send();
      Hold late = broker.peer.hold();
      broker.peer.remoteTransfer().onChannel(1).withHandle(0).withText("late").send();
      broker.peer.ignore(Disposition.class);
      broker.peer.expectEnd().respond().expectEnd().respond().expectClose().respond();

      Connection connection = broker.connect();
      Session first = connection.createSession();
      Session second = connection.createSession();
      ListenersAtWork.Worker worker = new ListenersAtWork.Worker(() -> "done");
      PostriderConsumer consumer = (PostriderConsumer) Broker.consumer(second);
      List<Message> called = new CopyOnWriteArrayList<>();
      Broker.consumer(first).setMessageListener(worker);
      consumer.setMessageListener(called::add);
      connection.start();
      other.release();
      worker.awaitAtWork();
      Future<String> closing = ListenersAtWork.closing(broker, connection, second);
      late.release();
      await().until(() -> consumer.inbound().size() == 1);
      assertThat(called).isEmpty();
      worker.goOn();

      assertThat(Broker.result(closing)).isEqualTo("closed");
      assertThat(called).isEmpty();
      broker.verify();
    }
  }

  @Test
  void aStartInAListenerDoesNotHaveOthersCalled() throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.ignore(Flow.class);
      broker.opens().begins().receives().peer.expectFlow();
      broker.delivers("m").delivers("late").isAcknowledged();
      broker.peer.expectDisposition().withState(Released.INSTANCE);
      broker.peer.expectEnd().respond().expectClose().respond();

      Connection connection = broker.connect();
      Session session = connection.createSession();
      PostriderConsumer consumer = (PostriderConsumer) Broker.consumer(session);
      ListenersAtWork.Worker worker =
          new ListenersAtWork.Worker(
              () -> {
                connection.start();
                ((PostriderSession) session).core().start();
                return "started";
              });
      consumer.setMessageListener(worker);
      connection.start();
      worker.awaitAtWork();
      await().until(() -> consumer.inbound().size() == 1);
      ListenersAtWork.closesBehind(worker, broker, connection, session);

      assertThat(worker.outcomes).containsExactly("started");
      broker.verify();
    }
  }

  @Test
  void aListenerMayNeitherCloseNorStopWhatIsBeingClosed() throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.ignore(Flow.class);
      broker.opens().begins().receives().peer.expectFlow();
      broker.delivers("m").isAcknowledged();
      broker.peer.expectEnd().respond().expectClose().respond();

      Connection connection = broker.connect();
      Session session = connection.createSession();
      ListenersAtWork.Worker worker =
          new ListenersAtWork.Worker(
              () ->
                  List.of(
                      catchThrowable(connection::close).getClass(),
                      catchThrowable(connection::stop).getClass(),
                      catchThrowable(session::close).getClass()));
      Broker.consumer(session).setMessageListener(worker);
      connection.start();
      worker.awaitAtWork();
      ListenersAtWork.closesBehind(worker, broker, connection, session);

      Class<?> refused = IllegalStateException.class;
      assertThat(worker.outcomes).containsExactly(List.of(refused, refused, refused).toString());
      broker.verify();
    }
  }

  @Test
  void aStopThatWaitsForTheSameListenerReturnsWithIt() throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.ignore(Flow.class);
      broker.opens().begins().sends(1).receives().peer.expectFlow();
      broker.delivers("m").accepts().isAcknowledged();
      broker.peer.expectEnd().respond().expectClose().respond();

      Connection connection = broker.connect();
      Session session = connection.createSession();
      MessageProducer producer = Broker.producer(session);
      ListenersAtWork.Worker worker = new ListenersAtWork.Worker(() -> send(session, producer));
      Broker.consumer(session).setMessageListener(worker);
      connection.start();
      worker.awaitAtWork();
      Future<String> stopping =
          broker.async(
              () -> {
                connection.stop();
                return "stopped";
              });
      broker.awaitWaiting(1);
      Future<String> closing = ListenersAtWork.closing(broker, connection, session);
      assertThat(stopping).isNotDone();
      worker.goOn();

      assertThat(Broker.result(stopping)).isEqualTo("stopped");
      assertThat(Broker.result(closing)).isEqualTo("closed");
      assertThat(worker.outcomes).containsExactly("sent");
      broker.verify();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aCompletionListenerMaySend(ListenersAtWork.Closed closed) throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(2).accepts().accepts();
      ListenersAtWork.ends(broker, closed);

      Connection connection = broker.connect();
      Session session = connection.createSession();
      MessageProducer producer = Broker.producer(session);
      ListenersAtWork.Worker worker = new ListenersAtWork.Worker(() -> send(session, producer));
      producer.send(session.createMessage(), worker);
      worker.awaitAtWork();
      ListenersAtWork.closesBehind(worker, broker, closed.of(connection, session), session);

      assertThat(worker.outcomes).containsExactly("sent");
      broker.verify();
    }
  }

  @Test
  void aListenerOfAServerSessionMaySend() throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.ignore(Flow.class);
      broker.opens().begins().sends(1).begins().receives().peer.expectFlow();
      broker.delivers("m").peer.expectTransfer().onChannel(0).respondAccepted();
      broker.isAcknowledged().peer.allowSurplus();

      Connection connection = broker.connect("jms.closeTimeout=2000");
      Session session = connection.createSession();
      MessageProducer producer = Broker.producer(session);
      ListenersAtWork.Worker worker = new ListenersAtWork.Worker(() -> send(session, producer));
      session.setMessageListener(worker);
      OneSessionPool pool = new OneSessionPool(session);
      connection.createConnectionConsumer(QUEUE, null, pool, 1);
      connection.start();
      Future<String> running =
          broker.async(
              () -> {
                pool.runOne();
                return "run";
              });
      worker.awaitAtWork();
      Future<String> closing = ListenersAtWork.closing(broker, connection, session);
      worker.goOn();

      assertThat(Broker.result(running)).isEqualTo("run");
      assertThat(worker.outcomes).containsExactly("sent");
      broker.verify();
      assertThat(Broker.result(closing)).isEqualTo("closed");
    }
  }

  // Receives

  @Test
  void aListenerMayWaitForAReplyInAnotherSessionButNotForEver() throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.ignore(Flow.class);
      broker.opens().begins().begins().receives().receives().peer.expectFlow();
      broker.peer.expectFlow();
      Hold first = broker.peer.hold();
      broker.peer.remoteTransfer().onChannel(0).withHandle(0).withText("m").send();
      Hold second = broker.peer.hold();
      broker.peer.remoteTransfer().onChannel(1).withHandle(0).withText("reply").send();
      broker.peer.allowSurplus();

      Connection connection = broker.connect("jms.closeTimeout=60000");
      Session session = connection.createSession();
      MessageConsumer replies = Broker.consumer(connection.createSession());
      ListenersAtWork.Worker worker =
          new ListenersAtWork.Worker(
              () ->
                  List.of(
                      replies.receive(TimeUnit.SECONDS.toMillis(Broker.PATIENCE_SECONDS)) != null,
                      replies.receive() == null));
      MessageConsumer consumer = session.createConsumer(session.createQueue("work"));
      consumer.setMessageListener(worker);
      connection.start();
      first.release();
      worker.awaitAtWork();
      Future<String> closing = ListenersAtWork.closing(broker, connection, session);
      worker.goOn();
      await().until(() -> ((PostriderConsumer) replies).inbound().isAwaited());
      second.release();

      await().until(() -> worker.outcomes.equals(List.of("[true, true]")));
      broker.peer.dropConnection();
      assertThat(Broker.result(closing)).isEqualTo("closed");
    }
  }

  @Test
  void aReceiveOfAnotherThreadEndsThoughAListenerIsWaitedFor() throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.ignore(Flow.class);
      broker.opens().begins().begins().receives().receives().peer.expectFlow();
      broker.peer.expectFlow();
      broker.peer.remoteTransfer().onChannel(0).withHandle(0).withText("m").send();
      broker.peer.allowSurplus();

      Connection connection = broker.connect("jms.closeTimeout=500");
      Session session = connection.createSession();
      MessageConsumer waiting = Broker.consumer(connection.createSession());
      ListenersAtWork.Worker worker = new ListenersAtWork.Worker(() -> "done");
      Broker.consumer(session).setMessageListener(worker);
      connection.start();
      worker.awaitAtWork();
      Future<String> receiving = broker.async(() -> String.valueOf(waiting.receive()));
      broker.awaitWaiting(1);
      Future<String> closing = ListenersAtWork.closing(broker, connection, session);

      assertThat(Broker.result(receiving)).isEqualTo("null");
      assertThat(closing).isNotDone();
      worker.goOn();
      assertThat(Broker.result(closing)).isEqualTo("closed");
    }
  }
}
