// SPDX-License-Identifier: Apache-2.0
package org.postrider.amqp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.Rejected;
import org.postrider.codec.messaging.Released;
import org.postrider.codec.transaction.Coordinator;
import org.postrider.codec.transaction.Declare;
import org.postrider.codec.transaction.Declared;
import org.postrider.codec.transaction.Discharge;
import org.postrider.codec.transaction.TransactionalState;
import org.postrider.codec.value.Binary;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.testpeer.ScriptedPeer;

/** Transactions, with a coordinator that a handler plays. */
@Timeout(60)
class TransactionTest {

  private static final EventType[] KINDS = {
    EventType.TRANSACTION_DECLARED,
    EventType.TRANSACTION_COMMITTED,
    EventType.TRANSACTION_ABORTED,
    EventType.TRANSACTION_DECLARE_FAILED,
    EventType.TRANSACTION_COMMIT_FAILED,
    EventType.TRANSACTION_IN_DOUBT,
    EventType.MESSAGE,
    EventType.ACCEPTED
  };

  /** Open, begin, attach, declare and commit. */
  private static final int FRAMES_WITH_COMMIT = 5;

  private static final Binary ID = Binary.wrap(new byte[] {1});

  private final Recorder client = new Recorder(KINDS);

  /** Coordinates, and remembers what it is told. */
  private static final class CoordinatingHandler implements MessagingHandler {

    final List<Object> told = new CopyOnWriteArrayList<>();
    volatile boolean refusesDeclare;
    volatile boolean refusesCommit;
    private boolean jobSent;

    @Override
    public void onLinkOpening(Event event) {
      if (event.receiver() != null && event.link().remoteTarget() instanceof Coordinator) {
        event.receiver().open();
      }
    }

    @Override
    public void onMessage(Event event) {
      Object body = event.message().body();
      if (body instanceof Declare) {
        event.delivery().update(refusesDeclare ? refusal() : new Declared(ID));
      } else if (body instanceof Discharge discharge) {
        told.add(discharge);
        boolean refused = refusesCommit && !discharge.fail();
        event.delivery().update(refused ? refusal() : Delivery.ACCEPTED);
      } else {
        told.add(event.delivery().remoteState());
        event.delivery().update(new TransactionalState(ID, Accepted.INSTANCE));
      }
    }

    @Override
    public void onSendable(Event event) {
      if (!jobSent) {
        jobSent = true;
        event.sender().send(new Message("job"));
      }
    }

    @Override
    public void onDeliveryUpdated(Event event) {
      told.add(event.delivery().remoteState());
    }

    private static Rejected refusal() {
      return new Rejected(new AmqpError(ErrorConditions.TRANSACTION_ROLLBACK, "no"));
    }
  }

  private final CoordinatingHandler server = new CoordinatingHandler();

  @Test
  void aMessageIsSentInACommittedTransaction() throws Exception {
    try (Loopback loopback = new Loopback(server, client)) {
      Connection connection = loopback.connect();
      Sender sender = loopback.client.createSender(connection, "jobs");
      Transaction transaction = loopback.client.declareTransaction(connection);
      assertThat(client.next(EventType.TRANSACTION_DECLARED).transaction()).isSameAs(transaction);

      Delivery sent = transaction.send(sender, new Message("x"));
      Event accepted = client.next(EventType.ACCEPTED);
      assertThat(accepted.delivery()).isSameAs(sent);
      assertThat(accepted.transaction()).isSameAs(transaction);
      transaction.commit();

      client.next(EventType.TRANSACTION_COMMITTED);
      assertThat(server.told)
          .containsExactly(new TransactionalState(ID, null), new Discharge(ID, false));
      assertThatIllegalStateException().isThrownBy(transaction::commit);
    }
  }

  @Test
  void aDeliveryAcceptedInAnAbortedTransactionIsReleased() throws Exception {
    try (Loopback loopback = new Loopback(server, client)) {
      Connection connection = loopback.connect();
      Transaction transaction = loopback.client.declareTransaction(connection);
      client.next(EventType.TRANSACTION_DECLARED);
      loopback.client.createReceiver(connection, "jobs", new ReceiverOptions().autoAccept(false));
      Delivery received = client.next(EventType.MESSAGE).delivery();

      transaction.accept(received);
      transaction.abort();

      client.next(EventType.TRANSACTION_ABORTED);
      assertThat(received.localState()).isEqualTo(Released.INSTANCE);
      assertThat(received.isSettled()).isTrue();
      assertThat(server.told)
          .startsWith(new TransactionalState(ID, Accepted.INSTANCE), new Discharge(ID, true));
    }
  }

  @Test
  void aRefusedDeclareIsTold() throws Exception {
    server.refusesDeclare = true;

    try (Loopback loopback = new Loopback(server, client)) {
      Transaction transaction = loopback.client.declareTransaction(loopback.connect());

      Event failed = client.next(EventType.TRANSACTION_DECLARE_FAILED);
      assertThat(failed.description()).isEqualTo("no");
      assertThatIllegalStateException().isThrownBy(transaction::commit);
    }
  }

