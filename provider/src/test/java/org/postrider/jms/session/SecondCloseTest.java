// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.Connection;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postrider.codec.performative.Close;
import org.postrider.codec.performative.Detach;
import org.postrider.codec.performative.Disposition;
import org.postrider.codec.performative.End;
import org.postrider.codec.performative.Flow;
import org.postrider.codec.performative.Performative;
import org.postrider.jms.Latches;
import org.postrider.jms.destination.PostriderQueue;
import org.postrider.testpeer.Hold;

/** What is closed by two threads is closed when either of the calls returns. */
class SecondCloseTest {

  private static final PostriderQueue QUEUE = new PostriderQueue("q");
  private static final String PATIENT = "jms.closeTimeout=60000";

  /** What is closed, and the frame whose answer the close waits for. */
  private enum Closed {
    CONNECTION(Close.class) {
      @Override
      Hold script(Broker broker) {
        return closesLate(broker.begins());
      }

      @Override
      AutoCloseable of(Broker broker) throws JMSException {
        Connection connection = broker.connect(PATIENT);
        assertThat(connection.createSession()).isNotNull();
        return connection;
      }
    },
    CONTEXT(End.class) {
      @Override
      Hold script(Broker broker) {
        Hold hold = SESSION.script(broker);
        broker.peer.expectClose().respond();
        return hold;
      }

      @Override
      AutoCloseable of(Broker broker) {
        JMSContext context = broker.factory(PATIENT).createContext();
        assertThat(context.createMessage()).isNotNull();
        return context;
      }
    },
    SESSION(End.class) {
      @Override
      Hold script(Broker broker) {
        return endsLate(broker.begins());
      }

      @Override
      AutoCloseable of(Broker broker) throws JMSException {
        return broker.connect(PATIENT).createSession();
      }
    },
    PRODUCER(Detach.class) {
      @Override
      Hold script(Broker broker) {
        return detachesLate(broker.begins().sends(1));
      }

      @Override
      AutoCloseable of(Broker broker) throws JMSException {
        return Broker.producer(broker.connect(PATIENT).createSession());
      }
    },
    CONSUMER(Detach.class) {
      @Override
      Hold script(Broker broker) {
        return detachesLate(broker.begins().receives());
      }

      @Override
      AutoCloseable of(Broker broker) throws JMSException {
        return Broker.consumer(broker.connect(PATIENT).createSession());
      }
    },
    CONNECTION_CONSUMER(Detach.class) {
      @Override
      Hold script(Broker broker) {
        return detachesLate(broker.begins().receives());
      }

      @Override
      AutoCloseable of(Broker broker) throws JMSException {
        return broker
                .connect(PATIENT)
                .createConnectionConsumer(QUEUE, null, new OneSessionPool(null), 1)
            ::close;
      }
    };

    private final Class<? extends Performative> frame;

    Closed(Class<? extends Performative> frame) {
      this.frame = frame;
    }

    abstract Hold script(Broker broker);

    abstract AutoCloseable of(Broker broker) throws JMSException;

    private static Hold closesLate(Broker broker) {
      broker.peer.expectEnd().respond().expectClose();
      Hold hold = broker.peer.hold();
      broker.peer.remoteClose().send();
      return hold;
    }

    private static Hold endsLate(Broker broker) {
      broker.peer.expectEnd();
      Hold hold = broker.peer.hold();
      broker.peer.remoteEnd().send();
      return hold;
    }

    private static Hold detachesLate(Broker broker) {
      broker.peer.expectDetach().closed();
      Hold hold = broker.peer.hold();
      broker.peer.remoteDetach().closed().send();
      return hold;
    }
  }

  private static Future<String> closing(Broker broker, AutoCloseable closed) {
    return broker.async(
        () -> {
          closed.close();
          return "closed";
        });
  }

  @ParameterizedTest
  @EnumSource
  void theSecondCallReturnsWhenTheFirstOneDoes(Closed what) throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.ignore(Flow.class);
      Hold hold = what.script(broker.opens());

