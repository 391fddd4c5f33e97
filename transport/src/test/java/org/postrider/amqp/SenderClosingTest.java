// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.performative.Flow;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.testpeer.Hold;
import org.postrider.testpeer.ScriptedPeer;

/** A sender that is closed behind its messages waits for their outcomes. */
@Timeout(60)
class SenderClosingTest {

  private final ScriptedPeer peer = ScriptedPeer.listen();
  private final Recorder told =
      new Recorder(
          EventType.SENDABLE,
          EventType.ACCEPTED,
          EventType.REJECTED,
          EventType.SETTLED,
          EventType.DELIVERY_LOST,
          EventType.LINK_CLOSED);
  private final Container container = new Container(told);

  @AfterEach
  void stop() throws InterruptedException {
    peer.close();
    container.stop();
    assertThat(container.awaitStopped(Duration.ofSeconds(10))).isTrue();
  }

  private Sender sender(SenderOptions options) {
    peer.ignore(Flow.class).expectSaslAnonymous().expectOpen().respond().expectBegin().respond();
    peer.expectAttach().respond();
    container.start();
    Connection connection = container.connect(peer.uri(), new ConnectionOptions().reconnect(false));
    return container.createSender(connection, "q", options);
  }

  /** Closes, and returns when the loop has heard of it: what the peer sends next comes behind. */
  private void closeOnLoop(Sender sender) throws InterruptedException {
    CountDownLatch heard = new CountDownLatch(1);
    sender.close();
    container.execute(heard::countDown);
    assertThat(heard.await(Recorder.TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void theDetachWaitsForTheOutcomes() throws InterruptedException {
    Sender sender = sender(new SenderOptions());
    peer.grantCredit(2);
    peer.expectTransfer();
    peer.expectTransfer();
    Hold hold = peer.hold();
    peer.remoteDisposition().ofDelivery(0).settled().accepted().send();
    peer.remoteDisposition().ofDelivery(1).settled().accepted().send();
    peer.expectDetach().closed().respond();
    told.next(EventType.SENDABLE);

    Delivery first = sender.send(new Message("one"));
    Delivery second = sender.send(new Message("two"));
    closeOnLoop(sender);
    assertThat(told.isEmpty()).isTrue();
    hold.release();

    assertThat(told.next(EventType.ACCEPTED).delivery()).isSameAs(first);
    told.next(EventType.SETTLED);
    assertThat(told.next(EventType.ACCEPTED).delivery()).isSameAs(second);
    told.inOrder(EventType.SETTLED, EventType.LINK_CLOSED);
    peer.waitForScriptToComplete();
  }

  @Test
  void creditThatComesMeanwhileIsNotOffered() throws InterruptedException {
    Sender sender = sender(new SenderOptions());
    peer.grantCredit(1);
    peer.expectTransfer();
    Hold hold = peer.hold();
    peer.grantCredit(10);
    peer.remoteDisposition().ofDelivery(0).settled().accepted().send();
    peer.expectDetach().closed().respond();
    told.next(EventType.SENDABLE);
    sender.send(new Message("one"));
    closeOnLoop(sender);

    hold.release();

    told.inOrder(EventType.ACCEPTED, EventType.SETTLED, EventType.LINK_CLOSED);
  }

  @Test
  void anOutcomeIsEnoughWhereTheApplicationSettles() throws InterruptedException {
    Recorder its = new Recorder(EventType.SENDABLE, EventType.ACCEPTED, EventType.LINK_LOCAL_CLOSE);
    Sender sender = sender(new SenderOptions().autoSettle(false).handler(its));
    peer.grantCredit(1);
    peer.expectTransfer();
    Hold hold = peer.hold();
    peer.remoteDisposition().ofDelivery(0).withState(Delivery.ACCEPTED).send();
    peer.allowSurplus();
    its.next(EventType.SENDABLE);
    sender.send(new Message("one"));
    closeOnLoop(sender);

    hold.release();

    its.next(EventType.ACCEPTED);
    container.execute(() -> its.record(new Event(EventType.TIMER_TASK, container)));
    its.inOrder(EventType.LINK_LOCAL_CLOSE, EventType.TIMER_TASK);
  }

  @Test
  void anErrorClosesAtOnce() {
    Sender sender = sender(new SenderOptions());
    peer.grantCredit(1);
    peer.expectTransfer();
    peer.expectDetach().closed().withErrorCondition("amqp:not-allowed").respond();
    told.next(EventType.SENDABLE);
    sender.send(new Message("one"));
    sender.close();

    sender.close(new AmqpError(ErrorConditions.NOT_ALLOWED, "enough"));

    told.inOrder(EventType.DELIVERY_LOST, EventType.LINK_CLOSED);
    peer.waitForScriptToComplete();
  }

  @Test
  void outcomesAreNotWaitedForForEver() {
    Sender sender = sender(new SenderOptions());
    peer.grantCredit(1);
    peer.expectTransfer();
    peer.expectDetach().closed().respond();
    told.next(EventType.SENDABLE);
    long before = System.nanoTime();
    sender.send(new Message("one"));

    sender.close();

    told.inOrder(EventType.DELIVERY_LOST, EventType.LINK_CLOSED);
    assertThat(Duration.ofNanos(System.nanoTime() - before))
        .isGreaterThanOrEqualTo(Duration.ofMillis(SenderClosing.OUTCOMES_TIMEOUT_MS));
  }

  @Test
  void messagesThatAreSentSettledAreNotWaitedFor() {
    Sender sender = sender(new SenderOptions().atMostOnce());
    peer.grantCredit(1);
    peer.expectTransfer().settled();
    peer.expectDetach().closed().respond();
    sender.send(new Message("one"));

    sender.close();

    peer.waitForScriptToComplete(Duration.ofSeconds(10));
  }
}
