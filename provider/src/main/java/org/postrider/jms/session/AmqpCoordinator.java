// SPDX-License-Identifier: Apache-2.0
package org.postrider.jms.session;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import jakarta.jms.JMSException;
import jakarta.jms.TransactionRolledBackException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.postrider.codec.messaging.Accepted;
import org.postrider.codec.messaging.AmqpError;
import org.postrider.codec.messaging.AmqpValue;
import org.postrider.codec.messaging.DeliveryState;
import org.postrider.codec.messaging.Rejected;
import org.postrider.codec.transaction.Declare;
import org.postrider.codec.transaction.Declared;
import org.postrider.codec.transaction.Discharge;
import org.postrider.codec.value.Binary;
import org.postrider.codec.value.ErrorConditions;
import org.postrider.codec.wire.Encodable;
import org.postrider.codec.wire.ValueWriter;
import org.postrider.jms.error.ErrorContext;
import org.postrider.jms.error.InDoubtException;
import org.postrider.jms.error.JmsErrors;
import org.postrider.transport.engine.Link;
import org.postrider.transport.engine.LinkSettings;
import org.postrider.transport.engine.OutgoingDelivery;
import org.postrider.transport.engine.OutgoingMessage;
import org.postrider.transport.engine.SenderLink;
import org.postrider.transport.engine.SenderListener;

/**
 * The link over which a session declares and discharges its transactions (AMQP 4.1 to 4.3).
 *
 * <p>Confined to the event loop. A session has two requests on their way at most.
 */
final class AmqpCoordinator implements SenderListener, Recovering {

  private static final int REQUEST_OCTETS = 64;

  /** Who is told, on the event loop, that the transaction is gone. */
  interface Owner {

    /** The link has ended: another one is needed. */
    void coordinatorLost(JMSException cause);

    /** Whether the application waits for a transaction, as it had one before the loss. */
    boolean isAwaited();

    /** The connection was lost; requests are answered by what that means to them. */
    void connectionLost(JMSException cause);
  }

  /** A request and who waits for its answer. */
  private static final class Request {
    private final Encodable body;
    private final ErrorContext context;
    private final CompletableFuture<@Nullable DeliveryState> answer = new CompletableFuture<>();
    private @Nullable OutgoingDelivery delivery;

    private Request(Encodable body, ErrorContext context) {
      this.body = body;
      this.context = context;
    }

    /** Whether the coordinator may have it. */
    private boolean isWritten() {
      return delivery != null && delivery.isStarted();
    }

    /**
     * There will be no answer. AMQP 4.3: with its link a transaction ends, and nothing of it stays;
     * but whether a discharge that went out was done before that, nobody tells.
     *
     * @param what what has ended the wait, for a person
     */
    private void unanswered(String what, JMSException cause) {
      if (!(body instanceof Discharge discharge)) {
        answer.completeExceptionally(cause);
      } else if (discharge.fail()) {
        answer.complete(null);
      } else {
        answer.completeExceptionally(isWritten() ? inDoubt(what, cause) : notSent(what, cause));
      }
    }

    private static JMSException inDoubt(String what, JMSException cause) {
      String text = what + " before the broker answered the commit: the transaction is in doubt";
      return JmsErrors.withCause(new InDoubtException(text + because(cause)), cause);
    }

    private static JMSException notSent(String what, JMSException cause) {
      String text = what + " before the commit was sent: nothing was committed";
      return JmsErrors.withCause(
          new TransactionRolledBackException(text + because(cause), cause.getErrorCode()), cause);
    }

    private static String because(JMSException cause) {
      return " (" + cause.getMessage() + ")";
    }
  }

  private final ArrayDeque<Request> withoutCredit = new ArrayDeque<>();
  private final ArrayDeque<Request> unanswered = new ArrayDeque<>();
  private final Owner owner;
  private final ValueWriter writer = new ValueWriter();
  private final AmqpSession session;
  private final SenderLink link;
  private @Nullable Request commit;
  private @Nullable JMSException failure;

  /** A coordinator whose owner is told that the link has ended, and the transaction. */
  AmqpCoordinator(AmqpSession session, LinkSettings settings, Owner owner) {
    this.session = session;
    this.owner = owner;
    link = session.endpoint().createSender(settings);
    link.listener(this);
    link.attach();
    session.connection().restoration().add(this);
  }

  /** Whether the link has ended: another one is needed. */
  boolean isOver() {
    return failure != null;
  }

  /** Asks for a transaction; gives its id. */
  CompletableFuture<Binary> declare() {
    return request(new Declare(null), ErrorContext.TRANSACTION)
        .thenApply(
            state -> {
              if (state instanceof Declared declared) {
                return declared.txnId();
              }
              throw new IllegalStateException("declare was answered with " + state);
            });
  }