      AutoCloseable closed = what.of(broker);
      Future<String> first = closing(broker, closed);
      broker.awaitFrames(what.frame, 1);
      Future<String> second = closing(broker, closed);
      broker.awaitWaiting(2);
      assertThat(second).isNotDone();
      hold.release();

      assertThat(Broker.result(second)).isEqualTo("closed");
      assertThat(Broker.result(first)).isEqualTo("closed");
      broker.verify();
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatGoesWithWhatIsClosedIsClosedWhenThatIs(ListenersAtWork.Closed closed) throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.ignore(Flow.class);
      broker.opens().begins().sends(1).receives();
      boolean alone = closed == ListenersAtWork.Closed.SESSION;
      Hold hold = alone ? Closed.endsLate(broker) : Closed.closesLate(broker);

      Connection connection = broker.connect(PATIENT);
      Session session = connection.createSession();
      MessageProducer producer = Broker.producer(session);
      MessageConsumer consumer = Broker.consumer(session);
      Future<String> first = closing(broker, closed.of(connection, session));
      broker.awaitFrames(alone ? End.class : Close.class, 1);
      List<Future<String>> others =
          List.of(closing(broker, session), closing(broker, producer), closing(broker, consumer));
      broker.awaitWaiting(4);
      assertThat(others).noneMatch(Future::isDone);
      hold.release();

