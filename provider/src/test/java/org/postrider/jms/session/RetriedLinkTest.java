// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.codec.messaging.Source;
import org.postrider.codec.messaging.Target;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.Detach;
import org.postrider.jms.Latches;
import org.postrider.jms.amqp.AmqpConnection;
import org.postrider.jms.amqp.AmqpLink;
import org.postrider.jms.amqp.AmqpSender;
import org.postrider.jms.amqp.AmqpSession;
import org.postrider.jms.amqp.TemporaryNode;
import org.postrider.jms.destination.DestinationKind;
import org.postrider.testpeer.Hold;
import org.postrider.transport.engine.LinkSettings;

/**
 * What ends between the broker's refusal to have it back and the loss that the refusal brings: the
 * engine knows nothing of it then.
 */
class RetriedLinkTest {

  @Test
  void aLinkThatIsClosedBeforeItIsAskedForAgainIsClosed() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(0).sends(0).returns().begins().sends(0);
      Hold hold = broker.peer.hold();
      broker.peer.remoteDetach().onLink("restored").closed().send();
      broker.peer.expectAttach().refuse("amqp:not-found", "no queue q");
      CountDownLatch written = writtenBeforeTheLoss(broker);
      broker.opens().begins();

      FailoverTest.Events events = new FailoverTest.Events();
      AmqpConnection amqp = connect(broker, events);
      AmqpSession session = begun(amqp);
      CompletableFuture<CompletableFuture<Void>> closing = new CompletableFuture<>();
      CompletableFuture<AmqpSender> refused = new CompletableFuture<>();
      opened(session, "restored", (cause, alone) -> closing.complete(refused.join().close()), null);
      refused.complete(opened(session, "refused", RetriedLinkTest::ignored, null));
      releaseAtOnce(broker, amqp, hold, written);

      Broker.result(Broker.result(closing));
      isRestored(broker, events);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aLinkToANodeThatEndsBeforeTheLinkIsAskedForAgainEnds(boolean nodeFirst) throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().sends(0).sends(0).returns().begins().sends(0);
      Hold hold = broker.peer.hold();
      if (nodeFirst) {
        endNode(broker);
      }
      broker.peer.expectAttach().refuse("amqp:not-found", "no such node");
      if (!nodeFirst) {
        endNode(broker);
      }
      CountDownLatch written = writtenBeforeTheLoss(broker);
      broker.opens().begins();

      FailoverTest.Events events = new FailoverTest.Events();
      AmqpConnection amqp = connect(broker, events);
      AmqpSession session = begun(amqp);
      LinkSettings made = LinkFactory.temporary("node", DestinationKind.TEMPORARY_QUEUE);
      TemporaryNode node = new TemporaryNode(session, made, RetriedLinkTest::ignored);
      Broker.result(node.open());
      CompletableFuture<JMSException> ended = new CompletableFuture<>();
      opened(session, "refused", (cause, alone) -> ended.complete(cause), node);
      releaseAtOnce(broker, amqp, hold, written);

      assertThat(Broker.result(ended)).hasMessageContaining("the node went");
      isRestored(broker, events);
    }
  }

  @Test
  void aSessionThatIsEndedBeforeItIsBegunAgainIsOver() throws Exception {
    try (Broker broker = new Broker()) {
      broker.opens().begins().peer.expectBegin();
      broker.begins().sends(0).peer.dropConnection().expectConnection();
      broker.peer.expectSaslAnonymous().expectOpen().respondWith(open -> open.withChannelMax(0));
      broker.peer.expectDisconnect().expectConnection();
      broker.opens().begins();

      FailoverTest.Events events = new FailoverTest.Events();
      AmqpConnection amqp = connect(broker, events);
      begun(amqp);
      CompletableFuture<AmqpSession> refused = new CompletableFuture<>();
      CompletableFuture<CompletableFuture<Void>> ending = new CompletableFuture<>();
      // It was not begun before the loss: for want of a channel it ends at once.
      CompletableFuture<Void> unused =
          new AmqpSession(amqp, cause -> {})
              .begin()
              .whenComplete((none, failure) -> ending.complete(refused.join().end()));
      refused.complete(begun(amqp));
      opened(refused.join(), "refused", RetriedLinkTest::ignored, null);

      Broker.result(Broker.result(ending));
      isRestored(broker, events);
    }
  }

  private static AmqpConnection connect(Broker broker, FailoverTest.Events events)
      throws JMSException {
    Connection connection = broker.connectRecovering("jms.connectTimeout=1500");
    ((PostriderConnection) connection).setConnectionListener(events);
    connection.start();
    return ((PostriderConnection) connection).amqp();
  }

  private static AmqpSession begun(AmqpConnection amqp) throws Exception {
    AmqpSession session = new AmqpSession(amqp, cause -> {});
    Broker.result(session.begin());
    return session;
  }

  private static AmqpSender opened(
      AmqpSession session, String name, AmqpLink.PeerEnd end, TemporaryNode node) throws Exception {
    LinkSettings settings = LinkSettings.of(name, Source.of(name), Target.of("q"));
    AmqpSender sender = new AmqpSender(session, settings, end);
    sender.link().follow(node);
    Broker.result(sender.link().open());
    return sender;
  }

  private static void ignored(JMSException cause, boolean alone) {
    // The test is of another link.
  }

  private static void endNode(Broker broker) {
    broker
        .peer
        .remoteDetach()
        .onLink("node")
        .closed()
        .withErrorOf("amqp:resource-deleted", "the node went")
        .send();
  }

  /** Tells when the script so far is written; what follows is of the next connection. */
  private static CountDownLatch writtenBeforeTheLoss(Broker broker) {
    CountDownLatch written = new CountDownLatch(1);
    broker.peer.then(written::countDown).ignore(Detach.class);
    broker.peer.expectDisconnect().expectConnection();
    return written;
  }

  /** Has the loop read what the hold keeps back at once, and take the loss behind that. */
  private static void releaseAtOnce(
      Broker broker, AmqpConnection amqp, Hold hold, CountDownLatch written) {
    broker.awaitFrames(Attach.class, 4);
    CountDownLatch blocked = new CountDownLatch(1);
    amqp.tell(
        () -> {
          blocked.countDown();
          Latches.await(written);
        });
    Latches.await(blocked);
    hold.release();
  }

  /** Nothing is missing over the third connection. */
  private static void isRestored(Broker broker, FailoverTest.Events events) {
    broker.verify();
    assertThat(broker.peer.connections()).isEqualTo(3);
    await()
        .until(
            () ->
                !events.told.isEmpty()
                    && events.told.get(events.told.size() - 1).startsWith("restored"));
  }
}
