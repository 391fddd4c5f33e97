// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.Modified;
import org.postrider.codec.messaging.Outcome;
import org.postrider.codec.messaging.Rejected;
import org.postrider.codec.messaging.Released;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.testpeer.Hold;
import org.postrider.testpeer.ScriptedPeer;

/** The discharge of a transaction comes behind its messages, and none goes out behind it. */
@Timeout(60)
class TransactionDischargeTest {

  private static final EventType[] KINDS = {
    EventType.TRANSACTION_DECLARED,
    EventType.TRANSACTION_COMMITTED,
    EventType.TRANSACTION_ABORTED,
    EventType.TRANSACTION_COMMIT_FAILED,
    EventType.TRANSACTION_IN_DOUBT,
    EventType.DELIVERY_LOST
  };

  private static final Rejected FULL =
      new Rejected(new AmqpError(ErrorConditions.RESOURCE_LIMIT_EXCEEDED, "full"));

  private final TransactionScript script = new TransactionScript(KINDS);
  private final ScriptedPeer peer = script.peer;
  private final Recorder client = script.client;

  @Test
  void aCommitWaitsUntilItsMessagesHaveGoneOutAndAreAccepted() {
    try (script) {
      script.declares();
      script.attaches(1);
      peer.expectTransfer()
          .withState(TransactionScript.in(null))
          .respondState(TransactionScript.in(Accepted.INSTANCE));
      Hold withoutCredit = peer.hold();
      peer.grantCredit(1);
      peer.expectTransfer()
          .withState(TransactionScript.in(null))
          .respondState(TransactionScript.in(Accepted.INSTANCE));
      peer.expectTransfer().ofCommit(TransactionScript.ID).respondAccepted();

      Transaction transaction = script.declared();
      Sender sender = script.sender();
      transaction.send(sender, new Message("a"));
      transaction.send(sender, new Message("b"));
      transaction.commit();
      assertThatIllegalStateException()
          .isThrownBy(() -> transaction.send(sender, new Message("late")));
      withoutCredit.release();

      client.next(EventType.TRANSACTION_COMMITTED);
      peer.waitForScriptToComplete();
    }
  }

  @Test
  void aCommitWaitsForMessagesThatAreSentSettled() {
    try (script) {
      script.declares();
      script.attaches(0);
      Hold withoutCredit = peer.hold();
      peer.grantCredit(1);
      peer.expectTransfer().settled().withState(TransactionScript.in(null));
      peer.expectTransfer().ofCommit(TransactionScript.ID).respondAccepted();

      Transaction transaction = script.declared();
      SenderOptions options = new SenderOptions().atMostOnce();
      Sender sender = script.container.createSender(script.connection(), "q", options);
      transaction.send(sender, new Message("a"));
      transaction.commit();
      withoutCredit.release();

      client.next(EventType.TRANSACTION_COMMITTED);
      peer.waitForScriptToComplete();
    }
  }

  static Stream<Arguments> whatIsNotTaken() {
    return Stream.of(
        Arguments.of(FULL, "amqp:resource-limit-exceeded"),
        Arguments.of(Released.INSTANCE, "amqp:transaction:rollback"),
        Arguments.of(Modified.FAILED, "amqp:transaction:rollback"));
  }

  @ParameterizedTest
  @MethodSource("whatIsNotTaken")
  void aCommitIsRolledBackWhereAMessageWasNotTaken(Outcome outcome, String condition) {
    try (script) {
      script.declares();
      script.attaches(1);
      peer.expectTransfer().respondState(TransactionScript.in(outcome));
      peer.expectTransfer().ofRollback(TransactionScript.ID).respondAccepted();

      Transaction transaction = script.declared();
      Sender sender = script.sender();
      Delivery refused = transaction.send(sender, new Message("a"));
      Delivery behind = transaction.send(sender, new Message("b"));
      transaction.commit();

      assertThat(client.next(EventType.DELIVERY_LOST).delivery()).isSameAs(behind);
      Event failed = client.next(EventType.TRANSACTION_COMMIT_FAILED);
      assertThat(failed.condition()).hasToString(condition);
      assertThat(refused.isLost()).isFalse();
      peer.waitForScriptToComplete();
    }
  }

  @Test
  void aCommitIsRolledBackWhereAMessageIsTooLargeForThePeer() {
    try (script) {
      script.declares();
      peer.expectAttach().ofSender().respondWith(attach -> attach.withMaxMessageSize(1));
      peer.grantCredit(1);
      peer.expectTransfer().ofRollback(TransactionScript.ID).respondAccepted();

      Transaction transaction = script.declared();
      transaction.send(script.sender(), new Message("a"));
      transaction.commit();

      Event failed = client.next(EventType.TRANSACTION_COMMIT_FAILED);
      assertThat(failed.condition()).isEqualTo(ErrorConditions.MESSAGE_SIZE_EXCEEDED);
      peer.waitForScriptToComplete();
    }
  }

  @Test
  void aCommitIsRolledBackWhereAMessageIsLostWithItsLink() {
    try (script) {
      script.declares();
      script.attaches(0);
      Hold open = peer.hold();
      peer.remoteDetach().closed().send();
      peer.expectDetach();
      peer.expectTransfer().ofRollback(TransactionScript.ID).respondAccepted();

      Transaction transaction = script.declared();
      Delivery lost = transaction.send(script.sender(), new Message("a"));
      transaction.commit();
      open.release();

      assertThat(client.next(EventType.DELIVERY_LOST).delivery()).isSameAs(lost);
      Event failed = client.next(EventType.TRANSACTION_COMMIT_FAILED);
      assertThat(failed.condition()).hasToString("postrider:io");
      peer.waitForScriptToComplete();
    }
  }