      assertThat(Broker.result(first)).isEqualTo("closed");
      for (Future<String> other : others) {
        assertThat(Broker.result(other)).isEqualTo("closed");
      }
      broker.verify();
    }
  }

  @Test
  void aListenerDoesNotWaitForTheCloseOfItsConsumerThatWaitsForIt() throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.ignore(Flow.class).ignore(Disposition.class);
      broker.opens().begins().receives().peer.expectFlow();
      broker.delivers("m").peer.expectDetach().closed().respond();
      CountDownLatch atWork = new CountDownLatch(1);
      CountDownLatch goOn = new CountDownLatch(1);
      CountDownLatch closedAgain = new CountDownLatch(1);

      PostriderConsumer consumer = Broker.startedConsumer(broker.connect(PATIENT));
      consumer.setMessageListener(
          message -> {
            atWork.countDown();
            Latches.await(goOn);
            Unchecked.run(consumer::close);
            closedAgain.countDown();
          });
      Latches.await(atWork);
      Future<String> first = closing(broker, consumer);
      broker.awaitWaiting(1);
      assertThat(first).isNotDone();
      goOn.countDown();

      Latches.await(closedAgain);
      assertThat(Broker.result(first)).isEqualTo("closed");
      broker.verify();
    }
  }

  @Test
  void aListenerDoesNotWaitForTheCloseOfAnotherSessionWhoseListenerMayWaitForIt() throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.ignore(Disposition.class);
      broker.opens().begins().receives().peer.expectFlow();
      broker.delivers("a").begins().receives().peer.expectFlow();
      broker.delivers("b").peer.expectEnd().respond();
      CountDownLatch goOn = new CountDownLatch(1);
      CountDownLatch atWork = new CountDownLatch(1);
      CountDownLatch closedAgain = new CountDownLatch(1);

      Connection connection = broker.connect(PATIENT);
      connection.start();
      Session session = connection.createSession();
      MessageConsumer consumer = Broker.consumer(session);
      broker.awaitFrames(Flow.class, 1);
      MessageConsumer other = Broker.consumer(connection.createSession());
      consumer.setMessageListener(
          message -> {
            atWork.countDown();
            Latches.await(goOn);
          });
      Latches.await(atWork);
      Future<String> first = closing(broker, session);
      broker.awaitWaiting(1);
      other.setMessageListener(
          message -> {
            Unchecked.run(session::close);
            closedAgain.countDown();
          });

      Latches.await(closedAgain);
      assertThat(first).isNotDone();
      goOn.countDown();
      assertThat(Broker.result(first)).isEqualTo("closed");
      broker.verify();
    }
  }

  @Test
  void aListenerThatAServerRunsDoesNotWaitForTheCloseOfAnotherSessionEither() throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.ignore(Disposition.class).ignore(Flow.class);
      broker.opens().begins().receives().peer.expectFlow();
      broker.delivers("a").begins().begins().receives().peer.expectFlow();
      broker.delivers("b").peer.expectEnd().respond();
      ListenersAtWork.Worker worker = new ListenersAtWork.Worker(() -> "returned");

      Connection connection = broker.connect(PATIENT);
      connection.start();
      Session session = connection.createSession();
      Broker.consumer(session).setMessageListener(worker);
      worker.awaitAtWork();
      Future<String> first = closing(broker, session);
      broker.awaitWaiting(1);
      Future<String> ran =
          OneSessionPool.serving(
              broker,
              connection,
              connection.createSession(),
              message -> Unchecked.run(session::close));

      assertThat(Broker.result(ran)).isEqualTo("ran");
      assertThat(first).isNotDone();
      worker.goOn();
      assertThat(Broker.result(first)).isEqualTo("closed");
      broker.verify();
    }
  }

  @Test
  void listenersThatCloseEachOthersSessionDoNotWaitForEachOtherWithoutEnd() throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.ignore(Disposition.class);
      broker.peer.ignore(Flow.class);
      broker.opens().begins().receives().peer.expectFlow();
      broker.delivers("a").begins().receives().peer.expectFlow();
      broker.delivers("b").peer.expectEnd().respond().expectEnd().respond();
      CountDownLatch bothAtWork = new CountDownLatch(2);
      CountDownLatch bothClosed = new CountDownLatch(2);
      List<Thread> callers = new CopyOnWriteArrayList<>();

      Connection connection = broker.connect("jms.closeTimeout=200");
      connection.start();
      Session session = connection.createSession();
      MessageConsumer consumer = Broker.consumer(session);
      broker.awaitFrames(Flow.class, 1);
      Session other = connection.createSession();
      MessageConsumer itsConsumer = Broker.consumer(other);
      consumer.setMessageListener(
          message -> {
            callers.add(Thread.currentThread());
            close(other, bothAtWork, bothClosed);
          });
      itsConsumer.setMessageListener(
          message -> {
            callers.add(Thread.currentThread());
            close(session, bothAtWork, bothClosed);
          });

      try {
        Latches.await(bothClosed);
      } catch (AssertionError stuck) {
        // The close of the connection would wait for them without end.
        callers.forEach(Thread::interrupt);
        throw stuck;
      }
      broker.verify();
    }
  }

  private static void close(Session closed, CountDownLatch atWork, CountDownLatch done) {
    atWork.countDown();
    Latches.await(atWork);
    Unchecked.run(closed::close);
    done.countDown();
  }

  @Test
  void anExceptionListenerDoesNotWaitForTheCloseOfItsConnectionThatWaitsForIt() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().peer.expectEnd().respond().expectClose().respond();
      CountDownLatch atWork = new CountDownLatch(1);
      CountDownLatch goOn = new CountDownLatch(1);
      CountDownLatch closedAgain = new CountDownLatch(1);

      PostriderConnection connection = (PostriderConnection) broker.connect(PATIENT);
      assertThat(connection.createSession()).isNotNull();
      connection.setExceptionListener(
          failure -> {
            atWork.countDown();
            Latches.await(goOn);
            Unchecked.run(connection::close);
            closedAgain.countDown();
          });
      connection.reports().failure(new JMSException("a failure"));
      Latches.await(atWork);
      Future<String> first = closing(broker, connection);
      broker.verify();
      broker.awaitWaiting(1);
      assertThat(first).isNotDone();
      goOn.countDown();

      Latches.await(closedAgain);
      assertThat(Broker.result(first)).isEqualTo("closed");
    }
  }
}
