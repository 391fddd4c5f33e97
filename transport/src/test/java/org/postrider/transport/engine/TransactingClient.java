// SPDX-License-Identifier: Apache-2.0
package org.postrider.transport.engine;

import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.transaction.Declare;
import org.postrider.codec.transaction.Declared;
import org.postrider.codec.transaction.Discharge;
import org.postrider.codec.transaction.TransactionalState;
import org.postrider.codec.value.Binary;
import org.postrider.testpeer.TestPayload;
import org.postrider.transport.engine.LossyClient.SenderEvents;

/**
 * An application that does units of work in transactions, and each again until it was not lost: it
 * sends, accepts a message, and commits or rolls back. Of a commit without an answer it says that
 * it is in doubt, if it had begun to go out.
 *
 * <p>Confined to the test's thread.
 */
final class TransactingClient {

  private static final String LARGE = " in three frames".repeat(100);

  /** What the application can say of a transaction. */
  enum Fate {
    COMMITTED,
    ROLLED_BACK,
    IN_DOUBT
  }

  /** One transaction, and what was done in it. */
  static final class Attempt {
    final List<String> sent = new ArrayList<>();
    final List<String> accepted = new ArrayList<>();
    private final boolean commits;
    private int answered;
    @Nullable Fate fate;

    private Attempt(boolean commits) {
      this.commits = commits;
    }
  }

  final LossyClient end;
  final List<Attempt> attempts = new ArrayList<>();
  private final Deque<Boolean> units = new ArrayDeque<>();
  private final Deque<IncomingDelivery> inbox = new ArrayDeque<>();
  private final SenderLink coordinator;
  private final SenderLink sender;
  private final ReceiverLink receiver;
  private @Nullable Binary txnId;
  private @Nullable Attempt current;
  private boolean declaring;
  private int ending;
  private boolean closing;

  /** A client for as many transactions, each of which is to be committed or not. */
  TransactingClient(List<Boolean> commits, int maxFrameSize) {
    units.addAll(commits);
    end = new LossyClient(maxFrameSize, this::connectionLost);
    coordinator =
        end.attachCoordinator(new SenderEvents(this::work, this::answered, this::unanswered));
    // A message is lost with its transaction.
    sender = end.attachSender(new SenderEvents(this::work, this::taken, lost -> {}));
    receiver = end.attachReceiver(this::delivered);
  }

  private void work() {
    if (txnId == null) {
      declareOrClose();
      return;
    }
    Attempt attempt = current;
    if (attempt == null) {
      attempt = new Attempt(units.remove());
      attempts.add(attempt);
      current = attempt;
    }
    while (sender.credit() > 0 && attempt.sent.size() < 2) {
      send(attempt);
    }
    if (attempt.accepted.isEmpty() && !inbox.isEmpty()) {
      IncomingDelivery delivery = inbox.remove();
      attempt.accepted.add(new String(delivery.payload(), StandardCharsets.UTF_8));
      delivery.update(new TransactionalState(txnId, Accepted.INSTANCE), true);
      receiver.credit(2);
    }
    if (attempt.answered == 2 && !attempt.accepted.isEmpty() && coordinator.credit() > 1) {
      discharge(attempt, txnId);
    }
  }

  private void declareOrClose() {
    if (!units.isEmpty()) {
      if (!declaring && coordinator.credit() > 0) {
        declaring = true;
        request(new Declare(null), "declare");
      }
    } else if (ending == 0 && !closing) {
      closing = true;
      end.close();
    }
  }

  private void send(Attempt attempt) {
    String message = attempts.size() + (attempt.sent.isEmpty() ? LARGE : " small");
    attempt.sent.add(message);
    sender.send(
        new OutgoingMessage(
            Unpooled.wrappedBuffer(message.getBytes(StandardCharsets.UTF_8)),
            true,
            false,
            new TransactionalState(txnId, null),
            attempt));
  }

  /** AMQP 4.2: the next declare does not wait for the answer. */
  private void discharge(Attempt attempt, Binary id) {
    // AMQP 4.3: what was settled in the transaction comes first.
    end.engine().flush();
    ending++;
    current = null;
    txnId = null;
    request(new Discharge(id, !attempt.commits), attempt);
    declareOrClose();
  }

  private void request(Object body, Object context) {
    coordinator.send(
        OutgoingMessage.unsettled(Unpooled.wrappedBuffer(TestPayload.ofValue(body)), context));
  }

  private void end(Attempt attempt, Fate fate, boolean again) {
    attempt.fate = fate;
    if (again) {
      units.addFirst(attempt.commits);
    }
  }

  private void connectionLost() {
    inbox.clear();
    txnId = null;
    Attempt attempt = current;
    current = null;
    if (attempt != null) {
      end(attempt, Fate.ROLLED_BACK, true);
    }
  }

  /** A declare or discharge was answered. */
  private void answered(OutgoingDelivery request) {
    if (request.remoteState() instanceof Declared declared) {
      declaring = false;
      txnId = declared.txnId();
    } else if (request.context() instanceof Attempt attempt) {
      ending--;
      end(attempt, attempt.commits ? Fate.COMMITTED : Fate.ROLLED_BACK, false);
    }
    request.settle();
    work();
  }

  /** A declare or discharge was lost. */
  private void unanswered(OutgoingDelivery request) {
    if (request.context() instanceof Attempt attempt) {
      ending--;
      boolean began = request.isStarted();
      end(
          attempt,
          attempt.commits && began ? Fate.IN_DOUBT : Fate.ROLLED_BACK,
          attempt.commits && !began);
    } else {
      declaring = false;
    }
  }

  /** A message was taken. */
  private void taken(OutgoingDelivery message) {
    if (message.context() instanceof Attempt attempt) {
      attempt.answered++;
      message.settle();
      work();
    }
  }

  private void delivered(IncomingDelivery delivery) {
    inbox.add(delivery);
    work();
  }
}
