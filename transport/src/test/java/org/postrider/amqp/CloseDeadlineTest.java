// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.performative.Attach;
import org.postrider.codec.performative.Flow;
import org.postrider.codec.value.Binary;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.testpeer.ReceivedFrame;
import org.postrider.testpeer.ScriptedPeer;

/** No close waits for ever, whatever the peer owes, and what was not sent is told. */
@Timeout(60)
class CloseDeadlineTest {

  private static final Duration SOON = Duration.ofMillis(50);

  private final ScriptedPeer peer = ScriptedPeer.listen();
  private final Recorder told =
      new Recorder(
          EventType.SENDABLE,
          EventType.MESSAGE,
          EventType.DELIVERY_LOST,
          EventType.LINK_OPENED,
          EventType.LINK_CLOSED,
          EventType.LINK_FINAL,
          EventType.SESSION_CLOSED,
          EventType.SESSION_FINAL,
          EventType.CONNECTION_CLOSED,
          EventType.TRANSACTION_DECLARED,
          EventType.TRANSACTION_IN_DOUBT);
  private final Container container = new Container(told);

  @AfterEach
  void stop() throws InterruptedException {
    peer.close();
    container.stop();
    assertThat(container.awaitStopped(Duration.ofSeconds(10))).isTrue();
  }

  private Connection connect() {
    container.start();
    ConnectionOptions options = new ConnectionOptions().reconnect(false).closeTimeout(SOON);
    return container.connect(peer.uri(), options);
  }

  private void begins() {
    peer.ignore(Flow.class);
    beginsAndHeedsFlows();
  }

  private void beginsAndHeedsFlows() {
    peer.expectSaslAnonymous().expectOpen().respond().expectBegin().respond();
  }

  private static SenderOptions closingSoon() {
    return new SenderOptions().closeTimeout(SOON);
  }

  private static boolean isAttach(ReceivedFrame frame) {
    return frame.performative() instanceof Attach;
  }

  // The peer gives no credit.

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void messagesWithoutCreditAreGivenUpWithTheirLink(boolean forGood) {
    begins();
    peer.expectAttach().respond();
    if (forGood) {
      peer.expectDetach().closed().withErrorCondition(null).respond();
    } else {
      peer.expectDetach().notClosed().withErrorCondition(null).respond();
    }
    Sender sender = container.createSender(connect(), "q", closingSoon());
    told.next(EventType.LINK_OPENED);
    Delivery first = sender.send(new Message("one"));
    Delivery second = sender.send(new Message("two"));

    if (forGood) {
      sender.close();
    } else {
      sender.detach();
    }

    assertThat(told.next(EventType.DELIVERY_LOST).delivery()).isSameAs(first);
    assertThat(told.next(EventType.DELIVERY_LOST).delivery()).isSameAs(second);
    assertThat(first.tag()).as("it never went out").isEqualTo(Binary.EMPTY);
    told.inOrder(EventType.LINK_CLOSED, EventType.LINK_FINAL);
    peer.waitForScriptToComplete();
  }

  @Test
  void messagesOfALinkThatDoesNotAttachAreGivenUpWithIt() {
    begins();
    peer.expectAttach();
    Sender sender = container.createSender(connect(), "q", closingSoon());
    await().until(() -> peer.frames().stream().anyMatch(CloseDeadlineTest::isAttach));
    Delivery waiting = sender.send(new Message("one"));

    sender.close();

    assertThat(told.next(EventType.DELIVERY_LOST).delivery()).isSameAs(waiting);
    peer.waitForScriptToComplete();
  }

  @Test
  void messagesThatWaitForAConnectionAreGivenUpWithTheirLink() {
    peer.expectSaslAnonymous().expectOpen();
    Sender sender = container.createSender(connect(), "q", closingSoon());
    Delivery waiting = sender.send(new Message("one"));

    sender.close();

    assertThat(told.next(EventType.DELIVERY_LOST).delivery()).isSameAs(waiting);
    told.next(EventType.LINK_CLOSED);
    peer.waitForScriptToComplete();
  }