  /** Ends a transaction. */
  CompletableFuture<Void> discharge(Binary txnId, boolean fail) {
    ErrorContext context = fail ? ErrorContext.TRANSACTION : ErrorContext.COMMIT;
    // AMQP 4.3: what was settled in the transaction comes first, on whatever session: a connection
    // consumer's messages came over another one than this link's.
    session.connection().flush();
    return request(new Discharge(txnId, fail), context).thenAccept(state -> {});
  }

  /**
   * Nobody waits for the answer to the last commit any more: it fails as in doubt, or, where it has
   * not gone out, as rolled back, which is seen to.
   *
   * @param what what has ended the wait, for a person
   */
  void giveUpCommit(String what, JMSException why) {
    Request given = commit;
    if (given == null || given.answer.isDone()) {
      return;
    }
    given.unanswered(what, why);
    if (!given.isWritten()) {
      if (given.delivery != null) {
        given.delivery.abort();
      }
      withoutCredit.remove(given);
      if (given.body instanceof Discharge discharge) {
        request(new Discharge(discharge.txnId(), true), ErrorContext.TRANSACTION);
      }
    }
  }

  private CompletableFuture<@Nullable DeliveryState> request(Encodable body, ErrorContext context) {
    Request request = new Request(body, context);
    if (context == ErrorContext.COMMIT) {
      commit = request;
    }
    if (failure != null) {
      request.unanswered("the link to the coordinator has ended", failure);
    } else if (link.credit() == 0) {
      withoutCredit.add(request);
    } else {
      send(request);
    }
    return request.answer;
  }

  private void send(Request request) {
    ByteBuf payload = Unpooled.buffer(REQUEST_OCTETS);
    writer.reset(payload);
    new AmqpValue(request.body).encode(writer);
    writer.flush();
    request.delivery = link.send(OutgoingMessage.unsettled(payload, request));
  }

  @Override
  public void credit(SenderLink from) {
    while (from.credit() > 0 && !withoutCredit.isEmpty()) {
      send(withoutCredit.remove());
    }
    if (from.isDrain()) {
      from.drained();
    }
  }

  @Override
  public void updated(OutgoingDelivery delivery) {
    DeliveryState state = delivery.remoteState();
    if (!(delivery.context() instanceof Request request) || state == null) {
      return;
    }
    delivery.settle();
    if (state instanceof Accepted || state instanceof Declared) {
      request.answer.complete(state);
    } else {
      AmqpError error = state instanceof Rejected rejected ? rejected.error() : null;
      request.answer.completeExceptionally(JmsErrors.toException(error, request.context));
    }
  }

  @Override
  public void lost(OutgoingDelivery delivery) {
    if (delivery.context() instanceof Request request) {
      // The end of the link follows, and tells why; or that of the connection.
      unanswered.add(request);
    }
  }

  @Override
  public void connectionLost(JMSException cause) {
    List<Request> requests = new ArrayList<>(unanswered);
    requests.addAll(withoutCredit);
    unanswered.clear();
    withoutCredit.clear();
    requests.forEach(request -> request.unanswered("the connection was lost", cause));
    if (!link.isLocallyOpen() && !session.isClosing()) {
      // The broker did not want it back: it is asked once more.
      link.attach();
    }
    owner.connectionLost(cause);
  }

  /** It is as it was when there is a transaction again: that may take its declare. */
  @Override
  public boolean isAwaited() {
    return failure == null && !session.isClosing() && owner.isAwaited();
  }

  /** There is a transaction again, or nobody waits for one any more. */
  void restored() {
    session.connection().restored(this);
  }

  /** Whether the refusal to have the transaction back is taken as a loss of the connection. */
  boolean isRetried(JMSException cause) {
    return failure == null && !session.isClosing() && session.connection().isRetried(this, cause);
  }

  @Override
  public void attached(Link attached) {
    // Requests wait for credit, which comes after.
  }

  @Override
  public void detached(Link detached, boolean closed, @Nullable AmqpError error) {
    JMSException cause = session.why(error, ErrorContext.TRANSACTION);
    if (isRetried(cause)) {
      // What waits hears of the loss.
      return;
    }
    failure = cause;
    List<Request> requests = new ArrayList<>(unanswered);
    requests.addAll(withoutCredit);
    unanswered.clear();
    withoutCredit.clear();
    for (Request request : requests) {
      if (request.isWritten() && isRollback(error)) {
        request.answer.completeExceptionally(JmsErrors.toException(error, request.context));
      } else {
        request.unanswered("the link to the coordinator was lost", cause);
      }
    }
    session.connection().gone(this);
    owner.coordinatorLost(cause);
  }

  /** AMQP 4.5.8: these two conditions say what became of the transaction, and no others do. */
  private static boolean isRollback(@Nullable AmqpError error) {
    return error != null
        && (error.condition().equals(ErrorConditions.TRANSACTION_ROLLBACK)
            || error.condition().equals(ErrorConditions.TRANSACTION_TIMEOUT));
  }
}
