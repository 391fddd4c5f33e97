// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.MessageListener;
import jakarta.jms.Session;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.codec.messaging.Released;
import org.postrider.codec.performative.Disposition;
import org.postrider.codec.performative.Flow;
import org.postrider.jms.Latches;
import org.postrider.testpeer.Hold;

/**
 * A broker that answers the drain of a rollback before it has sent what it has prepared, as Artemis
 * does, and counts that as given back: it sends it with the next credit, which must be another
 * drain's.
 */
@Timeout(60)
class RollbackDrainTest {

  private static final int PREFETCH = 1000;
  private static final String LARGE = "x".repeat(100_000);

  private static Broker consumes(Broker broker, String... messages) {
    broker.opens().begins().declares(1).receives().peer.expectFlow().withLinkCredit(PREFETCH);
    for (String message : messages) {
      broker.delivers(message);
    }
    broker.peer.expectDisposition().ofDelivery(0).settled();
    return broker;
  }

  private static void rollsBack(Broker broker) {
    broker.peer.expectTransfer().ofRollback((byte) 1).respondAccepted();
    broker.peer.expectTransfer().ofDeclare().respondDeclared((byte) 2);
  }

  private static void rollback(Broker broker, int waiting) throws Exception {
    Connection connection = broker.connect();
    Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
    PostriderConsumer consumer = (PostriderConsumer) Broker.consumer(session);
    connection.start();
    await().until(() -> consumer.inbound().size() == waiting);
    consumer.receive();
    broker.awaitFrames(Disposition.class, 1);
    session.rollback();
  }

  @Test
  void whatItHeldUpComesBeforeAnythingGoesBack() throws Exception {
    try (Broker broker = new Broker()) {
      consumes(broker, LARGE, LARGE);
      broker.peer.expectFlow().draining().withLinkCredit(PREFETCH - 2).respondDrained();
      broker.peer.expectFlow().draining().withLinkCredit(PREFETCH - 2);
      broker.delivers("held up");
      broker.peer.remoteFlow().drained().send();
      broker.peer.expectFlow().draining().withLinkCredit(PREFETCH - 3).respondDrained();
      rollsBack(broker);
      broker.peer.expectDisposition().ofDeliveries(1, 2).settled().withState(Released.INSTANCE);
      broker.peer.expectFlow().notDraining().withLinkCredit(PREFETCH);

      rollback(broker, 2);

      broker.verify();
    }
  }

  @Test
  void aDrainThatBringsNothingMoreIsTheLast() throws Exception {
    try (Broker broker = new Broker()) {
      consumes(broker, LARGE, LARGE);
      broker.peer.expectFlow().draining().withLinkCredit(PREFETCH - 2).respondDrained();
      broker.peer.expectFlow().draining().withLinkCredit(PREFETCH - 2).respondDrained();
      rollsBack(broker);
      broker.peer.expectDisposition().ofDelivery(1).settled().withState(Released.INSTANCE);
      broker.peer.expectFlow().notDraining().withLinkCredit(PREFETCH);

      rollback(broker, 2);

      broker.verify();
    }
  }

  private static List<Flow> flows(Broker broker, long handle) {
    return broker.flows().stream().filter(flow -> flow.handle() == handle).toList();
  }

  private static boolean asks(Broker broker, long handle) {
    List<Flow> flows = flows(broker, handle);
    Flow last = flows.isEmpty() ? null : flows.get(flows.size() - 1);
    return last != null && last.linkCredit() == 1 && last.deliveryCount() == 1;
  }

  @Test
  void aListenerOnRequestWhoseMessageWentBackAsksForAnother() throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.ignore(Flow.class).ignore(Disposition.class);
      broker.opens().begins().declares(1).receives().receives();
      Hold hold = broker.peer.hold();
      broker.delivers("b").peer.remoteTransfer().withHandle(1).withText("a").send();
      rollsBack(broker);

      Connection connection = broker.connect("jms.prefetchPolicy.all=0");
      Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
      PostriderConsumer first = (PostriderConsumer) Broker.consumer(session);
      PostriderConsumer second = (PostriderConsumer) Broker.consumer(session);
      // Both have a message before either of them is given to its listener.
      CountDownLatch both = new CountDownLatch(1);
      MessageListener listener =
          message -> {
            Latches.await(both);
            Unchecked.run(session::rollback);
          };
      first.setMessageListener(listener);
      second.setMessageListener(listener);
      connection.start();
      broker.awaitFrames(Flow.class, 2);
      hold.release();
      await().until(() -> first.inbound().size() + second.inbound().size() == 1);
      both.countDown();

      await().until(() -> asks(broker, 1) && asks(broker, 2));
      broker.verify();
    }
  }

  @Test
  void aRollbackAsksForNoMessageThatNoReceiveWaitsFor() throws Exception {
    try (Broker broker = new Broker()) {
      broker.peer.ignore(Flow.class).ignore(Disposition.class);
      broker.opens().begins().declares(1).receives();
      Hold hold = broker.peer.hold();
      broker.delivers("late");
      rollsBack(broker);
      broker.begins().peer.expectEnd().respond();

      Connection connection = broker.connect("jms.prefetchPolicy.all=0", "amqp.drainTimeout=50");
      Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
      PostriderConsumer consumer = (PostriderConsumer) Broker.consumer(session);
      connection.start();
      assertThat(consumer.receive(20)).isNull();
      hold.release();
      await().until(() -> consumer.inbound().size() == 1);
      session.rollback();
      assertThat(consumer.inbound().size()).isZero();
      // Behind whatever the rollback has the event loop do.
      connection.createSession().close();

      broker.verify();
      // That of the receive; what drains has credit, too, where the message is sooner than that.
      assertThat(flows(broker, 1))
          .filteredOn(flow -> flow.linkCredit() > 0 && !flow.drain())
          .hasSize(1);
    }
  }
}