  @Test
  void whoWaitsForTheNameOfALinkWithoutCreditGetsIt() {
    begins();
    peer.expectAttach().withName("x").respond();
    peer.expectDetach().closed().respond();
    peer.expectAttach().withName("x").respond();
    Connection connection = connect();
    Sender first = container.createSender(connection, "q", closingSoon().name("x"));
    told.next(EventType.LINK_OPENED);
    first.send(new Message("one"));

    first.close();
    Sender second = container.createSender(connection, "q", closingSoon().name("x"));

    told.inOrder(EventType.DELIVERY_LOST, EventType.LINK_CLOSED, EventType.LINK_FINAL);
    assertThat(told.next(EventType.LINK_OPENED).sender()).isSameAs(second);
    peer.waitForScriptToComplete();
  }

  // The peer does not answer.

  @Test
  void linksAreClosedThoughThePeerDoesNotAnswer() {
    beginsAndHeedsFlows();
    peer.expectAttach().ofSender().respond().grantCredit(1).expectTransfer();
    peer.expectAttach().ofReceiver().respond().expectFlow();
    peer.remoteTransfer().withText("for us").send();
    peer.expectDetach().closed();
    peer.expectDetach().closed();
    Connection connection = connect();
    Sender sender = container.createSender(connection, "q");
    told.inOrder(EventType.LINK_OPENED, EventType.SENDABLE);
    Delivery sent = sender.send(new Message("one"));
    ReceiverOptions byHand = new ReceiverOptions().autoAccept(false);
    Receiver receiver = container.createReceiver(connection, "q", byHand);
    told.next(EventType.LINK_OPENED);
    Delivery received = told.next(EventType.MESSAGE).delivery();

    sender.close(new AmqpError(ErrorConditions.NOT_ALLOWED, "enough"));
    receiver.close();

    assertThat(told.next(EventType.DELIVERY_LOST).delivery()).isSameAs(sent);
    assertThat(told.next(EventType.LINK_CLOSED).sender()).isSameAs(sender);
    told.next(EventType.LINK_FINAL);
    assertThat(told.next(EventType.LINK_CLOSED).receiver()).isSameAs(receiver);
    told.next(EventType.LINK_FINAL);
    assertThat(received.isLost()).isTrue();
    assertThat(connection.isOpen()).isTrue();
    peer.waitForScriptToComplete();
  }

  @Test
  void aSessionIsClosedThoughThePeerDoesNotAnswer() {
    begins();
    commits();
    peer.expectEnd();
    Session session = connect().defaultSession();
    Sender sender = session.createSender("q");
    Delivery waiting = sender.send(new Message("one"));
    Transaction transaction = committing(session);

    session.close();

    assertThat(told.next(EventType.DELIVERY_LOST).delivery()).isSameAs(waiting);
    assertThat(told.next(EventType.TRANSACTION_IN_DOUBT).transaction()).isSameAs(transaction);
    told.inOrder(
        EventType.LINK_CLOSED,
        EventType.LINK_FINAL,
        EventType.SESSION_CLOSED,
        EventType.SESSION_FINAL);
    assertThat(session.connection().isOpen()).isTrue();
    peer.waitForScriptToComplete();
  }

  @Test
  void whatAConnectionOwesIsToldThoughThePeerDoesNotAnswerItsClose() {
    begins();
    commits();
    peer.expectClose();
    Session session = connect().defaultSession();
    Sender sender = session.createSender("q");
    Delivery waiting = sender.send(new Message("one"));
    Transaction transaction = committing(session);

    session.connection().close();

    assertThat(told.next(EventType.DELIVERY_LOST).delivery()).isSameAs(waiting);
    assertThat(told.next(EventType.TRANSACTION_IN_DOUBT).transaction()).isSameAs(transaction);
    told.inOrder(EventType.LINK_FINAL, EventType.SESSION_FINAL, EventType.CONNECTION_CLOSED);
    peer.waitForScriptToComplete();
  }

  private void commits() {
    peer.expectAttach().ofSender().withTargetAddress("q").respond();
    peer.expectAttach().ofCoordinator().respond().grantCredit(9);
    peer.expectTransfer().ofDeclare().respondDeclared((byte) 1);
    peer.expectTransfer().ofCommit((byte) 1);
  }

  private Transaction committing(Session session) {
    told.next(EventType.LINK_OPENED);
    Transaction transaction = container.declareTransaction(session.connection());
    told.next(EventType.TRANSACTION_DECLARED);
    transaction.commit();
    return transaction;
  }
}