  @Test
  void aRefusedCommitIsTold() throws Exception {
    server.refusesCommit = true;

    try (Loopback loopback = new Loopback(server, client)) {
      Transaction transaction = loopback.client.declareTransaction(loopback.connect());
      client.next(EventType.TRANSACTION_DECLARED);

      transaction.commit();

      Event failed = client.next(EventType.TRANSACTION_COMMIT_FAILED);
      assertThat(failed.condition()).isEqualTo(ErrorConditions.TRANSACTION_ROLLBACK);
    }
  }

  @Test
  void aContainerDoesNotCoordinateUnlessItsHandlerDoes() throws Exception {
    try (Loopback loopback = new Loopback(new MessagingHandler() {}, client)) {
      loopback.client.declareTransaction(loopback.connect());

      Event failed = client.next(EventType.TRANSACTION_DECLARE_FAILED);
      assertThat(failed.condition()).isEqualTo(ErrorConditions.NOT_IMPLEMENTED);
    }
  }

  @Test
  void aTransactionIsLostWithItsSession() throws Exception {
    try (Loopback loopback = new Loopback(server, client)) {
      Connection connection = loopback.connect();
      loopback.client.declareTransaction(connection);
      client.next(EventType.TRANSACTION_DECLARED);

      connection.close();

      client.next(EventType.TRANSACTION_ABORTED);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "drop, postrider:io",
    "close amqp:connection:forced, amqp:connection:forced",
    "close amqp:internal-error, amqp:internal-error",
    "end amqp:internal-error, amqp:internal-error",
    "detach amqp:link:detach-forced, amqp:link:detach-forced"
  })
  void aCommitWithoutAnswerIsInDoubtWhateverEndsTheWait(String end, String condition)
      throws Exception {
    Event unknown = committed(end, EventType.TRANSACTION_IN_DOUBT);

    assertThat(unknown.condition()).hasToString(condition);
  }

  @ParameterizedTest
  @ValueSource(strings = {"amqp:transaction:rollback", "amqp:transaction:timeout"})
  void aCommitThatThePeerSaysItRolledBackHasFailed(String condition) throws Exception {
    Event failed = committed("detach " + condition, EventType.TRANSACTION_COMMIT_FAILED);

    assertThat(failed.condition()).hasToString(condition);
  }

  @Test
  void aCommitThatThisEndDoesNotWaitForIsInDoubt() throws Exception {
    Container container = new Container(client);
    try (ScriptedPeer peer = ScriptedPeer.listen()) {
      expectsCommit(peer);
      peer.expectClose().respond();
      container.start();
      Connection connection = container.connect(peer.uri());
      container.declareTransaction(connection);
      client.next(EventType.TRANSACTION_DECLARED).transaction().commit();
      await().until(() -> peer.frames().size() >= FRAMES_WITH_COMMIT);

      connection.close();

      assertThat(client.next(EventType.TRANSACTION_IN_DOUBT).condition())
          .hasToString("postrider:io");
    } finally {
      container.stop();
    }
  }

  private static void expectsCommit(ScriptedPeer peer) {
    peer.expectSaslAnonymous().expectOpen().respond();
    peer.expectBegin().respond();
    peer.expectAttach().ofCoordinator().respond().grantCredit(10);
    peer.expectTransfer().ofDeclare().respondDeclared((byte) 1);
    peer.expectTransfer().ofCommit((byte) 1);
  }

  /** What is told of a commit that the peer has, and ends something for instead of answering. */
  private Event committed(String end, EventType told) throws Exception {
    String[] words = end.split(" ", 2);
    Container container = new Container(client);
    try (ScriptedPeer peer = ScriptedPeer.listen()) {
      expectsCommit(peer);
      switch (words[0]) {
        case "close" -> peer.remoteClose().withErrorOf(words[1], "no answer").send();
        case "end" -> peer.remoteEnd().withErrorOf(words[1], "no answer").send();
        case "detach" -> peer.remoteDetach().closed().withErrorOf(words[1], "no answer").send();
        default -> peer.dropConnection();
      }
      peer.allowSurplus();
      container.start();
      container.declareTransaction(container.connect(peer.uri()));
      client.next(EventType.TRANSACTION_DECLARED).transaction().commit();

      return client.next(told);
    } finally {
      container.stop();
    }
  }

  @Test
  void itsCallbacksGoToItsOwnHandler() throws Exception {
    Recorder own = new Recorder(KINDS);

    try (Loopback loopback = new Loopback(server, client)) {
      loopback.client.declareTransaction(loopback.connect(), own);

      own.next(EventType.TRANSACTION_DECLARED).transaction().commit();
      own.next(EventType.TRANSACTION_COMMITTED);
      assertThat(client.isEmpty()).isTrue();
    }
  }
}