  @Test
  void anAbortTakesBackWhatWaitsForCredit() {
    try (script) {
      script.declares();
      script.attaches(0);
      peer.expectTransfer().ofRollback(TransactionScript.ID).respondAccepted();
      Hold aborted = peer.hold();
      peer.grantCredit(2).expectTransfer().withState(null).respondAccepted();

      Transaction transaction = script.declared();
      Sender sender = script.sender();
      Delivery waiting = transaction.send(sender, new Message("a"));
      Delivery other = sender.send(new Message("not in it"));
      transaction.abort();

      assertThat(client.next(EventType.DELIVERY_LOST).delivery()).isSameAs(waiting);
      client.next(EventType.TRANSACTION_ABORTED);
      aborted.release();
      peer.waitForScriptToComplete();
      assertThat(waiting.tag().length()).isZero();
      assertThat(other.isLost()).isFalse();
    }
  }

  @Test
  void aCommitThatWaitsForCreditIsTakenBackByAnAbort() {
    try (script) {
      script.declares();
      script.attaches(0);
      peer.expectTransfer().ofRollback(TransactionScript.ID).respondAccepted();

      Transaction transaction = script.declared();
      transaction.send(script.sender(), new Message("a"));
      transaction.commit();
      transaction.abort();

      client.inOrder(EventType.DELIVERY_LOST, EventType.TRANSACTION_ABORTED);
      peer.waitForScriptToComplete();
      assertThatIllegalStateException().isThrownBy(transaction::abort);
    }
  }

  @Test
  void aCommitThatWaitsForCreditHasFailedWhenItsConnectionIsClosed() {
    try (script) {
      script.declares();
      script.attaches(0);
      peer.expectClose().respond();

      Transaction transaction = script.declared();
      transaction.send(script.sender(), new Message("a"));
      transaction.commit();
      script.connection().close();

      client.inOrder(EventType.DELIVERY_LOST, EventType.TRANSACTION_COMMIT_FAILED);
    }
  }

  @Test
  void aMessageOfALostTransactionIsNotSentOverTheNextConnection() {
    try (script) {
      script.declares();
      peer.expectAttach().ofSender();
      Hold sent = peer.hold();
      peer.dropConnection().expectConnection();
      script.opens();
      peer.expectAttach();
      peer.allowSurplus();

      Transaction transaction = script.declared();
      Delivery lost = transaction.send(script.sender(), new Message("a"));
      sent.release();

      assertThat(client.next(EventType.DELIVERY_LOST).delivery()).isSameAs(lost);
      client.next(EventType.TRANSACTION_ABORTED);
      assertThat(lost.tag().length()).isZero();
      peer.waitForScriptToComplete();
    }
  }

  @Test
  void whatIsOfAnotherConnectionIsRefusedAndLeavesNoTrace() throws Exception {
    BlockingQueue<Delivery> received = new LinkedBlockingQueue<>();
    Recorder own = new Recorder(EventType.TRANSACTION_DECLARED);
    MessagingHandler receiving = Recorder.onMessage(event -> received.add(event.delivery()));
    CoordinatingServer server = new CoordinatingServer();

    try (Loopback loopback = new Loopback(server, receiving)) {
      Connection other = loopback.connect();
      ReceiverOptions byHand = new ReceiverOptions().autoAccept(false);
      loopback.client.createReceiver(other, "jobs", byHand);
      Delivery delivery = received.poll(Recorder.TIMEOUT_SECONDS, TimeUnit.SECONDS);
      Sender sender = loopback.client.createSender(other, "jobs");
      Transaction transaction = loopback.client.declareTransaction(loopback.connect(), own);
      own.next(EventType.TRANSACTION_DECLARED);

      assertThatIllegalArgumentException()
          .isThrownBy(() -> transaction.accept(delivery))
          .withMessageContaining("connection");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> transaction.send(sender, new Message("x")))
          .withMessageContaining("connection");
      assertThat(delivery.transaction()).isNull();
      assertThat(delivery.localState()).isNull();
    }
  }

  @Test
  void anAcceptThatIsRefusedLeavesNoTrace() throws Exception {
    BlockingQueue<Delivery> received = new LinkedBlockingQueue<>();
    Recorder own = new Recorder(EventType.TRANSACTION_DECLARED);
    MessagingHandler receiving = Recorder.onMessage(event -> received.add(event.delivery()));

    try (Loopback loopback = new Loopback(new CoordinatingServer(), receiving)) {
      Connection connection = loopback.connect();
      ReceiverOptions byHand = new ReceiverOptions().autoAccept(false);
      loopback.client.createReceiver(connection, "jobs", byHand);
      Delivery delivery = received.poll(Recorder.TIMEOUT_SECONDS, TimeUnit.SECONDS);
      Transaction transaction = loopback.client.declareTransaction(connection, own);
      own.next(EventType.TRANSACTION_DECLARED);
      delivery.update(Released.INSTANCE);

      assertThatIllegalStateException().isThrownBy(() -> transaction.accept(delivery));
      assertThat(delivery.transaction()).isNull();
    }
  }
}
