// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageListener;
import jakarta.jms.Session;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.postrider.codec.performative.Disposition;
import org.postrider.codec.performative.Flow;
import org.postrider.jms.Latches;

/** Listeners that wait for each other do so for {@code jms.closeTimeout}, and not without end. */
class MutualListenersTest {

  private static final String SHORT = "jms.closeTimeout=200";

  /** A call that a listener makes. */
  @FunctionalInterface
  private interface Call {
    void run() throws JMSException;
  }

  /** Two listeners that are at work before either makes its call. */
  private static final class Two {
    final List<JMSException> thrown = new CopyOnWriteArrayList<>();
    private final CountDownLatch atWork = new CountDownLatch(2);
    private final CountDownLatch returned = new CountDownLatch(2);
    private final List<Thread> callers = new CopyOnWriteArrayList<>();

    MessageListener calling(Call call) {
      return message -> {
        callers.add(Thread.currentThread());
        atWork.countDown();
        Latches.await(atWork);
        try {
          call.run();
        } catch (JMSException failed) {
          thrown.add(failed);
        }
        returned.countDown();
      };
    }

    /** Waits for their calls; interrupts those that hang. */
    void awaitReturned() {
      try {
        Latches.await(returned);
      } catch (AssertionError stuck) {
        // The close of the connection would wait for them without end.
        callers.forEach(Thread::interrupt);
        throw stuck;
      }
    }
  }

  @Test
  void listenersThatCloseEachOthersConsumerDoNotWaitForEachOtherWithoutEnd() throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.ignore(Disposition.class).ignore(Flow.class);
      broker.opens().begins().receives().peer.expectFlow();
      broker.delivers("a").begins().receives().peer.expectFlow();
      broker.delivers("b");
      broker.peer.expectDetach().closed().respond().expectDetach().closed().respond();

      Connection connection = broker.connect(SHORT);
      connection.start();
      MessageConsumer one = Broker.consumer(connection.createSession());
      broker.awaitFrames(Flow.class, 1);
      MessageConsumer other = Broker.consumer(connection.createSession());
      Two two = new Two();
      one.setMessageListener(two.calling(other::close));
      other.setMessageListener(two.calling(one::close));

      two.awaitReturned();
      assertThat(two.thrown).isEmpty();
      broker.verify();
    }
  }

  @Test
  void oneOfTwoListenersThatStopEachOthersConnectionHearsThatTheOtherRunsYet() throws Exception {
    try (Broker broker = new Broker();
        Broker second = new Broker()) {
      Connection connection = delivering(broker);
      Connection other = delivering(second);
      Two two = new Two();
      Broker.startedConsumer(connection).setMessageListener(two.calling(other::stop));
      Broker.startedConsumer(other).setMessageListener(two.calling(connection::stop));

      two.awaitReturned();
      // Who stops last may find that the other one has thrown, and so returned.
      assertThat(two.thrown)
          .isNotEmpty()
          .allSatisfy(
              late ->
                  assertThat(late).hasMessageContaining("has not returned in jms.closeTimeout"));
    }
  }

  @Test
  void listenersThatAServerRunsDoNotWaitForEachOthersSessionWithoutEnd() throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.ignore(Disposition.class).ignore(Flow.class);
      broker.opens().begins().begins().begins().receives().peer.expectFlow();
      broker.delivers("a").receives().peer.expectFlow();
      broker.delivers("b").peer.expectEnd().respond().expectEnd().respond();

      Connection connection = broker.connect(SHORT);
      connection.start();
      Session one = connection.createSession();
      Session other = connection.createSession();
      Two two = new Two();
      MessageListener closing = two.calling(other::close);
      Future<String> ran = OneSessionPool.serving(broker, connection, one, closing);
      MessageListener closingBack = two.calling(one::close);
      Future<String> otherRan = OneSessionPool.serving(broker, connection, other, closingBack);

      two.awaitReturned();
      assertThat(two.thrown).isEmpty();
      assertThat(List.of(Broker.result(ran), Broker.result(otherRan))).containsOnly("ran");
      broker.verify();
    }
  }

  @Test
  void listenersThatAServerRunsDoNotWaitForEachOthersConnectionWithoutEnd() throws Exception {
    try (Broker broker = new Broker();
        Broker second = new Broker()) {
      Connection connection = loading(broker);
      Connection other = loading(second);
      Two two = new Two();
      Future<String> ran = serving(broker, connection, two.calling(other::close));
      Future<String> otherRan = serving(second, other, two.calling(connection::close));

      two.awaitReturned();
      assertThat(two.thrown).isEmpty();
      assertThat(List.of(Broker.result(ran), Broker.result(otherRan))).containsOnly("ran");
    }
  }

  @Test
  void oneOfTwoListenersThatAServerRunsAndThatStopEachOthersConnectionHearsThatTheOtherRunsYet()
      throws Exception {
    try (Broker broker = new Broker();
        Broker second = new Broker()) {
      Connection connection = loading(broker);
      Connection other = loading(second);
      Two two = new Two();
      Future<String> ran = serving(broker, connection, two.calling(other::stop));
      Future<String> otherRan = serving(second, other, two.calling(connection::stop));

      two.awaitReturned();
      assertThat(two.thrown)
          .isNotEmpty()
          .allSatisfy(
              late ->
                  assertThat(late).hasMessageContaining("has not returned in jms.closeTimeout"));
      assertThat(List.of(Broker.result(ran), Broker.result(otherRan))).containsOnly("ran");
    }
  }

  /** A connection to a broker that has one message for a connection consumer, with one session. */
  private static Connection loading(Broker broker) throws JMSException {
    broker.peer.ignore(Disposition.class).ignore(Flow.class);
    broker.opens().begins().begins().receives().peer.expectFlow();
    broker.delivers("m").peer.allowSurplus();
    Connection connection = broker.connect(SHORT);
    connection.start();
    return connection;
  }

  private static Future<String> serving(
      Broker broker, Connection connection, MessageListener listener) throws JMSException {
    return OneSessionPool.serving(broker, connection, connection.createSession(), listener);
  }

  /** A connection to a broker that delivers one message. */
  private static Connection delivering(Broker broker) throws JMSException {
    broker.peer.ignore(Disposition.class).ignore(Flow.class);
    broker.opens().begins().receives().peer.expectFlow();
    broker.delivers("m").peer.allowSurplus();
    return broker.connect(SHORT);
  }
}
